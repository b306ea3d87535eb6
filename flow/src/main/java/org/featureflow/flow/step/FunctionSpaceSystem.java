package org.featureflow.flow.step;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Velocity;
import org.featureflow.flow.field.FlowState;

/**
 * The linear system I + dt A H of a step in function space, theory section 4: H = J J^T is N c x N c, A block diagonal, its n-th
 * block the curvature of the loss at f_n over N. The factor A comes first: with I + dt H A, which belongs to the increment of f, a
 * step is unstable for any loss but the squared.
 *
 * <p>Immutable until released.
 */
sealed interface FunctionSpaceSystem permits DirectSystem, IterativeSystem {

    /** The relative residual of an iteration whose result is to be as good as a direct solve. */
    double EXACT = 1e-12;

    /**
     * The system at a state, solved to rounding.
     *
     * @param state where the step starts
     * @param step dt, positive
     * @return I + dt A H
     */
    static FunctionSpaceSystem of(FlowState state, double step) {
        return of(state, step, EXACT);
    }

    /**
     * The system at a state, by the cheaper method.
     *
     * @param state where the step starts
     * @param step dt, positive
     * @param relativeResidual how far an iteration goes, as {@link IterativeSystem} measures it; a direct solve goes all the way
     * @return I + dt A H
     */
    static FunctionSpaceSystem of(FlowState state, double step, double relativeResidual) {
        SystemSize size = SystemSize.of(state);
        return size.isDirect(relativeResidual)
                ? DirectSystem.of(state, step)
                : IterativeSystem.of(state, step, relativeResidual);
    }

    /**
     * Solves (I + dt A H) r = b.
     *
     * @param right b, N x c, not modified
     * @return r, N x c; empty if the system is singular to working precision, or an iteration does not converge
     */
    Optional<DMatrixRMaj> solve(DMatrixRMaj right);

    /**
     * The velocity -J^T r.
     *
     * @param residual r, N x c
     * @return the velocity
     */
    Velocity velocity(DMatrixRMaj residual);

    /**
     * The decrease of g . df + 1/2 df . A df for the linear change of outputs df = -H r, whatever r is.
     *
     * @param gradient g, N x c
     * @param residual r, N x c
     * @return the decrease that the quadratic model predicts
     */
    double predictedDecrease(DMatrixRMaj gradient, DMatrixRMaj residual);

    /** Gives the memory back: this system is not used again. */
    void release();
}
