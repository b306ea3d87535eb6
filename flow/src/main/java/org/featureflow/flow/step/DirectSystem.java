package org.featureflow.flow.step;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Velocity;
import org.featureflow.core.linalg.PivotedLu;
import org.featureflow.flow.field.FlowState;

/**
 * The system as a matrix, factored once by elimination. Costs c backward passes and N^2 m L c^2 operations for H at a state, (N c)^2 memory,
 * (N c)^3 operations for the factors, and (N c)^2 a solve.
 */
final class DirectSystem implements FunctionSpaceSystem {

    private final FlowState state;
    private final DMatrixRMaj kernel;
    private final Curvature curvature;
    private final DMatrixRMaj system;
    /** In the memory of the system; empty if it is singular to working precision. */
    private final Optional<PivotedLu> factors;

    private DirectSystem(FlowState state, DMatrixRMaj kernel, Curvature curvature, DMatrixRMaj system) {
        this.state = state;
        this.kernel = kernel;
        this.curvature = curvature;
        this.system = system;
        this.factors = PivotedLu.overwriting(system);
    }

    static DirectSystem of(FlowState state, double step) {
        DMatrixRMaj kernel = state.kernel();
        Curvature curvature = Curvature.at(state);
        DMatrixRMaj system = state.products().take(kernel.numRows, kernel.numCols);
        curvature.system(step, kernel, system);
        return new DirectSystem(state, kernel, curvature, system);
    }

    @Override
    public void release() {
        state.products().giveBack(kernel);
        state.products().giveBack(system);
    }

    @Override
    public Optional<DMatrixRMaj> solve(DMatrixRMaj right) {
        DMatrixRMaj column = right.copy();
        column.reshape(right.getNumElements(), 1, true);
        Optional<DMatrixRMaj> solution = factors.flatMap(lu -> lu.solve(column));
        solution.ifPresent(r -> r.reshape(right.numRows, right.numCols, true));
        return solution;
    }

    @Override
    public Velocity velocity(DMatrixRMaj residual) {
        return state.velocity(residual);
    }

    @Override
    public double predictedDecrease(DMatrixRMaj gradient, DMatrixRMaj residual) {
        int size = kernel.numRows;
        DMatrixRMaj change = new DMatrixRMaj(residual.numRows, residual.numCols);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                change.data[i] -= kernel.data[i * size + j] * residual.data[j];
            }
        }
        return new QuadraticModel(gradient, curvature).decrease(change);
    }
}
