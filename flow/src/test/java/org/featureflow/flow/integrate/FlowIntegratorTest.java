package org.featureflow.flow.integrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.featureflow.flow.FlowInstance.flat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.InitialLaw;
import org.featureflow.core.feature.Initialization;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.FlowInstance;
import org.featureflow.flow.PlainLoss;
import org.featureflow.flow.control.DescentControl;
import org.featureflow.flow.control.FixedStep;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.step.ExplicitEuler;
import org.featureflow.flow.step.LinearlyImplicitEuler;

/** What a run tells and records. */
class FlowIntegratorTest {

    private static final FlowInstance USUAL = FlowInstance.usual(PlainLoss.SQUARED, 1, 41);
    private static final FlowIntegrator EULER = new FlowIntegrator(new ExplicitEuler(), new FixedStep(0.25));

    @Example
    void theObserverIsToldOfTheStartAndOfEveryAcceptedStepInOrder() {
        List<Integer> steps = new ArrayList<>();
        List<Double> times = new ArrayList<>();
        List<Double> losses = new ArrayList<>();
        FlowResult result = EULER.run(USUAL.flow(), USUAL.network(), Stopping.afterSteps(4), (step, time, state) -> {
            steps.add(step);
            times.add(time);
            losses.add(state.loss());
        });
        assertThat(steps).containsExactly(0, 1, 2, 3, 4);
        assertThat(times).containsExactly(0.0, 0.25, 0.5, 0.75, 1.0);
        assertThat(losses.get(0)).isEqualTo(USUAL.state().loss());
        assertThat(losses)
                .isEqualTo(
                        result.trajectory().stream().map(TrajectoryPoint::loss).toList());
    }

    @Example
    void rejectedTriesAreCountedAndNotTold() {
        List<Integer> steps = new ArrayList<>();
        FlowResult result = new FlowIntegrator(new ExplicitEuler(), new DescentControl(1e6))
                .run(USUAL.flow(), USUAL.network(), Stopping.afterSteps(3), (step, time, state) -> steps.add(step));
        assertThat(steps).containsExactly(0, 1, 2, 3);
        assertThat(result.rejected()).isPositive();
        assertThat(result.evaluations()).isEqualTo(4 + result.rejected());
    }

    @Example
    void everyThirdStepIsRecordedAndTheStartAndTheEnd() {
        assertThat(recorded(7, 3)).containsExactly(0, 3, 6, 7);
        assertThat(recorded(6, 3)).containsExactly(0, 3, 6);
        assertThat(recorded(2, 100)).containsExactly(0, 2);
        assertThat(recorded(0, 1)).containsExactly(0);
    }

    private static List<Integer> recorded(int steps, int every) {
        return EULER
                .run(
                        USUAL.flow(),
                        USUAL.network(),
                        Stopping.afterSteps(steps).withRecordEvery(every),
                        FlowObserver.none())
                .trajectory()
                .stream()
                .map(TrajectoryPoint::step)
                .toList();
    }

    @Example
    void theTrajectoryOfAResultCannotBeChanged() {
        FlowResult result = EULER.run(USUAL.flow(), USUAL.network(), Stopping.afterSteps(1), FlowObserver.none());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> result.trajectory().add(result.last()));
    }

    /** Rates that vary so that steps are rejected, with and without a look at every state. */
    @Example
    void neitherRecordingNorObservingChangesABitOfTheRun() {
        for (FlowIntegrator integrator : List.of(
                new FlowIntegrator(new ExplicitEuler(), new DescentControl(100)),
                new FlowIntegrator(new LinearlyImplicitEuler(), new DescentControl(100)))) {
            Stopping stopping = Stopping.afterSteps(25).withRestingVelocity(0);
            FlowResult watched = integrator.run(USUAL.flow(), USUAL.network(), stopping, (step, time, state) -> {
                state.kernel();
                state.energyRate();
            });
            FlowResult alone =
                    integrator.run(USUAL.flow(), USUAL.network(), stopping.withRecordEvery(100), FlowObserver.none());
            assertThat(flat(watched.network().weights()))
                    .isEqualTo(flat(alone.network().weights()));
            assertThat(watched.last()).isEqualTo(alone.last());
        }
    }

    /** Wide enough for products to be split: 40 x 128 x 128. */
    @Example
    void oneThreadAndTwoGiveTheSameBits() {
        FlowResult one = wideRun(MatrixProducts.portable(1));
        FlowResult two = wideRun(MatrixProducts.portable(2));
        assertThat(one.accepted()).isEqualTo(6);
        assertThat(two.trajectory()).isEqualTo(one.trajectory());
        assertThat(flat(two.network().weights())).isEqualTo(flat(one.network().weights()));
    }

    private static FlowResult wideRun(MatrixProducts products) {
        int samples = 40;
        DMatrixRMaj x = new DMatrixRMaj(samples, 3);
        DMatrixRMaj y = new DMatrixRMaj(samples, 1);
        for (int n = 0; n < samples; n++) {
            x.set(n, 0, Math.sin(n));
            x.set(n, 1, Math.cos(3 * n));
            x.set(n, 2, 1);
            y.set(n, 0, Math.sin(5 * n));
        }
        Network start = Initialization.draw(
                        products,
                        Architecture.resNet(2, Activations.tanh(), Activations.tanh()),
                        x,
                        128,
                        1,
                        InitialLaw.withDefaults(),
                        new RandomStreams(1))
                .network();
        return new FlowIntegrator(new LinearlyImplicitEuler(), new DescentControl(1))
                .run(
                        new FeatureFlow(products, x, new Objective(Losses.squared(), y)),
                        start,
                        Stopping.afterSteps(6),
                        FlowObserver.none());
    }
}
