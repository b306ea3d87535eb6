package org.featureflow.flow.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import net.jqwik.api.Example;
import org.featureflow.flow.FlowInstance;
import org.featureflow.flow.PlainLoss;
import org.featureflow.flow.control.StepController.Decision;
import org.featureflow.flow.field.FlowState;
import org.featureflow.flow.step.Candidate;

/** The rule of {@link ErrorControl} on candidates whose error is given, falling with dt^3. */
class ErrorControlTest {

    private static final FlowState STATE =
            FlowInstance.usual(PlainLoss.SQUARED, 1, 1).state();
    private static final StepController CONTROL = new ErrorControl(1e-6, 0.25);

    @Example
    void aFailedStepIsTriedAgainAtAFifth() {
        assertThat(CONTROL.decide(STATE, Optional.empty(), 5)).isEqualTo(new Decision(false, 1));
    }

    @Example
    void errorsWithinTheToleranceAreAccepted() {
        assertThat(decide(CONTROL, 1e-6).accept()).isTrue();
        assertThat(decide(CONTROL, Math.nextUp(1e-6)).accept()).isFalse();
        assertThat(decide(CONTROL, Double.NaN).accept()).isFalse();
        assertThat(decide(CONTROL, Double.POSITIVE_INFINITY)).isEqualTo(new Decision(false, 0.2));
    }

    /** An eighth of the tolerance is half the step of order 3: 0.9 8^(0.7/3). Before the first step the error counts as met. */
    @Example
    void theNextStepFollowsFromThisErrorAndTheOneBefore() {
        double eight = Math.pow(8, 0.7 / 3);
        assertThat(decide(CONTROL, 1e-6 / 8).nextStep()).isCloseTo(0.9 * eight, within(1e-12));
        StepController later = accepted(CONTROL, 1e-6 / 8);
        assertThat(decide(later, 1e-6 / 8).nextStep()).isCloseTo(0.9 * eight * Math.pow(8, -0.4 / 3), within(1e-12));
        assertThat(decide(CONTROL, 8e-6).nextStep()).isCloseTo(0.9 / 2, within(1e-12));
    }

    @Example
    void stepsChangeByAFactorFromAFifthToFive() {
        assertThat(decide(CONTROL, 0)).isEqualTo(new Decision(true, 5));
        assertThat(decide(CONTROL, 1e6)).isEqualTo(new Decision(false, 0.2));
        assertThat(CONTROL.decide(STATE, Optional.of(candidate(0)), 0.5e18)).isEqualTo(new Decision(true, 1e18));
    }

    @Example
    void afterARejectionTheNextStepDoesNotGrow() {
        StepController rejected = CONTROL.after(decide(CONTROL, 1), Optional.of(candidate(1)));
        assertThat(decide(rejected, 1e-9)).isEqualTo(new Decision(true, 1));
        assertThat(decide(accepted(rejected, 1e-9), 1e-9).nextStep()).isGreaterThan(1);
        StepController failed = CONTROL.after(new Decision(false, 1), Optional.empty());
        assertThat(decide(failed, 1e-9)).isEqualTo(new Decision(true, 1));
        assertThat(decide(CONTROL, 1e-9).nextStep())
                .as("the first controller has not changed")
                .isGreaterThan(1);
    }

    @Example
    void aMethodWithoutAnEstimateIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CONTROL.decide(STATE, Optional.of(new Candidate(STATE, 1)), 1))
                .withMessageContaining("does not estimate its error");
    }

    @Example
    void numbersMustBePositiveAndFinite() {
        assertThat(CONTROL.firstStep()).isEqualTo(0.25);
        for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ErrorControl(wrong, 1))
                    .withMessageContaining("tolerance " + wrong);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ErrorControl(1, wrong))
                    .withMessageContaining("first step " + wrong);
        }
    }

    @Example
    void whatIsKnownOfThePath() {
        assertThat(CONTROL.path()).isEqualTo(FlowPath.FOLLOWS_FLOW);
        assertThat(new DescentControl(1).path()).isEqualTo(FlowPath.HEADS_FOR_LIMIT);
        assertThat(new FixedStep(1).path()).isEqualTo(FlowPath.NOT_ESTIMATED);
    }

    private static StepController accepted(StepController control, double error) {
        return control.after(decide(control, error), Optional.of(candidate(error)));
    }

    private static Decision decide(StepController control, double error) {
        return control.decide(STATE, Optional.of(candidate(error)), 1);
    }

    private static Candidate candidate(double error) {
        return new Candidate(STATE, 1).withLocalError(3, () -> error);
    }
}
