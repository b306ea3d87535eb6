package org.featureflow.core.linalg;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** {@code P a = L U} in place, by blocks of columns: most operations are products of matrices. */
final class PivotedLu {
    /** Columns eliminated one by one before the rest of the matrix is updated. */
    private static final int BLOCK = 32;

    private final double[] m;
    private final int n;
    private final Block all;
    private final int[] pivotRows;
    private final ProductKernel kernel = new PortableKernel();

    /** Takes the matrix over. */
    PivotedLu(DMatrixRMaj matrix) {
        m = matrix.data;
        n = matrix.numRows;
        all = Block.of(matrix);
        pivotRows = new int[n];
    }

    /** False if a pivot is zero up to rounding, or not a number. */
    boolean factor() {
        double[] negligible = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                negligible[j] = Math.max(negligible[j], Math.abs(m[i * n + j]));
            }
        }
        Arrays.setAll(negligible, j -> 4 * n * 0x1p-53 * negligible[j]);
        for (int k = 0; k < n; k += BLOCK) {
            int end = Math.min(k + BLOCK, n);
            if (!factorColumns(k, end, negligible)) {
                return false;
            }
            solveRight(k, end);
            kernel.add(
                    -1,
                    all.rows(end, n).cols(k, end),
                    all.rows(k, end).cols(end, n),
                    all.rows(end, n).cols(end, n));
        }
        return true;
    }

    private boolean factorColumns(int begin, int end, double[] negligible) {
        for (int c = begin; c < end; c++) {
            int pivot = c;
            for (int i = c + 1; i < n; i++) {
                if (Math.abs(m[i * n + c]) > Math.abs(m[pivot * n + c])) {
                    pivot = i;
                }
            }
            if (!(Math.abs(m[pivot * n + c]) > negligible[c])) {
                return false;
            }
            pivotRows[c] = pivot;
            swap(m, n, c, pivot);
            for (int i = c + 1; i < n; i++) {
                double factor = m[i * n + c] / m[c * n + c];
                m[i * n + c] = factor;
                subtract(m, i * n, factor, c * n, c + 1, end);
            }
        }
        return true;
    }

    /** The rows of U to the right of the block. */
    private void solveRight(int begin, int end) {
        for (int i = begin + 1; i < end; i++) {
            for (int p = begin; p < i; p++) {
                subtract(m, i * n, m[i * n + p], p * n, end, n);
            }
        }
    }

    /** Overwrites b by the solution. */
    void solve(DMatrixRMaj b) {
        int k = b.numCols;
        for (int i = 0; i < n; i++) {
            swap(b.data, k, i, pivotRows[i]);
        }
        for (int i = 0; i < n; i++) {
            for (int p = 0; p < i; p++) {
                subtract(b.data, i * k, m[i * n + p], p * k, 0, k);
            }
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int p = i + 1; p < n; p++) {
                subtract(b.data, i * k, m[i * n + p], p * k, 0, k);
            }
            for (int j = 0; j < k; j++) {
                b.data[i * k + j] /= m[i * n + i];
            }
        }
    }

    private static void swap(double[] data, int cols, int i, int j) {
        if (i == j) {
            return;
        }
        for (int c = 0; c < cols; c++) {
            double kept = data[i * cols + c];
            data[i * cols + c] = data[j * cols + c];
            data[j * cols + c] = kept;
        }
    }

    /** Row at {@code to} minus factor times row at {@code from}, in the given columns. */
    static void subtract(double[] data, int to, double factor, int from, int left, int right) {
        for (int j = left; j < right; j++) {
            data[to + j] = Math.fma(-factor, data[from + j], data[to + j]);
        }
    }
}
