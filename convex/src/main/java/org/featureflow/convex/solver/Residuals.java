package org.featureflow.convex.solver;

/**
 * What is missing in the optimality conditions of
 *
 * <pre>
 *   maximise -L*(g) + sum nu   subject to   s_k = lambda_1 q_k + sum_l M^l_k . alpha^l_k - |g^T A_k|^2/(4 lambda_{L+1})
 *                                               - sum_l (u^l_k)^2/(4 lambda_l) - nu >= 0     (multiplier p_k)
 *                                           t_kj = u_k -+ M_j . A_k >= 0                     (multipliers W+, W-)
 * </pre>
 *
 * The multipliers are the primal point: stationarity in M is A W_j = p_j alpha_j, in u it is sum_j |W_kj| = p_k u_k/(2 lambda),
 * in nu it is sum p = 1; that in g is left to {@link OutputFit}.
 */
final class Residuals {

    /** A product is outlying if it is this factor away from its target, either way. */
    private static final double OUTLYING = 10;

    private static final double SHORT_OF_BOUNDARY = 0.999;

    private Residuals() {}

    /** The residuals at an iterate, each as right-hand side of its linearised equation; complementarity is -p s, -w t. */
    static Variables at(ReducedProgram program, Variables at) {
        Variables residual = new Variables(program);
        double[] brackets = program.brackets(at);
        for (int i = 0; i < program.simplices; i++) {
            residual.nu[i] = 1 - program.sum(i, at.p);
            for (int k = program.offsets[i]; k < program.offsets[i + 1]; k++) {
                residual.s[k] = brackets[k] - at.nu[i] - at.s[k];
                residual.p[k] = -at.p[k] * at.s[k];
            }
        }
        for (int l = 0; l < program.links.size(); l++) {
            ofLink(program.links.get(l), at.p, at.links.get(l), residual.links.get(l));
        }
        return residual;
    }

    private static void ofLink(Link link, double[] p, Variables.OfLink at, Variables.OfLink residual) {
        int sources = link.sources;
        double[] correlations = new double[link.destinations * sources];
        link.correlate(at.m, correlations);
        double[] weights = new double[correlations.length];
        for (int k = 0; k < sources; k++) {
            residual.u[k] = -p[link.sourceOffset + k] * at.u[k] / (2 * link.lambda);
        }
        for (int i = 0; i < weights.length; i++) {
            int k = i % sources;
            weights[i] = at.wPlus[i] - at.wMinus[i];
            residual.u[k] += at.wPlus[i] + at.wMinus[i];
            residual.tPlus[i] = at.u[k] - correlations[i] - at.tPlus[i];
            residual.tMinus[i] = at.u[k] + correlations[i] - at.tMinus[i];
            residual.wPlus[i] = -at.wPlus[i] * at.tPlus[i];
            residual.wMinus[i] = -at.wMinus[i] * at.tMinus[i];
        }
        for (int j = 0; j < link.destinations; j++) {
            for (int i = 0; i < link.rank; i++) {
                residual.m[j * link.rank + i] = p[link.destinationOffset + j] * link.alpha[j * link.rank + i];
            }
        }
        link.subtractProduct(weights, residual.m);
    }

    /**
     * Adds the second-order terms of Mehrotra's corrector: what the equations will miss after a step along the affine direction
     * because they are quadratic (or, for the loss, curved), and the centring target.
     */
    static void correct(
            ReducedProgram program, Variables residual, Variables at, Variables affine, double step, double centring) {
        double share = step * step;
        for (int k = 0; k < program.atoms; k++) {
            residual.p[k] += centring - share * affine.p[k] * affine.s[k];
        }
        addOutputs(program, residual, at, affine, step);
        for (int l = 0; l < program.links.size(); l++) {
            Link link = program.links.get(l);
            Variables.OfLink to = residual.links.get(l);
            Variables.OfLink along = affine.links.get(l);
            for (int k = 0; k < link.sources; k++) {
                residual.s[link.sourceOffset + k] -= share * along.u[k] * along.u[k] / (4 * link.lambda);
                to.u[k] -= share * affine.p[link.sourceOffset + k] * along.u[k] / (2 * link.lambda);
            }
            for (int i = 0; i < to.wPlus.length; i++) {
                to.wPlus[i] += centring - share * along.wPlus[i] * along.tPlus[i];
                to.wMinus[i] += centring - share * along.wMinus[i] * along.tMinus[i];
            }
        }
    }

    /**
     * Adds a centrality corrector to the right-hand sides: products of a multiplier and its slack that a step along the direction
     * would leave far from the target are drawn towards it.
     */
    static void centre(Variables residual, Variables at, Variables direction, double step, double target) {
        centre(residual.p, at.p, at.s, direction.p, direction.s, step, target);
        for (int l = 0; l < residual.links.size(); l++) {
            Variables.OfLink to = residual.links.get(l);
            Variables.OfLink from = at.links.get(l);
            Variables.OfLink along = direction.links.get(l);
            centre(to.wPlus, from.wPlus, from.tPlus, along.wPlus, along.tPlus, step, target);
            centre(to.wMinus, from.wMinus, from.tMinus, along.wMinus, along.tMinus, step, target);
        }
    }

    private static void centre(
            double[] to, double[] x, double[] y, double[] dx, double[] dy, double step, double target) {
        double least = target / OUTLYING;
        double largest = target * OUTLYING;
        for (int i = 0; i < to.length; i++) {
            double product = (x[i] + step * dx[i]) * (y[i] + step * dy[i]);
            if (product < least) {
                to[i] += least - product;
            } else if (product > largest) {
                to[i] += Math.max(largest - product, -largest);
            }
        }
    }

    /** What -|g^T A_k|^2/(4 lambda) changes by on the way to the masses of the affine step, beyond the linear part. */
    private static void addOutputs(
            ReducedProgram program, Variables residual, Variables at, Variables affine, double step) {
        double[] ahead = at.p.clone();
        for (int k = 0; k < ahead.length; k++) {
            // Not quite to the boundary, for there is no fit without mass.
            ahead[k] += SHORT_OF_BOUNDARY * step * affine.p[k];
        }
        double[] guess = at.g.clone();
        for (int i = 0; i < guess.length; i++) {
            guess[i] += step * affine.g[i];
        }
        double[] there = program.correlations(new OutputFit(program, ahead, guess).g());
        double[] here = program.correlations(at.g);
        double[] linear = program.correlations(affine.g);
        for (int i = 0; i < there.length; i++) {
            double change = there[i] * there[i] - here[i] * here[i] - 2 * step * here[i] * linear[i];
            residual.s[program.lastOffset + i / program.outputs()] -= change / (4 * program.outputLambda);
        }
    }
}
