package org.featureflow.flow.integrate;

import org.featureflow.flow.field.FlowState;

/** Is told of accepted steps, and may end the run. */
@FunctionalInterface
public interface FlowObserver {

    /**
     * An accepted step, or the start, for which {@code step} is 0.
     *
     * @param step the number of accepted steps so far
     * @param time the flow time
     * @param state the state; its memory serves a later step once the run has left it behind, so whoever looks at it, or at its network or
     *     features, after this call asks it to be {@linkplain FlowState#keep kept}
     */
    void accepted(int step, double time, FlowState state);

    /**
     * Asked before every step.
     *
     * @return true to end the run
     */
    default boolean isCancelled() {
        return false;
    }

    /**
     * An observer that does nothing.
     *
     * @return the observer
     */
    static FlowObserver none() {
        return (step, time, state) -> {};
    }
}
