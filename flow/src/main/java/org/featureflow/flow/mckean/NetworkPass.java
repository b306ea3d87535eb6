package org.featureflow.flow.mckean;

/** The forward and backward pass of a network on one input. Immutable. */
public final class NetworkPass {

    private final double prediction;
    private final double[][] units;
    private final double[][] sensitivities;

    NetworkPass(double prediction, double[][] units, double[][] sensitivities) {
        this.prediction = prediction;
        this.units = units;
        this.sensitivities = sensitivities;
    }

    /**
     * The output.
     *
     * @return the mean of s_L(z^(L)_j, theta^(L)_j)
     */
    public double prediction() {
        return prediction;
    }

    /**
     * The units of a layer.
     *
     * @param layer l, from 1 to L
     * @return a copy of z^(l), length N
     */
    public double[] units(int layer) {
        return units[layer - 1].clone();
    }

    /**
     * The sensitivities of the output to the units of a layer.
     *
     * @param layer l, from 1 to L
     * @return a copy of M^(l)_j = N d output / d z^(l)_j, length N
     */
    public double[] sensitivities(int layer) {
        return sensitivities[layer - 1].clone();
    }

    /**
     * The spread of the units of a layer.
     *
     * @param layer l, from 1 to L
     * @return their standard deviation, as of a whole population
     */
    public double spread(int layer) {
        double[] z = units[layer - 1];
        double mean = 0;
        for (double value : z) {
            mean += value / z.length;
        }
        double sum = 0;
        for (double value : z) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / z.length);
    }
}
