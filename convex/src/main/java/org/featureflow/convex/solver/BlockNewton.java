package org.featureflow.convex.solver;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.QRPDecomposition_F64;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.featureflow.convex.program.Subspace.Block;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Objective;

/**
 * Minimises F(z) = sum_n phi((B z)_n, y_n) over the coordinates of one block by Newton's method in an orthonormal basis Q of B's
 * numerical range: (H + kappa |G| I) P = -G with kappa lowered after success and raised after failure (Levenberg and Marquardt; the gradient's
 * norm scales the term so that it fades with H where the infimum is at infinity). A shift-invariant loss's last output stays zero.
 */
final class BlockNewton {

    private static final int STEPS = 300;

    private static final int POLISHING_STEPS = 4;

    /** What is left to gain when the iteration stops. */
    private static final double ENOUGH = 1e-18;

    private static final double NO_GRADIENT = 1e-15;

    /** Generators this close to the span of others would need coordinates too large to be of use; they stay zero. */
    private static final double SINGULAR = 1e-13;

    /** Targets times 1 are the squared losses' minimum, times 48 next to the infimum of classifying losses. */
    private static final double[] STARTS = {1, 48};

    private final Loss loss;
    private final double[][] targets;
    private final DMatrixRMaj orthonormal;
    private final DMatrixRMaj triangle;
    private final int[] columns;
    private final int dimension;
    private final int rank;
    private final int outputs;
    private final int free;

