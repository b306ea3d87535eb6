package org.featureflow.flow.integrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.featureflow.flow.FlowInstance.flat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import org.featureflow.core.feature.Features;
import org.featureflow.flow.FlowInstance;
import org.featureflow.flow.PlainLoss;
import org.featureflow.flow.control.DescentControl;
import org.featureflow.flow.control.ErrorControl;
import org.featureflow.flow.control.FixedStep;
import org.featureflow.flow.control.FlowPath;
import org.featureflow.flow.control.StepController;
import org.featureflow.flow.field.FlowState;
import org.featureflow.flow.step.Candidate;
import org.featureflow.flow.step.ExplicitEuler;
import org.featureflow.flow.step.LinearlyImplicitEuler;
import org.featureflow.flow.step.Stepper;
import org.featureflow.flow.step.Tableau;
import org.featureflow.flow.step.WMethod;

/** Runs whose errors are controlled. */
class FollowedPathTest {

    private static final List<Stepper> METHODS = List.of(
            new WMethod(Tableau.bogackiShampine()),
            new WMethod(Tableau.dormandPrince()),
            new WMethod(Tableau.ros2()),
            new WMethod(Tableau.ros34pw2()));

    /**
     * Against the independent integrator: each step's error is within the tolerance and the flow, once fast, contracts, so the error at
     * the end is at most about steps times tolerance. With a hundredth of the tolerance it is smaller by much more than ten.
     */
    @Example
    void theErrorAtTheEndFollowsTheTolerance() {
        for (PlainLoss loss : List.of(PlainLoss.SQUARED, PlainLoss.LOGISTIC, PlainLoss.SOFTMAX)) {
            FlowInstance instance = FlowInstance.usual(loss, loss == PlainLoss.SOFTMAX ? 3 : 1, 11);
            double time = 20;
            double[] exact = flat(new ReferenceIntegrator(1e-13)
                    .integrate(instance.flow(), instance.network(), time)
                    .weights());
            for (Stepper method : METHODS) {
                double before = Double.POSITIVE_INFINITY;
                for (double tolerance : new double[] {1e-3, 1e-5}) {
                    FlowResult result = new FlowIntegrator(method, new ErrorControl(tolerance, 1e-2))
                            .run(
                                    instance.flow(),
                                    instance.network(),
                                    Stopping.atTime(time).withRecordEvery(10_000),
                                    FlowObserver.none());
                    double error =
                            FlowInstance.distance(exact, flat(result.network().weights()));
                    String what = method.name() + " " + loss + " " + tolerance + ": " + error + " after "
                            + result.accepted() + " + " + result.rejected();
                    assertThat(result.status()).as(what).isEqualTo(FlowStatus.REACHED_TIME);
                    assertThat(result.path()).as(what).isEqualTo(FlowPath.FOLLOWS_FLOW);
                    assertThat(error).as(what).isLessThan(result.accepted() * tolerance);
                    assertThat(error).as(what).isLessThan(before / 10);
                    before = error;
                }
            }
        }
    }

    /** To rest: the limit is a place on a manifold of optima, and which place is a matter of the path. */
    @Example
    void limitFeaturesOfTwoTolerancesAgreeAsTheToleranceSays() {
        FlowInstance instance = FlowInstance.usual(PlainLoss.SQUARED, 1, 11);
        double tolerance = 1e-5;
        FlowResult coarse = toRest(instance, new WMethod(Tableau.ros34pw2()), new ErrorControl(tolerance, 1e-2));
        FlowResult fine = toRest(instance, new WMethod(Tableau.ros34pw2()), new ErrorControl(tolerance / 100, 1e-2));
        FlowResult finest = toRest(instance, new WMethod(Tableau.ros34pw2()), new ErrorControl(tolerance / 1e3, 1e-2));
        FlowResult descent = toRest(instance, new LinearlyImplicitEuler(), new DescentControl(1));
        double apart = apart(coarse, finest);
        assertThat(apart).isLessThan(coarse.accepted() * tolerance);
        assertThat(apart(fine, finest)).isLessThan(fine.accepted() * tolerance / 100);
        assertThat(apart(descent, finest))
                .as("which heads for a limit only, and finds another")
                .isGreaterThan(100 * apart);
        assertThat(descent.path()).isEqualTo(FlowPath.HEADS_FOR_LIMIT);
    }

