package org.featureflow.convex.solver;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.EntropicProgram;
import org.featureflow.convex.program.TwoLevelProgram;

/**
 * The log-partition function psi(g) = lambda_3 ln E_w exp(|S(w)|^2/(4 lambda_2 lambda_3)) by a quadrature rule, its gradient
 * E[S(w) h(w . x_n)]/(2 lambda_2) and its Hessian E[h h^T]/(2 lambda_2) (x) I + Cov[S (x) h]/(4 lambda_2^2 lambda_3), expectations
 * under the Gibbs law of w. With second moments one node costs O(N d + (N c)^2), without O(N (d + c)).
 */
final class GibbsMoments {

    private final EntropicProgram program;
    private final DMatrixRMaj inputs;
    private final int samples;
    private final int dimension;
    private final int outputs;
    private final double[] activated;
    private final double[] sums;

    private double top = Double.NEGATIVE_INFINITY;
    private double mass;
    private double squareSum;
    private final double[] first;
    private final double[] activatedSecond;
    private final double[] productSecond;
    private final boolean second;

    /** Integrates at a dual point, N x c. */
    GibbsMoments(EntropicProgram program, DMatrixRMaj dual, Iterable<? extends WeightRule> rules, boolean second) {
        TwoLevelProgram base = program.twoLevel();
        this.program = program;
        this.inputs = base.inputs();
        this.samples = base.samples();
        this.dimension = base.dimension();
        this.outputs = base.outputs();
        this.second = second;
        this.activated = new double[samples];
        this.sums = new double[outputs];
        this.first = new double[samples * outputs];
        this.activatedSecond = new double[second ? samples * samples : 0];
        this.productSecond = new double[second ? samples * outputs * samples * outputs : 0];
        double scale = 1 / (4 * base.outputPenalty() * program.entropyPenalty());
        for (WeightRule rule : rules) {
            rule.forEach((w, logWeight) -> {
                double square = evaluate(w, dual);
                add(logWeight + square * scale, square);
            });
        }
    }

    /** Sets h and S at a node and returns |S|^2. */
    private double evaluate(double[] w, DMatrixRMaj dual) {
        for (int j = 0; j < outputs; j++) {
            sums[j] = 0;
        }
        for (int n = 0; n < samples; n++) {
            double z = 0;
            for (int i = 0; i < dimension; i++) {
                z += inputs.data[n * dimension + i] * w[i];
            }
            activated[n] = program.twoLevel().activation().value(z);
            for (int j = 0; j < outputs; j++) {
                sums[j] += dual.data[n * outputs + j] * activated[n];
            }
        }
        double square = 0;
        for (int j = 0; j < outputs; j++) {
            square += sums[j] * sums[j];
        }
        return square;
    }

    private void add(double logTerm, double square) {
        if (logTerm > top) {
            rescale(StrictMath.exp(top - logTerm));
            top = logTerm;
        }
        double weight = StrictMath.exp(logTerm - top);
        // Far out in the tails terms vanish beside the sum; the second moments are the cost, so skip them there.
        if (weight < 1e-22) {
            return;
        }
        mass += weight;
        squareSum += weight * square;
        for (int n = 0; n < samples; n++) {
            for (int j = 0; j < outputs; j++) {
                first[n * outputs + j] += weight * activated[n] * sums[j];
            }
        }
        if (second) {
            addSecond(weight);
        }
    }

    /** The lower triangles only. */
    private void addSecond(double weight) {
        int size = samples * outputs;
        for (int n = 0; n < samples; n++) {
            double a = weight * activated[n];
            for (int m = 0; m <= n; m++) {
                double pair = a * activated[m];
                activatedSecond[n * samples + m] += pair;
                for (int j = 0; j < outputs; j++) {
                    int row = (n * outputs + j) * size + m * outputs;
                    for (int l = 0; l < outputs; l++) {
                        productSecond[row + l] += pair * sums[j] * sums[l];
                    }
                }
            }
        }
    }

    private void rescale(double factor) {
        mass *= factor;
        squareSum *= factor;
        scale(first, factor);
        scale(activatedSecond, factor);
        scale(productSecond, factor);
    }

    private static void scale(double[] a, double factor) {
        for (int i = 0; i < a.length; i++) {
            a[i] *= factor;
        }
    }

    /** ln E_w exp(|S|^2/(4 lambda_2 lambda_3)). */
    double logPartition() {
        return top + StrictMath.log(mass);
    }

    /** The mean prediction of the Gibbs law, -E[S h]/(2 lambda_2), N x c. */
    DMatrixRMaj prediction() {
        DMatrixRMaj prediction = new DMatrixRMaj(samples, outputs);
        for (int i = 0; i < first.length; i++) {
            prediction.data[i] = -first[i] / mass / (2 * program.twoLevel().outputPenalty());
        }
        return prediction;
    }

    /** KL(p | gamma) of the Gibbs law, E|S|^2/(2 lambda_2 lambda_3) - ln E_w exp(..). */
    double relativeEntropy() {
        return squareSum / mass / (2 * program.twoLevel().outputPenalty() * program.entropyPenalty()) - logPartition();
    }

    /** The Hessian of psi, Nc x Nc, entry (n, j) at n c + j. */
    DMatrixRMaj hessian() {
        int size = samples * outputs;
        double penalty = program.twoLevel().outputPenalty();
        double ofCovariance = 1 / (4 * penalty * penalty * program.entropyPenalty());
        DMatrixRMaj hessian = new DMatrixRMaj(size, size);
        for (int n = 0; n < samples; n++) {
            for (int m = 0; m <= n; m++) {
                for (int j = 0; j < outputs; j++) {
                    for (int l = 0; l < outputs; l++) {
                        int row = n * outputs + j;
                        int col = m * outputs + l;
                        double covariance =
                                productSecond[row * size + col] / mass - first[row] / mass * (first[col] / mass);
                        double entry = ofCovariance * covariance;
                        if (j == l) {
                            entry += activatedSecond[n * samples + m] / mass / (2 * penalty);
                        }
                        hessian.data[row * size + col] = entry;
                        hessian.data[col * size + row] = entry;
                    }
                }
            }
        }
        return hessian;
    }
}
