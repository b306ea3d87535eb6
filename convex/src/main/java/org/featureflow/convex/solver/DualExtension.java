package org.featureflow.convex.solver;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.FeatureDual;
import org.featureflow.convex.program.FeatureProgram;

/**
 * Extends a dual point of the reduced program to the whole one without loss: an excluded atom gets a multiple of its direction
 * outside the span as multiplier, long enough that the minimum in the dual bound is not at this atom.
 */
final class DualExtension {

    private final FeatureProgram program;
    private final SupportedAtoms supported;
    private final List<DMatrixRMaj> activated = new ArrayList<>();
    private final List<DMatrixRMaj> reproduced = new ArrayList<>();
    private final double[] inputCost;

    DualExtension(FeatureProgram program, SupportedAtoms supported) {
        this.program = program;
        this.supported = supported;
        for (int layer = 1; layer <= program.depth(); layer++) {
            activated.add(program.activated(layer));
            if (layer > 1) {
                reproduced.add(program.reproduced(layer));
            }
        }
        inputCost = program.inputCost();
    }

    /**
     * The dual point of the whole program.
     *
     * @param g N x c, shared
     * @param multipliers M of the supported atoms, one matrix a link, not modified
     */
    FeatureDual extend(DMatrixRMaj g, List<DMatrixRMaj> multipliers) {
        List<DMatrixRMaj> whole = new ArrayList<>();
        for (int layer = 2; layer <= program.depth(); layer++) {
            DMatrixRMaj from = multipliers.get(layer - 2);
            int[] atoms = supported.ofSimplex(program.simplex(layer));
            DMatrixRMaj to = new DMatrixRMaj(program.samples(), program.atoms(layer));
            for (int n = 0; n < to.numRows; n++) {
                for (int j = 0; j < atoms.length; j++) {
                    to.data[n * to.numCols + atoms[j]] = from.data[n * from.numCols + j];
                }
            }
            whole.add(to);
        }
        List<SupportedAtoms.Struck> struck = supported.struck();
        if (!struck.isEmpty()) {
            lift(struck, g, whole);
        }
        return new FeatureDual(g, whole);
    }

    /**
     * The atoms struck out last come first: a multiplier is orthogonal to the activated features of all atoms that were still
     * there, so it weakens the inequalities of atoms only whose turn is yet to come.
     */
    private void lift(List<SupportedAtoms.Struck> struck, DMatrixRMaj g, List<DMatrixRMaj> multipliers) {
        double[] levels = new double[program.simplices()];
        for (int simplex = 0; simplex < levels.length; simplex++) {
            levels[simplex] = Double.POSITIVE_INFINITY;
            for (int atom : supported.ofSimplex(simplex)) {
                levels[simplex] = Math.min(levels[simplex], bracket(simplex, atom, g, multipliers));
            }
        }
        for (int i = struck.size() - 1; i >= 0; i--) {
            SupportedAtoms.Struck one = struck.get(i);
            int atom = one.exclusion.atom() - 1;
            int simplex = program.simplex(one.exclusion.layer());
            double missing = levels[simplex] - bracket(simplex, atom, g, multipliers);
            if (missing > 0) {
                double norm = SupportedAtoms.norm(one.outside);
                DMatrixRMaj m = multipliers.get(one.exclusion.layer() - 2);
                for (int n = 0; n < one.outside.length; n++) {
                    m.data[n * m.numCols + atom] += 2 * missing / norm * (one.outside[n] / norm);
                }
            }
        }
    }

    /** The atom's term in the minimum of the dual bound. */
    private double bracket(int simplex, int atom, DMatrixRMaj g, List<DMatrixRMaj> multipliers) {
        int depth = program.depth();
        double bracket = program.simplex(1) == simplex ? program.lambda().input() * inputCost[atom] : 0;
        for (int layer = 2; layer <= depth; layer++) {
            DMatrixRMaj m = multipliers.get(layer - 2);
            if (program.simplex(layer) == simplex) {
                bracket += product(m, atom, reproduced.get(layer - 2), atom);
            }
            if (program.simplex(layer - 1) == simplex) {
                double largest = 0;
                for (int j = 0; j < m.numCols; j++) {
                    largest = Math.max(largest, Math.abs(product(m, j, activated.get(layer - 2), atom)));
                }
                bracket -= largest * largest / (4 * program.lambda().hidden().get(layer - 2));
            }
        }
        if (program.simplex(depth) == simplex) {
            for (int i = 0; i < g.numCols; i++) {
                double correlation = product(g, i, activated.get(depth - 1), atom);
                bracket -= correlation * correlation / (4 * program.lambda().output());
            }
        }
        return bracket;
    }

    private static double product(DMatrixRMaj a, int i, DMatrixRMaj b, int j) {
        double sum = 0;
        for (int n = 0; n < a.numRows; n++) {
            sum += a.data[n * a.numCols + i] * b.data[n * b.numCols + j];
        }
        return sum;
    }
}
