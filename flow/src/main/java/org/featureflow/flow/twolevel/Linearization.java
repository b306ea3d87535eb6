package org.featureflow.flow.twolevel;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.featureflow.core.linalg.LinearSolve;
import org.featureflow.core.linalg.SymmetricEigen;

/**
 * The systems (I - theta W) D = b for the Jacobian W of the flow at a state. On the coordinates of unit k
 * <pre>  (W D)_k = -B_k D_k - M_k^T A sum_j p_j M_j D_j</pre>
 * with A = phi''(f)/N, M_k = df/d(u_k, w_k)/p_k, and B_k the second derivatives of u . S(w) + lambda_2 |u|^2 + lambda_1 |w|^2 at fixed
 * g. Where masses move, their logarithms have B = 0 and the column u_k h(w_k . x) - f of M_k, which is the Jacobian on steps that keep
 * sum p = 1 once the first variation is constant on the units with mass. By Woodbury's identity a system costs O(K (d+c)^3 + (N c)^2 K (d+c) +
 * (N c)^3).
 *
 * <p>Where B_k is indefinite its negative part is left out: directions in which the flow runs away from a saddle are treated
 * explicitly, so that the matrix is positive definite for every theta. Near a stable rest with all B_k positive definite W is the
 * Jacobian.
 */
final class Linearization {

    private final TwoLevelState state;
    private final double theta;
    private final int units;
    /** Coordinates of a unit. */
    private final int size;
    /** Those before its weights. */
    private final int leading;

    private final DMatrixRMaj inverses;
    private final DMatrixRMaj jacobian;
    private final DMatrixRMaj weighted;
    private final DMatrixRMaj curvature;
    private final DMatrixRMaj schur;

    Linearization(TwoLevelState state, Moving moving, double theta) {
        this.state = state;
        this.theta = theta;
        TwoLevelNetwork network = state.network();
        this.units = network.units();
        this.leading = moving.leading();
        this.size = leading + network.outputs() + network.inputs();
        this.inverses = new DMatrixRMaj(units * size, size);
        this.curvature = state.flow().objective().curvature(state.outputs());
        DMatrixRMaj bends = state.bends();
        for (int k = 0; k < units; k++) {
            CommonOps_DDRM.insert(resolvent(block(k, bends)), inverses, k * size + leading, leading);
            if (leading > 0) {
                inverses.set(k * size, 0, 1);
            }
        }
        this.jacobian = jacobian();
        this.weighted = weighted();
        int rows = jacobian.numRows;
        DMatrixRMaj gram = new DMatrixRMaj(rows, rows);
        state.flow().products().multiplyTransposedRight(weighted, jacobian, gram);
        this.schur = timesCurvature(gram);
        for (int i = 0; i < rows; i++) {
            schur.add(i, i, 1);
        }
    }

    /** B_k on the weights. */
    private DMatrixRMaj block(int k, DMatrixRMaj bends) {
        DMatrixRMaj x = state.flow().x();
        DMatrixRMaj g = state.dual();
        int c = state.network().outputs();
        int d = state.network().inputs();
        int s = c + d;
        DMatrixRMaj block = new DMatrixRMaj(s, s);
        for (int n = 0; n < x.numRows; n++) {
            double slope = state.slopes().data[n * units + k];
            double bend = bends.data[n * units + k];
            for (int i = 0; i < d; i++) {
                double xi = x.data[n * d + i];
                for (int j = 0; j < c; j++) {
                    block.data[(c + i) * s + j] += g.data[n * c + j] * slope * xi;
                }
                for (int l = 0; l <= i; l++) {
                    block.data[(c + i) * s + c + l] += bend * xi * x.data[n * d + l];
                }
            }
        }
        for (int i = 0; i < s; i++) {
            for (int l = 0; l < i; l++) {
                block.data[l * s + i] = block.data[i * s + l];
            }
            block.data[i * s + i] +=
                    2 * (i < c ? state.flow().outputPenalty() : state.flow().inputPenalty());
        }
        return block;
    }

