package org.featureflow.convex.solver;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.featureflow.convex.program.TwoLevelProgram;

/**
 * The two-level program on a dictionary of K features, as a program in the masses alone: minimise over the simplex
 * <pre>  F(p) = min_u L(sum_k p_k u_k A_k) + lambda_2 sum_k p_k |u_k|^2 + lambda_1 sum_k p_k |w_k|^2 .</pre>
 *
 * <p>F is convex and smooth up to and across the boundary of the simplex, unlike the perspective c^2/p: with g = phi'(f)/N and
 * tau_k = g^T A_k at the inner minimum its gradient is the price r_k = lambda_1 |w_k|^2 - |tau_k|^2/(4 lambda_2), u_k =
 * -tau_k/(2 lambda_2), and its Hessian V^T (W^-1 + A P A^T/(2 lambda_2))^-1 V, V_k = A_k (x) u_k. A primal-dual interior point
 * method with exact Hessians converges in 10 to 20 steps; the gap p . r - min r is known at every step.
 */
final class MassProgram {

    private static final int MAX_STEPS = 200;

    /** How far towards the boundary a step may go. */
    private static final double TO_BOUNDARY = 0.995;

    private final TwoLevelProgram program;
    private final DMatrixRMaj activated;
    private final double[] cost;
    private final int atoms;

    MassProgram(TwoLevelProgram program, DMatrixRMaj dictionary) {
        this.program = program;
        this.activated = program.activated(dictionary);
        this.atoms = dictionary.numRows;
        this.cost = new double[atoms];
        for (int k = 0; k < atoms; k++) {
            for (int i = 0; i < dictionary.numCols; i++) {
                cost[k] += program.inputPenalty() * dictionary.get(k, i) * dictionary.get(k, i);
            }
        }
    }

    /** Minimises from equal masses until p . r - min r is at most the tolerance, or no step makes progress. */
    Point solve(double tolerance) {
        double[] p = new double[atoms];
        Arrays.fill(p, 1.0 / atoms);
        Point point = new Point(p, new DMatrixRMaj(atoms, program.outputs()));
        double mu = Math.max(0.1 * point.gap() / atoms, Double.MIN_NORMAL);
        double nu = point.least() - atoms * mu;
        double[] s = new double[atoms];
        for (int k = 0; k < atoms; k++) {
            s[k] = point.price[k] - nu;
        }
        for (int step = 0; step < MAX_STEPS && point.gap() > tolerance; step++) {
            NewtonSystem system = new NewtonSystem(point, s);
            double complementarity = dot(point.p, s) / atoms;
            double[] pure = system.masses(0);
            double reach = dotAfter(point.p, pure, s, system.slacks(pure, 0)) / atoms;
            // Mehrotra's rule: the better the pure Newton step, the closer to the boundary the target.
            double ratio = Math.max(0, Math.min(1, reach / complementarity));
            mu = Math.max(complementarity * Math.max(ratio * ratio * ratio, 1e-3), 1e-3 * tolerance / atoms);
            double[] dp = system.masses(mu);
            double[] ds = system.slacks(dp, mu);
            Point next = search(point, dp, mu);
            if (next == point) {
                break;
            }
            double slackStep = longest(s, ds);
            for (int k = 0; k < atoms; k++) {
                // The slacks stay within a wide band of the central path of the new point.
                double central = mu / next.p[k];
                s[k] = Math.min(1e10 * central, Math.max(1e-10 * central, s[k] + slackStep * ds[k]));
            }
            point = next;
        }
        return point;
    }

    /** The point after a step that lowers the barrier function F - mu sum ln p, or the point itself. */
    private Point search(Point point, double[] dp, double mu) {
        double slope = 0;
        for (int k = 0; k < atoms; k++) {
            slope += (point.price[k] - mu / point.p[k]) * dp[k];
        }
        double start = point.barrier(mu);
        for (double t = longest(point.p, dp); t > 1e-12; t /= 2) {
            double[] p = new double[atoms];
            double total = 0;
            for (int k = 0; k < atoms; k++) {
                p[k] = point.p[k] + t * dp[k];
                total += p[k];
            }
            for (int k = 0; k < atoms; k++) {
                p[k] /= total;
            }
            Point next = new Point(p, point.u);
            if (next.barrier(mu) <= start + 1e-4 * t * slope + 1e-15 * Math.abs(start)) {
                return next;
            }
        }
        return point;
    }

    private static double longest(double[] x, double[] dx) {
        double t = 1;
        for (int k = 0; k < x.length; k++) {
            if (dx[k] < 0) {
                t = Math.min(t, -TO_BOUNDARY * x[k] / dx[k]);
            }
        }
        return t;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    private static double dotAfter(double[] p, double[] dp, double[] s, double[] ds) {
        double massStep = longest(p, dp);
        double slackStep = longest(s, ds);
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            sum += (p[k] + massStep * dp[k]) * (s[k] + slackStep * ds[k]);
        }
        return sum;
    }

