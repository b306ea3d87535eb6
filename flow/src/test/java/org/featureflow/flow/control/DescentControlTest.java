package org.featureflow.flow.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.flow.FlowInstance;
import org.featureflow.flow.control.StepController.Decision;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.field.FlowState;
import org.featureflow.flow.step.Candidate;

/**
 * The rule of {@link DescentControl}, on states whose loss and velocity can be read off: one unit, identity, input 1, two outputs.
 * With output weights (p, q) and input weight w the outputs are (p w, q w).
 */
class DescentControlTest {

    private static final FeatureFlow ATTAINABLE = flow(new double[][] {{1}}, new double[][] {{0, 2}});
    private static final FeatureFlow CONFLICTING = flow(new double[][] {{1}, {1}}, new double[][] {{0, 0}, {0, 2}});
    private final DescentControl control = new DescentControl(0.5);

    @Example
    void aFailedStepIsTriedAgainAtAQuarter() {
        assertThat(control.decide(at(1, 2), Optional.empty(), 8)).isEqualTo(new Decision(false, 2));
    }

    /** L falls from 0.5 to 0.125: an actual decrease of 0.375. */
    @Example
    void theShareOfThePredictedDecreaseDecides() {
        FlowState start = at(1, 2);
        FlowState end = at(0.5, 2);
        assertThat(start.loss() - end.loss()).isEqualTo(0.375);
        assertThat(decide(start, end, 0.375 / 0.09)).isEqualTo(new Decision(false, 0.25));
        assertThat(decide(start, end, 0.375 / 0.11)).isEqualTo(new Decision(true, 0.25));
        assertThat(decide(start, end, 0.375 / 0.24)).isEqualTo(new Decision(true, 0.25));
        assertThat(decide(start, end, 0.375 / 0.26)).isEqualTo(new Decision(true, 1));
        assertThat(decide(start, end, 0.375 / 0.74)).isEqualTo(new Decision(true, 1));
        assertThat(decide(start, end, 0.375 / 0.76)).isEqualTo(new Decision(true, 8));
        assertThat(decide(start, end, 0.1)).isEqualTo(new Decision(true, 8));
    }

    @Example
    void aStepThatRaisesTheLossIsRejectedAndSoIsOneWithoutAPrediction() {
        assertThat(decide(at(0.5, 2), at(1, 2), 0.1)).isEqualTo(new Decision(false, 0.25));
        assertThat(decide(at(1, 2), at(0.5, 2), Double.NaN)).isEqualTo(new Decision(false, 0.25));
    }

    @Example
    void stepsStopGrowingAtTenToTheEighteenth() {
        Optional<Candidate> good = Optional.of(new Candidate(at(0.5, 2), 0.375));
        assertThat(control.decide(at(1, 2), good, 1e18)).isEqualTo(new Decision(true, 1e18));
        assertThat(control.decide(at(1, 2), good, 2e17)).isEqualTo(new Decision(true, 1e18));
        Optional<Candidate> slower = Optional.of(new Candidate(stuck(1e-9), 0));
        assertThat(control.decide(stuck(2e-9), slower, 1e18)).isEqualTo(new Decision(true, 1e18));
    }

    /** With p = 1e-9 the flow is near rest: a decrease of 1e-18 of a loss of 1/2 is invisible. */
    @Example
    void nearRestTheVelocityDecides() {
        FlowState fast = stuck(2e-9);
        FlowState slow = stuck(1e-9);
        assertThat(fast.loss()).isEqualTo(slow.loss());
        assertThat(slow.energyRate()).isLessThan(fast.energyRate());
        assertThat(decide(fast, slow, 1e-18)).isEqualTo(new Decision(true, 2));
        assertThat(decide(slow, fast, 1e-18)).isEqualTo(new Decision(false, 0.25));
        assertThat(decide(slow, slow, 1e-18)).isEqualTo(new Decision(false, 0.25));
        // A model that predicts a rise is no model: the same rule.
        assertThat(decide(slow, fast, -1)).isEqualTo(new Decision(false, 0.25));
    }

    /** A jump to where activations saturate, or units die, is slow too; a descent method must not take it. */
    @Example
    void aSlowerStateOfVisiblyHigherLossIsRejected() {
        FlowState start = stuck(1e-9);
        FlowState plateau = atRest();
        assertThat(plateau.energyRate()).isLessThan(start.energyRate());
        assertThat(plateau.loss()).isGreaterThan(start.loss());
        assertThat(decide(start, plateau, 1e-18)).isEqualTo(new Decision(false, 0.25));
    }

    @Example
    void theFirstStepIsTheOneGiven() {
        assertThat(control.firstStep()).isEqualTo(0.5);
        for (double length : new double[] {0, -1, Double.POSITIVE_INFINITY, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new DescentControl(length))
                    .withMessageContaining("first step " + length);
        }
    }

    private Decision decide(FlowState start, FlowState end, double predicted) {
        return control.decide(start, Optional.of(new Candidate(end, predicted)), 1);
    }

    /** One sample of targets (0, 2): L = (p^2 + (q - 2)^2)/2. */
    private static FlowState at(double p, double q) {
        return ATTAINABLE.at(network(1, p, q));
    }

    /** Near the minimum 1/2 of the conflicting targets, with a velocity of the order of p. */
    private static FlowState stuck(double p) {
        return CONFLICTING.at(network(1, p, 1));
    }

    /** All weights zero: a saddle of the conflicting targets, loss 1. */
    private static FlowState atRest() {
        return CONFLICTING.at(network(0, 0, 0));
    }

    private static Network network(double w, double p, double q) {
        return Network.ofEqualMasses(
                Architecture.resNet(1, Activations.identity(), Activations.identity()),
                new Weights(
                        new DMatrixRMaj(new double[][] {{w}}), List.of(), new DMatrixRMaj(new double[][] {{p, q}})));
    }

    private static FeatureFlow flow(double[][] inputs, double[][] targets) {
        return new FeatureFlow(
                FlowInstance.PRODUCTS,
                new DMatrixRMaj(inputs),
                new Objective(Losses.squared(), new DMatrixRMaj(targets)));
    }
}
