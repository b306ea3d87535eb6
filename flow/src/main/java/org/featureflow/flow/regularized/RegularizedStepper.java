package org.featureflow.flow.regularized;

import java.util.Optional;

/** A one-step method for regularized flows. Stateless. */
public interface RegularizedStepper {

    /**
     * Whether masses move with the weights.
     *
     * @return true for transport and reaction, false for transport alone
     */
    boolean movesMasses();

    /**
     * Makes a step.
     *
     * @param state where the step starts
     * @param step its length in flow time, positive
     * @return where it ends; empty if a linear system could not be solved or a number overflowed
     */
    Optional<RegularizedCandidate> step(RegularizedState state, double step);
}
