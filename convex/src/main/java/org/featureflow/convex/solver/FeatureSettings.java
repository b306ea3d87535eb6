package org.featureflow.convex.solver;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Settings of {@link FeatureSolver}: {@code FeatureSettings.defaults().withTolerance(1e-6)}. Immutable.
 *
 * @param tolerance the relative gap (primal - dual)/max(|primal|, |dual|) at which a solution is optimal, at least 0
 * @param iterations the largest number of iterations, at least 1
 * @param timeLimit the time after which no further iteration is begun, null for none. With a limit the result depends on the
 *     machine's speed; without, it is a function of the program alone
 * @param cancelled asked before each iteration; true ends the solve
 * @param listener told of each iteration, in the thread of the solve
 */
public record FeatureSettings(
        double tolerance,
        int iterations,
        @Nullable Duration timeLimit,
        BooleanSupplier cancelled,
        Consumer<FeatureProgress> listener) {

    private static final FeatureSettings DEFAULTS = new FeatureSettings(1e-8, 200, null, () -> false, progress -> {});

    /**
     * Checks the numbers.
     *
     * @param tolerance the relative gap at which a solution is optimal
     * @param iterations the largest number of iterations
     * @param timeLimit the time after which no further iteration is begun, null for none
     * @param cancelled asked before each iteration
     * @param listener told of each iteration
     * @throws IllegalArgumentException if one is out of its range, naming it
     */
    public FeatureSettings {
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("tolerance " + tolerance + ": it must not be negative");
        }
        if (iterations < 1) {
            throw new IllegalArgumentException("iterations " + iterations + ": at least 1 is needed");
        }
        if (timeLimit != null && timeLimit.isNegative()) {
            throw new IllegalArgumentException("time limit " + timeLimit + ": it must not be negative");
        }
    }

    /**
     * Relative gap 1e-8, at most 200 iterations (30 are usual), no time limit.
     *
     * @return the default settings
     */
    public static FeatureSettings defaults() {
        return DEFAULTS;
    }

    /**
     * The same settings with another tolerance.
     *
     * @param changed the relative gap
     * @return the settings
     */
    public FeatureSettings withTolerance(double changed) {
        return new FeatureSettings(changed, iterations, timeLimit, cancelled, listener);
    }

    /**
     * The same settings with another number of iterations.
     *
     * @param changed the largest number
     * @return the settings
     */
    public FeatureSettings withIterations(int changed) {
        return new FeatureSettings(tolerance, changed, timeLimit, cancelled, listener);
    }

    /**
     * The same settings with a time limit.
     *
     * @param changed the limit
     * @return the settings
     */
    public FeatureSettings withTimeLimit(Duration changed) {
        return new FeatureSettings(tolerance, iterations, changed, cancelled, listener);
    }

    /**
     * The same settings with a way to cancel.
     *
     * @param changed asked before each iteration; true ends the solve
     * @return the settings
     */
    public FeatureSettings withCancellation(BooleanSupplier changed) {
        return new FeatureSettings(tolerance, iterations, timeLimit, changed, listener);
    }

    /**
     * The same settings with a listener.
     *
     * @param changed told of each iteration
     * @return the settings
     */
    public FeatureSettings withListener(Consumer<FeatureProgress> changed) {
        return new FeatureSettings(tolerance, iterations, timeLimit, cancelled, changed);
    }
}
