package org.featureflow.convex.solver;

/**
 * How far {@link ReluSolver} goes.
 *
 * @param tolerance the relative gap (primal - dual)/primal at which it stops, positive; default 1e-9
 * @param maxRounds the largest number of rounds of column generation, at least 1; default 200
 * @param maxCells the largest number of activation cells, at least 1; default 200 000
 */
public record ReluSettings(double tolerance, int maxRounds, int maxCells) {

    /**
     * Checks the numbers.
     *
     * @param tolerance the relative gap at which the solver stops
     * @param maxRounds the largest number of rounds
     * @param maxCells the largest number of cells
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
     * @return tolerance 1e-9, 200 rounds, 200 000 cells
     */
    public static ReluSettings withDefaults() {
        return new ReluSettings(1e-9, 200, 200_000);
    }

    /**
     * These settings with another tolerance.
     *
     * @param value the relative gap, positive
     * @return new settings
     */
    public ReluSettings withTolerance(double value) {
        return new ReluSettings(value, maxRounds, maxCells);
    }

    /**
     * These settings with another number of rounds.
     *
     * @param value the largest number of rounds, at least 1
     * @return new settings
     */
    public ReluSettings withMaxRounds(int value) {
        return new ReluSettings(tolerance, value, maxCells);
    }

    /**
     * These settings with another number of cells.
     *
     * @param value the largest number of cells, at least 1
     * @return new settings
     */
    public ReluSettings withMaxCells(int value) {
        return new ReluSettings(tolerance, maxRounds, value);
    }
}
