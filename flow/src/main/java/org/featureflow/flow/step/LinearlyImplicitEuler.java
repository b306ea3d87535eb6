package org.featureflow.flow.step;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Displacement;
import org.featureflow.core.feature.Velocity;
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
 * <p>Costs a forward pass, an update of the weights, and a solve by the cheaper of two methods: elimination, for c backward passes,
 * N^2 m L c^2 operations for H and (N c)^3 for its factors; or, for many samples with several outputs, conjugate gradients with H as an
 * operator, each iteration two passes and 2 N^2 m L operations.
 */
public final class LinearlyImplicitEuler implements Stepper {

    private final double relativeResidual;

    /** The method, every system solved to rounding. */
    public LinearlyImplicitEuler() {
        this(FunctionSpaceSystem.EXACT);
    }

    private LinearlyImplicitEuler(double relativeResidual) {
        this.relativeResidual = relativeResidual;
    }

    /**
     * The method for heading to the limit of a flow: an iterative solve ends early. Its step, too, is one along which the loss falls,
     * and its predicted decrease is that of the step made. Systems that are solved directly are solved to rounding as ever.
     *
     * @param relativeResidual eta, between 0 and 1: a solve ends where the gradient of the quadratic model in the weights has fallen to
     *     eta times that at the start
     * @return the method
     * @throws IllegalArgumentException if eta is not between 0 and 1
     */
    public static LinearlyImplicitEuler inexact(double relativeResidual) {
        if (!(relativeResidual > 0 && relativeResidual < 1)) {
            throw new IllegalArgumentException(
                    "relative residual " + relativeResidual + ": it must be greater than 0 and less than 1");
        }
        return new LinearlyImplicitEuler(relativeResidual);
    }

    /**
     * Whether systems of a size are solved by elimination.
     *
     * @param samples N
     * @param outputs c
     * @param widths m_1, .., m_L
     * @return whether that is cheaper than the iteration
     */
    public boolean isDirect(int samples, int outputs, int[] widths) {
        return SystemSize.of(samples, outputs, widths).isDirect(relativeResidual);
    }

    /**
     * The size of the largest matrix that a solve needs beside weights and features.
     *
     * @param samples N
     * @param outputs c
     * @param widths m_1, .., m_L
     * @return the number of its entries: (N c)^2 for a direct solve, N^2 at most for an iteration
     */
    public double largestMatrix(int samples, int outputs, int[] widths) {
        return SystemSize.of(samples, outputs, widths).largestMatrix(relativeResidual);
    }

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
        FunctionSpaceSystem system = FunctionSpaceSystem.of(state, step, relativeResidual);
        Optional<DMatrixRMaj> residual = system.solve(right);
        if (residual.isEmpty()) {
            system.release();
            return Optional.empty();
        }
        Velocity velocity = system.velocity(residual.get());
        FlowState end = state.moved(Displacement.of(1, velocity));
        double predicted = system.predictedDecrease(gradient, residual.get());
        velocity.release(state.products());
        system.release();
        return new Candidate(end, predicted).orNone(state);
    }
}
