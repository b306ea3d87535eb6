package org.featureflow.convex.solver;

/**
 * The Cholesky factorisation A = L L^T of small symmetric positive definite matrices that lie row by row in a longer array.
 * Only the lower triangle is read and written.
 */
final class Cholesky {

    private Cholesky() {}

    /**
     * Replaces the lower triangle of A by L. Cost n^3/3.
     *
     * @return false if a pivot is not positive; A is spoilt then
     */
    static boolean factor(double[] a, int offset, int n) {
        for (int i = 0; i < n; i++) {
            int rowI = offset + i * n;
            for (int j = 0; j < i; j++) {
                int rowJ = offset + j * n;
                a[rowI + j] = (a[rowI + j] - dot(a, rowI, rowJ, j)) / a[rowJ + j];
            }
            double pivot = a[rowI + i] - dot(a, rowI, rowI, i);
            if (!(pivot > 0 && pivot < Double.POSITIVE_INFINITY)) {
                return false;
            }
            a[rowI + i] = Math.sqrt(pivot);
        }
        return true;
    }

    private static double dot(double[] a, int x, int y, int length) {
        double sum = 0;
        for (int k = 0; k < length; k++) {
            sum += a[x + k] * a[y + k];
        }
        return sum;
    }

    /** x := L^{-1} x for the n numbers from {@code start}. */
    static void solveLower(double[] l, int offset, int n, double[] x, int start) {
        for (int i = 0; i < n; i++) {
            int row = offset + i * n;
            double sum = x[start + i];
            for (int k = 0; k < i; k++) {
                sum -= l[row + k] * x[start + k];
            }
            x[start + i] = sum / l[row + i];
        }
    }

    /** x := L^{-T} x for the n numbers from {@code start}. */
    static void solveUpper(double[] l, int offset, int n, double[] x, int start) {
        for (int i = n - 1; i >= 0; i--) {
            double value = x[start + i] / l[offset + i * n + i];
            x[start + i] = value;
            int row = offset + i * n;
            for (int k = 0; k < i; k++) {
                x[start + k] -= l[row + k] * value;
            }
        }
    }

    /** B := L^{-1} B for an n x columns matrix that lies row by row from {@code start}. */
    static void solveLower(double[] l, int offset, int n, double[] b, int start, int columns) {
        for (int i = 0; i < n; i++) {
            int target = start + i * columns;
            for (int k = 0; k < i; k++) {
                double factor = l[offset + i * n + k];
                int source = start + k * columns;
                for (int c = 0; c < columns; c++) {
                    b[target + c] -= factor * b[source + c];
                }
            }
            double pivot = l[offset + i * n + i];
            for (int c = 0; c < columns; c++) {
                b[target + c] /= pivot;
            }
        }
    }
}
