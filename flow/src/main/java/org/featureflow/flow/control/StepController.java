package org.featureflow.flow.control;

import java.util.Optional;
import org.featureflow.flow.field.FlowState;
import org.featureflow.flow.step.Candidate;

/** Accepts or rejects candidates and chooses step lengths. Stateless: all it knows is in its arguments. */
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
}
