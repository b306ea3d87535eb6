package org.featureflow.flow.field;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.FeatureVelocity;
import org.featureflow.core.feature.Features;
import org.featureflow.core.feature.FunctionSpaceKernel;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Sensitivities;
import org.featureflow.core.feature.Velocity;
import org.jspecify.annotations.Nullable;

/**
 * A network on its way along the flow, with what the flow needs to know of it: outputs f, loss L(f), gradient g; and on request,
 * computed once, the velocity, the sensitivities and the function-space kernel H.
 *
 * <p>Its values never change, and do not depend on the order in which they are asked for, to the last bit; because they are computed
 * when first asked for, a state belongs to one thread.
 */
public final class FlowState {

    private final FeatureFlow flow;
    private final Features features;
    private final DMatrixRMaj outputs;
    private final double loss;
    private final DMatrixRMaj gradient;
    private @Nullable Sensitivities sensitivities;
    private @Nullable DMatrixRMaj kernel;
    private @Nullable FunctionSpaceKernel kernelOperator;
    private @Nullable Velocity velocity;
    private @Nullable Double energyRate;

    FlowState(FeatureFlow flow, Features features) {
        this.flow = flow;
        this.features = features;
        this.outputs = features.outputs();
        this.loss = flow.objective().value(outputs);
        this.gradient = flow.objective().gradient(outputs);
    }

    /**
     * The flow this is a state of.
     *
     * @return the flow
     */
    public FeatureFlow flow() {
        return flow;
    }

    /**
     * The network.
     *
     * @return the network
     */
    public Network network() {
        return features.network();
    }

    /**
     * Its features.
     *
     * @return the result of the forward pass
     */
    public Features features() {
        return features;
    }

    /**
     * Its outputs.
     *
     * @return a copy of f, N x c
     */
    public DMatrixRMaj outputs() {
        return outputs.copy();
    }

    /**
     * Its loss.
     *
     * @return L(f)
     */
    public double loss() {
        return loss;
    }

    /**
     * The gradient of the loss in the outputs.
     *
     * @return a copy of g, N x c, g_n = phi'(f_n, y_n)/N
     */
    public DMatrixRMaj gradient() {
        return gradient.copy();
    }

    /**
     * The curvature of the loss in the outputs.
     *
     * @return the blocks of A, N x (c c)
     */
    public DMatrixRMaj curvature() {
        return flow.objective().curvature(outputs);
    }

    /**
     * The velocity of the weights, -J^T g.
     *
     * @return the right-hand side of the flow
     */
    public Velocity velocity() {
        if (velocity == null) {
            // Not from the sensitivities where they exist: their bits differ, and what was asked before must not
            // matter.
            velocity = Velocity.of(flow.products(), features, gradient);
        }
        return velocity;
    }

    /**
     * The velocity -J^T r for another r in the place of g.
     *
     * @param residual r, N x c
     * @return the velocity
     */
    public Velocity velocity(DMatrixRMaj residual) {
        return sensitivities().velocity(residual);
    }

    /**
     * The velocity of the outputs along a velocity of the weights, perhaps of another state of the run: {@link Sensitivities#along}.
     *
     * @param direction u
     * @return J u, a new N x c matrix
     */
    public DMatrixRMaj outputsAlong(Velocity direction) {
        return sensitivities().along(direction);
    }

    /**
     * The function-space kernel.
     *
     * @return a copy of H = J J^T, N c x N c
     */
    public DMatrixRMaj kernel() {
        if (kernel == null) {
            kernel = sensitivities().kernel();
        }
        return kernel.copy();
    }

    /**
     * The function-space kernel as an operator, for many samples.
     *
     * @return H, no matrix of N c x N c formed
     */
    public FunctionSpaceKernel kernelOperator() {
        if (kernelOperator == null) {
            kernelOperator = FunctionSpaceKernel.of(flow.products(), features);
        }
        return kernelOperator;
    }

    /**
     * The rate at which the loss falls, by the energy identity: |J^T g|^2 = -dL/dt, not negative.
     *
     * @return the squared norm of the velocity
     */
    public double energyRate() {
        if (energyRate == null) {
            energyRate = velocity().squaredNorm(flow.products());
        }
        return energyRate;
    }

    /**
     * How features and outputs move along the flow.
     *
     * @return the tangent of the forward pass along the velocity; costs as much as a forward pass
     */
    public FeatureVelocity featureVelocity() {
        return FeatureVelocity.of(flow.products(), velocity());
    }

    private Sensitivities sensitivities() {
        if (sensitivities == null) {
            sensitivities = Sensitivities.of(flow.products(), features);
        }
        return sensitivities;
    }
}
