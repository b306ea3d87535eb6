package org.featureflow.flow.step;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.LinearSolve;
import org.featureflow.flow.field.FlowState;

/**
 * The linear system I + dt A H of a step in function space, theory section 4: H = J J^T is N c x N c, A block diagonal, its n-th
 * block the curvature of the loss at f_n over N. The factor A comes first: with I + dt H A, which belongs to the increment of f, a
 * step is unstable for any loss but the squared.
 *
 * <p>Immutable. Costs (N c)^2 memory, (N c)^3 operations a solve.
 */
final class FunctionSpaceSystem {

    private final DMatrixRMaj kernel;
    private final DMatrixRMaj curvature;
    private final DMatrixRMaj system;
    private final int outputs;

    private FunctionSpaceSystem(DMatrixRMaj kernel, DMatrixRMaj curvature, DMatrixRMaj system, int outputs) {
        this.kernel = kernel;
        this.curvature = curvature;
        this.system = system;
        this.outputs = outputs;
    }

    /**
     * The system at a state.
     *
     * @param state where the step starts
     * @param step dt, positive
     * @return I + dt A H
     */
    static FunctionSpaceSystem of(FlowState state, double step) {
        DMatrixRMaj kernel = state.kernel();
        DMatrixRMaj curvature = state.curvature();
        int outputs = state.gradient().numCols;
        int size = kernel.numRows;
        DMatrixRMaj system = new DMatrixRMaj(size, size);
        for (int i = 0; i < size; i++) {
            int first = i - i % outputs;
            for (int k = 0; k < outputs; k++) {
                double a = step * curvature.data[i * outputs + k];
                for (int j = 0; j < size && a != 0; j++) {
                    system.data[i * size + j] += a * kernel.data[(first + k) * size + j];
                }
            }
            system.data[i * size + i] += 1;
        }
        return new FunctionSpaceSystem(kernel, curvature, system, outputs);
    }

    /**
     * Solves (I + dt A H) r = b.
     *
     * @param right b, N x c, not modified
     * @return r, N x c; empty if the system is singular to working precision
     */
    Optional<DMatrixRMaj> solve(DMatrixRMaj right) {
        DMatrixRMaj column = right.copy();
        column.reshape(right.getNumElements(), 1, true);
        Optional<DMatrixRMaj> solution = LinearSolve.general(system, column);
        solution.ifPresent(r -> r.reshape(right.numRows, right.numCols, true));
        return solution;
    }

    /**
     * The decrease of g . df + 1/2 df . A df for the linear change of outputs df = -H r.
     *
     * @param gradient g, N x c
     * @param residual r, N x c
     * @return the decrease that the quadratic model predicts
     */
    double predictedDecrease(DMatrixRMaj gradient, DMatrixRMaj residual) {
        int size = kernel.numRows;
        double[] change = new double[size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                change[i] -= kernel.data[i * size + j] * residual.data[j];
            }
        }
        double model = 0;
        for (int i = 0; i < size; i++) {
            double curved = 0;
            for (int k = 0; k < outputs; k++) {
                curved += curvature.data[i * outputs + k] * change[i - i % outputs + k];
            }
            model += change[i] * (gradient.data[i] + curved / 2);
        }
        return -model;
    }
}
