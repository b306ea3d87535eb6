package org.featureflow.flow.regularized;

/** Is told of accepted steps, and may end the run. */
@FunctionalInterface
public interface RegularizedObserver {

    /**
     * An accepted step, or the start, for which {@code step} is 0.
     *
     * @param step the number of accepted steps so far
     * @param time the flow time
     * @param state the state
     */
    void accepted(int step, double time, RegularizedState state);

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
    static RegularizedObserver none() {
        return (step, time, state) -> {};
    }
}
