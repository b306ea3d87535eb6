package org.featureflow.core.feature;

/**
 * The law from which a network starts: [FLYZ] Alg. 2 and App. B.1, theory section 3.
 *
 * @param sigma the scale of input weights and residuals: V_1 has entries N(0, d sigma^2); positive
 * @param outputWeight the constant C with which all output weights start; 0 is allowed
 * @param drawing how alpha_2..alpha_L (theta_2..theta_L of a DNN) are drawn
 */
public record InitialLaw(double sigma, double outputWeight, Drawing drawing) {

    /** How the features of layers 2..L are drawn. */
    public enum Drawing {
        /** alpha_l = (1/m) h1(beta_{l-1}) V~_l with independent entries N(0, m sigma^2) in V~_l: m^2 random numbers a layer. */
        THROUGH_WEIGHTS,
        /**
         * alpha_l ~ N(0, sigma^2 K_{l-1}) independent of all else, K_l = E h1(beta_l) h1(beta_l)^T: N m random numbers a layer.
         * The expectation is the mean over an independent population of {@link Initialization#POPULATION} units.
         */
        LIMIT_LAW
    }

    /**
     * Checks the numbers.
     *
     * @param sigma the scale of input weights and residuals: V_1 has entries N(0, d sigma^2); positive
     * @param outputWeight the constant C with which all output weights start; 0 is allowed
     * @param drawing how alpha_2..alpha_L (theta_2..theta_L of a DNN) are drawn
     * @throws IllegalArgumentException if sigma is not positive and finite or the output weight is not finite
     */
    public InitialLaw {
        if (!(sigma > 0) || Double.isInfinite(sigma)) {
            throw new IllegalArgumentException("sigma " + sigma + ": the initial scale must be positive and finite");
        }
        if (!Double.isFinite(outputWeight)) {
            throw new IllegalArgumentException("output weight " + outputWeight + ": it must be finite");
        }
    }

    /**
     * The usual start of a network of a given size: {@link #withDefaults()}, but drawn from the limit law where the weights are factored, for
     * there m^2 random numbers a layer would cost more than all else.
     *
     * @param samples N
     * @param width the width m of every layer
     * @return the law
     */
    public static InitialLaw forSize(int samples, int width) {
        boolean factored = LayerWeights.factorsPay(samples, width, width);
        return new InitialLaw(1, 1, factored ? Drawing.LIMIT_LAW : Drawing.THROUGH_WEIGHTS);
    }

    /**
     * The usual start: sigma = 1, C = 1, drawn through weights.
     *
     * @return the law
     */
    public static InitialLaw withDefaults() {
        return new InitialLaw(1, 1, Drawing.THROUGH_WEIGHTS);
    }
}
