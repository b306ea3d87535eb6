package org.featureflow.core.feature;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;

/**
 * The derivative of the forward pass along velocities of the weights: from the factors D_1, E_2, .., E_L of a {@link Velocity} to
 * the velocities of beta_L and f. What does not depend on the velocity is computed once for all passes.
 *
 * <p>The hidden velocity -h^T E_l is never formed: its product with h diag(p) is the N x N Gram matrix times E_l or, for more samples
 * than a Gram matrix is worth, h diag(p) times h^T E_l.
 */
final class TangentPass {

    private final MatrixProducts products;
    private final Features features;
    private final BackwardPass slopes;
    /** h diag(p) h^T of layers 1, .., L - 1 where {@link #hasGram}, else h diag(p). */
    private final List<DMatrixRMaj> sources = new ArrayList<>();

    TangentPass(MatrixProducts products, Features features, BackwardPass slopes) {
        this.products = products;
        this.features = features;
        this.slopes = slopes;
        for (int l = 1; l < features.network().weights().depth(); l++) {
            DMatrixRMaj activated = features.sharedActivated(l - 1);
            DMatrixRMaj weighted = Features.weighted(products, features.network(), l - 1, activated);
            if (hasGram(l)) {
                DMatrixRMaj gram = products.take(features.samples(), features.samples());
                products.multiplyTransposedRight(weighted, activated, gram);
                products.giveBack(weighted);
                sources.add(gram);
            } else {
                sources.add(weighted);
            }
        }
    }

    /** Gives the memory of the sources back: this pass is not used again. The slopes are not its own. */
    void release() {
        sources.forEach(products::giveBack);
    }

    /** Whether N^2 m_l operations a pass are less than 2 N m_{l-1} m_l. */
    private boolean hasGram(int index) {
        return features.samples() <= 2L * features.sharedActivated(index - 1).numCols;
    }

    /**
     * The velocities of beta_L and f.
     *
     * @param velocity a velocity at the features of this pass
     * @return d beta_L/dt, N x m_L, and df/dt, N x c
     */
    FeatureVelocity run(Velocity velocity) {
        Network network = features.network();
        Weights weights = network.weights();
        int last = weights.depth() - 1;

        DMatrixRMaj x = features.sharedInputs();
        DMatrixRMaj tangent = products.take(features.samples(), weights.sharedInput().numCols);
        products.multiply(x, velocity.input(products), tangent);
        for (int i = 0; i < tangent.getNumElements(); i++) {
            tangent.data[i] /= x.numCols;
        }
        for (int l = 1; l <= last; l++) {
            LayerWeights layer = weights.hidden().get(l - 1);
            DMatrixRMaj source = products.takeCopy(tangent);
            BackwardPass.multiplyEntries(source, slopes.slope(l - 1));
            DMatrixRMaj next = products.take(features.samples(), layer.cols());
            DMatrixRMaj weighted = Features.weighted(products, network, l - 1, source);
            layer.multiply(products, weighted, next);
            products.giveBack(weighted);
            products.giveBack(source);
            addOwn(l, velocity.factor(l), next);
            if (network.architecture().hasSkipConnections()) {
                BackwardPass.multiplyEntries(next, slopes.residualSlope(l));
                for (int i = 0; i < next.getNumElements(); i++) {
                    next.data[i] += tangent.data[i];
                }
            }
            products.giveBack(tangent);
            tangent = next;
        }
        DMatrixRMaj source = products.takeCopy(tangent);
        BackwardPass.multiplyEntries(source, slopes.slope(last));
        DMatrixRMaj outputs = new DMatrixRMaj(features.samples(), weights.sharedOutput().numCols);
        DMatrixRMaj weighted = Features.weighted(products, network, last, source);
        products.multiply(weighted, weights.sharedOutput(), outputs);
        products.giveBack(weighted);
        products.giveBack(source);
        DMatrixRMaj activated = Features.weighted(products, network, last, features.sharedActivated(last));
        products.add(1, activated, velocity.output(products), outputs);
        products.giveBack(activated);
        return new FeatureVelocity(tangent, outputs);
    }

    /** next -= (h diag(p) h^T) E_l: what the weights' own velocity adds. */
    private void addOwn(int index, DMatrixRMaj factor, DMatrixRMaj next) {
        DMatrixRMaj source = sources.get(index - 1);
        if (hasGram(index)) {
            products.add(-1, source, factor, next);
            return;
        }
        DMatrixRMaj activated = features.sharedActivated(index - 1);
        DMatrixRMaj product = products.take(activated.numCols, factor.numCols);
        products.multiplyTransposedLeft(activated, factor, product);
        products.add(-1, source, product, next);
        products.giveBack(product);
    }
}
