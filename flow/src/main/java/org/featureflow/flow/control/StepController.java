package org.featureflow.flow.control;

import java.util.Optional;
import org.featureflow.flow.field.FlowState;
import org.featureflow.flow.step.Candidate;

/**
 * Accepts or rejects candidates and chooses step lengths. Immutable: all it knows is in its arguments, and what it remembers is in the
 * controller that it names for the next decision.
 */
public interface StepController {

    /**
     * A verdict on a candidate.
     *
     * @param accept whether the step is taken
     * @param nextStep the length of the next step, or of the next try; positive
     */
    record Decision(boolean accept, double nextStep) {}

    /**
     * The length of the first step.
     *
     * @return the length in flow time
     */
    double firstStep();

    /**
     * Decides.
     *
     * @param state where the step starts
     * @param candidate where it would end; empty if the method failed
     * @param step the length tried
     * @return the decision
     */
    Decision decide(FlowState state, Optional<Candidate> candidate, double step);

    /**
     * The controller for the next decision.
     *
     * @param decision the decision this one made
     * @param candidate what it decided on
     * @return this controller, unless it remembers steps
     */
    default StepController after(Decision decision, Optional<Candidate> candidate) {
        return this;
    }

    /**
     * What the accepted steps say of a run's path.
     *
     * @return nothing, unless the controller knows more
     */
    default FlowPath path() {
        return FlowPath.NOT_ESTIMATED;
    }
}
