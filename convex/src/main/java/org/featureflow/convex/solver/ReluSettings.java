package org.featureflow.convex.solver;

import java.util.function.BooleanSupplier;

/**
 * How far {@link ReluSolver} goes.
 *
 * @param tolerance the relative gap (primal - dual)/primal at which it stops, positive; default 1e-9
 * @param maxRounds the largest number of rounds of column generation, at least 1; default 200
 * @param maxCells the largest number of activation cells, at least 1; default 200 000
 * @param cancelled asked before each round; once true, the solver returns what it has, with status
 *     {@link ReluSolution.Status#BUDGET_SPENT}; default never
 */
public record ReluSettings(double tolerance, int maxRounds, int maxCells, BooleanSupplier cancelled) {

    /**
     * Checks the numbers.
     *
     * @param tolerance the relative gap at which the solver stops
     * @param maxRounds the largest number of rounds
     * @param maxCells the largest number of cells
     * @param cancelled asked before each round
     * @throws IllegalArgumentException if one is out of its range
     */
    public ReluSettings {
        if (!(tolerance > 0)) {
            throw new IllegalArgumentException("tolerance is " + tolerance + ": must be positive");
        }
        if (maxRounds < 1) {
            throw new IllegalArgumentException("maxRounds is " + maxRounds + ": must be at least 1");
        }
        if (maxCells < 1) {
            throw new IllegalArgumentException("maxCells is " + maxCells + ": must be at least 1");
        }
    }

    /**
     * The default settings.
     *
     * @return tolerance 1e-9, 200 rounds, 200 000 cells, never cancelled
     */
    public static ReluSettings withDefaults() {
        return new ReluSettings(1e-9, 200, 200_000, () -> false);
    }

    /**
     * These settings with another tolerance.
     *
     * @param value the relative gap, positive
     * @return new settings
     */
    public ReluSettings withTolerance(double value) {
        return new ReluSettings(value, maxRounds, maxCells, cancelled);
    }

    /**
     * These settings with another number of rounds.
     *
     * @param value the largest number of rounds, at least 1
     * @return new settings
     */
    public ReluSettings withMaxRounds(int value) {
        return new ReluSettings(tolerance, value, maxCells, cancelled);
    }

    /**
     * These settings with another number of cells.
     *
     * @param value the largest number of cells, at least 1
     * @return new settings
     */
    public ReluSettings withMaxCells(int value) {
        return new ReluSettings(tolerance, maxRounds, value, cancelled);
    }

    /**
     * These settings with another question for cancellation.
     *
     * @param value true to stop
     * @return new settings
     */
    public ReluSettings withCancellation(BooleanSupplier value) {
        return new ReluSettings(tolerance, maxRounds, maxCells, value);
    }
}
