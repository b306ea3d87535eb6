package org.featureflow.convex.solver;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * The output weights of fixed masses: min over C of L(A C) + lambda_{L+1} sum_k |C_k|^2/p_k, by damped Newton steps in the form
 * (I + H Q) g = grad L(f) - H f, C = -diag(p) A^T g/(2 lambda). A rough solution is enough to start from: it sets the scale
 * of the dual point g, which for small lambda is far from the gradient at f = 0.
 */
final class OutputFit {

    private static final int STEPS = 50;
    private static final double ENOUGH = 1e-3;
    private static final double SHORTEST = 1e-10;

    private final ReducedProgram program;
    private final double[] p;
    private double[] weights;
    private double[] outputs;

    /**
     * Fits.
     *
     * @param program the program
     * @param p the masses of all atoms, positive, not modified
     */
    OutputFit(ReducedProgram program, double[] p) {
        this.program = program;
        this.p = p;
        weights = new double[program.last.numCols * program.outputs()];
        outputs = new double[program.outputSize()];
        double value = value(weights);
        double[] gram = program.outputGram(p);
        for (int step = 0; step < STEPS; step++) {
            double[] target = newton(gram);
            double length = 1;
            double[] next = between(target, length);
            double reached = value(next);
            while (!(reached <= value) && length > SHORTEST) {
                length /= 2;
                next = between(target, length);
                reached = value(next);
            }
            if (!(reached <= value)) {
                return;
            }
            double gain = value - reached;
            weights = next;
            outputs = outputs(next);
            value = reached;
            if (gain <= ENOUGH * value) {
                return;
            }
        }
    }

    /** C, K x c row by row. */
    double[] weights() {
        return weights;
    }

    /** f = A C, N c. */
    double[] outputs() {
        return outputs;
    }

    private double[] newton(double[] gram) {
        int c = program.outputs();
        OutputCurvature curvature = OutputCurvature.at(program, outputs);
        double[] right = curvature.times(outputs);
        DMatrixRMaj gradient = program.objective.gradient(program.outputMatrix(outputs));
        for (int i = 0; i < right.length; i++) {
            right[i] = gradient.data[i] - right[i];
        }
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.lu(right.length);
        if (!solver.setA(OutputElimination.matrix(gram, curvature, c))) {
            return weights;
        }
        DMatrixRMaj g = new DMatrixRMaj(right.length, 1);
        solver.solve(DMatrixRMaj.wrap(right.length, 1, right), g);
        return outputWeights(program, p, g.data);
    }

    /** C = -diag(p) A^T g/(2 lambda_{L+1}), K x c row by row: the output weights that belong to g. */
    static double[] outputWeights(ReducedProgram program, double[] p, double[] g) {
        double[] weights = program.correlations(g);
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= -p[program.lastOffset + i / program.outputs()] / (2 * program.outputLambda);
        }
        return weights;
    }

    private double[] between(double[] target, double share) {
        double[] mixed = weights.clone();
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] += share * (target[i] - mixed[i]);
        }
        return mixed;
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

    private double value(double[] candidate) {
        double penalty = 0;
        for (int i = 0; i < candidate.length; i++) {
            double mass = p[program.lastOffset + i / program.outputs()];
            penalty += candidate[i] * candidate[i] / mass;
        }
        return program.objective.value(program.outputMatrix(outputs(candidate))) + program.outputLambda * penalty;
    }
}
