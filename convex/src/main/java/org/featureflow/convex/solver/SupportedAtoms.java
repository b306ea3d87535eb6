package org.featureflow.convex.solver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.FeatureProgram;

/**
 * The atoms that have mass in some feasible point. An atom with mass needs its features in the span of the activated features
 * of atoms with mass; the union of two such sets is one again, so there is a largest, and striking out offenders until none is
 * left finds it. The program is infeasible exactly if that leaves a simplex empty.
 */
final class SupportedAtoms {

    /** Relative distance from the span up to which a feature counts as inside: constraints are met to 1e-9. */
    private static final double SPAN_TOLERANCE = 1e-9;

    private final FeatureProgram program;
    private final List<boolean[]> supported = new ArrayList<>();
    private final List<Struck> struck = new ArrayList<>();

    /** An exclusion with the direction outside the span, by which a dual point can lift the atom's inequality. */
    static final class Struck {
        final Exclusion exclusion;
        final double[] outside;

        Struck(Exclusion exclusion, double[] outside) {
            this.exclusion = exclusion;
            this.outside = outside;
        }
    }

    SupportedAtoms(FeatureProgram program) {
        this.program = program;
        for (int simplex = 0; simplex < program.simplices(); simplex++) {
            boolean[] all = new boolean[program.atoms(simplex + 1)];
            Arrays.fill(all, true);
            supported.add(all);
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int layer = 2; layer <= program.depth(); layer++) {
                changed |= strike(layer);
            }
        }
    }

    private boolean strike(int layer) {
        RangeBasis span = RangeBasis.of(columns(program.activated(layer - 1), program.simplex(layer - 1)));
        DMatrixRMaj reproduced = program.reproduced(layer);
        boolean[] atoms = supported.get(program.simplex(layer));
        boolean changed = false;
        for (int j = 0; j < atoms.length; j++) {
            if (!atoms[j]) {
                continue;
            }
            double[] feature = new double[reproduced.numRows];
            for (int n = 0; n < feature.length; n++) {
                feature[n] = reproduced.data[n * reproduced.numCols + j];
            }
            double[] outside = span.outside(feature);
            double norm = norm(feature);
            double distance = norm(outside);
            if (distance > SPAN_TOLERANCE * norm) {
                atoms[j] = false;
                struck.add(new Struck(new Exclusion(layer, j + 1, distance / norm), outside));
                changed = true;
            }
        }
        return changed;
    }

    static double norm(double[] x) {
        double norm = 0;
        for (double entry : x) {
            norm = Math.hypot(norm, entry);
        }
        return norm;
    }

    List<Exclusion> exclusions() {
        return struck.stream().map(s -> s.exclusion).toList();
    }

    /** The exclusions in the order in which they were found. */
    List<Struck> struck() {
        return List.copyOf(struck);
    }

    boolean feasible() {
        for (boolean[] atoms : supported) {
            boolean any = false;
            for (boolean atom : atoms) {
                any |= atom;
            }
            if (!any) {
                return false;
            }
        }
        return true;
    }

    /** The supported atoms of a simplex, ascending. */
    int[] ofSimplex(int simplex) {
        boolean[] atoms = supported.get(simplex);
        return IntStream.range(0, atoms.length).filter(k -> atoms[k]).toArray();
    }

    /** The columns of supported atoms. */
    DMatrixRMaj columns(DMatrixRMaj matrix, int simplex) {
        int[] kept = ofSimplex(simplex);
        DMatrixRMaj columns = new DMatrixRMaj(matrix.numRows, kept.length);
        for (int n = 0; n < matrix.numRows; n++) {
            for (int k = 0; k < kept.length; k++) {
                columns.data[n * kept.length + k] = matrix.data[n * matrix.numCols + kept[k]];
            }
        }
        return columns;
    }
}
