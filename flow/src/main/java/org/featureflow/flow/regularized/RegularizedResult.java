package org.featureflow.flow.regularized;

import org.featureflow.core.feature.Network;

/**
 * The end of a run.
 *
 * @param status why it ended
 * @param state the last state
 * @param flowTime the flow time reached
 * @param accepted the number of accepted steps
 * @param rejected the number of rejected tries
 * @param reactions the number of exact solves of the masses
 */
public record RegularizedResult(
        Status status, RegularizedState state, double flowTime, int accepted, int rejected, int reactions) {

    /** How a run ended. */
    public enum Status {
        /** Velocity, and mass defect where masses move, are below their bounds. */
        AT_REST,
        /** Steps or time ran out, or no step that lowers the objective was found. */
        OUT_OF_BUDGET,
        /** A number overflowed. */
        DIVERGED,
        /** The observer cancelled the run. */
        CANCELLED
    }

    /**
     * The network at the end.
     *
     * @return the network
     */
    public Network network() {
        return state.network();
    }

    /**
     * The number of forward passes, one for the start and one for each try.
     *
     * @return 1 + accepted + rejected
     */
    public int evaluations() {
        return 1 + accepted + rejected;
    }
}
