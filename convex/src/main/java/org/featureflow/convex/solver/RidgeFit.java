package org.featureflow.convex.solver;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.dense.row.mult.VectorVectorMult_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.featureflow.core.model.Objective;

/**
 * The fit min_b L(B b) + lambda |b|^2 over b in R^(K x c) for features B (N x K): smooth and strongly convex, solved by Newton's
 * method with a line search. One step costs O(N (K c)^2 + (K c)^3).
 */
final class RidgeFit {

    private static final int MAX_STEPS = 60;

    /** A Newton decrement below this part of the value is rounding: after it one more step is as exact as doubles allow. */
    private static final double EXACT = 1e-15;

    private final Objective objective;
    private final DMatrixRMaj features;
    private final double penalty;
    private final DMatrixRMaj weights;
    private DMatrixRMaj gradient;
    private DMatrixRMaj curvature;
    private LinearSolverDense<DMatrixRMaj> hessian;
    private double value;

    /**
     * Fits.
     *
     * @param features B, N x K, kept and not modified
     * @param start where to start, K x c, not modified
     */
    RidgeFit(Objective objective, DMatrixRMaj features, double penalty, DMatrixRMaj start) {
        this.objective = objective;
        this.features = features;
        this.penalty = penalty;
        this.weights = start.copy();
        DMatrixRMaj prediction = predict(weights);
        this.gradient = objective.gradient(prediction);
        this.curvature = objective.curvature(prediction);
        this.hessian = factor();
        this.value = value(prediction, weights);
        boolean exact = false;
        for (int step = 0; step < MAX_STEPS && !exact; step++) {
            exact = step();
        }
    }

    /** Makes a step and says whether it was the last one of use. */
    private boolean step() {
        DMatrixRMaj slope = new DMatrixRMaj(weights.numRows, weights.numCols);
        CommonOps_DDRM.multTransA(features, gradient, slope);
        CommonOps_DDRM.addEquals(slope, 2 * penalty, weights);
        DMatrixRMaj right = slope.copy();
        right.reshape(right.getNumElements(), 1, true);
        DMatrixRMaj direction = new DMatrixRMaj(right.numRows, 1);
        hessian.solve(right, direction);
        direction.reshape(weights.numRows, weights.numCols, true);
        double decrement = VectorVectorMult_DDRM.innerProd(slope, direction);
        if (!(decrement > 0)) {
            return true;
        }
        boolean exact = decrement <= EXACT * Math.abs(value);
        for (double t = 1; t > 1e-10; t /= 2) {
            DMatrixRMaj next = weights.copy();
            CommonOps_DDRM.addEquals(next, -t, direction);
            DMatrixRMaj f = predict(next);
            double nextValue = value(f, next);
            // Rounding of the value must not stop the last, full step.
            if ((exact && nextValue <= value * (1 + 1e-14)) || nextValue <= value - 1e-4 * t * decrement) {
                weights.setTo(next);
                value = nextValue;
                gradient = objective.gradient(f);
                curvature = objective.curvature(f);
                hessian = factor();
                return exact;
            }
        }
        return true;
    }

    private DMatrixRMaj predict(DMatrixRMaj b) {
        DMatrixRMaj f = new DMatrixRMaj(features.numRows, b.numCols);
        CommonOps_DDRM.mult(features, b, f);
        return f;
    }

    private double value(DMatrixRMaj f, DMatrixRMaj b) {
        return objective.value(f) + penalty * VectorVectorMult_DDRM.innerProd(b, b);
    }

    /** Factors (B (x) I)^T W (B (x) I) + 2 lambda I, unknown (k, j) at row k c + j. */
    private LinearSolverDense<DMatrixRMaj> factor() {
        int k = features.numCols;
        int c = weights.numCols;
        DMatrixRMaj spread = new DMatrixRMaj(features.numRows * c, k * c);
        for (int n = 0; n < features.numRows; n++) {
            for (int a = 0; a < k; a++) {
                for (int j = 0; j < c; j++) {
                    spread.data[(n * c + j) * k * c + a * c + j] = features.data[n * k + a];
                }
            }
        }
        DMatrixRMaj matrix = new DMatrixRMaj(k * c, k * c);
        CommonOps_DDRM.multTransA(spread, weighted(spread), matrix);
        for (int i = 0; i < k * c; i++) {
            matrix.data[i * k * c + i] += 2 * penalty;
        }
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(k * c);
        if (!solver.setA(matrix)) {
            throw new IllegalStateException("ridge fit: the Hessian is not positive definite at curvature "
                    + CommonOps_DDRM.elementMaxAbs(curvature) + "; scale inputs and targets to order one");
        }
        return solver;
    }

    /** W v for v of Nc rows, W block diagonal with the curvatures. */
    private DMatrixRMaj weighted(DMatrixRMaj v) {
        int c = weights.numCols;
        int columns = v.numCols;
        DMatrixRMaj wv = new DMatrixRMaj(v.numRows, columns);
        for (int row = 0; row < v.numRows; row++) {
            for (int l = 0; l < c; l++) {
                double w = curvature.data[row * c + l];
                int source = (row / c * c + l) * columns;
                for (int col = 0; col < columns; col++) {
                    wv.data[row * columns + col] += w * v.data[source + col];
                }
            }
        }
        return wv;
    }

    /**
     * V^T (W^-1 + B B^T/(2 lambda))^-1 V for a V of Nc rows, by Woodbury's identity without inverting W, which may be singular.
     */
    DMatrixRMaj schur(DMatrixRMaj v) {
        int c = weights.numCols;
        int columns = v.numCols;
        DMatrixRMaj wv = weighted(v);
        DMatrixRMaj result = new DMatrixRMaj(columns, columns);
        CommonOps_DDRM.multTransA(v, wv, result);
        DMatrixRMaj projected = new DMatrixRMaj(features.numCols * c, columns);
        for (int n = 0; n < features.numRows; n++) {
            for (int a = 0; a < features.numCols; a++) {
                double b = features.data[n * features.numCols + a];
                for (int j = 0; j < c; j++) {
                    for (int col = 0; col < columns; col++) {
                        projected.data[(a * c + j) * columns + col] += b * wv.data[(n * c + j) * columns + col];
                    }
                }
            }
        }
        DMatrixRMaj solved = new DMatrixRMaj(projected.numRows, columns);
        hessian.solve(projected.copy(), solved);
        DMatrixRMaj correction = new DMatrixRMaj(columns, columns);
        CommonOps_DDRM.multTransA(projected, solved, correction);
        CommonOps_DDRM.subtractEquals(result, correction);
        return result;
    }

    double value() {
        return value;
    }

    /** The dual point g = phi'(f)/N, N x c. */
    DMatrixRMaj gradient() {
        return gradient;
    }
}
