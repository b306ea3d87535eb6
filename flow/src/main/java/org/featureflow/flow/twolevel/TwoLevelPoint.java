package org.featureflow.flow.twolevel;

/**
 * A point of a run.
 *
 * @param time the flow time
 * @param objective F
 * @param velocity the norm of the weights' velocity
 * @param reactionVelocity the root of the reaction's energy rate
 */
public record TwoLevelPoint(double time, double objective, double velocity, double reactionVelocity) {}
