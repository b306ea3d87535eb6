package org.featureflow.flow.regularized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.LinearSolve;
import org.featureflow.flow.control.DescentControl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StepTest {

    static Stream<RegularizedStepper> methods() {
        return Stream.of(
                ImplicitStep.transport(),
                ImplicitStep.transportAndReaction(),
                ManifoldStep.transport(),
                ManifoldStep.transportAndReaction());
    }

    /** One explicit step of length dt and one of these differ by O(dt^2): halving dt divides the difference by about 4. */
    @ParameterizedTest
    @MethodSource("methods")
    void agreesWithExplicitStepsToFirstOrder(RegularizedStepper method) {
        for (int depth = 1; depth <= 3; depth++) {
            RegularizedInstance instance = new RegularizedInstance(depth, 4, depth == 3 ? 2 : 1, 11);
            double coarse = difference(instance, method, 1e-3);
            double fine = difference(instance, method, 5e-4);
            assertThat(coarse).isPositive();
            assertThat(coarse / fine).isBetween(3.8, 4.2);
        }
    }

    private static double difference(RegularizedInstance instance, RegularizedStepper method, double dt) {
        RegularizedState state = instance.flow().at(instance.network());
        double[] p = state.sharedMasses();
        RegularizedState end = method.step(state, dt).orElseThrow().state();
        PathWeights explicit = state.weights().plus(dt, PathWeights.of(state.velocity()));
        double squares = end.weights().plus(-1, explicit).squaredNorm(p);
        double[] r = state.massDerivatives();
        for (int k = 0; k < p.length; k++) {
            double moved = method.movesMasses() ? p[k] * (1 - dt * (r[k] - state.meanMassDerivative())) : p[k];
            squares += Math.pow(end.sharedMasses()[k] - moved, 2);
        }
        return Math.sqrt(squares);
    }

    /** Theory section 4, squared norms only (L = 1): ((1 + 2 lambda dt) I + dt J^T A J) Delta = -dt (J^T g + 2 lambda theta), dense. */
    @Test
    void withSquaredNormsOnlyItIsTheLinearSystem() {
        RegularizedInstance instance = new RegularizedInstance(1, 4, 1, 12);
        RegularizedFlow flow = instance.flow();
        RegularizedState state = flow.at(instance.network());
        double dt = 30;
        PathWeights found = ImplicitStep.transport()
                .step(state, dt)
                .orElseThrow()
                .state()
                .weights()
                .plus(-1, state.weights());
        double[] p = state.sharedMasses();
        int m = p.length;
        int size = 3 * m;
        DMatrixRMaj system = new DMatrixRMaj(size, size);
        DMatrixRMaj right = new DMatrixRMaj(size, 1);
        for (int i = 0; i < size; i++) {
            PathWeights unit = unit(state.weights(), i, m);
            // In the flow's metric J^T A J unit is a pull-back.
            DMatrixRMaj image = state.jacobian().apply(unit);
            for (int n = 0; n < image.numRows; n++) {
                image.data[n] /= RegularizedInstance.SAMPLES;
            }
            PathWeights column = state.jacobian().pullBack(image);
            for (int j = 0; j < size; j++) {
                system.set(j, i, dt * entry(column, j, m));
            }
            double penalty = i < 2 * m
                    ? 2 * 2 * flow.lambda().input()
                    : 2 * flow.lambda().output();
            system.add(i, i, 1 + penalty * dt);
            right.set(i, 0, dt * entry(PathWeights.of(state.velocity()), i, m));
        }
        DMatrixRMaj expected = LinearSolve.general(system, right).orElseThrow();
        for (int i = 0; i < size; i++) {
            assertThat(entry(found, i, m)).isCloseTo(expected.get(i, 0), within(1e-10));
        }
    }

    private static double entry(PathWeights weights, int i, int m) {
        return i < 2 * m ? weights.input().data[i] : weights.output().data[i - 2 * m];
    }

    private static PathWeights unit(PathWeights like, int i, int m) {
        List<DMatrixRMaj> layers = new ArrayList<>();
        like.layers().forEach(layer -> layers.add(new DMatrixRMaj(layer.numRows, layer.numCols)));
        (i < 2 * m ? layers.get(0) : layers.get(1)).data[i < 2 * m ? i : i - 2 * m] = 1;
        return new PathWeights(layers);
    }

    /** The step minimises its model: the model's own stationarity, g + A z as seen by the proximal map, holds to rounding. */
    @Test
    void predictsTheDecreaseOfShortSteps() {
        for (RegularizedStepper method : methods().toList()) {
            RegularizedInstance instance = new RegularizedInstance(3, 4, 1, 13);
            RegularizedState state = instance.flow().at(instance.network());
            RegularizedCandidate candidate = method.step(state, 1e-4).orElseThrow();
            double actual = state.objective() - candidate.state().objective();
            assertThat(candidate.predictedDecrease() / actual).isBetween(0.999, 1.001);
        }
    }

    @Test
    void objectiveFallsMonotonicallyToRest() {
        RegularizedInstance instance = new RegularizedInstance(2, 6, 1, 14);
        for (RegularizedIntegrator integrator : List.of(
                RegularizedIntegrator.transport(new DescentControl(1)),
                RegularizedIntegrator.transportAndReaction(new DescentControl(1)))) {
            List<Double> objectives = new ArrayList<>();
            RegularizedResult result = integrator.run(
                    instance.flow(),
                    instance.network(),
                    RestRule.of(1e-8, 1e-8, 2000),
                    (step, time, state) -> objectives.add(state.objective()));
            assertThat(result.status()).isEqualTo(RegularizedResult.Status.AT_REST);
            for (int i = 1; i < objectives.size(); i++) {
                // Near rest objectives are equal up to rounding.
                assertThat(objectives.get(i)).isLessThanOrEqualTo(objectives.get(i - 1) * (1 + 0x1p-39));
            }
        }
    }

    @Test
    void endsWhenToldTo() {
        RegularizedInstance instance = new RegularizedInstance(2, 4, 1, 15);
        RegularizedIntegrator integrator = RegularizedIntegrator.transportAndReaction(new DescentControl(1));
        RegularizedResult result =
                integrator.run(instance.flow(), instance.network(), RestRule.of(0, 0, 3), RegularizedObserver.none());
        assertThat(result.status()).isEqualTo(RegularizedResult.Status.OUT_OF_BUDGET);
        assertThat(result.accepted()).isEqualTo(3);
        RegularizedResult cancelled =
                integrator.run(instance.flow(), instance.network(), RestRule.of(0, 0, 3), new RegularizedObserver() {
                    @Override
                    public void accepted(int step, double time, RegularizedState state) {}

                    @Override
                    public boolean isCancelled() {
                        return true;
                    }
                });
        assertThat(cancelled.status()).isEqualTo(RegularizedResult.Status.CANCELLED);
        assertThatThrownBy(() -> RestRule.of(-1, 0, 3)).hasMessageContaining("velocity -1");
        assertThatThrownBy(() -> new RepopulatedFlow(integrator, RegularizedState::network, 0))
                .hasMessageContaining("phase of 0");
    }

    /** With a reaction that finds nothing the repopulated flow is the flow. */
    @Test
    void idleReactionChangesNothing() {
        RegularizedInstance instance = new RegularizedInstance(2, 4, 1, 16);
        RegularizedIntegrator integrator = RegularizedIntegrator.transportAndReaction(new DescentControl(1));
        Network start = instance.network();
        RegularizedResult plain =
                integrator.run(instance.flow(), start, RestRule.of(0, 0, 5), RegularizedObserver.none());
        RegularizedResult idle = new RepopulatedFlow(integrator, RegularizedState::network, 5)
                .run(instance.flow(), start, RestRule.of(0, 0, 5), RegularizedObserver.none());
        assertThat(idle.state().objective()).isEqualTo(plain.state().objective());
        assertThat(idle.accepted()).isEqualTo(5);
        assertThat(idle.reactions()).isEqualTo(1);
    }
}
