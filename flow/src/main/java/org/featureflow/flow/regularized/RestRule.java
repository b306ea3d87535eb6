package org.featureflow.flow.regularized;

import java.time.Duration;
import java.util.Optional;

/**
 * When a regularized flow counts as at rest, and when it is given up. Immutable.
 *
 * @param velocity the norm of the velocity below which weights are at rest
 * @param defect the {@link RegularizedState#massDefect} below which masses are at rest, where they move; in the objective's units
 * @param maximalSteps the largest number of accepted steps
 * @param wallTime the time after which the run ends, none by default; it makes a run depend on the machine's speed
 */
public record RestRule(double velocity, double defect, int maximalSteps, Optional<Duration> wallTime) {

    /**
     * Checks the numbers.
     *
     * @param velocity the norm of the velocity below which weights are at rest
     * @param defect the mass defect below which masses are at rest, where they move
     * @param maximalSteps the largest number of accepted steps
     * @param wallTime the time after which the run ends, none by default
     * @throws IllegalArgumentException if one is negative, naming it
     */
    public RestRule {
        if (!(velocity >= 0) || !(defect >= 0) || maximalSteps < 0) {
            throw new IllegalArgumentException("velocity " + velocity + ", defect " + defect + ", maximal steps "
                    + maximalSteps + ": none may be negative");
        }
    }

    /**
     * A rule without limit on time.
     *
     * @param velocity the norm of the velocity at rest
     * @param defect the mass defect at rest
     * @param maximalSteps the largest number of accepted steps
     * @return the rule
     */
    public static RestRule of(double velocity, double defect, int maximalSteps) {
        return new RestRule(velocity, defect, maximalSteps, Optional.empty());
    }

    /**
     * This rule with a limit on wall time.
     *
     * @param limit the limit
     * @return the changed rule
     */
    public RestRule withWallTime(Duration limit) {
        return new RestRule(velocity, defect, maximalSteps, Optional.of(limit));
    }

    /**
     * This rule with another number of steps.
     *
     * @param steps the largest number
     * @return the changed rule
     */
    public RestRule withMaximalSteps(int steps) {
        return new RestRule(velocity, defect, steps, wallTime);
    }
}
