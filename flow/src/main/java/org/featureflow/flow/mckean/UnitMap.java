package org.featureflow.flow.mckean;

/**
 * A map s(z, theta) of a unit's value z and a weight theta, [AOY] sec. 2: the next layer's units are means of it. The theorems ask
 * for maps that are bounded, with bounded and Lipschitz first derivatives. Implementations are immutable and safe for threads.
 */
public interface UnitMap {

    /**
     * The value.
     *
     * @param z the unit's value
     * @param theta the weight
     * @return s(z, theta)
     */
    double value(double z, double theta);

    /**
     * The derivative in the unit's value.
     *
     * @param z the unit's value
     * @param theta the weight
     * @return ds/dz
     */
    double unitDerivative(double z, double theta);

    /**
     * The derivative in the weight.
     *
     * @param z the unit's value
     * @param theta the weight
     * @return ds/dtheta
     */
    double weightDerivative(double z, double theta);

    /**
     * Whether the map meets the theorems' assumptions.
     *
     * @return whether s and its first derivatives are bounded and Lipschitz on the weights that occur
     */
    boolean isBoundedAndSmooth();

    /**
     * Adds a row of values: out[j] += scale s(z, theta[from + j]) for all j.
     *
     * @param scale a factor
     * @param z the unit's value
     * @param theta weights
     * @param from the place of the first weight
     * @param out is added to
     */
    default void addValues(double scale, double z, double[] theta, int from, double[] out) {
        for (int j = 0; j < out.length; j++) {
            out[j] += scale * value(z, theta[from + j]);
        }
    }

    /**
     * The sum over j of ds/dz(z, theta[from + j]) m[j], in the order of j.
     *
     * @param z the unit's value
     * @param theta weights
     * @param from the place of the first weight
     * @param m factors
     * @return the sum
     */
    default double sumUnitDerivatives(double z, double[] theta, int from, double[] m) {
        double sum = 0;
        for (int j = 0; j < m.length; j++) {
            sum += unitDerivative(z, theta[from + j]) * m[j];
        }
        return sum;
    }

    /**
     * Moves a row of weights: theta[from + j] += step m[j] ds/dtheta(z, theta[from + j]) for all j.
     *
     * @param step a factor
     * @param z the unit's value
     * @param m factors
     * @param theta weights, modified
     * @param from the place of the first weight
     */
    default void moveWeights(double step, double z, double[] m, double[] theta, int from) {
        for (int j = 0; j < m.length; j++) {
            theta[from + j] += step * m[j] * weightDerivative(z, theta[from + j]);
        }
    }
}
