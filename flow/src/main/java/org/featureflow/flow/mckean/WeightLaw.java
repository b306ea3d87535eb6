package org.featureflow.flow.mckean;

import org.apache.commons.math3.random.RandomGenerator;

/** The initial law of a weight: what networks sample and the limit integrates over. Implementations are immutable. */
public interface WeightLaw {

    /**
     * Draws a weight.
     *
     * @param random is advanced by a fixed number of draws
     * @return a weight
     */
    double sample(RandomGenerator random);

    /**
     * A quadrature for the law.
     *
     * @param order the number of nodes, at least 1
     * @return nodes and weights that are positive and sum to 1
     */
    WeightQuadrature quadrature(int order);

    /**
     * Whether the law meets the theorems' assumption.
     *
     * @return whether its tails are sub-Gaussian
     */
    boolean isSubGaussian();

    /**
     * The uniform law; its quadrature is Gauss and Legendre's.
     *
     * @param from the lower end
     * @param to the upper end, above it
     * @return the law
     * @throws IllegalArgumentException if the interval is empty
     */
    static WeightLaw uniform(double from, double to) {
        if (!(to > from)) {
            throw new IllegalArgumentException("interval [" + from + ", " + to + "]: its ends must increase");
        }
        return new UniformLaw(from, to);
    }

    /**
     * The Gaussian law; its quadrature is Gauss and Hermite's.
     *
     * @param mean the mean
     * @param deviation the standard deviation, positive
     * @return the law
     * @throws IllegalArgumentException if the deviation is not positive
     */
    static WeightLaw gaussian(double mean, double deviation) {
        if (!(deviation > 0)) {
            throw new IllegalArgumentException("deviation " + deviation + ": it must be positive");
        }
        return new GaussianLaw(mean, deviation);
    }
}
