package org.featureflow.flow.integrate;

/** How a run ended. */
public enum FlowStatus {
    /** The bound on the excess over the optimum is within the tolerance. */
    AT_OPTIMUM,
    /** The velocity vanishes, and the excess over the optimum is not within the tolerance. */
    STATIONARY_ABOVE_OPTIMUM,
    /** The velocity vanishes; without a bound, nothing is said of the optimum. */
    STATIONARY,
    /** The flow time asked for has been reached. */
    REACHED_TIME,
    /** Steps, evaluations or wall time ran out, or no step that lowers the loss was found. */
    OUT_OF_BUDGET,
    /** A number overflowed. */
    DIVERGED,
    /** The observer cancelled the run. */
    CANCELLED
}
