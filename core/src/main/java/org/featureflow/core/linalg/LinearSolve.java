package org.featureflow.core.linalg;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/**
 * Solves {@code a x = b} by a direct factorisation, or says that it cannot.
 *
 * <p>In both methods a is n x n, b is n x k, and neither is modified; the result is a new n x k matrix. An empty result means that a is
 * singular (not positive definite, respectively) to working precision, or that a, b or the solution has entries that are infinite or NaN. The test compares each
 * pivot with the column it comes from: one that is at most {@code 4 n u} times the largest entry, u = 2^-53, is rounding error. So scaling rows together
 * with columns changes nothing, but a matrix that passes can still be so ill-conditioned that no digit of x is right. Where n or k is 0, so is
 * the result's size. Shapes that do not match throw {@link IllegalArgumentException}.
 *
 * <p>Results are the same bits on every machine: the work is done by the portable kernels, in the caller's thread.
 */
public final class LinearSolve {

    private LinearSolve() {}

    /**
     * Solves with any square matrix: Gaussian elimination with row exchanges, {@code P a = L U}.
     *
     * <p>Backward stable unless pivots grow exponentially, which practice does not see. Cost: {@code 2/3 n^3 + 2 n^2 k} operations, about 4.5
     * ms at n = 450 (EJML 15). For several b one after the other, {@link PivotedLu} factors a once.
     *
     * @param a n x n
     * @param b n x k
     * @return x, or nothing if a is singular to working precision or numbers are not finite
     */
    public static Optional<DMatrixRMaj> general(DMatrixRMaj a, DMatrixRMaj b) {
        check(a, b);
        return PivotedLu.of(a).flatMap(lu -> lu.solve(b));
    }

    /**
     * Solves with a symmetric positive definite matrix, of which only the upper triangle is read: Cholesky's {@code a = U^T U}.
     *
     * <p>Backward stable. Cost: {@code 1/3 n^3 + 2 n^2 k} operations, about 3 ms at n = 450 (EJML 7).
     *
     * @param a n x n
     * @param b n x k
     * @return x, or nothing if a is not positive definite to working precision or numbers are not finite
     */
    public static Optional<DMatrixRMaj> positiveDefinite(DMatrixRMaj a, DMatrixRMaj b) {
        check(a, b);
        DMatrixRMaj x = b.copy();
        Cholesky cholesky = new Cholesky(a.copy());
        if (!cholesky.factor()) {
            return Optional.empty();
        }
        cholesky.solve(x);
        return finite(x);
    }

    static Optional<DMatrixRMaj> finite(DMatrixRMaj x) {
        for (int i = 0; i < x.numRows * x.numCols; i++) {
            if (!Double.isFinite(x.data[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(x);
    }

    private static void check(DMatrixRMaj a, DMatrixRMaj b) {
        if (a.numRows != a.numCols || b.numRows != a.numRows) {
            throw new IllegalArgumentException("shapes do not match in a x = b: a is " + a.numRows + " x " + a.numCols
                    + ", b is " + b.numRows + " x " + b.numCols);
        }
    }
}
