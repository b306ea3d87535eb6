package org.featureflow.flow.field;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Displacement;
import org.featureflow.core.feature.FeatureVelocity;
import org.featureflow.core.feature.Features;
import org.featureflow.core.feature.FunctionSpaceKernel;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Sensitivities;
import org.featureflow.core.feature.Velocity;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.linalg.MatrixProducts;
import org.jspecify.annotations.Nullable;

/**
 * A network on its way along the flow, with what the flow needs to know of it: outputs f, loss L(f), gradient g; and on request,
 * computed once, the velocity, the sensitivities and the function-space kernel H.
 *
 * <p>Its values never change, and do not depend on the order in which they are asked for, to the last bit; because they are computed
 * when first asked for, a state belongs to one thread. The states of a run share its working memory: one that the run has left behind,
 * and was not asked to {@linkplain #keep keep}, has its loss, outputs and gradient still, but throws {@link IllegalStateException} where
 * anything else would have to be computed, and so does what it handed out.
 */
public final class FlowState {

    private final FeatureFlow flow;
    private final MatrixProducts products;
    private final Features features;
    private final DMatrixRMaj outputs;
    private final double loss;
    private final DMatrixRMaj gradient;
    private @Nullable Sensitivities sensitivities;
    private @Nullable DMatrixRMaj kernel;
    private @Nullable FunctionSpaceKernel kernelOperator;
    private @Nullable Velocity velocity;
    private @Nullable Double energyRate;
    /** The weights that this state was made with, to be released with it. */
    private @Nullable Weights owned;

    private boolean kept;

    private FlowState(FeatureFlow flow, MatrixProducts products, Network network) {
        this.flow = flow;
        this.products = products;
        this.features = network.forward(products, flow.sharedInputs());
        this.outputs = features.outputs();
        this.loss = flow.objective().value(outputs);
        this.gradient = flow.objective().gradient(outputs);
    }

    /** A run's state for the time after the run. */
    private FlowState(FlowState ofRun) {
        this.flow = ofRun.flow;
        this.products = ofRun.flow.products();
        this.features = ofRun.features;
        this.outputs = ofRun.outputs;
        this.loss = ofRun.loss;
        this.gradient = ofRun.gradient;
        this.velocity = ofRun.velocity;
        this.energyRate = ofRun.energyRate;
    }

    static FlowState of(FeatureFlow flow, MatrixProducts products, Network network) {
        return new FlowState(flow, products, network);
    }

    /**
     * The state at another network, in the same working memory.
     *
     * @param network the network; its weights stay, and share no dense hidden layer with a state of the run that will be left behind
     * @return the state; costs one forward pass
     */
    public FlowState at(Network network) {
        return of(flow, products, network);
    }

    /**
     * The state after a change of the weights, in the same working memory.
     *
     * @param displacement the change
     * @return the state; costs an update of the weights and one forward pass
     * @throws IllegalArgumentException if the change is of other shapes
     */
    public FlowState moved(Displacement displacement) {
        Weights weights = network().weights().plus(products, displacement);
        FlowState moved = new FlowState(flow, products, network().withWeights(weights));
        moved.owned = weights;
        return moved;
    }

    /**
     * This state for the time after its run, whose working memory becomes garbage.
     *
     * @return the same state, which is not to be released
     */
    public FlowState afterRun() {
        return new FlowState(this);
    }

    /**
     * Asks the run not to use this state's memory again, for those who want to look at it, or at what it hands out, later on.
     *
     * @return this state
     */
    public FlowState keep() {
        kept = true;
        return this;
    }

    /**
     * Gives the memory back, unless it is to be {@linkplain #keep kept}: for the run that made this state and has left it behind.
     *
     * @throws IllegalStateException if it was released before
     */
    public void release() {
        if (kept) {
            return;
        }
        if (sensitivities != null) {
            sensitivities.release();
            sensitivities = null;
        }
        if (kernelOperator != null) {
            kernelOperator.release();
            kernelOperator = null;
        }
        if (velocity != null) {
            velocity.release(products);
            velocity = null;
        }
        if (kernel != null) {
            products.giveBack(kernel);
            kernel = null;
        }
        features.release(products);
        if (owned != null) {
            owned.release(products);
        }
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
     * The back end with the working memory of the run.
     *
     * @return the matrix products in use
     */
    public MatrixProducts products() {
        return products;
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
            velocity = Velocity.of(products, features, gradient);
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
     * @return a copy of H = J J^T, N c x N c; it may be given back to the {@linkplain #products products}
     */
    public DMatrixRMaj kernel() {
        if (kernel == null) {
            kernel = sensitivities().kernel();
        }
        return products.takeCopy(kernel);
    }

    /**
     * The function-space kernel as an operator, for many samples.
     *
     * @return H, no matrix of N c x N c formed
     */
    public FunctionSpaceKernel kernelOperator() {
        if (kernelOperator == null) {
            kernelOperator = FunctionSpaceKernel.of(products, features);
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
            energyRate = velocity().squaredNorm(products);
        }
        return energyRate;
    }

    /**
     * How features and outputs move along the flow.
     *
     * @return the tangent of the forward pass along the velocity; costs as much as a forward pass
     */
    public FeatureVelocity featureVelocity() {
        return FeatureVelocity.of(products, velocity());
    }

    private Sensitivities sensitivities() {
        if (sensitivities == null) {
            sensitivities = Sensitivities.of(products, features);
        }
        return sensitivities;
    }
}
