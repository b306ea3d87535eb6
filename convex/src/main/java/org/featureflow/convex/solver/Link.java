package org.featureflow.convex.solver;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * The constraint between two layers, A W_j = p_j alpha_j for each destination atom j, in coordinates in which the activated
 * features of the source atoms are orthonormal rows: with A = U S V^T of rank r, a = S^{-1} U^T A, and M_j = U S^{-1} m_j.
 *
 * <p>Immutable by convention: shared between the parts of one solve, never written after construction.
 */
final class Link {

    /** r. */
    final int rank;
    /** The number of source atoms. */
    final int sources;
    /** The number of destination atoms. */
    final int destinations;
    /** Where the source atoms begin among all atoms. */
    final int sourceOffset;
    /** Where the destination atoms begin among all atoms. */
    final int destinationOffset;
    /** The regularizer's factor. */
    final double lambda;
    /** a, r x sources, row by row. */
    final double[] a;
    /** S^{-1} U^T alpha transposed: destinations x r, row by row, so that one atom's numbers are neighbours. */
    final double[] alpha;

    private final RangeBasis basis;
    private final DMatrixRMaj activated;
    private final DMatrixRMaj reproduced;

    Link(
            RangeBasis basis,
            DMatrixRMaj activated,
            DMatrixRMaj reproduced,
            int sourceOffset,
            int destinationOffset,
            double lambda) {
        this.basis = basis;
        this.activated = activated;
        this.reproduced = reproduced;
        this.rank = basis.rank();
        this.sources = activated.numCols;
        this.destinations = reproduced.numCols;
        this.sourceOffset = sourceOffset;
        this.destinationOffset = destinationOffset;
        this.lambda = lambda;
        this.a = basis.coordinates(activated).data;
        DMatrixRMaj coordinates = basis.coordinates(reproduced);
        this.alpha = new double[destinations * rank];
        for (int i = 0; i < rank; i++) {
            for (int j = 0; j < destinations; j++) {
                alpha[j * rank + i] = coordinates.data[i * destinations + j];
            }
        }
    }

    /** M = U S^{-1} m, N x destinations, from m (destinations x r). */
    DMatrixRMaj multipliers(double[] m) {
        return basis.multipliers(m, destinations);
    }

    /**
     * What A W lacks of p alpha, in the new coordinates, from the features themselves: the rounding errors of the coordinates
     * do not enter. Both arguments are destinations-major and not modified.
     */
    double[] residual(double[] weights, double[] p) {
        int samples = activated.numRows;
        DMatrixRMaj residual = new DMatrixRMaj(samples, destinations);
        for (int n = 0; n < samples; n++) {
            for (int j = 0; j < destinations; j++) {
                double sum = p[destinationOffset + j] * reproduced.data[n * destinations + j];
                for (int k = 0; k < sources; k++) {
                    sum = Math.fma(-activated.data[n * sources + k], weights[j * sources + k], sum);
                }
                residual.data[n * destinations + j] = sum;
            }
        }
        DMatrixRMaj coordinates = basis.coordinates(residual);
        double[] transposed = new double[destinations * rank];
        for (int i = 0; i < rank; i++) {
            for (int j = 0; j < destinations; j++) {
                transposed[j * rank + i] = coordinates.data[i * destinations + j];
            }
        }
        return transposed;
    }

    /** a^T m, destinations x sources, into {@code out}. */
    void correlate(double[] m, double[] out) {
        for (int j = 0; j < destinations; j++) {
            int target = j * sources;
            Arrays.fill(out, target, target + sources, 0);
            for (int i = 0; i < rank; i++) {
                double factor = m[j * rank + i];
                int row = i * sources;
                for (int k = 0; k < sources; k++) {
                    out[target + k] += factor * a[row + k];
                }
            }
        }
    }

    /** out_j -= a w_j for each destination j: w destinations x sources, out destinations x r. */
    void subtractProduct(double[] w, double[] out) {
        for (int j = 0; j < destinations; j++) {
            for (int i = 0; i < rank; i++) {
                double sum = 0;
                for (int k = 0; k < sources; k++) {
                    sum += a[i * sources + k] * w[j * sources + k];
                }
                out[j * rank + i] -= sum;
            }
        }
    }
}
