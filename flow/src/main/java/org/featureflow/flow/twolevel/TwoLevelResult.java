package org.featureflow.flow.twolevel;

import java.util.List;

/**
 * A run of a two-level flow.
 *
 * @param status how it ended
 * @param end the last state
 * @param trajectory the start and every accepted step
 * @param attempts the steps made, rejected ones included
 */
public record TwoLevelResult(Status status, TwoLevelState end, List<TwoLevelPoint> trajectory, int attempts) {

    /** How a run ended. */
    public enum Status {
        /** Velocity and reaction are at or below the resting velocity. */
        AT_REST,
        /** The flow time asked for has been reached. */
        REACHED_TIME,
        /** What the settings ask after each step said so. */
        FINISHED,
        /** Steps ran out, or no step that lowers the objective was found. */
        OUT_OF_BUDGET
    }

    /**
     * Copies the list.
     *
     * @param status how it ended
     * @param end the last state
     * @param trajectory the start and every accepted step
     * @param attempts the steps made
     */
    public TwoLevelResult {
        trajectory = List.copyOf(trajectory);
    }

    /**
     * The last point.
     *
     * @return the point of {@link #end()}
     */
    public TwoLevelPoint last() {
        return trajectory.get(trajectory.size() - 1);
    }
}
