package org.featureflow.flow.mckean;

import java.util.List;

/**
 * A training run of a finite network.
 *
 * @param end the network after the last step
 * @param predictions the output on the k-th sample before the k-th step, one a step
 */
public record NetworkRun(FrozenEndsNetwork end, List<Double> predictions) {

    /**
     * Copies the list.
     *
     * @param end the network after the last step
     * @param predictions the output on the k-th sample before the k-th step, one a step
     */
    public NetworkRun {
        predictions = List.copyOf(predictions);
    }
}
