package org.featureflow.convex.solver;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.featureflow.core.model.Activation;

/** What the local Newton methods of two-level programs share: a descent direction at indefinite Hessians, and h''. */
final class SaddleFreeNewton {

    /** Eigenvalues below this part of the largest are taken as this large: along flat valleys steps stay finite. */
    private static final double FLAT = 1e-10;

    /** Balances truncation and rounding of a central difference: relative errors near 1e-11, enough for a Newton matrix. */
    private static final double STEP = 0x1p-17;

    private SaddleFreeNewton() {}

    /**
     * The direction -|H|^-1 g, with |H| the matrix of absolute eigenvalues: Newton's where H is positive definite, and one of
     * descent away from saddles elsewhere. Costs O(n^3).
     *
     * @param hessian H, symmetric n x n, not modified
     * @param gradient g, length n, not modified
     */
    static double[] direction(DMatrixRMaj hessian, double[] gradient) {
        int n = gradient.length;
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
        double[] direction = new double[n];
        if (!eigen.decompose(hessian.copy())) {
            for (int i = 0; i < n; i++) {
                direction[i] = -gradient[i];
            }
            return direction;
        }
        double largest = Double.MIN_NORMAL;
        for (int e = 0; e < n; e++) {
            largest = Math.max(largest, Math.abs(eigen.getEigenvalue(e).real));
        }
        for (int e = 0; e < n; e++) {
            DMatrixRMaj vector = eigen.getEigenVector(e);
            double component = 0;
            for (int i = 0; i < n; i++) {
                component += vector.data[i] * gradient[i];
            }
            double curvature = Math.max(Math.abs(eigen.getEigenvalue(e).real), FLAT * largest);
            for (int i = 0; i < n; i++) {
                direction[i] -= vector.data[i] * component / curvature;
            }
        }
        return direction;
    }

    /** h''(z), by a difference of h'. */
    static double secondDerivative(Activation activation, double z) {
        double step = STEP * Math.max(1, Math.abs(z));
        return (activation.derivative(z + step) - activation.derivative(z - step)) / (2 * step);
    }
}
