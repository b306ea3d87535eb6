package org.featureflow.core.feature;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activation;
import org.featureflow.core.numeric.Interval;
import org.featureflow.core.numeric.RoundingError;

/**
 * Proved enclosures of a network's outputs: of the exact real outputs f of theory section 2 for the weights, masses and inputs
 * that the given doubles are (uniform masses are exactly 1/m).
 *
 * <p>A floating-point forward pass is accompanied by entrywise bounds E on the distance of each computed quantity (with a hat)
 * from the exact one. With gamma_K and u of {@link RoundingError}, L the Lipschitz constant, b the bound and r the relative error
 * of an activation, p the masses and |.| entrywise:
 *
 * <pre>
 *   beta_1 = X V_1/d          E = gamma_d |X| |V_1|/d + u |beta^_1|
 *   a = h(beta)               E_a = min(L E + r/(1 - r) |a^|, b + |a^|)
 *   alpha = (a o p) V         E_alpha = (E_a o p + (u + gamma_m) |a^ o p|) |V|
 *   beta_l = beta + h2(alpha) E_l = E + E_h2 + u |beta^_l|
 *   f = (a o p) v             as alpha
 * </pre>
 *
 * Higham, <i>Accuracy and Stability of Numerical Algorithms</i>, sections 3.1 and 3.5, gives the bound on products, valid for any
 * order of additions. The bounds are computed in floating point themselves, from numbers that are not negative, and inflated by
 * {@link RoundingError#above}, which also covers underflow.
 *
 * <p>An activation whose error is not proved, is not Lipschitz, or overflow, makes the enclosure of the outputs it reaches the
 * whole line. Costs two forward passes' products.
 */
public final class OutputEnclosure {

    /** Roundings in the formulas above besides those of a matrix product. */
    private static final int STEPS = 16;

    private final MatrixProducts products;
    private final Network network;
    private final Features features;

    private OutputEnclosure(MatrixProducts products, Features features) {
        this.products = products;
        this.network = features.network();
        this.features = features;
    }

    /**
     * Encloses the outputs.
     *
     * @param products the back end
     * @param network the network
     * @param inputs X, N x d, not modified
     * @return N rows of c intervals, each of which contains the exact output
     * @throws IllegalArgumentException if the inputs have not as many columns as the input weights have rows
     */
    public static Interval[][] of(MatrixProducts products, Network network, DMatrixRMaj inputs) {
        return of(products, network.forward(products, inputs));
    }

    /**
     * Encloses the outputs, from a forward pass already made.
     *
     * @param products the back end, any
     * @param features the forward pass
     * @return N rows of c intervals, each of which contains the exact output
     */
    public static Interval[][] of(MatrixProducts products, Features features) {
        return new OutputEnclosure(products, features).enclose();
    }

    private Interval[][] enclose() {
        DMatrixRMaj error = inputError();
        Weights weights = network.weights();
        Activation h1 = network.architecture().activation();
        for (int index = 0; index < weights.hidden().size(); index++) {
            LayerWeights layer = weights.hidden().get(index);
            DMatrixRMaj source = sourceError(index, activationError(h1, features.sharedActivated(index), error), layer);
            DMatrixRMaj product = new DMatrixRMaj(source.numRows, layer.cols());
            layer.multiplyMagnitude(products, source, product);
            inflate(product, layer.roundings());
            error = network.architecture().hasSkipConnections() ? skipError(index + 1, error, product) : product;
        }
        int last = weights.depth() - 1;
        DMatrixRMaj output = weights.sharedOutput();
        DenseWeights outputLayer = DenseWeights.of(output);
        DMatrixRMaj source = sourceError(last, activationError(h1, features.sharedActivated(last), error), outputLayer);
        DMatrixRMaj product = new DMatrixRMaj(source.numRows, output.numCols);
        outputLayer.multiplyMagnitude(products, source, product);
        inflate(product, outputLayer.roundings());
        return intervals(features.outputs(), product);
    }

