package org.featureflow.flow.integrate;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.FeatureVelocity;
import org.featureflow.flow.field.FlowState;

/**
 * What a trajectory records of a state.
 *
 * @param step the number of accepted steps so far
 * @param time the flow time
 * @param loss L
 * @param excess L minus the lower bound of the optimum, in floating point; not a number if no bound is known
 * @param velocity the norm of the weights' velocity, (-dL/dt)^(1/2)
 * @param betaVelocity max_nj |d beta_L(n,j)/dt|, the sup norm of Theorem 8 of [FLYZ]
 * @param outputVelocity sum_j p_j |dv_j/dt|, the L1 norm of Theorem 8
 * @param energyResidual |g . df/dt + velocity^2| / velocity^2: how far the chain rule, by the tangent of the forward pass, misses the
 *     energy identity, by the backward pass; 0 where the velocity is 0
 */
public record TrajectoryPoint(
        int step,
        double time,
        double loss,
        double excess,
        double velocity,
        double betaVelocity,
        double outputVelocity,
        double energyResidual) {

    static TrajectoryPoint of(int step, double time, FlowState state, double optimumLower) {
        FeatureVelocity tangent = state.featureVelocity();
        double rate = state.energyRate();
        DMatrixRMaj gradient = state.gradient();
        DMatrixRMaj outputs = tangent.outputs();
        double chain = 0;
        for (int i = 0; i < gradient.getNumElements(); i++) {
            chain += gradient.data[i] * outputs.data[i];
        }
        double betaVelocity = tangent.betaNorm();
        tangent.release(state.products());
        return new TrajectoryPoint(
                step,
                time,
                state.loss(),
                state.loss() - optimumLower,
                Math.sqrt(rate),
                betaVelocity,
                state.velocity().outputNorm(state.products()),
                rate == 0 ? 0 : Math.abs(chain + rate) / rate);
    }
}
