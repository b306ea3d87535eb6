package org.featureflow.convex.solver;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.jspecify.annotations.Nullable;

/**
 * The group lasso of theory 5.4 on a few cells, by a primal-dual interior-point method.
 *
 * <p>Divided by lambda: minimise |A v - y|^2/(2 N lambda) + sum_g t_g subject to |v_g| &lt;= t_g and r_g = B_g v_g &gt;= 0, with A_g =
 * -s D X and B_g the rows of (2 D - I) X at unit length. The dual variables are q_g = (1, omega_g) in the second-order cone and
 * mu_g &gt;= 0. Nesterov-Todd directions with Mehrotra's predictor and corrector; t, r and their duals are eliminated, which
 * leaves one positive definite system of size G d per iteration, O((G d)^3 + G d^2 N).
 *
 * <p>The method does not have to be trusted: its z is priced over all cells, and its v is a network.
 */
final class ReluMaster {
    private static final int MAX_ITERATIONS = 100;
    private static final double TARGET = 1e-14;

    /** Past this accuracy, an iterate worse than the best by {@link #LOSS} tells that rounding has taken over. */
    private static final double GOOD = 1e-8;

    private static final double LOSS = 100;

    private static final double SMALLEST_RAISE = 1e-15;
    private static final double LARGEST_RAISE = 1e-9;
    private static final int REFINEMENTS = 2;

    private final ReluData data;
    private final int d;
    private final int groups;
    private final ReluGroup[] group;
    private final double[][] columns;

    /** The rows of B_g. */
    private final double[][][] normals;

    private final int boundaries;
    private final double weight;
    private final double startScale;

    private final double[][] s;
    private final double[][] q;
    private final double[][] r;
    private final double[][] mu;
    private double[] z;

    private double[][] bestWeights;
    private double[] bestDualPoint;
    private double bestMerit = Double.POSITIVE_INFINITY;

    private ReluMaster(ReluData data, List<ReluGroup> active) {
        this.data = data;
        this.d = data.dimension;
        this.groups = active.size();
        this.group = active.toArray(new ReluGroup[0]);
        this.weight = 1 / (data.samples * data.lambda);
        this.columns = new double[groups * d][data.samples];
        this.boundaries = data.properSamples.length;
        this.normals = new double[groups][boundaries][];
        for (int g = 0; g < groups; g++) {
            double[] signs = data.signs[group[g].cell()];
            for (int k = 0; k < boundaries; k++) {
                int n = data.properSamples[k];
                normals[g][k] = Vectors.scaled(signs[n], data.unitRows[n]);
            }
            for (int n = 0; n < data.samples; n++) {
                if (signs[n] > 0) {
                    for (int j = 0; j < d; j++) {
                        columns[g * d + j][n] = group[g].outputSign() * data.rows[n][j];
                    }
                }
            }
        }
        double start = Vectors.norm(data.targets) / Math.sqrt(data.samples) / groups;
        s = new double[groups][d + 1];
        q = new double[groups][d + 1];
        r = new double[groups][boundaries];
        mu = new double[groups][boundaries];
        for (int g = 0; g < groups; g++) {
            s[g][0] = start;
            q[g][0] = 1;
            Arrays.fill(r[g], start);
            Arrays.fill(mu[g], 1.0 / boundaries);
        }
        z = new double[data.samples];
        bestWeights = new double[groups][d];
        bestDualPoint = z;
        startScale = start;
    }

    /** Solves on the given cells, which are not modified; returns the best iterate. */
    static ReluMaster solve(ReluData data, List<ReluGroup> active) {
        ReluMaster master = new ReluMaster(data, active);
        master.iterate();
        return master;
    }

    /** v, one row of d per group. */
    double[][] weights() {
        return bestWeights;
    }

    /** z = (A v - y)/N. */
    double[] dualPoint() {
        return bestDualPoint;
    }

    private static final class Direction {
        final double[][] ds;
        final double[][] dq;
        final double[][] dr;
        final double[][] dmu;

        Direction(int groups, int d, int boundaries) {
            ds = new double[groups][d + 1];
            dq = new double[groups][d + 1];
            dr = new double[groups][boundaries];
            dmu = new double[groups][boundaries];
        }
    }

