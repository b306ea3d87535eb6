package org.featureflow.flow.integrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.featureflow.flow.FlowInstance.flat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.Example;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Features;
import org.featureflow.core.feature.FunctionSpaceKernel;
import org.featureflow.core.feature.InitialLaw;
import org.featureflow.core.feature.Initialization;
import org.featureflow.core.feature.LayerWeights;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Velocity;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.RandomStreams;
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
import org.featureflow.flow.step.Stepper;
import org.featureflow.flow.step.Tableau;
import org.featureflow.flow.step.WMethod;

/** A run uses the memory of the states that it leaves behind again, and nobody notices. */
class RunMemoryTest {

    /** So few that factored weights are not yet recompressed. */
    private static final int STEPS = 5;

    private static final FlowInstance USUAL = FlowInstance.usual(PlainLoss.SQUARED, 2, 43);

    private static final List<Stepper> STEPPERS = List.of(
            new ExplicitEuler(),
            new LinearlyImplicitEuler(),
            new WMethod(Tableau.heun()),
            new WMethod(Tableau.ros2()),
            new WMethod(Tableau.ros34pw2()));

    /** The first step is so long that some are refused. */
    @Example
    void aRunHasTheBitsOfTheSameStepsOnFreshStates() {
        for (Network start : List.of(USUAL.network(), USUAL.factoredNetwork())) {
            for (Stepper stepper : STEPPERS) {
                DescentControl control = new DescentControl(200);
                FlowResult run = new FlowIntegrator(stepper, control)
                        .run(
                                USUAL.flow(),
                                start,
                                Stopping.afterSteps(STEPS).withRestingVelocity(0),
                                FlowObserver.none());
                FlowState fresh = fresh(stepper, control, start);
                assertThat(run.accepted()).isEqualTo(STEPS);
                assertThat(flat(run.network().weights()))
                        .as(stepper.name())
                        .isEqualTo(flat(fresh.network().weights()));
                assertThat(run.state().energyRate()).isEqualTo(fresh.energyRate());
            }
        }
    }

    private static FlowState fresh(Stepper stepper, StepController control, Network start) {
        FlowState state = USUAL.flow().at(start);
        StepController current = control;
        double step = control.firstStep();
        int accepted = 0;
        int refused = 0;
        while (accepted < STEPS) {
            Optional<Candidate> candidate = stepper.step(state, step);
            StepController.Decision decision = current.decide(state, candidate, step);
            current = current.after(decision, candidate);
            if (decision.accept()) {
                state = candidate.orElseThrow().state();
                accepted++;
            } else {
                refused++;
            }
            step = decision.nextStep();
        }
        assertThat(refused).as("refused steps of " + stepper.name()).isPositive();
        return state;
    }

    @Example
    void whatWasLeftBehindRefusesToBeRead() {
        List<FlowState> states = new ArrayList<>();
        List<Features> features = new ArrayList<>();
        List<Velocity> velocities = new ArrayList<>();
        List<LayerWeights> layers = new ArrayList<>();
        List<FunctionSpaceKernel> kernels = new ArrayList<>();
        double[] losses = new double[4];
        new FlowIntegrator(new LinearlyImplicitEuler(), new FixedStep(0.25))
                .run(USUAL.flow(), USUAL.network(), Stopping.afterSteps(3), (step, time, state) -> {
                    states.add(state);
                    features.add(state.features());
                    velocities.add(state.velocity());
                    kernels.add(state.kernelOperator());
                    layers.add(state.network().weights().hidden().get(0));
                    losses[step] = state.loss();
                });
        assertThat(states.get(1).loss()).isEqualTo(losses[1]);
        assertThat(features.get(1).outputs().getNumElements()).isPositive();
        DMatrixRMaj gradient = states.get(0).gradient();
        for (Runnable read : List.<Runnable>of(
                () -> states.get(0).kernel(),
                () -> kernels.get(0).velocity(gradient),
                () -> kernels.get(0).multiply(gradient),
                () -> kernels.get(0).release(),
                () -> states.get(0).release(),
                () -> states.get(1).kernel(),
                () -> features.get(1).beta(1),
                () -> features.get(1).activated(1),
                () -> velocities.get(1).backward(1),
                () -> velocities.get(1).squaredNorm(USUAL.flow().products()),
                () -> layers.get(1).toDense())) {
            assertThatIllegalStateException().isThrownBy(read::run).withMessageContaining("released: keep the state");
        }
    }

