package org.featureflow.flow.step;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.LinearSolve;
import org.featureflow.flow.field.FlowState;

/**
 * Linearly implicit Euler with the Gauss-Newton matrix in place of the Jacobian, order 1, theory section 4:
 *
 * <pre>
 *   weights &lt;- weights - J^T r,   (I + dt A H) r = dt g
 * </pre>
 *
 * with H = J J^T (N c x N c) and A block diagonal, its n-th block the curvature of the loss at f_n over N. A consistent integrator of
 * the flow whose Gauss-Newton part has no stability limit; as dt grows it becomes the Gauss-Newton method. The factor A comes first:
 * with I + dt H A, which belongs to the increment of f, the step is unstable for any loss but the squared.
 *
 * <p>Costs c backward passes, a forward pass, an update of the weights, N^2 m L c^2 for H, and (N c)^3 for the solve.
 */
public final class LinearlyImplicitEuler implements Stepper {

    /** The method. */
    public LinearlyImplicitEuler() {}

    @Override
    public String name() {
        return "linearly-implicit-euler";
    }

    @Override
    public int order() {
        return 1;
    }

    @Override
    public Optional<Candidate> step(FlowState state, double step) {
        DMatrixRMaj gradient = state.gradient();
        DMatrixRMaj kernel = state.kernel();
        DMatrixRMaj curvature = state.curvature();
        int outputs = gradient.numCols;
        int size = kernel.numRows;

        DMatrixRMaj system = new DMatrixRMaj(size, size);
        DMatrixRMaj right = new DMatrixRMaj(size, 1);
        for (int i = 0; i < size; i++) {
            int first = i - i % outputs;
            for (int k = 0; k < outputs; k++) {
                double a = step * curvature.data[i * outputs + k];
                for (int j = 0; j < size && a != 0; j++) {
                    system.data[i * size + j] += a * kernel.data[(first + k) * size + j];
                }
            }
            system.data[i * size + i] += 1;
            right.data[i] = step * gradient.data[i];
        }
        Optional<DMatrixRMaj> solution = LinearSolve.general(system, right);
        if (solution.isEmpty()) {
            return Optional.empty();
        }
        DMatrixRMaj residual = solution.get();
        residual.reshape(gradient.numRows, outputs);

        Network network = state.network();
        Network next =
                network.withWeights(network.weights().plus(state.flow().products(), 1, state.velocity(residual)));
        FlowState end = state.flow().at(next);
        return Double.isFinite(end.loss())
                ? Optional.of(new Candidate(end, predictedDecrease(gradient, kernel, curvature, residual)))
                : Optional.empty();
    }

    /** The decrease of g . df + 1/2 df . A df for the linear change of outputs df = -H r. */
    private static double predictedDecrease(
            DMatrixRMaj gradient, DMatrixRMaj kernel, DMatrixRMaj curvature, DMatrixRMaj residual) {
        int outputs = gradient.numCols;
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
