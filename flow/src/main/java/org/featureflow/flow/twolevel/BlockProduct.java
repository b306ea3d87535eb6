package org.featureflow.flow.twolevel;

import org.ejml.data.DMatrixRMaj;

/** Products with the block diagonal matrix A = phi''(f)/N. */
final class BlockProduct {

    private BlockProduct() {}

    /** a A, a new matrix, where row n of the curvature is the n-th c x c block. */
    static DMatrixRMaj times(DMatrixRMaj a, DMatrixRMaj curvature, int c) {
        DMatrixRMaj product = new DMatrixRMaj(a.numRows, a.numCols);
        for (int row = 0; row < a.numRows; row++) {
            for (int n = 0; n < a.numCols / c; n++) {
                for (int j = 0; j < c; j++) {
                    double entry = a.data[row * a.numCols + n * c + j];
                    for (int l = 0; l < c; l++) {
                        product.data[row * a.numCols + n * c + l] += entry * curvature.data[(n * c + j) * c + l];
                    }
                }
            }
        }
        return product;
    }
}