    private static FlowResult toRest(FlowInstance instance, Stepper stepper, StepController control) {
        FlowResult result = new FlowIntegrator(stepper, control)
                .run(
                        instance.flow(),
                        instance.network(),
                        Stopping.afterSteps(5000).withRecordEvery(5000).withRestingVelocity(1e-10),
                        FlowObserver.none());
        assertThat(result.status()).isEqualTo(FlowStatus.STATIONARY);
        assertThat(result.state().loss()).isLessThan(1e-15);
        return result;
    }

    /** The largest distance of the features of any layer. */
    private static double apart(FlowResult a, FlowResult b) {
        Features first = a.state().features();
        Features second = b.state().features();
        double largest = 0;
        for (int l = 1; l <= a.network().architecture().depth(); l++) {
            largest = Math.max(largest, FlowInstance.distance(first.beta(l).data, second.beta(l).data));
        }
        return largest;
    }

    /** What the run states is what its steps were: none was accepted with a larger estimate. */
    @Example
    void everyAcceptedStepIsWithinTheTolerance() {
        FlowInstance instance = FlowInstance.usual(PlainLoss.LOGISTIC, 1, 11);
        double tolerance = 1e-6;
        List<Double> errors = new ArrayList<>();
        Recorder recorder = new Recorder(new ErrorControl(tolerance, 10), errors);
        FlowResult result = new FlowIntegrator(new WMethod(Tableau.ros34pw2()), recorder)
                .run(instance.flow(), instance.network(), Stopping.atTime(50), FlowObserver.none());
        assertThat(errors).hasSize(result.accepted()).allMatch(error -> error <= tolerance);
        assertThat(errors.stream().filter(error -> error > 0.2 * tolerance).count())
                .as("steps are about as long as they may be")
                .isGreaterThan(result.accepted() / 2);
        assertThat(result.rejected()).as("10 is too long a first step").isPositive();
        assertThat(result.rejected()).isLessThan(5 + result.accepted() / 5);
    }

    private record Recorder(StepController inner, List<Double> errors) implements StepController {
        @Override
        public double firstStep() {
            return inner.firstStep();
        }

        @Override
        public Decision decide(FlowState state, Optional<Candidate> candidate, double step) {
            Decision decision = inner.decide(state, candidate, step);
            if (decision.accept()) {
                errors.add(candidate.orElseThrow().localError().orElseThrow().norm());
            }
            return decision;
        }

        @Override
        public StepController after(Decision decision, Optional<Candidate> candidate) {
            return new Recorder(inner.after(decision, candidate), errors);
        }
    }

    @Example
    void aRunOfFixedStepsSaysThatItsErrorIsNotEstimated() {
        FlowInstance instance = FlowInstance.usual(PlainLoss.SQUARED, 1, 11);
        FlowResult result = new FlowIntegrator(new ExplicitEuler(), new FixedStep(0.1))
                .run(instance.flow(), instance.network(), Stopping.afterSteps(3), FlowObserver.none());
        assertThat(result.path()).isEqualTo(FlowPath.NOT_ESTIMATED);
    }

    /** Without a bound nothing is known of the optimum, though the loss is 0. */
    @Example
    void aFlowThatRestsWithoutABoundIsStationary() {
        FlowInstance instance = FlowInstance.usual(PlainLoss.SQUARED, 1, 11);
        FlowResult result = toRest(instance, new LinearlyImplicitEuler(), new DescentControl(1));
        assertThat(result.status()).isEqualTo(FlowStatus.STATIONARY);
    }
}
