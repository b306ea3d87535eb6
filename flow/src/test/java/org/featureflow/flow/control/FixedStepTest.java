package org.featureflow.flow.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import net.jqwik.api.Example;
import org.featureflow.flow.FlowInstance;
import org.featureflow.flow.PlainLoss;
import org.featureflow.flow.field.FlowState;
import org.featureflow.flow.step.Candidate;

class FixedStepTest {

    @Example
    void everyCandidateIsTakenAndTheLengthNeverChanges() {
        FlowState state = FlowInstance.usual(PlainLoss.SQUARED, 1, 1).state();
        FixedStep control = new FixedStep(0.3);
        assertThat(control.firstStep()).isEqualTo(0.3);
        // A shortened last step does not shorten the next, and the prediction does not matter.
        assertThat(control.decide(state, Optional.of(new Candidate(state, -1)), 0.1))
                .isEqualTo(new StepController.Decision(true, 0.3));
        assertThat(control.decide(state, Optional.empty(), 0.3)).isEqualTo(new StepController.Decision(false, 0.3));
    }

    @Example
    void aLengthThatIsNotPositiveAndFiniteIsRefused() {
        for (double length : new double[] {0, -1, Double.POSITIVE_INFINITY, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new FixedStep(length))
                    .withMessageContaining("step " + length);
        }
    }
}
