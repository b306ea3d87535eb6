package org.featureflow.core.linalg;

import java.util.Arrays;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/**
 * The factors of a square matrix by Gaussian elimination with row exchanges, {@code P a = L U}, to solve {@code a x = b} for one b after
 * the other. For a single b, {@link LinearSolve#general} does both, with the same bits.
 *
 * <p>By blocks of columns: most operations are products of matrices. Backward stable unless pivots grow exponentially, which practice
 * does not see. Results are the same bits on every machine: the work is done by the portable kernels, in the caller's thread.
 *
 * <p>Immutable, but for the matrix that {@link #overwriting} leaves its factors in. Memory: n^2 numbers.
 */
public final class PivotedLu {
    /** Columns eliminated one by one before the rest of the matrix is updated. */
    private static final int BLOCK = 32;

    private final double[] m;
    private final int n;
    private final Block all;
    private final int[] pivotRows;

    /** Takes the matrix over. */
    private PivotedLu(DMatrixRMaj matrix) {
        m = matrix.data;
        n = matrix.numRows;
        all = Block.of(matrix);
        pivotRows = new int[n];
    }

    /** The factors of a copy of the matrix. */
    static Optional<PivotedLu> of(DMatrixRMaj a) {
        return overwriting(a.copy());
    }

    /**
     * Factors a matrix in its own memory.
     *
     * <p>Each pivot is compared with the column it comes from, as {@link LinearSolve} says; an infinite entry may show only in a
     * solution.
     *
     * @param a n x n, overwritten by the factors, even where there are none, and not to be changed as long as they are used
     * @return its factors, or nothing if a is singular to working precision or a pivot is NaN; costs {@code 2/3 n^3} operations
     * @throws IllegalArgumentException if a is not square
     */
    public static Optional<PivotedLu> overwriting(DMatrixRMaj a) {
        if (a.numRows != a.numCols) {
            throw new IllegalArgumentException("a must be square, not " + a.numRows + " x " + a.numCols);
        }
        PivotedLu lu = new PivotedLu(a);
        return lu.factor() ? Optional.of(lu) : Optional.empty();
    }

    /** False if a pivot is zero up to rounding, or not a number. */
    private boolean factor() {
        ProductKernel kernel = new PortableKernel();
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

    /**
     * Solves {@code a x = b}.
     *
     * @param b n x k, not modified; k may be 0
     * @return x, a new n x k matrix, or nothing if it has entries that are infinite or NaN; costs {@code 2 n^2 k} operations
     * @throws IllegalArgumentException if b has another number of rows than a
     */
    public Optional<DMatrixRMaj> solve(DMatrixRMaj b) {
        if (b.numRows != n) {
            throw new IllegalArgumentException("shapes do not match in a x = b: a is " + n + " x " + n + ", b is "
                    + b.numRows + " x " + b.numCols);
        }
        DMatrixRMaj x = b.copy();
        overwrite(x);
        return LinearSolve.finite(x);
    }

    /** Overwrites b by the solution. */
    private void overwrite(DMatrixRMaj b) {
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
