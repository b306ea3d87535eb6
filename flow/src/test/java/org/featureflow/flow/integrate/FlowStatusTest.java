package org.featureflow.flow.integrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.featureflow.flow.FlowInstance.assertClose;
import static org.featureflow.flow.FlowInstance.flat;
import static org.featureflow.flow.FlowInstance.plus;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.Example;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.flow.FlowInstance;
import org.featureflow.flow.PlainLoss;
import org.featureflow.flow.control.DescentControl;
import org.featureflow.flow.control.FixedStep;
import org.featureflow.flow.control.StepController;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.field.FlowState;
import org.featureflow.flow.step.Candidate;
import org.featureflow.flow.step.ExplicitEuler;
import org.featureflow.flow.step.LinearlyImplicitEuler;

/** How runs end. */
class FlowStatusTest {

    private static final FlowIntegrator IMPLICIT =
            new FlowIntegrator(new LinearlyImplicitEuler(), new DescentControl(1));
    private static final FlowInstance USUAL = FlowInstance.usual(PlainLoss.SQUARED, 1, 31);

    /** As many weights as samples and more: the optimum is 0. */
    @Example
    void aRunEndsAtTheOptimumOnceTheBoundSaysSo() {
        FlowResult result = run(Stopping.afterSteps(200).withOptimum(ExcessBound.floatingPoint(0), 1e-10));
        assertThat(result.status()).isEqualTo(FlowStatus.AT_OPTIMUM);
        assertThat(result.state().loss()).isLessThanOrEqualTo(1e-10);
        assertThat(result.trajectory().get(result.trajectory().size() - 2).excess())
                .as("no step later than needed")
                .isGreaterThan(1e-10);
        assertThat(result.last().excess()).isEqualTo(result.state().loss());
    }

    @Example
    void aStartAtTheOptimumNeedsNoStep() {
        double loss = USUAL.state().loss();
        FlowResult result = run(Stopping.afterSteps(0).withOptimum(ExcessBound.floatingPoint(loss), 0));
        assertThat(result.status()).isEqualTo(FlowStatus.AT_OPTIMUM);
        assertThat(result.evaluations()).isEqualTo(1);
    }

    /** Targets +1 and -1 on the same input: the best output is their mean and the optimum half the variance, 1/2. */
    @Example
    void aRestingFlowWhoseBoundIsNotMetIsStationaryAboveTheOptimum() {
        FlowResult result = IMPLICIT.run(
                conflicting(),
                USUAL.network(),
                Stopping.afterSteps(500).withOptimum(ExcessBound.floatingPoint(0), 1e-8),
                FlowObserver.none());
        assertThat(result.status()).isEqualTo(FlowStatus.STATIONARY_ABOVE_OPTIMUM);
        assertThat(result.state().loss()).isCloseTo(0.5, within(1e-12));
        assertThat(result.last().velocity()).isLessThanOrEqualTo(1e-12);
    }

    @Example
    void theSameFlowIsAtTheOptimumWhenTheBoundKnowsTheConflict() {
        FlowResult result = IMPLICIT.run(
                conflicting(),
                USUAL.network(),
                Stopping.afterSteps(500).withOptimum(ExcessBound.floatingPoint(0.5), 1e-8),
                FlowObserver.none());
        assertThat(result.status()).isEqualTo(FlowStatus.AT_OPTIMUM);
        assertThat(result.state().loss()).isCloseTo(0.5, within(1.1e-8));
    }

    /** Both hold at the start: all weights zero is at rest, and the bound is met. The bound goes first. */
    @Example
    void atRestAtTheOptimumIsAtTheOptimum() {
        double[] zero = new double[USUAL.start().length];
        FeatureFlow flow = USUAL.flow();
        double loss = flow.at(USUAL.network(zero)).loss();
        FlowResult met = IMPLICIT.run(
                flow,
                USUAL.network(zero),
                Stopping.afterSteps(5).withOptimum(ExcessBound.floatingPoint(loss), 1e-8),
                FlowObserver.none());
        assertThat(met.status()).isEqualTo(FlowStatus.AT_OPTIMUM);
        FlowResult missed = IMPLICIT.run(
                flow,
                USUAL.network(zero),
                Stopping.afterSteps(5).withOptimum(ExcessBound.floatingPoint(0), 1e-8),
                FlowObserver.none());
        assertThat(missed.status()).isEqualTo(FlowStatus.STATIONARY_ABOVE_OPTIMUM);
        assertThat(missed.accepted()).isZero();
    }

