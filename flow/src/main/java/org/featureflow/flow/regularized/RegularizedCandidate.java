package org.featureflow.flow.regularized;

/**
 * A step that may be taken.
 *
 * @param state where it ends
 * @param predictedDecrease by how much the step's own model of the objective falls
 */
public record RegularizedCandidate(RegularizedState state, double predictedDecrease) {}