    private void iterate() {
        double[][] dualResidual = new double[groups][d];
        double[][] slackResidual = new double[groups][boundaries];
        NesterovToddScaling[] scaling = new NesterovToddScaling[groups];
        for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
            double complementarity = residuals(dualResidual, slackResidual);
            double merit = merit(complementarity, dualResidual, slackResidual);
            if (merit < bestMerit) {
                bestMerit = merit;
                bestDualPoint = Vectors.scaled(data.lambda, z);
                for (int g = 0; g < groups; g++) {
                    bestWeights[g] = Arrays.copyOfRange(s[g], 1, d + 1);
                }
            }
            if (!(merit > TARGET) || (bestMerit < GOOD && merit > LOSS * bestMerit)) {
                return;
            }
            for (int g = 0; g < groups; g++) {
                scaling[g] = new NesterovToddScaling(s[g], q[g]);
            }
            DMatrixRMaj system = system(scaling);
            LinearSolverDense<DMatrixRMaj> solver = factorised(system);
            if (solver == null) {
                return;
            }
            double centre = complementarity / (groups + groups * (double) boundaries);
            Direction predictor = direction(null, 0, scaling, system, solver, dualResidual, slackResidual);
            double reach = Math.min(1, stepToBoundary(predictor));
            double sigma = (1 - reach) * (1 - reach) * (1 - reach);
            Direction step = direction(predictor, sigma * centre, scaling, system, solver, dualResidual, slackResidual);
            advance(step, Math.min(1, 0.99 * stepToBoundary(step)));
        }
    }

    /** Fills the residuals of stationarity and of r = B v, sets z (over lambda), returns the complementarity. */
    private double residuals(double[][] dualResidual, double[][] slackResidual) {
        z = new double[data.samples];
        for (int n = 0; n < data.samples; n++) {
            z[n] = -data.targets[n];
        }
        for (int g = 0; g < groups; g++) {
            for (int j = 0; j < d; j++) {
                Vectors.addScaled(z, s[g][j + 1], columns[g * d + j]);
            }
        }
        z = Vectors.scaled(weight, z);
        double complementarity = 0;
        for (int g = 0; g < groups; g++) {
            complementarity += Vectors.dot(s[g], q[g]) + Vectors.dot(r[g], mu[g]);
            for (int j = 0; j < d; j++) {
                dualResidual[g][j] = Vectors.dot(columns[g * d + j], z) - q[g][j + 1];
            }
            for (int k = 0; k < boundaries; k++) {
                double value = -r[g][k];
                for (int j = 0; j < d; j++) {
                    dualResidual[g][j] -= normals[g][k][j] * mu[g][k];
                    value += normals[g][k][j] * s[g][j + 1];
                }
                slackResidual[g][k] = value;
            }
        }
        return complementarity;
    }

    private double merit(double complementarity, double[][] dualResidual, double[][] slackResidual) {
        double objective = Vectors.dot(z, z) / (2 * weight);
        double dual = 0;
        double slack = 0;
        for (int g = 0; g < groups; g++) {
            objective += s[g][0];
            for (double entry : dualResidual[g]) {
                dual = Math.max(dual, Math.abs(entry));
            }
            for (double entry : slackResidual[g]) {
                slack = Math.max(slack, Math.abs(entry));
            }
        }
        return Math.max(complementarity / objective, Math.max(dual, slack / startScale));
    }

    /** A^T A/(N lambda) + blockdiag(S_g + B_g^T diag(mu/r) B_g). */
    private DMatrixRMaj system(NesterovToddScaling[] scaling) {
        DMatrixRMaj system = new DMatrixRMaj(groups * d, groups * d);
        for (int i = 0; i < groups * d; i++) {
            for (int j = 0; j <= i; j++) {
                double entry = weight * Vectors.dot(columns[i], columns[j]);
                system.unsafe_set(i, j, entry);
                system.unsafe_set(j, i, entry);
            }
        }
        for (int g = 0; g < groups; g++) {
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    double entry = scaling[g].reduced(i, j);
                    for (int k = 0; k < boundaries; k++) {
                        entry += mu[g][k] / r[g][k] * normals[g][k][i] * normals[g][k][j];
                    }
                    system.add(g * d + i, g * d + j, entry);
                }
            }
        }
        return system;
    }

    /**
     * A Cholesky factor of the system, with its diagonal raised in proportion if rounding makes it indefinite: what that changes
     * in the solution, iterative refinement takes back. Null if no small raise suffices.
     */
    private @Nullable LinearSolverDense<DMatrixRMaj> factorised(DMatrixRMaj system) {
        for (double raise = 0; raise < LARGEST_RAISE; raise = Math.max(SMALLEST_RAISE, 10 * raise)) {
            DMatrixRMaj raised = system.copy();
            for (int i = 0; i < groups * d; i++) {
                raised.add(i, i, raise * system.unsafe_get(i, i));
            }
            LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(groups * d);
            if (solver.setA(raised)) {
                return solver;
            }
        }
        return null;
    }

    /** The Newton direction towards complementarity {@code target}, with the second-order terms of the predictor if given. */
    private Direction direction(
            @Nullable Direction predictor,
            double target,
            NesterovToddScaling[] scaling,
            DMatrixRMaj system,
            LinearSolverDense<DMatrixRMaj> solver,
            double[][] dualResidual,
            double[][] slackResidual) {
        double[][] conic = new double[groups][];
        double[][] eliminated = new double[groups][];
        double[][] linear = new double[groups][boundaries];
        DMatrixRMaj right = new DMatrixRMaj(groups * d, 1);
        for (int g = 0; g < groups; g++) {
            conic[g] = conicTarget(g, predictor, target, scaling[g]);
            eliminated[g] = scaling[g].eliminated(conic[g]);
            for (int j = 0; j < d; j++) {
                right.data[g * d + j] = eliminated[g][j] - dualResidual[g][j];
            }
            for (int k = 0; k < boundaries; k++) {
                double second = predictor == null ? 0 : predictor.dr[g][k] * predictor.dmu[g][k];
                linear[g][k] = target - r[g][k] * mu[g][k] - second;
                double pull = (linear[g][k] - mu[g][k] * slackResidual[g][k]) / r[g][k];
                for (int j = 0; j < d; j++) {
                    right.data[g * d + j] += pull * normals[g][k][j];
                }
            }
        }
        DMatrixRMaj dv = refinedSolution(system, solver, right);
        Direction direction = new Direction(groups, d, boundaries);
        for (int g = 0; g < groups; g++) {
            double[] step = Arrays.copyOfRange(dv.data, g * d, (g + 1) * d);
            double[] curved = scaling[g].timesReduced(step);
            direction.ds[g][0] = scaling[g].first(conic[g], step);
            for (int j = 0; j < d; j++) {
                direction.ds[g][j + 1] = step[j];
                direction.dq[g][j + 1] = eliminated[g][j] - curved[j];
            }
            for (int k = 0; k < boundaries; k++) {
                double change = Vectors.dot(normals[g][k], step) + slackResidual[g][k];
                direction.dr[g][k] = change;
                direction.dmu[g][k] = (linear[g][k] - mu[g][k] * change) / r[g][k];
            }
        }
        return direction;
    }

    /** The right-hand side of dq + W^{-2} ds: target s^{-1} - q less the predictor's second-order term. */
    private double[] conicTarget(int g, @Nullable Direction predictor, double target, NesterovToddScaling w) {
        double[] result = Vectors.scaled(-1, q[g]);
        if (predictor != null) {
            double factor = target / NesterovToddScaling.determinant(s[g]);
            double[] second = w.divide(NesterovToddScaling.quotient(
                    NesterovToddScaling.product(w.divide(predictor.ds[g]), w.times(predictor.dq[g])), w.times(q[g])));
            for (int j = 0; j <= d; j++) {
                result[j] += (j == 0 ? factor : -factor) * s[g][j] - second[j];
            }
        }
        return result;
    }

    private static DMatrixRMaj refinedSolution(
            DMatrixRMaj system, LinearSolverDense<DMatrixRMaj> solver, DMatrixRMaj right) {
        int size = right.numRows;
        DMatrixRMaj x = new DMatrixRMaj(size, 1);
        solver.solve(right.copy(), x);
        DMatrixRMaj correction = new DMatrixRMaj(size, 1);
        for (int sweep = 0; sweep < REFINEMENTS; sweep++) {
            DMatrixRMaj residual = right.copy();
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    residual.data[i] -= system.unsafe_get(i, j) * x.data[j];
                }
            }
            solver.solve(residual, correction);
            Vectors.addScaled(x.data, 1, correction.data);
        }
        return x;
    }

    private double stepToBoundary(Direction direction) {
        double step = Double.POSITIVE_INFINITY;
        for (int g = 0; g < groups; g++) {
            step = Math.min(step, NesterovToddScaling.stepToBoundary(s[g], direction.ds[g]));
            step = Math.min(step, NesterovToddScaling.stepToBoundary(q[g], direction.dq[g]));
            step = Math.min(step, stepToZero(r[g], direction.dr[g]));
            step = Math.min(step, stepToZero(mu[g], direction.dmu[g]));
        }
        return step;
    }

    private static double stepToZero(double[] point, double[] direction) {
        double step = Double.POSITIVE_INFINITY;
        for (int n = 0; n < point.length; n++) {
            if (direction[n] < 0) {
                step = Math.min(step, -point[n] / direction[n]);
            }
        }
        return step;
    }

    private void advance(Direction direction, double step) {
        for (int g = 0; g < groups; g++) {
            Vectors.addScaled(s[g], step, direction.ds[g]);
            Vectors.addScaled(q[g], step, direction.dq[g]);
            Vectors.addScaled(r[g], step, direction.dr[g]);
            Vectors.addScaled(mu[g], step, direction.dmu[g]);
        }
    }
}
