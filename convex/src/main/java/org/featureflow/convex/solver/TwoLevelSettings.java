package org.featureflow.convex.solver;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * How a two-level program is solved. Immutable; start from {@link #withDefaults()} and change with the {@code with} methods.
 *
 * @param tolerance the width of the enclosure of the optimum to reach, absolute, positive
 * @param maxRounds the rounds of column generation, at least 1
 * @param starts the random starts of the local search for features, a round, at least 1
 * @param maxBoxes the budget of boxes of the branch and bound, over all rounds, not negative
 * @param seed the seed of the random starts
 * @param progress told after each round, on the caller's thread
 * @param cancelled asked often; once true, the solver returns what it has, with status {@link TwoLevelSolution.Status#BUDGET}
 */
public record TwoLevelSettings(
        double tolerance,
        int maxRounds,
        int starts,
        long maxBoxes,
        long seed,
        Consumer<Progress> progress,
        BooleanSupplier cancelled) {

    /**
     * The state after a round.
     *
     * @param round the round, from 1
     * @param atoms the atoms of the dictionary
     * @param upper the least objective so far
     * @param lower the best dual value so far, by local search: not proved
     */
    public record Progress(int round, int atoms, double upper, double lower) {}

    /**
     * Checks the settings.
     *
     * @param tolerance the width of the enclosure of the optimum to reach
     * @param maxRounds the rounds of column generation
     * @param starts the random starts a round
     * @param maxBoxes the budget of boxes
     * @param seed the seed of the random starts
     * @param progress told after each round
     * @param cancelled asked often
     * @throws IllegalArgumentException if a number is out of its range
     */
    public TwoLevelSettings {
        if (!(tolerance > 0)) {
            throw new IllegalArgumentException("tolerance is " + tolerance + ": it must be positive");
        }
        if (maxRounds < 1 || starts < 1 || maxBoxes < 0) {
            throw new IllegalArgumentException("maxRounds " + maxRounds + ", starts " + starts + ", maxBoxes "
                    + maxBoxes + ": at least 1, 1 and 0 are needed");
        }
    }

    /**
     * Tolerance 1e-8, 60 rounds, 40 starts, 3 million boxes, seed 1, no listener, never cancelled.
     *
     * @return the defaults
     */
    public static TwoLevelSettings withDefaults() {
        return new TwoLevelSettings(1e-8, 60, 40, 3_000_000, 1, progress -> {}, () -> false);
    }

    /**
     * Changes the tolerance.
     *
     * @param value the tolerance
     * @return new settings
     */
    public TwoLevelSettings withTolerance(double value) {
        return new TwoLevelSettings(value, maxRounds, starts, maxBoxes, seed, progress, cancelled);
    }

    /**
     * Changes the number of rounds.
     *
     * @param value the rounds
     * @return new settings
     */
    public TwoLevelSettings withMaxRounds(int value) {
        return new TwoLevelSettings(tolerance, value, starts, maxBoxes, seed, progress, cancelled);
    }

    /**
     * Changes the number of random starts a round.
     *
     * @param value the starts
     * @return new settings
     */
    public TwoLevelSettings withStarts(int value) {
        return new TwoLevelSettings(tolerance, maxRounds, value, maxBoxes, seed, progress, cancelled);
    }

    /**
     * Changes the budget of boxes.
     *
     * @param value the boxes
     * @return new settings
     */
    public TwoLevelSettings withMaxBoxes(long value) {
        return new TwoLevelSettings(tolerance, maxRounds, starts, value, seed, progress, cancelled);
    }

    /**
     * Changes the seed.
     *
     * @param value the seed
     * @return new settings
     */
    public TwoLevelSettings withSeed(long value) {
        return new TwoLevelSettings(tolerance, maxRounds, starts, maxBoxes, value, progress, cancelled);
    }

    /**
     * Changes the listener.
     *
     * @param value told after each round
     * @return new settings
     */
    public TwoLevelSettings withProgress(Consumer<Progress> value) {
        return new TwoLevelSettings(tolerance, maxRounds, starts, maxBoxes, seed, value, cancelled);
    }

    /**
     * Changes what is asked for cancellation.
     *
     * @param value true to stop
     * @return new settings
     */
    public TwoLevelSettings withCancellation(BooleanSupplier value) {
        return new TwoLevelSettings(tolerance, maxRounds, starts, maxBoxes, seed, progress, value);
    }
}
