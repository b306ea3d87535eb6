package org.featureflow.flow.mckean;

import java.util.List;

/**
 * How far a trained network's weights are from the ideal particles that started with them.
 *
 * @param distances root mean squares over all weights of layers 1 to L - 1
 */
public record Coupling(List<Double> distances) {

    /**
     * Copies the list.
     *
     * @param distances root mean squares over all weights of layers 1 to L - 1
     */
    public Coupling {
        distances = List.copyOf(distances);
    }

    /**
     * The distance over all trained layers.
     *
     * @return the root of the mean of the squares
     */
    public double total() {
        double sum = 0;
        for (double distance : distances) {
            sum += distance * distance;
        }
        return Math.sqrt(sum / distances.size());
    }
}
