package org.featureflow.flow.step;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Network;
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
        DMatrixRMaj right = gradient.copy();
        for (int i = 0; i < right.getNumElements(); i++) {
            right.data[i] *= step;
        }
        FunctionSpaceSystem system = FunctionSpaceSystem.of(state, step);
        Optional<DMatrixRMaj> residual = system.solve(right);
        if (residual.isEmpty()) {
            return Optional.empty();
        }
        Network network = state.network();
        Network next =
                network.withWeights(network.weights().plus(state.flow().products(), 1, state.velocity(residual.get())));
        FlowState end = state.flow().at(next);
        return Double.isFinite(end.loss())
                ? Optional.of(new Candidate(end, system.predictedDecrease(gradient, residual.get())))
                : Optional.empty();
    }
}
