package org.featureflow.flow.step;

import java.util.Optional;
import org.featureflow.core.feature.Displacement;
import org.featureflow.flow.field.FlowState;

/**
 * Explicit Euler, order 1. It is scaled gradient descent with the step as learning rate, exactly: [FLYZ] Alg. 1 and 3, theory
 * section 4. Costs a backward and a forward pass, and an update of the weights.
 */
public final class ExplicitEuler implements Stepper {

    /** The method. */
    public ExplicitEuler() {}

    @Override
    public String name() {
        return "euler";
    }

    @Override
    public int order() {
        return 1;
    }

    @Override
    public Optional<Candidate> step(FlowState state, double step) {
        FlowState end = state.moved(Displacement.of(step, state.velocity()));
        return new Candidate(end, () -> step * state.energyRate()).orNone(state);
    }
}
