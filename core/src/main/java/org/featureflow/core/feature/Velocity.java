package org.featureflow.core.feature;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;

/**
 * A velocity of a network's weights of the form -J^T r, theory section 4: dV_1 = -X^T D_1, dV_l = -h1(beta_{l-1})^T E_l,
 * dv = -h1(beta_L)^T r, for an N x c matrix r. With r = g it is the velocity of the neural feature flow.
 *
 * <p>Hidden velocities are kept as their two factors of N rows; no m x m matrix is formed. Immutable; only {@link #release} ends its life.
 */
public final class Velocity {

    private final Features features;
    private final DMatrixRMaj residual;
    private final List<DMatrixRMaj> factors;
    private final Held held = new Held("a velocity was");

    /** The factors D_1, E_2, .., E_L become this object's own. */
    Velocity(Features features, DMatrixRMaj residual, List<DMatrixRMaj> factors) {
        this.features = features;
        this.residual = residual;
        this.factors = factors;
    }

    /**
     * The velocity -J^T r by one backward pass.
     *
     * @param products the back end
     * @param features the features of the network
     * @param residual r, N x c, copied
     * @return the velocity; costs 2 N m^2 operations a dense hidden layer
     * @throws IllegalArgumentException if r has another shape than the outputs, naming both
     */
    public static Velocity of(MatrixProducts products, Features features, DMatrixRMaj residual) {
        checkShape(features, residual);
        BackwardPass pass = new BackwardPass(products, features);
        Velocity velocity = new Velocity(features, residual.copy(), pass.run(residual));
        pass.release();
        return velocity;
    }

    /**
     * Gives the memory back, for those who own this velocity alone: it is not used again.
     *
     * @param products the back end it was computed with
     */
    public void release(MatrixProducts products) {
        held.release();
        factors.forEach(products::giveBack);
    }

    private List<DMatrixRMaj> factors() {
        held.check();
        return factors;
    }

    static void checkShape(Features features, DMatrixRMaj residual) {
        int outputs = features.network().weights().sharedOutput().numCols;
        if (residual.numRows != features.samples() || residual.numCols != outputs) {
            throw new IllegalArgumentException("the residual is " + residual.numRows + " x " + residual.numCols
                    + ", the outputs are " + features.samples() + " x " + outputs + ": the shapes must agree");
        }
    }

    /**
     * The inner product of two velocities of one network, perhaps at different weights, in the metric of the energy identity:
     * (1/d) mean_j dV_1(:,j) . dV_1'(:,j) + sum_l mean_ij dV_l dV_l' + mean_j dv_j . dv_j', means taken with the masses.
     *
     * @param products the back end
     * @param other the other velocity
     * @return the inner product; costs 4 N^2 m operations a layer
     * @throws IllegalArgumentException if the networks' masses differ
     */
    public double dot(MatrixProducts products, Velocity other) {
        checkSameMasses(features, other.features);
        DMatrixRMaj x = features.sharedInputs();
        int last = factors().size() - 1;
        double sum = traceOfGrams(
                        gram(products, x, other.features.sharedInputs()),
                        weightedGram(products, 0, factor(0), other.factor(0)))
                / x.numCols;
        for (int l = 1; l <= last; l++) {
            DMatrixRMaj source = weightedGram(
                    products, l - 1, features.sharedActivated(l - 1), other.features.sharedActivated(l - 1));
            sum += traceOfGrams(source, weightedGram(products, l, factor(l), other.factor(l)));
        }
        DMatrixRMaj source =
                weightedGram(products, last, features.sharedActivated(last), other.features.sharedActivated(last));
        return sum + traceOfGrams(source, gram(products, residual, other.residual));
    }

    /**
     * The squared norm in the same metric, accurate also where the terms of {@link #dot} cancel: near rest the velocity is the small
     * sum of large contributions of the samples, which must not be squared before they are summed. Hidden velocities are formed, some
     * columns at a time; for few samples the norm of h1^T E_l is that of R E_l, (h1(beta_{l-1}) o p^(1/2))^T = Q R a QR decomposition.
     *
     * @param products the back end
     * @return the squared norm, not negative; its relative error is of the order of rounding in the velocity itself. Costs 2 N m^2
     *     operations a layer, for few samples 4 N^2 m
     */
    public double squaredNorm(MatrixProducts products) {
        return Displacement.of(1, this).squaredNorm(products);
    }

