package org.featureflow.core.feature;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activation;

/**
 * The features of a network on N samples: beta_l (N x m_l, column j is unit j's feature; theta_l for a DNN), the residuals
 * alpha_l of a Res-Net, and the outputs f (N x c). Theory section 2:
 *
 * <pre>
 *   beta_1 = X V_1/d,   alpha_l = (h1(beta_{l-1}) o p) V_l,   beta_l = beta_{l-1} + h2(alpha_l),   f = (h1(beta_L) o p) v
 * </pre>
 *
 * <p>Immutable; what is returned is a copy. Only {@link #release} ends its life.
 */
public final class Features {

    private final Network network;
    private final DMatrixRMaj inputs;
    private final List<DMatrixRMaj> beta;
    private final List<DMatrixRMaj> alpha;
    /** h2(alpha), from which its derivative is cheap. */
    private final List<DMatrixRMaj> residuals;

    private final List<DMatrixRMaj> activated;
    private final DMatrixRMaj outputs;
    private final Held held = new Held("features were");

    private Features(
            Network network,
            DMatrixRMaj inputs,
            List<DMatrixRMaj> beta,
            List<DMatrixRMaj> alpha,
            List<DMatrixRMaj> residuals,
            List<DMatrixRMaj> activated,
            DMatrixRMaj outputs) {
        this.network = network;
        this.inputs = inputs;
        this.beta = beta;
        this.alpha = alpha;
        this.residuals = residuals;
        this.activated = activated;
        this.outputs = outputs;
    }

    static Features of(MatrixProducts products, Network network, DMatrixRMaj inputs) {
        Weights weights = network.weights();
        DMatrixRMaj input = weights.sharedInput();
        if (inputs.numCols != input.numRows) {
            throw new IllegalArgumentException("inputs are " + inputs.numRows + " x " + inputs.numCols
                    + ", input weights " + input.numRows + " x " + input.numCols
                    + ": the inputs need a column for each row of the input weights");
        }
        Activation h1 = network.architecture().activation();
        Activation h2 = network.architecture().residualActivation();
        boolean skip = network.architecture().hasSkipConnections();
        List<DMatrixRMaj> beta = new ArrayList<>();
        List<DMatrixRMaj> alpha = new ArrayList<>();
        List<DMatrixRMaj> residuals = new ArrayList<>();
        List<DMatrixRMaj> activated = new ArrayList<>();

        DMatrixRMaj feature = products.take(inputs.numRows, input.numCols);
        products.multiply(inputs, input, feature);
        for (int i = 0; i < feature.getNumElements(); i++) {
            feature.data[i] /= inputs.numCols;
        }
        beta.add(feature);
        activated.add(apply(products, h1, feature));
        for (int l = 1; l < weights.depth(); l++) {
            LayerWeights layer = weights.hidden().get(l - 1);
            DMatrixRMaj weighted = weighted(products, network, l - 1, activated.get(l - 1));
            DMatrixRMaj residual = products.take(inputs.numRows, layer.cols());
            layer.multiply(products, weighted, residual);
            products.giveBack(weighted);
            if (skip) {
                alpha.add(residual);
                DMatrixRMaj values = apply(products, h2, residual);
                residuals.add(values);
                DMatrixRMaj previous = beta.get(l - 1);
                DMatrixRMaj next = products.take(values.numRows, values.numCols);
                for (int i = 0; i < next.getNumElements(); i++) {
                    next.data[i] = values.data[i] + previous.data[i];
                }
                beta.add(next);
            } else {
                beta.add(residual);
            }
            activated.add(apply(products, h1, beta.get(l)));
        }
        int last = weights.depth() - 1;
        DMatrixRMaj outputs = new DMatrixRMaj(inputs.numRows, weights.sharedOutput().numCols);
        DMatrixRMaj weighted = weighted(products, network, last, activated.get(last));
        products.multiply(weighted, weights.sharedOutput(), outputs);
        products.giveBack(weighted);
        return new Features(
                network,
                inputs.copy(),
                List.copyOf(beta),
                List.copyOf(alpha),
                List.copyOf(residuals),
                List.copyOf(activated),
                outputs);
    }

    /**
     * Gives the memory of the features of all layers back, for those who own these features alone. Afterwards they, and velocities made from
     * them, throw {@link IllegalStateException} where they would be read; shapes, outputs and network stay.
     *
     * @param products the back end they were computed with
     * @throws IllegalStateException if they were released before
     */
    public void release(MatrixProducts products) {
        held.release();
        beta.forEach(products::giveBack);
        alpha.forEach(products::giveBack);
        residuals.forEach(products::giveBack);
        activated.forEach(products::giveBack);
    }

    /**
     * The network.
     *
     * @return the network whose features these are
     */
    public Network network() {
        return network;
    }

    /**
     * The number of samples.
     *
     * @return N
     */
    public int samples() {
        return inputs.numRows;
    }

    /**
     * The features of a layer.
     *
     * @param layer l, from 1 to L
     * @return a copy of beta_l (theta_l of a DNN), N x m_l
     */
    public DMatrixRMaj beta(int layer) {
        return sharedBeta(layer - 1).copy();
    }

    /**
     * The residuals of a layer of a Res-Net.
     *
     * @param layer l, from 2 to L
     * @return a copy of alpha_l, N x m
     * @throws IllegalArgumentException for a DNN, which has none
     */
    public DMatrixRMaj alpha(int layer) {
        if (alpha.isEmpty() || layer < 2) {
            throw new IllegalArgumentException(
                    "alpha of layer " + layer + ": only layers 2..L of a Res-Net have residuals");
        }
        return sharedAlpha(layer - 1).copy();
    }

    /**
     * The activated features of a layer.
     *
     * @param layer l, from 1 to L
     * @return a copy of h1(beta_l), N x m_l
     */
    public DMatrixRMaj activated(int layer) {
        return sharedActivated(layer - 1).copy();
    }

    /**
     * The outputs.
     *
     * @return a copy of f, N x c
     */
    public DMatrixRMaj outputs() {
        return outputs.copy();
    }

    DMatrixRMaj sharedInputs() {
        return inputs;
    }

    DMatrixRMaj sharedBeta(int index) {
        held.check();
        return beta.get(index);
    }

    DMatrixRMaj sharedAlpha(int index) {
        held.check();
        return alpha.get(index - 1);
    }

    DMatrixRMaj sharedResidual(int index) {
        held.check();
        return residuals.get(index - 1);
    }

    DMatrixRMaj sharedActivated(int index) {
        held.check();
        return activated.get(index);
    }

    /** a diag(p) for a matrix over the units of a layer (from 0), to be given back. */
    static DMatrixRMaj weighted(MatrixProducts products, Network network, int index, DMatrixRMaj a) {
        DMatrixRMaj weighted = products.take(a.numRows, a.numCols);
        network.masses().scaleColumns(index, a, weighted);
        return weighted;
    }

    private static DMatrixRMaj apply(MatrixProducts products, Activation activation, DMatrixRMaj a) {
        DMatrixRMaj values = products.take(a.numRows, a.numCols);
        activation.values(a.data, values.data);
        return values;
    }
}
