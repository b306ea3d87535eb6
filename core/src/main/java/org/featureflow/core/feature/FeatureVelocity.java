package org.featureflow.core.feature;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;

/**
 * The velocities of features and outputs that a {@link Velocity} of the weights causes: the derivative of the forward pass, layer
 * by layer. With it the transport of features, the energy identity and the norms of Theorem 8 of [FLYZ] can be checked.
 */
public final class FeatureVelocity {

    private final DMatrixRMaj beta;
    private final DMatrixRMaj outputs;
    private final Held held = new Held("a velocity was");

    /** The matrices become this object's own. */
    FeatureVelocity(DMatrixRMaj beta, DMatrixRMaj outputs) {
        this.beta = beta;
        this.outputs = outputs;
    }

    /**
     * The tangent of the forward pass.
     *
     * @param products the back end
     * @param velocity the velocity of the weights at the network whose features it holds
     * @return the velocities of beta_L and f; costs 2 N m^2 operations a dense hidden layer
     */
    public static FeatureVelocity of(MatrixProducts products, Velocity velocity) {
        Features features = velocity.features();
        BackwardPass slopes = new BackwardPass(products, features);
        TangentPass pass = new TangentPass(products, features, slopes);
        FeatureVelocity tangent = pass.run(velocity);
        pass.release();
        slopes.release();
        return tangent;
    }

    /**
     * Gives the memory of d beta_L/dt back, for those who own this alone: only the outputs are read from now on.
     *
     * @param products the back end it was computed with
     */
    public void release(MatrixProducts products) {
        held.release();
        products.giveBack(beta);
    }

    /**
     * The velocity of the last features.
     *
     * @return a copy of d beta_L/dt, N x m_L
     */
    public DMatrixRMaj beta() {
        held.check();
        return beta.copy();
    }

    /**
     * The velocity of the outputs.
     *
     * @return a copy of df/dt, N x c
     */
    public DMatrixRMaj outputs() {
        return outputs.copy();
    }

    /**
     * The largest entry of d beta_L/dt, its sup norm in Theorem 8 of [FLYZ].
     *
     * @return max_nj |d beta_L(n,j)/dt|
     */
    public double betaNorm() {
        held.check();
        double largest = 0;
        for (int i = 0; i < beta.getNumElements(); i++) {
            largest = Math.max(largest, Math.abs(beta.data[i]));
        }
        return largest;
    }
}
