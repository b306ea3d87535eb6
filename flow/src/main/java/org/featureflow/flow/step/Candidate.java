package org.featureflow.flow.step;

import org.featureflow.flow.field.FlowState;

/**
 * A step that may be taken.
 *
 * @param state where it ends
 * @param predictedDecrease by how much the method's own model of the loss falls: the measure of the actual decrease
 */
public record Candidate(FlowState state, double predictedDecrease) {}
