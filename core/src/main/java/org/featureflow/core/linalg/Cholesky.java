package org.featureflow.core.linalg;

import org.ejml.data.DMatrixRMaj;

/** {@code a = U^T U} in place of the upper triangle, by blocks of rows: most operations are products of matrices. */
final class Cholesky {
    /** Rows eliminated one by one before the rest of the matrix is updated. */
    private static final int BLOCK = 32;

    /** Columns of the rest that are updated at a time, with the rows down to their diagonal. */
    private static final int STRIP = Tile.WIDTH;

    private final double[] m;
    private final int n;
    private final Block all;
    private final ProductKernel kernel = new PortableKernel();

    /** Takes the matrix over. */
    Cholesky(DMatrixRMaj matrix) {
        m = matrix.data;
        n = matrix.numRows;
        all = Block.of(matrix);
    }

    /** False if a pivot is not positive up to rounding, or not a number. */
    boolean factor() {
        double[] negligible = new double[n];
        for (int i = 0; i < n; i++) {
            negligible[i] = 4 * n * 0x1p-53 * m[i * n + i];
        }
        for (int k = 0; k < n; k += BLOCK) {
            int end = Math.min(k + BLOCK, n);
            if (!factorRows(k, end, negligible)) {
                return false;
            }
            for (int left = end; left < n; left += STRIP) {
                int right = Math.min(left + STRIP, n);
                Block rows = all.rows(k, end);
                kernel.add(
                        -1,
                        rows.cols(end, right).transposed(),
                        rows.cols(left, right),
                        all.rows(end, right).cols(left, right));
            }
        }
        return true;
    }

    private boolean factorRows(int begin, int end, double[] negligible) {
        for (int i = begin; i < end; i++) {
            for (int p = begin; p < i; p++) {
                PivotedLu.subtract(m, i * n, m[p * n + i], p * n, i, n);
            }
            double pivot = m[i * n + i];
            if (!(pivot > negligible[i] && pivot > 0)) {
                return false;
            }
            double root = Math.sqrt(pivot);
            for (int j = i; j < n; j++) {
                m[i * n + j] /= root;
            }
        }
        return true;
    }

    /** Overwrites b by the solution. */
    void solve(DMatrixRMaj b) {
        int k = b.numCols;
        for (int i = 0; i < n; i++) {
            for (int p = 0; p < i; p++) {
                PivotedLu.subtract(b.data, i * k, m[p * n + i], p * k, 0, k);
            }
            divide(b.data, i * k, k, m[i * n + i]);
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int p = i + 1; p < n; p++) {
                PivotedLu.subtract(b.data, i * k, m[i * n + p], p * k, 0, k);
            }
            divide(b.data, i * k, k, m[i * n + i]);
        }
    }

    private static void divide(double[] data, int from, int count, double divisor) {
        for (int j = from; j < from + count; j++) {
            data[j] /= divisor;
        }
    }
}
