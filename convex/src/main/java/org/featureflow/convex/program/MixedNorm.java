package org.featureflow.convex.program;

import org.ejml.data.DMatrixRMaj;

/**
 * The l_{1,r} regularizer of a layer's re-parameterised weights W = w p_{l-1} p_l (K_source x K_destination), r &gt;= 1:
 *
 * <pre>
 *   R(p, W) = int (int |w| dp_l)^r dp_{l-1} = sum_k (sum_j |W_kj|)^r / p_k^{r-1}
 * </pre>
 *
 * <p>Jointly convex in (p, W): the perspective of the r-th power of a norm. r = 2 is the feature program's. (Plain weight decay
 * sum_kj W_kj^2/(p_k p_j) is not convex.) Source: [FGZZ], theory section 5.2.
 *
 * @param exponent r
 */
public record MixedNorm(double exponent) {

    /** The exponent of the feature program. */
    public static final MixedNorm L12 = new MixedNorm(2);

    /**
     * Checks the exponent.
     *
     * @param exponent r
     * @throws IllegalArgumentException if it is below 1 or not finite
     */
    public MixedNorm {
        if (!(exponent >= 1 && exponent < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("exponent " + exponent + ": it must be at least 1 and finite");
        }
    }

    /**
     * The value R(p, W), closed at the boundary: an atom with mass 0 and weights 0 counts 0, one with mass 0 and other weights
     * infinity (for r = 1 the sum of the weights).
     *
     * @param weights W, not modified
     * @param p the masses of the source atoms, one a row of W, not negative, not modified
     * @return the value; costs one pass over W
     */
    public double value(DMatrixRMaj weights, double[] p) {
        if (weights.numRows != p.length) {
            throw new IllegalArgumentException("weights have " + weights.numRows + " rows for " + p.length
                    + " masses: one row a source atom is needed");
        }
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            double norm = 0;
            for (int j = 0; j < weights.numCols; j++) {
                norm += Math.abs(weights.data[k * weights.numCols + j]);
            }
            if (norm > 0) {
                // The ratio first: the norm's own power underflows for the tiny masses of atoms on their way out.
                double ratio = norm / p[k];
                sum += exponent == 2 ? ratio * norm : exponent == 1 ? norm : Math.pow(ratio, exponent - 1) * norm;
            }
        }
        return sum;
    }
}
