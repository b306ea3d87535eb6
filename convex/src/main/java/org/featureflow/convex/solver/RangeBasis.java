package org.featureflow.convex.solver;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The range of a matrix A (N x K) by its singular value decomposition A = U S V^T, cut at singular values that are rounding
 * errors of the largest.
 */
final class RangeBasis {

    /** Singular values below this share of the largest count as 0: features are functions evaluated to about 1e-16. */
    private static final double RANK_TOLERANCE = 1e-12;

    private final int samples;
    private final int rank;
    /** U^T, rank x N. */
    private final double[] directions;

    private final double[] singularValues;

    private RangeBasis(int samples, int rank, double[] directions, double[] singularValues) {
        this.samples = samples;
        this.rank = rank;
        this.directions = directions;
        this.singularValues = singularValues;
    }

    /**
     * The range of a matrix.
     *
     * @param matrix A, N x K, not modified; may have no columns
     */
    static RangeBasis of(DMatrixRMaj matrix) {
        int samples = matrix.numRows;
        if (matrix.numCols == 0) {
            return new RangeBasis(samples, 0, new double[0], new double[0]);
        }
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(samples, matrix.numCols, true, false, true);
        if (!svd.decompose(matrix.copy())) {
            throw new ArithmeticException("the singular value decomposition did not converge");
        }
        DMatrixRMaj u = svd.getU(null, true);
        double[] values = svd.getSingularValues();
        List<Integer> order = new ArrayList<>();
        double largest = 0;
        for (int i = 0; i < svd.numberOfSingularValues(); i++) {
            largest = Math.max(largest, values[i]);
        }
        for (int i = 0; i < svd.numberOfSingularValues(); i++) {
            if (values[i] > RANK_TOLERANCE * largest) {
                order.add(i);
            }
        }
        order.sort(Comparator.comparingDouble(i -> -values[i]));
        int rank = order.size();
        double[] directions = new double[rank * samples];
        double[] kept = new double[rank];
        for (int i = 0; i < rank; i++) {
            kept[i] = values[order.get(i)];
            System.arraycopy(u.data, order.get(i) * u.numCols, directions, i * samples, samples);
        }
        return new RangeBasis(samples, rank, directions, kept);
    }

    int rank() {
        return rank;
    }

    /** S^{-1} U^T b, rank x columns of b. */
    DMatrixRMaj coordinates(DMatrixRMaj b) {
        DMatrixRMaj coordinates = new DMatrixRMaj(rank, b.numCols);
        for (int i = 0; i < rank; i++) {
            for (int j = 0; j < b.numCols; j++) {
                double sum = 0;
                for (int n = 0; n < samples; n++) {
                    sum = Math.fma(directions[i * samples + n], b.data[n * b.numCols + j], sum);
                }
                coordinates.data[i * b.numCols + j] = sum / singularValues[i];
            }
        }
        return coordinates;
    }

    /** U S^{-1} m, N x columns, for m that lies column after column. */
    DMatrixRMaj multipliers(double[] m, int columns) {
        DMatrixRMaj multipliers = new DMatrixRMaj(samples, columns);
        for (int j = 0; j < columns; j++) {
            for (int n = 0; n < samples; n++) {
                double sum = 0;
                for (int i = 0; i < rank; i++) {
                    sum = Math.fma(directions[i * samples + n] / singularValues[i], m[j * rank + i], sum);
                }
                multipliers.data[n * columns + j] = sum;
            }
        }
        return multipliers;
    }

    /** What of a vector lies outside the range: b - U U^T b, projected twice against cancellation. */
    double[] outside(double[] b) {
        double[] rest = b.clone();
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < rank; i++) {
                double sum = 0;
                for (int n = 0; n < samples; n++) {
                    sum += directions[i * samples + n] * rest[n];
                }
                for (int n = 0; n < samples; n++) {
                    rest[n] -= sum * directions[i * samples + n];
                }
            }
        }
        return rest;
    }
}
