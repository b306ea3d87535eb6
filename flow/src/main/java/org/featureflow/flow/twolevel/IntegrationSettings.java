package org.featureflow.flow.twolevel;

import java.util.function.Predicate;

/**
 * How a two-level flow is followed, and when it ends. Immutable; start from {@link #withDefaults()}.
 *
 * @param accuracy the estimated error of a step in a unit's weights, relative to 1 plus their size; positive
 * @param firstStep the length of the first step, positive
 * @param maximalSteps the largest number of steps, rejected ones included
 * @param maximalFlowTime the flow time at which the run ends; the last step is shortened to meet it
 * @param restingVelocity the run ends once the root of the energy rate, of transport and reaction, is at or below this
 * @param finished asked after each accepted step; true ends the run
 */
public record IntegrationSettings(
        double accuracy,
        double firstStep,
        int maximalSteps,
        double maximalFlowTime,
        double restingVelocity,
        Predicate<TwoLevelState> finished) {

    /**
     * Checks the numbers.
     *
     * @param accuracy the estimated error of a step
     * @param firstStep the length of the first step
     * @param maximalSteps the largest number of steps
     * @param maximalFlowTime the flow time at which the run ends
     * @param restingVelocity the velocity of rest
     * @param finished asked after each accepted step
     * @throws IllegalArgumentException if one is out of range, naming it
     */
    public IntegrationSettings {
        if (!(accuracy > 0) || !(firstStep > 0) || Double.isInfinite(firstStep)) {
            throw new IllegalArgumentException("accuracy " + accuracy + ", first step " + firstStep
                    + ": both must be positive, the second finite");
        }
        if (maximalSteps < 0 || !(maximalFlowTime >= 0) || !(restingVelocity >= 0)) {
            throw new IllegalArgumentException("maximal steps " + maximalSteps + ", maximal flow time "
                    + maximalFlowTime + ", resting velocity " + restingVelocity + ": none may be negative");
        }
    }

    /**
     * Accuracy 0.01, first step 0.1, 5000 steps, any flow time, rest at 1e-12.
     *
     * @return the defaults
     */
    public static IntegrationSettings withDefaults() {
        return new IntegrationSettings(1e-2, 0.1, 5000, Double.POSITIVE_INFINITY, 1e-12, state -> false);
    }

    /**
     * Changes the accuracy.
     *
     * @param value the error of a step
     * @return new settings
     */
    public IntegrationSettings withAccuracy(double value) {
        return new IntegrationSettings(value, firstStep, maximalSteps, maximalFlowTime, restingVelocity, finished);
    }

    /**
     * Changes the first step.
     *
     * @param value the length
     * @return new settings
     */
    public IntegrationSettings withFirstStep(double value) {
        return new IntegrationSettings(accuracy, value, maximalSteps, maximalFlowTime, restingVelocity, finished);
    }

    /**
     * Changes the number of steps.
     *
     * @param value the largest number
     * @return new settings
     */
    public IntegrationSettings withMaximalSteps(int value) {
        return new IntegrationSettings(accuracy, firstStep, value, maximalFlowTime, restingVelocity, finished);
    }

    /**
     * Changes the flow time.
     *
     * @param value the time at which the run ends
     * @return new settings
     */
    public IntegrationSettings withMaximalFlowTime(double value) {
        return new IntegrationSettings(accuracy, firstStep, maximalSteps, value, restingVelocity, finished);
    }

    /**
     * Changes the velocity of rest.
     *
     * @param value the velocity
     * @return new settings
     */
    public IntegrationSettings withRestingVelocity(double value) {
        return new IntegrationSettings(accuracy, firstStep, maximalSteps, maximalFlowTime, value, finished);
    }

    /**
     * Changes what is asked after each accepted step.
     *
     * @param value true ends the run, for instance at a proved gap
     * @return new settings
     */
    public IntegrationSettings withFinish(Predicate<TwoLevelState> value) {
        return new IntegrationSettings(accuracy, firstStep, maximalSteps, maximalFlowTime, restingVelocity, value);
    }
}
