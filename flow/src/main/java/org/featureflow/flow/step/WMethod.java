package org.featureflow.flow.step;

import java.util.Optional;
import org.featureflow.flow.field.FlowState;

/**
 * A Rosenbrock method with an inexact Jacobian, theory section 4: a {@link Tableau} with W = -J_0^T A_0 J_0 of rank N c, frozen in a
 * step, in place of the Jacobian of the flow's right-hand side F = -J^T g; J_0 and A_0 are those of the state where the step starts.
 * With a tableau whose Gamma is 0 it is an explicit Runge-Kutta method, and no system is solved.
 *
 * <p>All is done in function space. A stage is k_i = F(x_i) - J_0^T w_i, and as J_0 J_0^T = H its equation becomes the N c x N c system
 *
 * <pre>
 *   (I + gamma dt A_0 H) w_i = dt (sum_{j&lt;i} gamma_ij z_j + gamma A_0 J_0 F(x_i)),   z_i = A_0 J_0 k_i
 * </pre>
 *
 * where J_0 F(x_i) takes inner products between velocities at two states, N x N a layer. The only m x m matrices are the weights of the
 * stage states.
 *
 * <p>Costs s forward and s + c backward passes, s updates of the weights of rank s N at most, s N^2 m L c, and for an implicit method H,
 * (N c)^3 for the factors of its one system and s solves of (N c)^2; or s iterative solves, where {@link LinearlyImplicitEuler} makes
 * them. A stage that is the step's end is not computed twice, nor is its velocity in the next step.
 */
public final class WMethod implements Stepper {

    private final Tableau tableau;

    /**
     * The method of a tableau.
     *
     * @param tableau the coefficients
     */
    public WMethod(Tableau tableau) {
        this.tableau = tableau;
    }

    @Override
    public String name() {
        return tableau.name();
    }

    @Override
    public int order() {
        return tableau.order();
    }

    @Override
    public boolean estimatesError() {
        return true;
    }

    @Override
    public Optional<Candidate> step(FlowState state, double step) {
        Stages stages = new Stages(tableau, state, step);
        if (!stages.compute()) {
            return Optional.empty();
        }
        return new Candidate(stages.end(), stages::predictedDecrease)
                .passing(stages.passed())
                .withLocalError(tableau.embeddedOrder() + 1, stages::errorNorm)
                .orNone(state);
    }
}
