package org.featureflow.convex.solver;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * How an entropic program is solved. Immutable; start from {@link #withDefaults()} and change with the {@code with} methods.
 *
 * @param tolerance the gap plus the estimated quadrature error to reach, absolute, positive
 * @param maxNodes the largest lattice to use in dimensions up to 3, at least 1
 * @param replicates the independent shifts of the quasi-Monte Carlo rule above dimension 3, at least 2
 * @param points the points of each, at least 1
 * @param confidence the level of the quasi-Monte Carlo confidence interval, in (0, 1)
 * @param seed the seed of the shifts
 * @param progress told after each Newton step, on the caller's thread
 * @param cancelled asked before each Newton step; once true, the solver returns what it has
 */
public record EntropicSettings(
        double tolerance,
        long maxNodes,
        int replicates,
        int points,
        double confidence,
        long seed,
        Consumer<Progress> progress,
        BooleanSupplier cancelled) {

    /**
     * The state after a Newton step.
     *
     * @param step the step, from 1
     * @param nodes the nodes of the quadrature
     * @param dual the dual value
     * @param objective the objective of its Gibbs law
     */
    public record Progress(int step, long nodes, double dual, double objective) {}

    /**
     * Checks the settings.
     *
     * @param tolerance the gap plus the estimated quadrature error to reach
     * @param maxNodes the largest lattice
     * @param replicates the independent shifts
     * @param points the points of each
     * @param confidence the level of the confidence interval
     * @param seed the seed of the shifts
     * @param progress told after each Newton step
     * @param cancelled asked before each Newton step
     * @throws IllegalArgumentException if a number is out of its range
     */
    public EntropicSettings {
        if (!(tolerance > 0)) {
            throw new IllegalArgumentException("tolerance is " + tolerance + ": it must be positive");
        }
        if (maxNodes < 1 || replicates < 2 || points < 1 || !(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("maxNodes " + maxNodes + ", replicates " + replicates + ", points "
                    + points + ", confidence " + confidence + ": at least 1, 2, 1 and a level in (0, 1) are needed");
        }
    }

    /**
     * Tolerance 1e-11, 4 million nodes, 16 replicates of 4096 points, confidence 0.99, seed 1, no listener, never cancelled.
     *
     * @return the defaults
     */
    public static EntropicSettings withDefaults() {
        return new EntropicSettings(1e-11, 4_000_000, 16, 4096, 0.99, 1, progress -> {}, () -> false);
    }

    /**
     * Changes the tolerance.
     *
     * @param value the tolerance
     * @return new settings
     */
    public EntropicSettings withTolerance(double value) {
        return new EntropicSettings(value, maxNodes, replicates, points, confidence, seed, progress, cancelled);
    }

    /**
     * Changes the largest lattice.
     *
     * @param value the nodes
     * @return new settings
     */
    public EntropicSettings withMaxNodes(long value) {
        return new EntropicSettings(tolerance, value, replicates, points, confidence, seed, progress, cancelled);
    }

    /**
     * Changes the quasi-Monte Carlo rule.
     *
     * @param shifts the replicates
     * @param each the points of each
     * @return new settings
     */
    public EntropicSettings withReplicates(int shifts, int each) {
        return new EntropicSettings(tolerance, maxNodes, shifts, each, confidence, seed, progress, cancelled);
    }

    /**
     * Changes the seed.
     *
     * @param value the seed
     * @return new settings
     */
    public EntropicSettings withSeed(long value) {
        return new EntropicSettings(tolerance, maxNodes, replicates, points, confidence, value, progress, cancelled);
    }

    /**
     * Changes the listener.
     *
     * @param value told after each Newton step
     * @return new settings
     */
    public EntropicSettings withProgress(Consumer<Progress> value) {
        return new EntropicSettings(tolerance, maxNodes, replicates, points, confidence, seed, value, cancelled);
    }

    /**
     * Changes what is asked for cancellation.
     *
     * @param value true to stop
     * @return new settings
     */
    public EntropicSettings withCancellation(BooleanSupplier value) {
        return new EntropicSettings(tolerance, maxNodes, replicates, points, confidence, seed, progress, value);
    }
}
