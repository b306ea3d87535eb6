package org.featureflow.flow.control;

/** What is known of a run's path from the control of its steps. */
public enum FlowPath {
    /** It follows the flow: the estimated error of every accepted step is within the tolerance. */
    FOLLOWS_FLOW,
    /** It only heads for the flow's limit: steps were chosen for how far they descend. */
    HEADS_FOR_LIMIT,
    /** It is a discretisation of the flow, off by the order of its step; by how much was not estimated. */
    NOT_ESTIMATED
}
