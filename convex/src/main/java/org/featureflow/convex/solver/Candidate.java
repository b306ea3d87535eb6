package org.featureflow.convex.solver;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.FeatureDual;
import org.featureflow.convex.program.FeaturePoint;
import org.featureflow.convex.program.FeatureProgram;

/**
 * Makes points of the whole program, primal and dual, from iterates of the reduced one. Their values are those of the
 * definitions, so the gap between them does not rest on the iteration.
 */
final class Candidate {

    private final FeatureProgram program;
    private final ReducedProgram reduced;
    private final SupportedAtoms supported;
    private final DualExtension extension;

    Candidate(FeatureProgram program, ReducedProgram reduced, SupportedAtoms supported) {
        this.program = program;
        this.reduced = reduced;
        this.supported = supported;
        this.extension = new DualExtension(program, supported);
    }

    /** A dual point. Its g is a gradient of L, in the conjugate's domain whatever the iterate. */
    FeatureDual dual(Variables at, OutputFit fit) {
        DMatrixRMaj g = reduced.outputMatrix(fit.dual());
        List<DMatrixRMaj> multipliers = new ArrayList<>();
        for (int l = 0; l < reduced.links.size(); l++) {
            multipliers.add(reduced.links.get(l).multipliers(at.links.get(l).m));
        }
        return extension.extend(g, multipliers);
    }

    /**
     * A feasible point: masses normalised, weights corrected onto their constraints.
     *
     * @param at the iterate, not modified
     * @param system the Newton system at the iterate, whose factors define the metric of the correction
     */
    FeaturePoint primal(Variables at, NewtonSystem system) {
        double[] p = at.p.clone();
        double[] scale = new double[reduced.simplices];
        for (int i = 0; i < reduced.simplices; i++) {
            scale[i] = 1 / reduced.sum(i, p);
            for (int k = reduced.offsets[i]; k < reduced.offsets[i + 1]; k++) {
                p[k] *= scale[i];
            }
        }
        List<DMatrixRMaj> weights = new ArrayList<>();
        for (int l = 0; l < reduced.links.size(); l++) {
            Link link = reduced.links.get(l);
            Variables.OfLink of = at.links.get(l);
            double[] w = new double[of.wPlus.length];
            for (int i = 0; i < w.length; i++) {
                w[i] = of.wPlus[i] - of.wMinus[i];
            }
            double[] corrected = system.link(l).feasibleWeights(w, p);
            int layer = l + 2;
            int[] sources = supported.ofSimplex(program.simplex(layer - 1));
            int[] destinations = supported.ofSimplex(program.simplex(layer));
            DMatrixRMaj whole = new DMatrixRMaj(program.atoms(layer - 1), program.atoms(layer));
            for (int j = 0; j < link.destinations; j++) {
                for (int k = 0; k < link.sources; k++) {
                    whole.data[sources[k] * whole.numCols + destinations[j]] = corrected[j * link.sources + k];
                }
            }
            weights.add(whole);
        }
        return new FeaturePoint(masses(p), weights, output(OutputFit.outputWeights(reduced, p, at.g)));
    }

    private List<double[]> masses(double[] p) {
        List<double[]> masses = new ArrayList<>();
        for (int i = 0; i < reduced.simplices; i++) {
            int[] atoms = supported.ofSimplex(i);
            double[] whole = new double[program.atoms(i + 1)];
            for (int k = 0; k < atoms.length; k++) {
                whole[atoms[k]] = p[reduced.offsets[i] + k];
            }
            masses.add(whole);
        }
        return masses;
    }

    private DMatrixRMaj output(double[] weights) {
        int c = reduced.outputs();
        int[] atoms = supported.ofSimplex(program.simplex(program.depth()));
        DMatrixRMaj whole = new DMatrixRMaj(program.atoms(program.depth()), c);
        for (int k = 0; k < atoms.length; k++) {
            System.arraycopy(weights, k * c, whole.data, atoms[k] * c, c);
        }
        return whole;
    }
}