    /**
     * The mean absolute velocity of the output weights, the L1 norm of dv/dt in Theorem 8 of [FLYZ].
     *
     * @param products the back end
     * @return sum_j p_j |dv_j|, the sum over outputs inside
     */
    public double outputNorm(MatrixProducts products) {
        DMatrixRMaj output = output(products);
        Masses masses = features.network().masses();
        double sum = 0;
        for (int j = 0; j < output.numRows; j++) {
            double entry = 0;
            for (int k = 0; k < output.numCols; k++) {
                entry += Math.abs(output.get(j, k));
            }
            sum += masses.mass(masses.layers() - 1, j) * entry;
        }
        return sum;
    }

    /**
     * The velocity of the input weights.
     *
     * @param products the back end
     * @return dV_1, a new d x m_1 matrix
     */
    public DMatrixRMaj input(MatrixProducts products) {
        return minusProduct(products, features.sharedInputs(), factor(0));
    }

    /**
     * The velocity of hidden weights, formed entry by entry: for small networks and tests.
     *
     * @param products the back end
     * @param layer l, from 2 to L
     * @return dV_l, a new m_{l-1} x m_l matrix
     */
    public DMatrixRMaj hidden(MatrixProducts products, int layer) {
        return minusProduct(products, features.sharedActivated(layer - 2), factor(layer - 1));
    }

    /**
     * The velocity of the output weights.
     *
     * @param products the back end
     * @return dv, a new m_L x c matrix
     */
    public DMatrixRMaj output(MatrixProducts products) {
        return minusProduct(products, features.sharedActivated(depth() - 1), residual);
    }

    /**
     * What the backward pass found for a layer.
     *
     * @param layer l, from 1 to L
     * @return a copy of D_1 for l = 1, of E_l for the others, N x m_l
     */
    public DMatrixRMaj backward(int layer) {
        return factor(layer - 1).copy();
    }

    int depth() {
        return factors().size();
    }

    /** The left factor of a product: X for index 0, h1(beta_l) for index l. */
    DMatrixRMaj left(int index) {
        return index == 0 ? features.sharedInputs() : features.sharedActivated(index - 1);
    }

    /** The right factor of a product: D_1 for index 0, E_{l+1} for index l, r for index L. */
    DMatrixRMaj right(int index) {
        return index == depth() ? residual : factor(index);
    }

    static void checkSameMasses(Features a, Features b) {
        Masses first = a.network().masses();
        Masses second = b.network().masses();
        if (!first.equals(second)) {
            throw new IllegalArgumentException("the networks of two velocities have " + first + " and " + second
                    + ": their sums and inner products need equal masses");
        }
    }

    Features features() {
        return features;
    }

    DMatrixRMaj factor(int index) {
        return factors().get(index);
    }

    private DMatrixRMaj weightedGram(MatrixProducts products, int index, DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj weighted = Features.weighted(products, features.network(), index, a);
        DMatrixRMaj gram = gram(products, weighted, b);
        products.giveBack(weighted);
        return gram;
    }

    /** a b^T, which may be given back. */
    static DMatrixRMaj gram(MatrixProducts products, DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj gram = products.take(a.numRows, b.numRows);
        products.multiplyTransposedRight(a, b, gram);
        return gram;
    }

    private static double traceOfGrams(DMatrixRMaj a, DMatrixRMaj b) {
        double sum = 0;
        for (int i = 0; i < a.getNumElements(); i++) {
            sum += a.data[i] * b.data[i];
        }
        return sum;
    }

    private static DMatrixRMaj minusProduct(MatrixProducts products, DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj product = new DMatrixRMaj(a.numCols, b.numCols);
        products.addTransposedLeft(-1, a, b, product);
        return product;
    }
}