    BlockNewton(Objective objective, Block block) {
        loss = objective.loss();
        outputs = objective.outputs();
        free = loss.isShiftInvariant() ? outputs - 1 : outputs;
        targets = new double[block.rows().size()][];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = objective.target(block.row(i));
        }
        dimension = block.dimension();
        QRPDecomposition_F64<DMatrixRMaj> qr = DecompositionFactory_DDRM.qrp(targets.length, dimension);
        qr.decompose(block.generators());
        orthonormal = qr.getQ(null, true);
        triangle = qr.getR(null, true);
        columns = qr.getColPivots();
        int regular = 0;
        while (regular < dimension
                && Math.abs(triangle.get(regular, regular)) > SINGULAR * Math.abs(triangle.get(0, 0))) {
            regular++;
        }
        rank = regular;
    }

    /** The coordinates z, dimension x c, of the point found. */
    DMatrixRMaj minimise() {
        DMatrixRMaj point = start();
        double value = value(point);
        double kappa = 1e-8;
        DMatrixRMaj gradient = gradient(point);
        DMatrixRMaj hessian = hessian(point);
        for (int step = 0; step < STEPS; step++) {
            double norm = NormOps_DDRM.fastNormF(gradient);
            DMatrixRMaj direction = direction(hessian, gradient, kappa * norm);
            double gain = -CommonOps_DDRM.dot(gradient, direction);
            // With much damping a small gain means short steps, not that little is left.
            boolean undamped = kappa <= 1 || norm <= NO_GRADIENT;
            if (norm == 0 || (undamped && gain >= 0 && gain <= ENOUGH)) {
                break;
            }
            DMatrixRMaj candidate = point.copy();
            CommonOps_DDRM.addEquals(candidate, direction);
            double candidateValue = value(candidate);
            if (gain > 0 && candidateValue <= value - 1e-4 * gain) {
                point = candidate;
                value = candidateValue;
                gradient = gradient(point);
                hessian = hessian(point);
                kappa = Math.max(kappa / 16, 1e-14);
            } else if (kappa > 1e12) {
                break;
            } else {
                kappa *= 8;
            }
        }
        return coordinates(polished(point));
    }

    /** Undamped steps while they halve the gradient: where the value no longer tells, the gradient still does. */
    private DMatrixRMaj polished(DMatrixRMaj start) {
        DMatrixRMaj point = start;
        DMatrixRMaj gradient = gradient(point);
        for (int step = 0; step < POLISHING_STEPS; step++) {
            DMatrixRMaj candidate = point.copy();
            CommonOps_DDRM.addEquals(candidate, direction(hessian(point), gradient, 0));
            DMatrixRMaj next = gradient(candidate);
            if (!(NormOps_DDRM.fastNormF(next) < NormOps_DDRM.fastNormF(gradient) / 2)) {
                break;
            }
            point = candidate;
            gradient = next;
        }
        return point;
    }

    private DMatrixRMaj start() {
        DMatrixRMaj best = new DMatrixRMaj(rank * free, 1);
        double least = value(best);
        for (double scale : STARTS) {
            DMatrixRMaj candidate = new DMatrixRMaj(rank * free, 1);
            for (int n = 0; n < targets.length; n++) {
                double shift = free < outputs ? targets[n][free] : 0;
                for (int i = 0; i < rank; i++) {
                    for (int k = 0; k < free; k++) {
                        candidate.data[i * free + k] += scale * orthonormal.get(n, i) * (targets[n][k] - shift);
                    }
                }
            }
            double value = value(candidate);
            if (value < least) {
                least = value;
                best = candidate;
            }
        }
        return best;
    }

    /** -(H + ridge I)^{-1} G; not numbers if that matrix is not numerically positive definite. */
    private static DMatrixRMaj direction(DMatrixRMaj hessian, DMatrixRMaj gradient, double ridge) {
        DMatrixRMaj regular = hessian.copy();
        for (int i = 0; i < regular.numRows; i++) {
            regular.add(i, i, ridge);
        }
        DMatrixRMaj direction = new DMatrixRMaj(gradient.numRows, 1);
        LinearSolverDense<DMatrixRMaj> cholesky = LinearSolverFactory_DDRM.chol(regular.numRows);
        if (cholesky.setA(regular)) {
            cholesky.solve(gradient.copy(), direction);
            CommonOps_DDRM.changeSign(direction);
        } else {
            direction.fill(Double.NaN);
        }
        return direction;
    }

    private double[] output(DMatrixRMaj point, int n) {
        double[] f = new double[outputs];
        for (int i = 0; i < rank; i++) {
            for (int k = 0; k < free; k++) {
                f[k] += orthonormal.get(n, i) * point.data[i * free + k];
            }
        }
        return f;
    }

    private double value(DMatrixRMaj point) {
        double sum = 0;
        for (int n = 0; n < targets.length; n++) {
            sum += loss.value(output(point, n), targets[n]);
        }
        return sum;
    }

    private DMatrixRMaj gradient(DMatrixRMaj point) {
        DMatrixRMaj gradient = new DMatrixRMaj(rank * free, 1);
        double[] g = new double[outputs];
        for (int n = 0; n < targets.length; n++) {
            loss.gradient(output(point, n), targets[n], g);
            for (int i = 0; i < rank; i++) {
                for (int k = 0; k < free; k++) {
                    gradient.data[i * free + k] += orthonormal.get(n, i) * g[k];
                }
            }
        }
        return gradient;
    }

    private DMatrixRMaj hessian(DMatrixRMaj point) {
        int size = rank * free;
        DMatrixRMaj hessian = new DMatrixRMaj(size, size);
        double[] curvature = new double[outputs * outputs];
        for (int n = 0; n < targets.length; n++) {
            loss.curvature(output(point, n), targets[n], curvature);
            for (int k = 0; k < free; k++) {
                for (int l = 0; l < free; l++) {
                    double entry = curvature[k * outputs + l];
                    if (entry != 0) {
                        addOuterProduct(hessian, n, k, l, entry);
                    }
                }
            }
        }
        return hessian;
    }

    private void addOuterProduct(DMatrixRMaj hessian, int n, int k, int l, double entry) {
        for (int i = 0; i < rank; i++) {
            double factor = entry * orthonormal.get(n, i);
            for (int j = 0; j < rank; j++) {
                hessian.data[(i * free + k) * hessian.numCols + j * free + l] += factor * orthonormal.get(n, j);
            }
        }
    }

    /** R z = Q^T f by back substitution, the columns put back in their order. */
    private DMatrixRMaj coordinates(DMatrixRMaj point) {
        DMatrixRMaj z = new DMatrixRMaj(dimension, outputs);
        for (int k = 0; k < free; k++) {
            for (int i = rank - 1; i >= 0; i--) {
                double sum = point.data[i * free + k];
                for (int j = i + 1; j < rank; j++) {
                    sum -= triangle.get(i, j) * z.get(columns[j], k);
                }
                z.set(columns[i], k, sum / triangle.get(i, i));
            }
        }
        return z;
    }
}
