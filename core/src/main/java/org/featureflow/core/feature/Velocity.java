package org.featureflow.core.feature;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.featureflow.core.linalg.MatrixProducts;

/**
 * A velocity of a network's weights of the form -J^T r, theory section 4: dV_1 = -X^T D_1, dV_l = -h1(beta_{l-1})^T E_l,
 * dv = -h1(beta_L)^T r, for an N x c matrix r. With r = g it is the velocity of the neural feature flow.
 *
 * <p>Hidden velocities are kept as their two factors of N rows; no m x m matrix is formed. Immutable.
 */
public final class Velocity {

    private final Features features;
    private final DMatrixRMaj residual;
    private final List<DMatrixRMaj> factors;

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
        return new Velocity(features, residual.copy(), new BackwardPass(products, features).run(residual));
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
        Network network = features.network();
        if (!network.masses().equals(other.features.network().masses())) {
            throw new IllegalArgumentException("this velocity's network has " + network.masses() + ", the other's "
                    + other.features.network().masses() + ": an inner product needs equal masses");
        }
        DMatrixRMaj x = features.sharedInputs();
        int last = factors.size() - 1;
        double sum = traceOfGrams(
                        gram(products, x, other.features.sharedInputs()),
                        weightedGram(products, 0, factors.get(0), other.factors.get(0)))
                / x.numCols;
        for (int l = 1; l <= last; l++) {
            DMatrixRMaj source = weightedGram(
                    products, l - 1, features.sharedActivated(l - 1), other.features.sharedActivated(l - 1));
            sum += traceOfGrams(source, weightedGram(products, l, factors.get(l), other.factors.get(l)));
        }
        DMatrixRMaj source =
                weightedGram(products, last, features.sharedActivated(last), other.features.sharedActivated(last));
        return sum + traceOfGrams(source, gram(products, residual, other.residual));
    }

    /**
     * The squared norm in the same metric, accurate also where the terms of {@link #dot} cancel: near rest the velocity is the small
     * sum of large contributions of the samples. With a QR decomposition (h1(beta_{l-1}) o p^(1/2))^T = Q R, the norm of
     * h1^T E_l is that of R E_l, which is never squared before it is summed over samples.
     *
     * @param products the back end
     * @return the squared norm, not negative; its relative error is of the order of rounding in the velocity itself. Costs 4 N^2 m
     *     operations a layer
     */
    public double squaredNorm(MatrixProducts products) {
        Masses masses = features.network().masses();
        int last = factors.size() - 1;
        double sum = weightedSquares(masses, 0, input(products)) / features.sharedInputs().numCols;
        for (int l = 1; l <= last; l++) {
            DMatrixRMaj triangle = triangle(masses, l - 1, features.sharedActivated(l - 1));
            DMatrixRMaj reduced = new DMatrixRMaj(triangle.numRows, factors.get(l).numCols);
            products.multiply(triangle, factors.get(l), reduced);
            sum += weightedSquares(masses, l, reduced);
        }
        DMatrixRMaj output = output(products);
        for (int j = 0; j < output.numRows; j++) {
            for (int k = 0; k < output.numCols; k++) {
                sum += masses.mass(last, j) * output.get(j, k) * output.get(j, k);
            }
        }
        return sum;
    }

    /** R of the QR decomposition of (a o p^(1/2))^T. */
    private static DMatrixRMaj triangle(Masses masses, int index, DMatrixRMaj a) {
        DMatrixRMaj transposed = new DMatrixRMaj(a.numCols, a.numRows);
        for (int k = 0; k < a.numCols; k++) {
            double root = Math.sqrt(masses.mass(index, k));
            for (int n = 0; n < a.numRows; n++) {
                transposed.set(k, n, a.get(n, k) * root);
            }
        }
        QRDecomposition<DMatrixRMaj> decomposition = DecompositionFactory_DDRM.qr(a.numCols, a.numRows);
        // It reports dependent columns as a failure, but R is right all the same: they have zeros on its diagonal.
        decomposition.decompose(transposed);
        return decomposition.getR(null, true);
    }

    /** sum_j p_j |column j|^2. */
    private static double weightedSquares(Masses masses, int index, DMatrixRMaj a) {
        double sum = 0;
        for (int j = 0; j < a.numCols; j++) {
            double squares = 0;
            for (int i = 0; i < a.numRows; i++) {
                squares += a.get(i, j) * a.get(i, j);
            }
            sum += masses.mass(index, j) * squares;
        }
        return sum;
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
        return minusProduct(products, features.sharedInputs(), factors.get(0));
    }

    /**
     * The velocity of hidden weights, formed entry by entry: for small networks and tests.
     *
     * @param products the back end
     * @param layer l, from 2 to L
     * @return dV_l, a new m_{l-1} x m_l matrix
     */
    public DMatrixRMaj hidden(MatrixProducts products, int layer) {
        return minusProduct(products, features.sharedActivated(layer - 2), factors.get(layer - 1));
    }

    /**
     * The velocity of the output weights.
     *
     * @param products the back end
     * @return dv, a new m_L x c matrix
     */
    public DMatrixRMaj output(MatrixProducts products) {
        return minusProduct(products, features.sharedActivated(factors.size() - 1), residual);
    }

    /**
     * What the backward pass found for a layer.
     *
     * @param layer l, from 1 to L
     * @return a copy of D_1 for l = 1, of E_l for the others, N x m_l
     */
    public DMatrixRMaj backward(int layer) {
        return factors.get(layer - 1).copy();
    }

    Weights addTo(MatrixProducts products, Weights weights, double time) {
        if (weights.depth() != factors.size()) {
            throw new IllegalArgumentException("the weights have depth " + weights.depth() + ", the velocity "
                    + factors.size() + ": the depths must agree");
        }
        List<LayerWeights> hidden = new ArrayList<>();
        for (int l = 1; l < factors.size(); l++) {
            hidden.add(
                    weights.hidden().get(l - 1).plus(products, -time, features.sharedActivated(l - 1), factors.get(l)));
        }
        DMatrixRMaj input = weights.input();
        products.addTransposedLeft(-time, features.sharedInputs(), factors.get(0), input);
        DMatrixRMaj output = weights.output();
        products.addTransposedLeft(-time, features.sharedActivated(factors.size() - 1), residual, output);
        return new Weights(input, hidden, output);
    }

    Features features() {
        return features;
    }

    DMatrixRMaj factor(int index) {
        return factors.get(index);
    }

    private DMatrixRMaj weightedGram(MatrixProducts products, int index, DMatrixRMaj a, DMatrixRMaj b) {
        return gram(products, Features.weighted(features.network(), index, a), b);
    }

    private static DMatrixRMaj gram(MatrixProducts products, DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj gram = new DMatrixRMaj(a.numRows, b.numRows);
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
