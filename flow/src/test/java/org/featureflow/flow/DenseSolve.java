package org.featureflow.flow;

/** Gaussian elimination with row pivoting. */
public final class DenseSolve {

    private DenseSolve() {}

    /** The solution of a x = b; neither is modified. */
    public static double[] solve(double[][] a, double[] b) {
        int size = b.length;
        double[][] rows = new double[size][];
        for (int i = 0; i < size; i++) {
            rows[i] = java.util.Arrays.copyOf(a[i], size + 1);
            rows[i][size] = b[i];
        }
        for (int k = 0; k < size; k++) {
            int pivot = k;
            for (int i = k + 1; i < size; i++) {
                pivot = Math.abs(rows[i][k]) > Math.abs(rows[pivot][k]) ? i : pivot;
            }
            double[] row = rows[pivot];
            rows[pivot] = rows[k];
            rows[k] = row;
            for (int i = k + 1; i < size; i++) {
                double factor = rows[i][k] / row[k];
                for (int j = k; j <= size; j++) {
                    rows[i][j] -= factor * row[j];
                }
            }
        }
        double[] x = new double[size];
        for (int i = size - 1; i >= 0; i--) {
            x[i] = rows[i][size];
            for (int j = i + 1; j < size; j++) {
                x[i] -= rows[i][j] * x[j];
            }
            x[i] /= rows[i][i];
        }
        return x;
    }
}
