package org.featureflow.flow.integrate;

import java.time.Duration;
import java.util.Optional;

/**
 * When a run ends, and how often it is recorded. Immutable: each {@code with} method returns a changed copy.
 *
 * @param maximalSteps the largest number of accepted steps
 * @param maximalFlowTime the flow time at which the run ends; the last step is shortened to meet it
 * @param wallTime the time after which the run ends, none by default; it makes a run depend on the machine's speed
 * @param excess the bound on the excess over the optimum; without one a run cannot end at the optimum
 * @param tolerance the excess at which the run ends
 * @param restingVelocity the norm of the weights' velocity below which a state counts as stationary
 * @param recordEvery the number of accepted steps between recorded points
 */
public record Stopping(
        int maximalSteps,
        double maximalFlowTime,
        Optional<Duration> wallTime,
        Optional<ExcessBound> excess,
        double tolerance,
        double restingVelocity,
        int recordEvery) {

    /**
     * Checks the numbers.
     *
     * @param maximalSteps the largest number of accepted steps
     * @param maximalFlowTime the flow time at which the run ends; the last step is shortened to meet it
     * @param wallTime the time after which the run ends, none by default; it makes a run depend on the machine's speed
     * @param excess the bound on the excess over the optimum; without one a run cannot end at the optimum
     * @param tolerance the excess at which the run ends
     * @param restingVelocity the norm of the weights' velocity below which a state counts as stationary
     * @param recordEvery the number of accepted steps between recorded points
     * @throws IllegalArgumentException if one is out of range, naming it
     */
    public Stopping {
        if (maximalSteps < 0 || recordEvery < 1) {
            throw new IllegalArgumentException("maximal steps " + maximalSteps + ", record every " + recordEvery
                    + ": the first must not be negative, the second at least 1");
        }
        if (!(maximalFlowTime >= 0) || !(tolerance >= 0) || !(restingVelocity >= 0)) {
            throw new IllegalArgumentException("maximal flow time " + maximalFlowTime + ", tolerance " + tolerance
                    + ", resting velocity " + restingVelocity + ": none may be negative");
        }
    }

    /**
     * A run of at most so many accepted steps, at rest below velocity 1e-12, recorded at each step.
     *
     * @param maximalSteps the number of steps
     * @return the rule
     */
    public static Stopping afterSteps(int maximalSteps) {
        return new Stopping(maximalSteps, Double.POSITIVE_INFINITY, Optional.empty(), Optional.empty(), 0, 1e-12, 1);
    }

    /**
     * A run to a flow time.
     *
     * @param flowTime the time
     * @return the rule, without a limit on steps
     */
    public static Stopping atTime(double flowTime) {
        return new Stopping(Integer.MAX_VALUE, flowTime, Optional.empty(), Optional.empty(), 0, 0, 1);
    }

    /**
     * This rule, ending also at the optimum.
     *
     * @param bound the bound on the excess
     * @param excessTolerance the excess at which to end
     * @return the changed rule
     */
    public Stopping withOptimum(ExcessBound bound, double excessTolerance) {
        return new Stopping(
                maximalSteps,
                maximalFlowTime,
                wallTime,
                Optional.of(bound),
                excessTolerance,
                restingVelocity,
                recordEvery);
    }

    /**
     * This rule, ending also at a flow time.
     *
     * @param flowTime the time
     * @return the changed rule
     */
    public Stopping withFlowTime(double flowTime) {
        return new Stopping(maximalSteps, flowTime, wallTime, excess, tolerance, restingVelocity, recordEvery);
    }

    /**
     * This rule with a limit on wall time.
     *
     * @param limit the limit
     * @return the changed rule
     */
    public Stopping withWallTime(Duration limit) {
        return new Stopping(
                maximalSteps, maximalFlowTime, Optional.of(limit), excess, tolerance, restingVelocity, recordEvery);
    }

    /**
     * This rule with another resting velocity.
     *
     * @param velocity the norm below which a state is stationary; 0 never calls one so, and saves the computation
     * @return the changed rule
     */
    public Stopping withRestingVelocity(double velocity) {
        return new Stopping(maximalSteps, maximalFlowTime, wallTime, excess, tolerance, velocity, recordEvery);
    }

    /**
     * This rule, recording more rarely.
     *
     * @param steps the number of accepted steps between points
     * @return the changed rule
     */
    public Stopping withRecordEvery(int steps) {
        return new Stopping(maximalSteps, maximalFlowTime, wallTime, excess, tolerance, restingVelocity, steps);
    }
}
