package org.featureflow.core.linalg;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** The eigenvalues, ascending, and orthonormal eigenvectors of a symmetric matrix. */
public final class SymmetricEigen {

    private final double[] values;
    private final DMatrixRMaj vectors;

    private SymmetricEigen(double[] values, DMatrixRMaj vectors) {
        this.values = values;
        this.vectors = vectors;
    }

    /**
     * Decomposes a symmetric matrix, A = U diag(values) U^T.
     *
     * @param a n x n, only its symmetry is assumed; not modified
     * @return the decomposition; costs O(n^3)
     * @throws IllegalArgumentException if the matrix is not square or the iteration fails, as it does on entries that are not
     *     finite
     */
    public static SymmetricEigen of(DMatrixRMaj a) {
        int n = a.numRows;
        if (a.numCols != n) {
            throw new IllegalArgumentException("matrix is " + n + " x " + a.numCols + ": a square one is needed");
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
        if (!eigen.decompose(a.copy())) {
            throw new IllegalArgumentException(
                    "the eigenvalues of this " + n + " x " + n + " matrix cannot be found: are all entries finite?");
        }
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> eigen.getEigenvalue(i).real))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] values = new double[n];
        DMatrixRMaj vectors = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            values[i] = eigen.getEigenvalue(order[i]).real;
            double[] vector = eigen.getEigenVector(order[i]).data;
            for (int row = 0; row < n; row++) {
                vectors.set(row, i, vector[row]);
            }
        }
        return new SymmetricEigen(values, vectors);
    }

    /**
     * The eigenvalues.
     *
     * @return a copy, ascending
     */
    public double[] values() {
        return values.clone();
    }

    /**
     * The eigenvectors.
     *
     * @return a copy of U, column i belongs to value i
     */
    public DMatrixRMaj vectors() {
        return vectors.copy();
    }
}
