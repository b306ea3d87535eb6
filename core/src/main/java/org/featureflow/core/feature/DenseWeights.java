package org.featureflow.core.feature;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;

/** Weights stored entry by entry. Products cost 2 N rows cols operations, a change rows cols memory. */
public final class DenseWeights implements LayerWeights {

    private final DMatrixRMaj matrix;

    private DenseWeights(DMatrixRMaj matrix) {
        this.matrix = matrix;
    }

    /**
     * Weights from their entries.
     *
     * @param matrix the entries, rows are source units; copied
     * @return the weights
     */
    public static DenseWeights of(DMatrixRMaj matrix) {
        return new DenseWeights(matrix.copy());
    }

    /**
     * Weights of rank N, p^T q.
     *
     * @param products the back end
     * @param p N x rows, not modified
     * @param q N x cols, not modified
     * @return the weights
     */
    public static DenseWeights ofFactors(MatrixProducts products, DMatrixRMaj p, DMatrixRMaj q) {
        DMatrixRMaj matrix = new DMatrixRMaj(p.numCols, q.numCols);
        products.multiplyTransposedLeft(p, q, matrix);
        return new DenseWeights(matrix);
    }

    @Override
    public int rows() {
        return matrix.numRows;
    }

    @Override
    public int cols() {
        return matrix.numCols;
    }

    @Override
    public void multiply(MatrixProducts products, DMatrixRMaj a, DMatrixRMaj out) {
        products.multiply(a, matrix, out);
    }

    @Override
    public void multiplyTransposed(MatrixProducts products, DMatrixRMaj e, DMatrixRMaj out) {
        products.multiplyTransposedRight(e, matrix, out);
    }

    @Override
    public DenseWeights plus(MatrixProducts products, double scale, DMatrixRMaj p, DMatrixRMaj q) {
        DMatrixRMaj changed = matrix.copy();
        products.addTransposedLeft(scale, p, q, changed);
        return new DenseWeights(changed);
    }

    @Override
    public DMatrixRMaj toDense() {
        return matrix.copy();
    }
}