    /** (I + theta B)^-1 with B's negative part left out. */
    private DMatrixRMaj resolvent(DMatrixRMaj block) {
        int s = block.numRows;
        DMatrixRMaj identity = CommonOps_DDRM.identity(s);
        if (LinearSolve.positiveDefinite(block, identity).isPresent()) {
            DMatrixRMaj shifted = identity.copy();
            CommonOps_DDRM.addEquals(shifted, theta, block);
            return LinearSolve.positiveDefinite(shifted, identity).orElseThrow();
        }
        SymmetricEigen eigen = SymmetricEigen.of(block);
        DMatrixRMaj vectors = eigen.vectors();
        DMatrixRMaj scaled = vectors.copy();
        double[] factors = eigen.values();
        for (int i = 0; i < s; i++) {
            factors[i] = 1 / (1 + theta * Math.max(0, factors[i]));
        }
        CommonOps_DDRM.multCols(scaled, factors);
        DMatrixRMaj resolvent = new DMatrixRMaj(s, s);
        CommonOps_DDRM.multTransB(scaled, vectors, resolvent);
        return resolvent;
    }

    /** The matrix of all M_k side by side, N c rows. */
    private DMatrixRMaj jacobian() {
        TwoLevelNetwork network = state.network();
        DMatrixRMaj x = state.flow().x();
        int c = network.outputs();
        int d = network.inputs();
        DMatrixRMaj m = new DMatrixRMaj(x.numRows * c, units * size);
        for (int row = 0; row < m.numRows; row++) {
            int n = row / c;
            int j = row % c;
            for (int k = 0; k < units; k++) {
                int at = row * m.numCols + k * size;
                double u = network.u().data[k * c + j];
                double h = state.activated().data[n * units + k];
                if (leading > 0) {
                    m.data[at] = u * h - state.outputs().data[row];
                }
                m.data[at + leading + j] = h;
                double slope = u * state.slopes().data[n * units + k];
                for (int i = 0; i < d; i++) {
                    m.data[at + leading + c + i] = slope * x.data[n * d + i];
                }
            }
        }
        return m;
    }

    /** The matrix of all theta p_k M_k (I + theta B_k)^-1 side by side. */
    private DMatrixRMaj weighted() {
        DMatrixRMaj m = new DMatrixRMaj(jacobian.numRows, jacobian.numCols);
        for (int row = 0; row < m.numRows; row++) {
            for (int k = 0; k < units; k++) {
                int at = row * m.numCols + k * size;
                double mass = theta * state.network().mass(k);
                for (int l = 0; l < size; l++) {
                    double entry = mass * jacobian.data[at + l];
                    int from = (k * size + l) * size;
                    for (int i = 0; i < size; i++) {
                        m.data[at + i] += entry * inverses.data[from + i];
                    }
                }
            }
        }
        return m;
    }

    /** a A, for the block diagonal A. */
    private DMatrixRMaj timesCurvature(DMatrixRMaj a) {
        int c = state.network().outputs();
        DMatrixRMaj product = new DMatrixRMaj(a.numRows, a.numCols);
        for (int row = 0; row < a.numRows; row++) {
            for (int n = 0; n < a.numCols / c; n++) {
                for (int j = 0; j < c; j++) {
                    double entry = a.data[row * a.numCols + n * c + j];
                    for (int l = 0; l < c; l++) {
                        product.data[row * a.numCols + n * c + l] += entry * curvature.data[(n * c + j) * c + l];
                    }
                }
            }
        }
        return product;
    }

    /**
     * Solves a system.
     *
     * @param b the coordinates of all units, a unit's side by side; not modified
     * @return D, the same shape; nothing if numbers overflow
     */
    Optional<double[]> solve(double[] b) {
        DMatrixRMaj right = new DMatrixRMaj(jacobian.numRows, 1);
        DMatrixRMaj scaled = DMatrixRMaj.wrap(b.length, 1, b.clone());
        CommonOps_DDRM.mult(1 / theta, weighted, scaled, right);
        return LinearSolve.general(schur, right).map(y -> {
            DMatrixRMaj pull = timesCurvature(DMatrixRMaj.wrap(1, y.numRows, y.data));
            DMatrixRMaj back = new DMatrixRMaj(b.length, 1);
            CommonOps_DDRM.multTransA(jacobian, DMatrixRMaj.wrap(y.numRows, 1, pull.data), back);
            CommonOps_DDRM.addEquals(scaled, -theta, back);
            double[] solution = new double[b.length];
            for (int k = 0; k < units; k++) {
                for (int i = 0; i < size; i++) {
                    double sum = 0;
                    for (int l = 0; l < size; l++) {
                        sum += inverses.data[(k * size + i) * size + l] * scaled.data[k * size + l];
                    }
                    solution[k * size + i] = sum;
                }
            }
            return solution;
        });
    }
}