    private DMatrixRMaj inputError() {
        DMatrixRMaj inputs = features.sharedInputs();
        DMatrixRMaj input = network.weights().sharedInput();
        DMatrixRMaj error = new DMatrixRMaj(inputs.numRows, input.numCols);
        DenseWeights.multiplyMagnitude(products, magnitude(inputs), input, error);
        long roundings = DenseWeights.roundings(input);
        double gamma = RoundingError.gamma(roundings);
        DMatrixRMaj beta = features.sharedBeta(0);
        for (int i = 0; i < error.getNumElements(); i++) {
            double bound = gamma * error.data[i] / inputs.numCols + RoundingError.UNIT * Math.abs(beta.data[i]);
            error.data[i] = RoundingError.above(bound, roundings + STEPS);
        }
        return error;
    }

    /** E_a o p + (u + gamma_K) |a^ o p|: what, multiplied by |V|, bounds the error of the product with V. */
    private DMatrixRMaj sourceError(int index, DMatrixRMaj activationError, LayerWeights layer) {
        DMatrixRMaj source = new DMatrixRMaj(activationError.numRows, activationError.numCols);
        network.masses().scaleColumns(index, activationError, source);
        DMatrixRMaj weighted = Features.weighted(products, network, index, features.sharedActivated(index));
        double relative = RoundingError.UNIT + RoundingError.gamma(layer.roundings());
        for (int i = 0; i < source.getNumElements(); i++) {
            source.data[i] = RoundingError.above(source.data[i] + relative * Math.abs(weighted.data[i]), STEPS);
        }
        products.giveBack(weighted);
        return source;
    }

    /** E + E_h2 + u |beta^_l|; the computed h2 is the difference of the betas, up to u |beta^_l|. */
    private DMatrixRMaj skipError(int index, DMatrixRMaj betaError, DMatrixRMaj alphaError) {
        DMatrixRMaj before = features.sharedBeta(index - 1);
        DMatrixRMaj after = features.sharedBeta(index);
        DMatrixRMaj residual = new DMatrixRMaj(before.numRows, before.numCols);
        for (int i = 0; i < residual.getNumElements(); i++) {
            double change = Math.abs(after.data[i] - before.data[i]) + RoundingError.UNIT * Math.abs(after.data[i]);
            residual.data[i] = RoundingError.above(change, STEPS);
        }
        Activation h2 = network.architecture().residualActivation();
        DMatrixRMaj error = activationError(h2, residual, alphaError);
        for (int i = 0; i < error.getNumElements(); i++) {
            double bound = betaError.data[i] + error.data[i] + RoundingError.UNIT * Math.abs(after.data[i]);
            error.data[i] = RoundingError.above(bound, STEPS);
        }
        return error;
    }

    /** min(L E + r/(1 - r) |a^|, b + |a^|), infinite if the error of the activation is not proved. */
    private static DMatrixRMaj activationError(Activation activation, DMatrixRMaj values, DMatrixRMaj error) {
        double relative = activation.valueRelativeError();
        double lipschitz = activation.lipschitz();
        double computed = relative < 0.5 ? RoundingError.above(relative / (1 - relative), STEPS) : Double.NaN;
        DMatrixRMaj result = new DMatrixRMaj(values.numRows, values.numCols);
        for (int i = 0; i < values.getNumElements(); i++) {
            double value = Math.abs(values.data[i]);
            double local = RoundingError.above(lipschitz * error.data[i] + computed * value, STEPS);
            double global = RoundingError.above(activation.bound() + value, STEPS);
            result.data[i] = relative < 0.5 ? Math.min(local, global) : Double.POSITIVE_INFINITY;
        }
        return result;
    }

    private static void inflate(DMatrixRMaj bound, long roundings) {
        for (int i = 0; i < bound.getNumElements(); i++) {
            bound.data[i] = RoundingError.above(bound.data[i], roundings + STEPS);
        }
    }

    private static DMatrixRMaj magnitude(DMatrixRMaj a) {
        DMatrixRMaj magnitude = new DMatrixRMaj(a.numRows, a.numCols);
        for (int i = 0; i < a.getNumElements(); i++) {
            magnitude.data[i] = Math.abs(a.data[i]);
        }
        return magnitude;
    }

    private static Interval[][] intervals(DMatrixRMaj centre, DMatrixRMaj radius) {
        Interval[][] intervals = new Interval[centre.numRows][centre.numCols];
        for (int n = 0; n < centre.numRows; n++) {
            for (int k = 0; k < centre.numCols; k++) {
                double value = centre.get(n, k);
                intervals[n][k] = Double.isFinite(value) ? Interval.around(value, radius.get(n, k)) : Interval.WHOLE;
            }
        }
        return intervals;
    }
}