    /** The resting velocity is asked for; without one a slow flow goes on. */
    @Example
    void aSlowFlowGoesOnWhenNoRestingVelocityIsSet() {
        double[] slow = USUAL.start();
        Arrays.setAll(slow, q -> 1e-9 * slow[q]);
        Stopping stopping = Stopping.afterSteps(5).withOptimum(ExcessBound.floatingPoint(0), 1e-8);
        FlowIntegrator euler = new FlowIntegrator(new ExplicitEuler(), new FixedStep(1e-3));
        FlowState start = USUAL.flow().at(USUAL.network(slow));
        assertThat(start.energyRate()).isLessThan(1e-12);
        FlowResult rests =
                euler.run(USUAL.flow(), USUAL.network(slow), stopping.withRestingVelocity(1e-6), FlowObserver.none());
        assertThat(rests.status()).isEqualTo(FlowStatus.STATIONARY_ABOVE_OPTIMUM);
        FlowResult goesOn =
                euler.run(USUAL.flow(), USUAL.network(slow), stopping.withRestingVelocity(0), FlowObserver.none());
        assertThat(goesOn.status()).isEqualTo(FlowStatus.OUT_OF_BUDGET);
        assertThat(goesOn.accepted()).isEqualTo(5);
    }

    /** 0.3 does not divide 1: three whole steps and a tenth, by hand on plain loops. */
    @Example
    void theLastStepIsShortenedToMeetTheTime() {
        FlowResult result = new FlowIntegrator(new ExplicitEuler(), new FixedStep(0.3))
                .run(USUAL.flow(), USUAL.network(), Stopping.atTime(1), FlowObserver.none());
        assertThat(result.status()).isEqualTo(FlowStatus.REACHED_TIME);
        assertThat(result.flowTime()).isEqualTo(1);
        assertThat(result.accepted()).isEqualTo(4);
        double[] weights = USUAL.start();
        for (double step : new double[] {0.3, 0.3, 0.3, 0.1}) {
            weights = plus(weights, step, USUAL.velocity(weights));
        }
        assertClose(flat(result.network().weights()), weights, FlowInstance.ROUNDING);
    }

    /** Ten times 0.1 is a rounding less than 1 when added up; it is ten steps all the same. */
    @Example
    void stepsThatDivideTheTimeAreAsManyAsTheQuotient() {
        for (int steps : new int[] {3, 10, 49, 100}) {
            FlowResult result = new FlowIntegrator(new ExplicitEuler(), new FixedStep(1.0 / steps))
                    .run(USUAL.flow(), USUAL.network(), Stopping.atTime(1), FlowObserver.none());
            assertThat(result.accepted()).isEqualTo(steps);
            assertThat(result.flowTime()).isEqualTo(1);
        }
    }

    @Example
    void noTimeToFlowIsTimeReached() {
        FlowResult result = run(Stopping.atTime(0));
        assertThat(result.status()).isEqualTo(FlowStatus.REACHED_TIME);
        assertThat(result.accepted()).isZero();
    }

    @Example
    void stepsRunOut() {
        FlowResult result = run(Stopping.afterSteps(3));
        assertThat(result.status()).isEqualTo(FlowStatus.OUT_OF_BUDGET);
        assertThat(result.accepted()).isEqualTo(3);
        assertThat(result.evaluations()).isEqualTo(1 + 3 + result.rejected());
    }

