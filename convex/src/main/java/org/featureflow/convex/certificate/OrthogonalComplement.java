package org.featureflow.convex.certificate;

import java.util.Arrays;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.numeric.Interval;
import org.featureflow.core.numeric.RoundingError;

/**
 * Vectors proved to be orthogonal to the columns of a matrix B (n x r, independent columns).
 *
 * <p>Let Q (n x r, doubles) be nearly an orthonormal basis of B's range, M = B^T Q exactly, and C nearly M^{-1}. If alpha, an upper
 * bound of the maximum norm of I - C M, is below 1, then M is regular; and s = s0 - Q t with M t = B^T s0 is exactly orthogonal to B.
 * Since t - C b = (I - C M) t for b = B^T s0, |t - C b| &lt;= alpha/(1 - alpha) |C b| in the maximum norm. The exact s is enclosed; b is
 * computed exactly, so that the enclosure is as narrow as doubles allow.
 *
 * <p>Construction costs O(n r^2), a correction O(n r) exact products.
 */
final class OrthogonalComplement {

    private static final MatrixProducts PRODUCTS = MatrixProducts.portable(1);

    private final DMatrixRMaj basis;
    private final DMatrixRMaj orthonormal;
    private final DMatrixRMaj inverse;
    private final double alpha;

    private OrthogonalComplement(DMatrixRMaj basis, DMatrixRMaj orthonormal, DMatrixRMaj inverse, double alpha) {
        this.basis = basis;
        this.orthonormal = orthonormal;
        this.inverse = inverse;
        this.alpha = alpha;
    }

    /** The complement of the range of B; empty if B is too ill-conditioned for the proof. */
    static Optional<OrthogonalComplement> of(DMatrixRMaj basis) {
        int r = basis.numCols;
        if (r == 0 || r == basis.numRows) {
            return Optional.of(new OrthogonalComplement(basis, basis, basis, 0)); // all vectors, or zero alone
        }
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(basis.numRows, r);
        if (!qr.decompose(basis.copy())) {
            return Optional.empty();
        }
        DMatrixRMaj orthonormal = qr.getQ(null, true);
        DMatrixRMaj product = new DMatrixRMaj(r, r);
        PRODUCTS.multiplyTransposedLeft(basis, orthonormal, product);
        DMatrixRMaj inverse = new DMatrixRMaj(r, r);
        if (!CommonOps_DDRM.invert(product.copy(), inverse)) {
            return Optional.empty();
        }
        double alpha = residual(basis, orthonormal, product, inverse);
        return alpha < 0.5
                ? Optional.of(new OrthogonalComplement(basis, orthonormal, inverse, alpha))
                : Optional.empty();
    }

    /** An upper bound of the maximum norm of I - C B^T Q, with the computed product P of B^T and Q: |I - C P| + |C| |P - B^T Q|. */
    private static double residual(
            DMatrixRMaj basis, DMatrixRMaj orthonormal, DMatrixRMaj product, DMatrixRMaj inverse) {
        int n = basis.numRows;
        int r = basis.numCols;
        DMatrixRMaj identity = CommonOps_DDRM.identity(r);
        PRODUCTS.add(-1, inverse, product, identity);
        // Rounding of that product: gamma (|I| + |C| |P|); of P itself: gamma |B|^T |Q|.
        DMatrixRMaj uncertain = new DMatrixRMaj(r, r);
        PRODUCTS.multiplyTransposedLeft(magnitude(basis), magnitude(orthonormal), uncertain);
        for (int i = 0; i < uncertain.getNumElements(); i++) {
            uncertain.data[i] = RoundingError.gamma(n) * uncertain.data[i]
                    + RoundingError.gamma(r + 1L) * Math.abs(product.data[i])
                    + RoundingError.UNDERFLOW;
        }
        DMatrixRMaj spread = new DMatrixRMaj(r, r);
        PRODUCTS.multiply(magnitude(inverse), uncertain, spread);
        double norm = 0;
        for (int i = 0; i < r; i++) {
            double sum = RoundingError.gamma(r + 1L);
            for (int j = 0; j < r; j++) {
                sum += Math.abs(identity.get(i, j)) + spread.get(i, j);
            }
            norm = Math.max(norm, RoundingError.above(sum, n + 4L * r + 8));
        }
        return norm;
    }

    /** An enclosure of a vector that is exactly orthogonal to B, next to a given one. */
    Interval[] nearest(double[] vector) {
        if (basis.numCols == basis.numRows) {
            Interval[] zero = new Interval[vector.length];
            Arrays.fill(zero, Interval.ZERO);
            return zero;
        }
        double[] close = projected(projected(vector));
        int r = basis.numCols;
        Interval[] b = new Interval[r];
        for (int j = 0; j < r; j++) {
            ExactSum sum = new ExactSum();
            for (int n = 0; n < close.length; n++) {
                sum.add(basis.get(n, j), close[n]);
            }
            b[j] = sum.enclosure();
        }
        Interval[] t = new Interval[r];
        double largest = 0;
        for (int i = 0; i < r; i++) {
            t[i] = Interval.ZERO;
            for (int j = 0; j < r; j++) {
                t[i] = t[i].plus(b[j].times(inverse.get(i, j)));
            }
            largest = Math.max(largest, t[i].magnitude());
        }
        // alpha < 1/2, so that alpha/(1 - alpha) <= 2 alpha.
        double radius = Interval.multiplyUp(2 * alpha, largest);
        Interval uncertainty = new Interval(-radius, radius);
        Interval[] result = new Interval[close.length];
        for (int n = 0; n < close.length; n++) {
            result[n] = Interval.of(close[n]);
            for (int i = 0; i < r; i++) {
                result[n] = result[n].minus(t[i].plus(uncertainty).times(orthonormal.get(n, i)));
            }
        }
        return result;
    }

    /** v - Q Q^T v in floating point. */
    private double[] projected(double[] v) {
        double[] result = v.clone();
        for (int i = 0; i < basis.numCols; i++) {
            double dot = 0;
            for (int n = 0; n < v.length; n++) {
                dot += orthonormal.get(n, i) * v[n];
            }
            for (int n = 0; n < v.length; n++) {
                result[n] -= dot * orthonormal.get(n, i);
            }
        }
        return result;
    }

    private static DMatrixRMaj magnitude(DMatrixRMaj a) {
        DMatrixRMaj magnitude = a.copy();
        for (int i = 0; i < a.getNumElements(); i++) {
            magnitude.data[i] = Math.abs(a.data[i]);
        }
        return magnitude;
    }
}
