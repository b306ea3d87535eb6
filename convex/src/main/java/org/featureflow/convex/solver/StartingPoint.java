package org.featureflow.convex.solver;

/**
 * The first iterate: uniform masses, weights of least norm, the ridge fit of the outputs, and the dual point that belongs to
 * them. In the program's eliminated form (theory section 5.2) with eta_kj = p_k/K this is M_j = 2 lambda p_j (A diag(eta_j)
 * A^T)^{-1} alpha_j, W_kj = eta_kj M_j . A_k/(2 lambda). Then bounds and levels are moved away from their constraints by shares of
 * the distance between the primal and the dual value of this point, so that the start scales with the program.
 */
final class StartingPoint {

    private static final double BOUND_MARGIN = 0.1;
    private static final double GAP_MARGIN_OF_BOUNDS = 1e-3;
    private static final double GAP_MARGIN_OF_LEVELS = 1e-2;
    /** Share of the value below which the gap of the start does not set the scale. */
    private static final double LEAST_GAP = 1e-3;

    private final ReducedProgram program;
    private final Variables start;

    private StartingPoint(ReducedProgram program) {
        this.program = program;
        this.start = new Variables(program);
    }

    static Variables of(ReducedProgram program) {
        StartingPoint point = new StartingPoint(program);
        point.fit();
        return point.start;
    }

    private void fit() {
        System.arraycopy(program.uniformMasses(), 0, start.p, 0, start.p.length);
        OutputFit fit = new OutputFit(program, start.p, start.g);
        System.arraycopy(fit.g(), 0, start.g, 0, start.g.length);
        double value = fit.value();
        for (int k = 0; k < program.atoms; k++) {
            value += start.p[k] * program.cost[k];
        }
        for (int l = 0; l < program.links.size(); l++) {
            value += startLink(program.links.get(l), start.links.get(l));
        }
        double[] brackets = program.brackets(start);
        double bound = -program.objective.conjugate(program.outputMatrix(fit.dual()));
        for (int i = 0; i < program.simplices; i++) {
            bound += smallest(brackets, i);
        }
        double gap = Math.max(Math.max(value - bound, LEAST_GAP * Math.abs(value)), 1e-100);
        for (int l = 0; l < program.links.size(); l++) {
            widen(program.links.get(l), start.links.get(l), gap);
        }
        brackets = program.brackets(start);
        for (int i = 0; i < program.simplices; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int k = program.offsets[i]; k < program.offsets[i + 1]; k++) {
                largest = Math.max(largest, brackets[k]);
            }
            double least = smallest(brackets, i);
            start.nu[i] = least - BOUND_MARGIN * (largest - least) - GAP_MARGIN_OF_LEVELS * gap;
            for (int k = program.offsets[i]; k < program.offsets[i + 1]; k++) {
                start.s[k] = brackets[k] - start.nu[i];
            }
        }
    }

    private double smallest(double[] x, int simplex) {
        double smallest = Double.POSITIVE_INFINITY;
        for (int k = program.offsets[simplex]; k < program.offsets[simplex + 1]; k++) {
            smallest = Math.min(smallest, x[k]);
        }
        return smallest;
    }

    /** Sets m and, for now, u to its least value and wPlus to W; returns the regularizer. */
    private double startLink(Link link, Variables.OfLink of) {
        int pairs = link.sources * link.destinations;
        for (int j = 0; j < link.destinations; j++) {
            double factor = 2 * link.lambda * start.p[link.destinationOffset + j] * pairs;
            for (int i = 0; i < link.rank; i++) {
                of.m[j * link.rank + i] = factor * link.alpha[j * link.rank + i];
            }
        }
        double[] correlations = new double[pairs];
        link.correlate(of.m, correlations);
        double[] norms = new double[link.sources];
        for (int i = 0; i < pairs; i++) {
            int k = i % link.sources;
            of.wPlus[i] = correlations[i] / (2 * link.lambda * pairs);
            norms[k] += Math.abs(of.wPlus[i]);
            of.u[k] = Math.max(of.u[k], Math.abs(correlations[i]));
        }
        double value = 0;
        for (int k = 0; k < link.sources; k++) {
            value += link.lambda * norms[k] * norms[k] / start.p[link.sourceOffset + k];
        }
        return value;
    }

    /** Moves the bounds u away from their constraints and spreads p_k u_k/(2 lambda) over the weights' two parts. */
    private void widen(Link link, Variables.OfLink of, double gap) {
        double[] weights = of.wPlus.clone();
        double[] norms = new double[link.sources];
        double largest = 0;
        for (int k = 0; k < link.sources; k++) {
            largest = Math.max(largest, of.u[k]);
        }
        for (int i = 0; i < weights.length; i++) {
            norms[i % link.sources] += Math.abs(weights[i]);
        }
        double margin = BOUND_MARGIN * largest + GAP_MARGIN_OF_BOUNDS * Math.sqrt(4 * link.lambda * gap);
        for (int k = 0; k < link.sources; k++) {
            of.u[k] += BOUND_MARGIN * of.u[k] + margin;
        }
        double[] correlations = new double[weights.length];
        link.correlate(of.m, correlations);
        for (int i = 0; i < weights.length; i++) {
            int k = i % link.sources;
            double room = start.p[link.sourceOffset + k] * of.u[k] / (2 * link.lambda) - norms[k];
            double shift = room / (2 * link.destinations);
            of.wPlus[i] = Math.max(weights[i], 0) + shift;
            of.wMinus[i] = Math.max(-weights[i], 0) + shift;
            of.tPlus[i] = of.u[k] - correlations[i];
            of.tMinus[i] = of.u[k] + correlations[i];
        }
    }
}
