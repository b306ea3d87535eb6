package org.featureflow.core.feature;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;

/** Weights stored entry by entry. Products cost 2 N rows cols operations, a change rows cols memory. */
public final class DenseWeights implements LayerWeights {

    /** Rows of |V| held at a time: no second matrix of the size of V is made. */
    private static final int MAGNITUDE_ROWS = 256;

    private final DMatrixRMaj matrix;
    private final Held held = new Held("weights were");

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
        return matrix().numRows;
    }

    @Override
    public int cols() {
        return matrix().numCols;
    }

    @Override
    public void multiply(MatrixProducts products, DMatrixRMaj a, DMatrixRMaj out) {
        products.multiply(a, matrix(), out);
    }

    @Override
    public void multiplyTransposed(MatrixProducts products, DMatrixRMaj e, DMatrixRMaj out) {
        products.multiplyTransposedRight(e, matrix(), out);
    }

    @Override
    public void multiplyMagnitude(MatrixProducts products, DMatrixRMaj a, DMatrixRMaj out) {
        multiplyMagnitude(products, a, matrix(), out);
    }

    @Override
    public long roundings() {
        return roundings(matrix());
    }

    /** out = a |v|. */
    static void multiplyMagnitude(MatrixProducts products, DMatrixRMaj a, DMatrixRMaj v, DMatrixRMaj out) {
        out.zero();
        for (int from = 0; from < v.numRows; from += MAGNITUDE_ROWS) {
            int rows = Math.min(MAGNITUDE_ROWS, v.numRows - from);
            DMatrixRMaj left = new DMatrixRMaj(a.numRows, rows);
            for (int n = 0; n < a.numRows; n++) {
                System.arraycopy(a.data, n * a.numCols + from, left.data, n * rows, rows);
            }
            DMatrixRMaj magnitude = new DMatrixRMaj(rows, v.numCols);
            for (int i = 0; i < magnitude.getNumElements(); i++) {
                magnitude.data[i] = Math.abs(v.data[from * v.numCols + i]);
            }
            products.add(1, left, magnitude, out);
        }
    }

    /** Products and additions of one entry of a product with v; fused, split and reordered sums need no more. */
    static long roundings(DMatrixRMaj v) {
        return v.numRows + 1L;
    }

    @Override
    public DenseWeights plus(MatrixProducts products, double scale, DMatrixRMaj p, DMatrixRMaj q) {
        DMatrixRMaj changed = products.take(matrix().numRows, matrix().numCols);
        products.addTransposedLeft(scale, p, q, matrix(), changed);
        return new DenseWeights(changed);
    }

    /** Gives the memory back: these weights are not used again. */
    void release(MatrixProducts products) {
        held.release();
        products.giveBack(matrix);
    }

    private DMatrixRMaj matrix() {
        held.check();
        return matrix;
    }

    @Override
    public DMatrixRMaj toDense() {
        return matrix().copy();
    }
}
