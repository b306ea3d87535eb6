package org.featureflow.core.feature;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.linalg.SymmetricEigen;

/**
 * The l2-regression of one layer, theory section 3 step 4: the weights of minimum norm that reproduce given features,
 * v_l(i,j) = h1(beta_{l-1,i})^T K^^+ alpha_{l,j}, K^ = (1/m) h1 h1^T, where K^^+ is the pseudo-inverse cut off at small eigenvalues.
 *
 * @param layer the layer l whose weights these are, from 2
 * @param cutOff the largest ratio to the greatest eigenvalue of K^ at which an eigenvalue counts as zero
 * @param rank the number of eigenvalues kept, at most N
 * @param residual max |alpha - K^ K^^+ alpha| / max |alpha|: what the weights cannot reproduce
 */
public record Regression(int layer, double cutOff, int rank, double residual) {

    /**
     * A regression with its result.
     *
     * @param coefficients K^^+ alpha, N x m: the weights are h1^T K^^+ alpha
     * @param root (K^^+)^(1/2), rank x N: the weights are (root h1)^T (root alpha), two factors of like size
     */
    record Fit(Regression report, DMatrixRMaj coefficients, DMatrixRMaj root) {

        /** The weights, dense or factored, whichever is cheaper to train. */
        LayerWeights weights(MatrixProducts products, DMatrixRMaj activated, DMatrixRMaj features) {
            return LayerWeights.factorsPay(activated.numRows, activated.numCols, features.numCols)
                    ? factors(products, activated, features)
                    : DenseWeights.ofFactors(products, activated, coefficients);
        }

        /** The weights by their factors. */
        FactoredWeights factors(MatrixProducts products, DMatrixRMaj activated, DMatrixRMaj features) {
            DMatrixRMaj p = new DMatrixRMaj(root.numRows, activated.numCols);
            products.multiply(root, activated, p);
            DMatrixRMaj q = new DMatrixRMaj(root.numRows, features.numCols);
            products.multiply(root, features, q);
            return FactoredWeights.of(p, q);
        }
    }

    /**
     * Regresses features on activated features of equal masses.
     *
     * @param activated h1(beta_{l-1}), N x m_{l-1}
     * @param features alpha_l, N x m_l
     */
    static Fit of(MatrixProducts products, int layer, DMatrixRMaj activated, DMatrixRMaj features) {
        int samples = activated.numRows;
        DMatrixRMaj gram = new DMatrixRMaj(samples, samples);
        products.multiplyTransposedRight(activated, activated, gram);
        for (int i = 0; i < gram.getNumElements(); i++) {
            gram.data[i] /= activated.numCols;
        }
        SymmetricEigen eigen = SymmetricEigen.of(gram);
        double[] values = eigen.values();
        double greatest = Math.max(0, values[samples - 1]);
        // Eigenvalues of a computed Gram matrix carry errors of about N rounding units of the greatest one.
        double cutOff = 16 * samples * 0x1p-52;
        DMatrixRMaj projected = new DMatrixRMaj(samples, features.numCols);
        products.multiplyTransposedLeft(eigen.vectors(), features, projected);
        DMatrixRMaj scaled = projected.copy();
        DMatrixRMaj lost = projected.copy();
        int rank = 0;
        for (int i = 0; i < samples; i++) {
            boolean kept = values[i] > cutOff * greatest;
            rank += kept ? 1 : 0;
            for (int j = 0; j < features.numCols; j++) {
                int entry = i * features.numCols + j;
                scaled.data[entry] = kept ? projected.data[entry] / values[i] : 0;
                lost.data[entry] = kept ? 0 : projected.data[entry];
            }
        }
        DMatrixRMaj coefficients = new DMatrixRMaj(samples, features.numCols);
        products.multiply(eigen.vectors(), scaled, coefficients);
        DMatrixRMaj residual = new DMatrixRMaj(samples, features.numCols);
        products.multiply(eigen.vectors(), lost, residual);
        double size = largest(features);
        return new Fit(
                new Regression(layer, cutOff, rank, size == 0 ? 0 : largest(residual) / size),
                coefficients,
                root(eigen.vectors(), values, rank));
    }

    /** Lambda^(-1/2) X^T for the greatest eigenvalues. */
    private static DMatrixRMaj root(DMatrixRMaj vectors, double[] values, int rank) {
        int samples = values.length;
        DMatrixRMaj root = new DMatrixRMaj(rank, samples);
        for (int i = 0; i < rank; i++) {
            int from = samples - 1 - i;
            for (int n = 0; n < samples; n++) {
                root.set(i, n, vectors.get(n, from) / Math.sqrt(values[from]));
            }
        }
        return root;
    }

    private static double largest(DMatrixRMaj a) {
        double largest = 0;
        for (int i = 0; i < a.getNumElements(); i++) {
            largest = Math.max(largest, Math.abs(a.data[i]));
        }
        return largest;
    }
}
