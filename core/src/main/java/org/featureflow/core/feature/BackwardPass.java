package org.featureflow.core.feature;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activation;

/**
 * The backward pass of theory section 4: from g (N x c) to the factors D_1, E_2, .., E_L of the velocities.
 *
 * <pre>
 *   D_L = (g v^T) o h1'(beta_L),   E_l = D_l o h2'(alpha_l),   D_{l-1} = D_l + h1'(beta_{l-1}) o ((E_l o p) V_l^T)
 * </pre>
 *
 * For a DNN E_l = D_l and the skip term D_l is absent. The slopes are computed once for all passes.
 */
final class BackwardPass {

    private final MatrixProducts products;
    private final Features features;
    private final List<DMatrixRMaj> slopes = new ArrayList<>();
    private final List<DMatrixRMaj> residualSlopes = new ArrayList<>();

    BackwardPass(MatrixProducts products, Features features) {
        this.products = products;
        this.features = features;
        Network network = features.network();
        Activation h1 = network.architecture().activation();
        Activation h2 = network.architecture().residualActivation();
        for (int l = 0; l < network.weights().depth(); l++) {
            slopes.add(slope(products, h1, features.sharedBeta(l), features.sharedActivated(l)));
            if (l > 0 && network.architecture().hasSkipConnections()) {
                residualSlopes.add(slope(products, h2, features.sharedAlpha(l), features.sharedResidual(l)));
            }
        }
    }

    /** h1'(beta) of layer index + 1. */
    DMatrixRMaj slope(int index) {
        return slopes.get(index);
    }

    /** h2'(alpha) of layer index + 1, index at least 1. */
    DMatrixRMaj residualSlope(int index) {
        return residualSlopes.get(index - 1);
    }

    /**
     * Runs the pass.
     *
     * @param g N x c, not modified
     * @return D_1, E_2, .., E_L
     */
    List<DMatrixRMaj> run(DMatrixRMaj g) {
        Network network = features.network();
        Weights weights = network.weights();
        boolean skip = network.architecture().hasSkipConnections();
        int last = weights.depth() - 1;
        DMatrixRMaj[] factors = new DMatrixRMaj[weights.depth()];

        DMatrixRMaj d = products.take(features.samples(), weights.sharedOutput().numRows);
        products.multiplyTransposedRight(g, weights.sharedOutput(), d);
        multiplyEntries(d, slopes.get(last));
        for (int l = last; l > 0; l--) {
            DMatrixRMaj e = products.takeCopy(d);
            if (skip) {
                multiplyEntries(e, residualSlope(l));
            }
            factors[l] = e;
            LayerWeights layer = weights.hidden().get(l - 1);
            DMatrixRMaj back = products.take(features.samples(), layer.rows());
            DMatrixRMaj weighted = Features.weighted(products, network, l, e);
            layer.multiplyTransposed(products, weighted, back);
            products.giveBack(weighted);
            multiplyEntries(back, slopes.get(l - 1));
            if (skip) {
                for (int i = 0; i < back.getNumElements(); i++) {
                    back.data[i] += d.data[i];
                }
            }
            products.giveBack(d);
            d = back;
        }
        factors[0] = d;
        return List.of(factors);
    }

    /** Gives the memory of the slopes back: this pass is not used again. */
    void release() {
        slopes.forEach(products::giveBack);
        residualSlopes.forEach(products::giveBack);
    }

    private static DMatrixRMaj slope(
            MatrixProducts products, Activation activation, DMatrixRMaj arguments, DMatrixRMaj values) {
        DMatrixRMaj slope = products.take(arguments.numRows, arguments.numCols);
        activation.derivatives(arguments.data, values.data, slope.data);
        return slope;
    }

    static void multiplyEntries(DMatrixRMaj a, DMatrixRMaj factor) {
        for (int i = 0; i < a.getNumElements(); i++) {
            a.data[i] *= factor.data[i];
        }
    }
}
