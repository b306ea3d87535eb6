package org.featureflow.flow.control;

import java.util.Optional;
import org.featureflow.flow.field.FlowState;
import org.featureflow.flow.step.Candidate;

/**
 * Steps of one length, as gradient descent takes them. A failed step is tried again unchanged, so that a run that overflows ends as
 * diverged.
 *
 * @param step the length in flow time
 */
public record FixedStep(double step) implements StepController {

    /**
     * Checks the length.
     *
     * @param step the length in flow time
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public FixedStep {
        if (!(step > 0) || Double.isInfinite(step)) {
            throw new IllegalArgumentException("step " + step + ": it must be positive and finite");
        }
    }

    @Override
    public double firstStep() {
        return step;
    }

    @Override
    public Decision decide(FlowState state, Optional<Candidate> candidate, double tried) {
        return new Decision(candidate.isPresent(), step);
    }
}
