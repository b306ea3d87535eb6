package org.featureflow.flow.step;

import java.util.Optional;
import org.featureflow.flow.field.FlowState;

/** A one-step method for the feature flow. Stateless. */
public interface Stepper {

    /**
     * The name.
     *
     * @return lower case letters and hyphens
     */
    String name();

    /**
     * The order of consistency.
     *
     * @return p: the error at a fixed time is O(step^p)
     */
    int order();

    /**
     * Whether its candidates carry an estimate of their error.
     *
     * @return false unless the method says otherwise
     */
    default boolean estimatesError() {
        return false;
    }

    /**
     * Makes a step.
     *
     * @param state where the step starts
     * @param step its length in flow time, positive
     * @return where it ends; empty if a linear system could not be solved or a number overflowed
     */
    Optional<Candidate> step(FlowState state, double step);
}