    @Example
    void wallTimeRunsOut() {
        FlowResult result = run(Stopping.afterSteps(1000).withWallTime(Duration.ZERO));
        assertThat(result.status()).isEqualTo(FlowStatus.OUT_OF_BUDGET);
        assertThat(result.accepted()).isZero();
        FlowResult unhurried = run(Stopping.afterSteps(3).withWallTime(Duration.ofDays(1)));
        assertThat(unhurried.accepted()).isEqualTo(3);
    }

    @Example
    void aControllerThatRejectsAllEndsTheRunAfterSixtyTries() {
        StepController never = new StepController() {
            @Override
            public double firstStep() {
                return 1;
            }

            @Override
            public Decision decide(FlowState state, Optional<Candidate> candidate, double step) {
                return new Decision(false, step / 2);
            }
        };
        FlowResult result = new FlowIntegrator(new ExplicitEuler(), never)
                .run(USUAL.flow(), USUAL.network(), Stopping.afterSteps(5), FlowObserver.none());
        assertThat(result.status()).isEqualTo(FlowStatus.OUT_OF_BUDGET);
        assertThat(result.rejected()).isEqualTo(60);
        assertThat(result.evaluations()).isEqualTo(61);
        assertThat(result.trajectory()).hasSize(1);
    }

    /** Squared loss: f grows by a factor of about step times H each step until a double overflows. */
    @Example
    void gradientDescentWithTooLongAStepDiverges() {
        FlowResult result = new FlowIntegrator(new ExplicitEuler(), new FixedStep(1e4))
                .run(USUAL.flow(), USUAL.network(), Stopping.afterSteps(10_000), FlowObserver.none());
        assertThat(result.status()).isEqualTo(FlowStatus.DIVERGED);
        assertThat(result.rejected()).as("a fixed step is not tried twice").isEqualTo(1);
        assertThat(result.state().loss()).isFinite();
    }

    /** The same, where the step that overflows is the shortened last one: trying it again changes nothing. */
    @Example
    void aShortenedStepThatOverflowsIsNotTriedAgain() {
        FlowResult result = new FlowIntegrator(new ExplicitEuler(), new FixedStep(1e300))
                .run(USUAL.flow(), USUAL.network(), Stopping.atTime(1e250), FlowObserver.none());
        assertThat(result.status()).isEqualTo(FlowStatus.DIVERGED);
        assertThat(result.rejected()).isEqualTo(1);
    }

    @Example
    void aStartWhoseLossOverflowsHasDiverged() {
        double[] huge = USUAL.start();
        Arrays.setAll(huge, q -> 1e200 * huge[q]);
        FlowResult result =
                IMPLICIT.run(USUAL.flow(), USUAL.network(huge), Stopping.afterSteps(5), FlowObserver.none());
        assertThat(result.status()).isEqualTo(FlowStatus.DIVERGED);
        assertThat(result.accepted()).isZero();
        assertThat(result.trajectory()).hasSize(1);
    }

    @Example
    void anObserverEndsTheRun() {
        int[] seen = {0};
        FlowResult result = IMPLICIT.run(USUAL.flow(), USUAL.network(), Stopping.afterSteps(50), new FlowObserver() {
            @Override
            public void accepted(int step, double time, FlowState state) {
                seen[0] = step;
            }

            @Override
            public boolean isCancelled() {
                return seen[0] == 2;
            }
        });
        assertThat(result.status()).isEqualTo(FlowStatus.CANCELLED);
        assertThat(result.accepted()).isEqualTo(2);
        assertThat(result.last().step()).isEqualTo(2);
    }

    private static FlowResult run(Stopping stopping) {
        return IMPLICIT.run(USUAL.flow(), USUAL.network(), stopping, FlowObserver.none());
    }

    static FeatureFlow conflicting() {
        return new FeatureFlow(
                FlowInstance.PRODUCTS,
                new DMatrixRMaj(new double[][] {{1, 0.5}, {1, 0.5}, {-0.3, 1}, {-0.3, 1}}),
                new Objective(Losses.squared(), new DMatrixRMaj(new double[][] {{1}, {-1}, {-1}, {1}})));
    }
}
