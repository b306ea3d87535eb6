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

    private FeatureVelocity(DMatrixRMaj beta, DMatrixRMaj outputs) {
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
        Network network = features.network();
        Weights weights = network.weights();
        BackwardPass slopes = new BackwardPass(products, features);
        int last = weights.depth() - 1;

        DMatrixRMaj x = features.sharedInputs();
        DMatrixRMaj tangent = new DMatrixRMaj(features.samples(), weights.sharedInput().numCols);
        products.multiply(x, velocity.input(products), tangent);
        for (int i = 0; i < tangent.getNumElements(); i++) {
            tangent.data[i] /= x.numCols;
        }
        for (int l = 1; l <= last; l++) {
            LayerWeights layer = weights.hidden().get(l - 1);
            DMatrixRMaj source = tangent.copy();
            BackwardPass.multiplyEntries(source, slopes.slope(l - 1));
            DMatrixRMaj next = new DMatrixRMaj(features.samples(), layer.cols());
            layer.multiply(products, Features.weighted(network, l - 1, source), next);
            // The weights' own velocity is -h^T E_l: its product with h diag(p) is the N x N Gram matrix times E_l.
            DMatrixRMaj activated = features.sharedActivated(l - 1);
            DMatrixRMaj gram = new DMatrixRMaj(features.samples(), features.samples());
            products.multiplyTransposedRight(Features.weighted(network, l - 1, activated), activated, gram);
            products.add(-1, gram, velocity.factor(l), next);
            if (network.architecture().hasSkipConnections()) {
                BackwardPass.multiplyEntries(next, slopes.residualSlope(l));
                for (int i = 0; i < next.getNumElements(); i++) {
                    next.data[i] += tangent.data[i];
                }
            }
            tangent = next;
        }
        DMatrixRMaj source = tangent.copy();
        BackwardPass.multiplyEntries(source, slopes.slope(last));
        DMatrixRMaj outputs = new DMatrixRMaj(features.samples(), weights.sharedOutput().numCols);
        products.multiply(Features.weighted(network, last, source), weights.sharedOutput(), outputs);
        products.add(
                1,
                Features.weighted(network, last, features.sharedActivated(last)),
                velocity.output(products),
                outputs);
        return new FeatureVelocity(tangent, outputs);
    }

    /**
     * The velocity of the last features.
     *
     * @return a copy of d beta_L/dt, N x m_L
     */
    public DMatrixRMaj beta() {
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
        double largest = 0;
        for (int i = 0; i < beta.getNumElements(); i++) {
            largest = Math.max(largest, Math.abs(beta.data[i]));
        }
        return largest;
    }
}
