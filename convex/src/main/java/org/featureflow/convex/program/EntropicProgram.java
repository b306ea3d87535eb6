package org.featureflow.convex.program;

import org.ejml.data.DMatrixRMaj;

/**
 * The entropic two-level program, the limit of noisy gradient descent: minimise
 * <pre>  L(f) + lambda_2 int |u|^2 dp + lambda_1 int |w|^2 dp + lambda_3 int p ln p</pre>
 * over all densities p of (u, w) in R^c x R^d [FDZ], theory 5.3.
 *
 * <p>With gamma the Gaussian law of variance lambda_3/(2 lambda_2) in each u and lambda_3/(2 lambda_1) in each w the objective is
 * L(f) + lambda_3 KL(p | gamma) + {@link #constant()}, and its dual
 * <pre>  D(g) = -(1/N) sum_n phi*(N g_n) - lambda_3 ln E_w exp(|S(w)|^2 / (4 lambda_2 lambda_3)) + constant,   S(w) = sum_n g_n h(w . x_n)</pre>
 * with w Gaussian: the integral over u is done. The optimum is the Gibbs law p proportional to gamma exp(-u . S(w)/lambda_3) at the
 * best g. Immutable.
 */
public final class EntropicProgram {

    private final TwoLevelProgram twoLevel;
    private final double entropyPenalty;

    /**
     * States the program.
     *
     * @param twoLevel the program without entropy
     * @param entropyPenalty lambda_3, positive
     * @throws IllegalArgumentException if the penalty is not positive and finite
     */
    public EntropicProgram(TwoLevelProgram twoLevel, double entropyPenalty) {
        TwoLevelProgram.checkPenalty("entropyPenalty", entropyPenalty);
        this.twoLevel = twoLevel;
        this.entropyPenalty = entropyPenalty;
    }

    /**
     * The program without entropy.
     *
     * @return the two-level program
     */
    public TwoLevelProgram twoLevel() {
        return twoLevel;
    }

    /**
     * The penalty on entropy.
     *
     * @return lambda_3
     */
    public double entropyPenalty() {
        return entropyPenalty;
    }

    /**
     * The standard deviation of an input weight under gamma.
     *
     * @return sqrt(lambda_3 / (2 lambda_1))
     */
    public double inputDeviation() {
        return Math.sqrt(entropyPenalty / (2 * twoLevel.inputPenalty()));
    }

    /**
     * The standard deviation of an output weight under gamma.
     *
     * @return sqrt(lambda_3 / (2 lambda_2))
     */
    public double outputDeviation() {
        return Math.sqrt(entropyPenalty / (2 * twoLevel.outputPenalty()));
    }

    /**
     * The constant by which the objective differs from L(f) + lambda_3 KL(p | gamma).
     *
     * @return -lambda_3 [ (c/2) ln(pi lambda_3/lambda_2) + (d/2) ln(pi lambda_3/lambda_1) ]
     */
    public double constant() {
        double outputs = StrictMath.log(Math.PI * entropyPenalty / twoLevel.outputPenalty());
        double inputs = StrictMath.log(Math.PI * entropyPenalty / twoLevel.inputPenalty());
        return -entropyPenalty / 2 * (twoLevel.outputs() * outputs + twoLevel.dimension() * inputs);
    }

    /**
     * The sums S(w) = sum_n g_n h(w . x_n).
     *
     * @param w input weights, length d, not modified
     * @param g a dual point, N x c, not modified
     * @return a new array, length c; costs O(N (d + c))
     * @throws IllegalArgumentException if a shape is wrong
     */
    public double[] sums(double[] w, DMatrixRMaj g) {
        twoLevel.checkDual(g);
        DMatrixRMaj h = twoLevel.activated(DMatrixRMaj.wrap(1, w.length, w.clone()));
        double[] sums = new double[twoLevel.outputs()];
        for (int n = 0; n < h.numRows; n++) {
            for (int j = 0; j < sums.length; j++) {
                sums[j] += g.data[n * sums.length + j] * h.data[n];
            }
        }
        return sums;
    }
}
