package org.featureflow.convex.solver;

import org.jspecify.annotations.Nullable;

/**
 * Solves with one symmetric positive definite n x n matrix of the Newton system. It is scaled to a unit diagonal first, for
 * its rows differ by many orders of magnitude near a solution; if rounding has made it indefinite, the smallest of a few
 * multiples of the identity that mends it is added.
 */
final class ScaledCholesky {

    private static final double[] SHIFTS = {0, 1e-15, 1e-13, 1e-11, 1e-9};

    private final int n;
    private final double[] scale;
    private final double[] factor;

    private ScaledCholesky(int n, double[] scale, double[] factor) {
        this.n = n;
        this.scale = scale;
        this.factor = factor;
    }

    /**
     * Factors a matrix.
     *
     * @param a row by row; only its lower triangle is read, nothing is modified
     * @return the factorisation, or null if the matrix is far from positive definite or not finite
     */
    static @Nullable ScaledCholesky of(double[] a, int n) {
        double[] scale = new double[n];
        for (int i = 0; i < n; i++) {
            double diagonal = a[i * n + i];
            if (!(diagonal > 0 && diagonal < Double.POSITIVE_INFINITY)) {
                return null;
            }
            scale[i] = 1 / Math.sqrt(diagonal);
        }
        double[] factor = new double[n * n];
        for (double shift : SHIFTS) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < i; j++) {
                    factor[i * n + j] = a[i * n + j] * scale[i] * scale[j];
                }
                factor[i * n + i] = 1 + shift;
            }
            if (Cholesky.factor(factor, 0, n)) {
                return new ScaledCholesky(n, scale, factor);
            }
        }
        return null;
    }

    /** x := A^{-1} x. */
    void solve(double[] x) {
        scale(x);
        Cholesky.solveLower(factor, 0, n, x, 0);
        Cholesky.solveUpper(factor, 0, n, x, 0);
        scale(x);
    }

    private void scale(double[] x) {
        for (int i = 0; i < n; i++) {
            x[i] *= scale[i];
        }
    }

    /** B := R^{-1} B, where A = R R^T, for an n x columns matrix row by row: afterwards B^T B is the old B^T A^{-1} B. */
    void halfSolve(double[] b, int columns) {
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < columns; c++) {
                b[i * columns + c] *= scale[i];
            }
        }
        Cholesky.solveLower(factor, 0, n, b, 0, columns);
    }
}