    /** A method that does not move, and one that calls its start a stage. */
    @Example
    void aStepMayEndWhereItStarts() {
        for (Stepper still : List.of(
                stepper(state -> new Candidate(state, 0)),
                stepper(state -> new Candidate(state.at(state.network()), 0).passing(List.of(state))))) {
            FlowResult run = new FlowIntegrator(still, new FixedStep(0.25))
                    .run(
                            USUAL.flow(),
                            USUAL.network(),
                            Stopping.afterSteps(3).withRestingVelocity(0),
                            FlowObserver.none());
            assertThat(run.accepted()).isEqualTo(3);
            assertThat(run.state().energyRate())
                    .isEqualTo(USUAL.flow().at(USUAL.network()).energyRate());
        }
    }

    private static Stepper stepper(Function<FlowState, Candidate> rule) {
        return new Stepper() {
            @Override
            public String name() {
                return "given";
            }

            @Override
            public int order() {
                return 0;
            }

            @Override
            public Optional<Candidate> step(FlowState state, double step) {
                return Optional.of(rule.apply(state));
            }
        };
    }

    @Example
    void theStartsWeightsAndAKeptStateStay() {
        List<FlowState> states = new ArrayList<>();
        FlowResult run = new FlowIntegrator(new LinearlyImplicitEuler(), new FixedStep(0.25))
                .run(
                        USUAL.flow(),
                        USUAL.network(),
                        Stopping.afterSteps(3),
                        (step, time, state) -> states.add(state.keep()));
        FlowState again = USUAL.flow().at(states.get(1).network());
        assertThat(states.get(1).features().beta(2).data)
                .isEqualTo(again.features().beta(2).data);
        assertThat(states.get(1).energyRate()).isEqualTo(again.energyRate());
        assertThat(flat(USUAL.network().weights()))
                .isEqualTo(flat(states.get(0).network().weights()))
                .doesNotContain(Double.NaN);
        assertThat(run.state().loss()).isLessThan(states.get(0).loss());
    }

    /** After some steps the memory that a run needs is there; what remains are small matrices, N x c and N x d, and objects. */
    @Example
    void aStepAllocatesNothingInProportionToTheWeights() {
        int width = 900;
        for (Stepper stepper : STEPPERS) {
            double bytes = bytesAStep(stepper, width);
            assertThat(bytes).as("bytes a step of " + stepper.name()).isLessThan(8.0 * width * width / 4);
        }
    }

    private static double bytesAStep(Stepper stepper, int width) {
        FeatureFlow flow = USUAL.flow();
        Network start = Initialization.draw(
                        MatrixProducts.portable(1),
                        Architecture.resNet(3, Activations.tanh(), Activations.tanh()),
                        flow.inputs(),
                        width,
                        flow.objective().outputs(),
                        InitialLaw.withDefaults(),
                        new RandomStreams(1))
                .network();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        List<Long> bytes = new ArrayList<>();
        new FlowIntegrator(stepper, new FixedStep(0.01))
                .run(
                        flow,
                        start,
                        Stopping.afterSteps(20).withRecordEvery(1000).withRestingVelocity(0),
                        (step, time, state) -> bytes.add(threads.getThreadAllocatedBytes(thread)));
        return (bytes.get(20) - bytes.get(10)) / 10.0;
    }
}
