package org.featureflow.flow.depth;

import java.util.List;

/**
 * A run of the parameter flow.
 *
 * @param end the state at its end
 * @param flowTime the flow time integrated over
 * @param losses E at the start and after every accepted step
 * @param energyRates -dE/dtau at the same times
 */
public record ParameterFlowResult(DepthState end, double flowTime, List<Double> losses, List<Double> energyRates) {

    /**
     * Copies the lists.
     *
     * @param end the state at its end
     * @param flowTime the flow time integrated over
     * @param losses E at the start and after every accepted step
     * @param energyRates -dE/dtau at the same times
     */
    public ParameterFlowResult {
        losses = List.copyOf(losses);
        energyRates = List.copyOf(energyRates);
    }
}
