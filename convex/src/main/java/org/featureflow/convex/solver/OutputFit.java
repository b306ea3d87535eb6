package org.featureflow.convex.solver;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * The outputs of fixed masses: V(p) = min over C of L(A C) + lambda_{L+1} sum_k |C_k|^2/p_k. Every g stands for the weights
 * C = -diag(p) A^T g/(2 lambda_{L+1}) and the outputs f = A C = -Q g; it is the solution if g = grad L(f).
 *
 * <p>By Newton steps (I + H Q) dg = grad L(f) - g, damped so that the value falls. Working with g keeps its digits where
 * grad L(f), a difference, loses them: for small lambda the outputs nearly interpolate. V is convex with gradient
 * -|g^T A_k|^2/(4 lambda_{L+1}). Solving this to rounding for the masses of every iterate, rather than along with them,
 * keeps the losses' worst habits out of the outer iteration: curvature that vanishes (logistic) or jumps (Huber).
 */
final class OutputFit {

    private static final int STEPS = 100;
    /** Share of |g| at which grad L(f) - g counts as rounding. */
    private static final double ROUNDING = 1e-15;
    /** Share of the slope by which a step must lower the value. */
    private static final double SUFFICIENT = 0.1;

    private static final double SHORTEST = 1e-12;
    /** Added curvatures, in units of 1/N, tried in turn: Newton's step of a loss that is flat here overshoots by far. */
    private static final double[] ADDED_CURVATURE = {0, 1e-6, 1e-4, 1e-2, 1};

    private final ReducedProgram program;
    private final double[] p;
    private final double[] gram;
    private double[] g;
    private double[] weights;
    private double[] f;
    /** grad L(f). */
    private double[] gradient;

    private double value;
    private OutputCurvature curvature;

    /**
     * Fits.
     *
     * @param program the program
     * @param p the masses of all atoms, positive, not modified
     * @param start a guess of g, not modified; 0 starts from no output
     */
    OutputFit(ReducedProgram program, double[] p, double[] start) {
        this.program = program;
        this.p = p.clone();
        gram = program.outputGram(p);
        g = start;
        weights = outputWeights(program, p, g);
        f = outputs(weights);
        gradient = gradient(f);
        value = value(weights, f);
        curvature = OutputCurvature.at(program, f);
        for (int step = 0; step < STEPS && norm(residual()) > ROUNDING * norm(g); step++) {
            if (!advance()) {
                return;
            }
            curvature = OutputCurvature.at(program, f);
        }
    }

    /** Makes one step; false, and nothing changed, if rounding allows none. */
    private boolean advance() {
        double[] from = g;
        double[] residual = residual();
        double before = norm(residual);
        double start = value;
        double[] dg = residual;
        for (double added : ADDED_CURVATURE) {
            dg = newton(residual, added / program.objective.samples());
            double slope = dot(residual, times(gram, dg, program.outputs()));
            moveTo(from, dg, 1);
            // Near the end the value has no digits left to fall by, but the residual has.
            if (value <= start - SUFFICIENT * slope || (added == 0 && norm(residual()) < before / 2)) {
                return true;
            }
        }
        for (double length = 0.5; length > SHORTEST; length /= 2) {
            moveTo(from, dg, length);
            if (value < start) {
                return true;
            }
        }
        moveTo(from, dg, 0);
        return false;
    }

    private void moveTo(double[] from, double[] dg, double length) {
        g = from.clone();
        for (int i = 0; i < g.length; i++) {
            g[i] += length * dg[i];
        }
        weights = outputWeights(program, p, g);
        f = outputs(weights);
        gradient = gradient(f);
        value = value(weights, f);
    }

    private double[] residual() {
        double[] residual = gradient.clone();
        for (int i = 0; i < residual.length; i++) {
            residual[i] -= g[i];
        }
        return residual;
    }

    private double[] newton(double[] residual, double added) {
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.lu(residual.length);
        DMatrixRMaj dg = new DMatrixRMaj(residual.length, 1);
        OutputCurvature raised = curvature.plus(added);
        if (solver.setA(OutputElimination.matrix(gram, raised, program.outputs()))) {
            solver.solve(DMatrixRMaj.wrap(residual.length, 1, residual.clone()), dg);
        }
        return dg.data;
    }

    /** C, K x c row by row. */
    double[] weights() {
        return weights;
    }

    /** g, N c numbers: grad L(f) up to rounding. */
    double[] g() {
        return g;
    }

    /** A point of the conjugate's domain: g, but grad L(f) at samples where rounding has moved g out of it. */
    double[] dual() {
        int c = program.outputs();
        int samples = program.objective.samples();
        double[] dual = g.clone();
        double[] scaled = new double[c];
        for (int n = 0; n < samples; n++) {
            for (int i = 0; i < c; i++) {
                scaled[i] = samples * g[n * c + i];
            }
            double conjugate = program.objective.loss().conjugate(scaled, program.objective.target(n));
            if (!(conjugate < Double.POSITIVE_INFINITY)) {
                System.arraycopy(gradient, n * c, dual, n * c, c);
            }
        }
        return dual;
    }

    /** H at f. */
    OutputCurvature curvature() {
        return curvature;
    }

    /** Q, N x N row by row. */
    double[] gram() {
        return gram;
    }

    /** V(p). */
    double value() {
        return value;
    }

    private static double norm(double[] x) {
        double norm = 0;
        for (double entry : x) {
            norm = Math.max(norm, Math.abs(entry));
        }
        return norm;
    }

    /** C = -diag(p) A^T g/(2 lambda_{L+1}), K x c row by row: the output weights that belong to g. */
    static double[] outputWeights(ReducedProgram program, double[] p, double[] g) {
        double[] weights = program.correlations(g);
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= -p[program.lastOffset + i / program.outputs()] / (2 * program.outputLambda);
        }
        return weights;
    }

    /** Q x for a Gram matrix Q (N x N) and x (N x c), row by row. */
    static double[] times(double[] gram, double[] x, int c) {
        int samples = x.length / c;
        double[] product = new double[x.length];
        for (int n = 0; n < samples; n++) {
            for (int o = 0; o < samples; o++) {
                double entry = gram[n * samples + o];
                for (int i = 0; i < c; i++) {
                    product[n * c + i] += entry * x[o * c + i];
                }
            }
        }
        return product;
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private double[] gradient(double[] outputs) {
        return program.objective.gradient(program.outputMatrix(outputs)).data;
    }

    private double[] outputs(double[] candidate) {
        int c = program.outputs();
        double[] product = new double[program.outputSize()];
        for (int n = 0; n < program.last.numRows; n++) {
            for (int k = 0; k < program.last.numCols; k++) {
                double entry = program.last.data[n * program.last.numCols + k];
                for (int i = 0; i < c; i++) {
                    product[n * c + i] += entry * candidate[k * c + i];
                }
            }
        }
        return product;
    }

    private double value(double[] candidate, double[] outputs) {
        double penalty = 0;
        for (int i = 0; i < candidate.length; i++) {
            double mass = p[program.lastOffset + i / program.outputs()];
            penalty += candidate[i] / mass * candidate[i];
        }
        return program.objective.value(program.outputMatrix(outputs)) + program.outputLambda * penalty;
    }
}