    /** The Newton directions of r - s - nu = 0, sum p = 1, p s = mu at one point, for any mu. */
    private final class NewtonSystem {
        private final Point point;
        private final double[] s;
        private final LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(atoms);
        private final DMatrixRMaj ones = new DMatrixRMaj(atoms, 1);

        NewtonSystem(Point point, double[] s) {
            this.point = point;
            this.s = s;
            DMatrixRMaj matrix = point.hessian();
            for (int k = 0; k < atoms; k++) {
                matrix.data[k * atoms + k] += s[k] / point.p[k];
            }
            // Woodbury's difference may leave eigenvalues a rounding error below zero.
            double ridge = 1e-15 * CommonOps_DDRM.elementMaxAbs(matrix);
            while (!solver.setA(matrix.copy())) {
                for (int k = 0; k < atoms; k++) {
                    matrix.data[k * atoms + k] += ridge;
                }
                ridge *= 100;
                if (!(ridge < Double.MAX_VALUE)) {
                    throw new IllegalStateException("masses of " + atoms
                            + " atoms: the Newton matrix is not finite; scale inputs and targets to order one");
                }
            }
            DMatrixRMaj one = new DMatrixRMaj(atoms, 1);
            CommonOps_DDRM.fill(one, 1);
            solver.solve(one, ones);
        }

        double[] masses(double mu) {
            DMatrixRMaj right = new DMatrixRMaj(atoms, 1);
            for (int k = 0; k < atoms; k++) {
                right.data[k] = mu / point.p[k] - point.price[k];
            }
            DMatrixRMaj solved = new DMatrixRMaj(atoms, 1);
            solver.solve(right, solved);
            double nu = -CommonOps_DDRM.elementSum(solved) / CommonOps_DDRM.elementSum(ones);
            CommonOps_DDRM.addEquals(solved, nu, ones);
            return solved.data;
        }

        double[] slacks(double[] dp, double mu) {
            double[] ds = new double[atoms];
            for (int k = 0; k < atoms; k++) {
                ds[k] = mu / point.p[k] - s[k] - s[k] / point.p[k] * dp[k];
            }
            return ds;
        }
    }

    /** F and its gradient at given masses. */
    final class Point {
        private final double[] p;
        private final double[] price = new double[atoms];
        private final DMatrixRMaj u = new DMatrixRMaj(atoms, program.outputs());
        private final RidgeFit fit;
        private final double value;

        /** Evaluates F, the inner fit starting from the output weights of a point nearby. */
        private Point(double[] p, DMatrixRMaj nearby) {
            this.p = p;
            int c = program.outputs();
            DMatrixRMaj features = activated.copy();
            DMatrixRMaj start = nearby.copy();
            double inputCost = 0;
            for (int k = 0; k < atoms; k++) {
                double root = Math.sqrt(p[k]);
                inputCost += p[k] * cost[k];
                for (int n = 0; n < features.numRows; n++) {
                    features.data[n * atoms + k] *= root;
                }
                for (int j = 0; j < c; j++) {
                    start.data[k * c + j] *= root;
                }
            }
            this.fit = new RidgeFit(program.objective(), features, program.outputPenalty(), start);
            this.value = fit.value() + inputCost;
            CommonOps_DDRM.multTransA(-0.5 / program.outputPenalty(), activated, fit.gradient(), u);
            for (int k = 0; k < atoms; k++) {
                double square = 0;
                for (int j = 0; j < c; j++) {
                    square += u.data[k * c + j] * u.data[k * c + j];
                }
                price[k] = cost[k] - program.outputPenalty() * square;
            }
        }

        private DMatrixRMaj hessian() {
            int c = program.outputs();
            DMatrixRMaj v = new DMatrixRMaj(activated.numRows * c, atoms);
            for (int n = 0; n < activated.numRows; n++) {
                for (int j = 0; j < c; j++) {
                    for (int k = 0; k < atoms; k++) {
                        v.data[(n * c + j) * atoms + k] = activated.data[n * atoms + k] * u.data[k * c + j];
                    }
                }
            }
            return fit.schur(v);
        }

        private double barrier(double mu) {
            double sum = 0;
            for (double mass : p) {
                sum += StrictMath.log(mass);
            }
            return value - mu * sum;
        }

        /** min_k r_k. */
        double least() {
            double least = Double.POSITIVE_INFINITY;
            for (double r : price) {
                least = Math.min(least, r);
            }
            return least;
        }

        /** F(p) - D(g) over the dictionary: p . r - min r. */
        double gap() {
            return dot(p, price) - least();
        }

        double value() {
            return value;
        }

        double mass(int k) {
            return p[k];
        }

        /** The output weights u_k = -tau_k/(2 lambda_2), K x c. */
        DMatrixRMaj outputWeights() {
            return u;
        }

        /** The dual point, N x c. */
        DMatrixRMaj dual() {
            return fit.gradient();
        }
    }
}
