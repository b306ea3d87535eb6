package org.featureflow.flow.integrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.FactoredWeights;
import org.featureflow.core.feature.InitialLaw;
import org.featureflow.core.feature.Initialization;
import org.featureflow.core.feature.LayerWeights;
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
import org.featureflow.flow.step.Stepper;
import org.junit.jupiter.api.Test;

/** Factored weights make the same flow as dense ones. */
class FactoredFlowTest {

    @Provide
    Arbitrary<FlowInstance> instance() {
        return FlowInstance.any();
    }

    /** Both models, all activations and losses, c outputs, masses; the oracle is the dense run of the same start. */
    @Property(seed = "651", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void trajectoriesAreThoseOfDenseWeights(@ForAll("instance") FlowInstance instance) {
        for (Stepper stepper : List.of(new ExplicitEuler(), new LinearlyImplicitEuler())) {
            FlowIntegrator integrator = new FlowIntegrator(stepper, new FixedStep(0.05));
            Network start = instance.network();
            FlowResult dense = integrator.run(instance.flow(), start, Stopping.afterSteps(8), FlowObserver.none());
            FlowResult factored = integrator.run(
                    instance.flow(), instance.factoredNetwork(), Stopping.afterSteps(8), FlowObserver.none());
            FlowInstance.assertClose(
                    FlowInstance.flat(factored.network().weights()),
                    FlowInstance.flat(dense.network().weights()),
                    FlowInstance.ROUNDING);
            assertThat(factored.network().weights().hidden())
                    .allSatisfy(layer -> assertThat(layer).isInstanceOf(FactoredWeights.class));
            for (int i = 0; i < dense.trajectory().size(); i++) {
                TrajectoryPoint a = factored.trajectory().get(i);
                TrajectoryPoint b = dense.trajectory().get(i);
                FlowInstance.assertClose(
                        new double[] {a.loss(), a.velocity(), a.betaVelocity(), a.outputVelocity()},
                        new double[] {b.loss(), b.velocity(), b.betaVelocity(), b.outputVelocity()},
                        FlowInstance.ROUNDING);
            }
        }
    }

    /**
     * 600 steps at rank 4 a step: without recompression the factors would have 2404 rows for weights of rank 4. Each recompression may take
     * away 2^-40, near 1e-12, and the flow of 600 steps of 0.01 carries that on without growth worth mention.
     */
    @Test
    void longRunsAreRecompressedAndStayOnTheDenseTrajectory() {
        FlowInstance instance = FlowInstance.usual(PlainLoss.SQUARED, 2, 7);
        FlowIntegrator integrator = new FlowIntegrator(new ExplicitEuler(), new FixedStep(0.01));
        FlowResult dense =
                integrator.run(instance.flow(), instance.network(), Stopping.afterSteps(600), FlowObserver.none());
        FlowResult factored = integrator.run(
                instance.flow(), instance.factoredNetwork(), Stopping.afterSteps(600), FlowObserver.none());
        assertThat(factored.recompressions().count()).isBetween(20, 26);
        assertThat(factored.recompressions().greatestRank()).isLessThanOrEqualTo(4);
        assertThat(factored.recompressions().weightChange()).isBetween(0.0, 1e-10);
        assertThat(factored.recompressions().outputChange()).isBetween(0.0, 1e-7);
        for (LayerWeights layer : factored.network().weights().hidden()) {
            assertThat(((FactoredWeights) layer).rank()).isLessThan(4 + 25 * 4 + 1);
        }
        FlowInstance.assertClose(
                FlowInstance.flat(factored.network().weights()),
                FlowInstance.flat(dense.network().weights()),
                1e-10);
        List<TrajectoryPoint> points = factored.trajectory();
        for (int i = 1; i < points.size(); i++) {
            assertThat(points.get(i).loss())
                    .isLessThanOrEqualTo(points.get(i - 1).loss());
        }
        assertThat(dense.recompressions()).isEqualTo(Recompressions.NONE);
    }

    /** 4 10^8 hidden weights, 12 GiB if they were dense. */
    @Test
    void aWideNetworkComesToItsOptimumInLinearMemory() {
        RandomStreams streams = new RandomStreams(3);
        DMatrixRMaj x = gaussian(streams, "inputs", 8, 3);
        DMatrixRMaj y = gaussian(streams, "targets", 8, 1);
        MatrixProducts products = MatrixProducts.portable(2);
        Architecture architecture = Architecture.resNet(5, Activations.tanh(), Activations.tanh());
        InitialLaw law = InitialLaw.forSize(8, 10_000);
        assertThat(law.drawing()).isEqualTo(InitialLaw.Drawing.LIMIT_LAW);
        Network start = Initialization.draw(products, architecture, x, 10_000, 1, law, streams)
                .network();
        FeatureFlow flow = new FeatureFlow(products, x, new Objective(Losses.squared(), y));
        FlowResult result = new FlowIntegrator(new LinearlyImplicitEuler(), new DescentControl(1))
                .run(
                        flow,
                        start,
                        Stopping.afterSteps(100).withOptimum(ExcessBound.floatingPoint(0), 1e-14),
                        FlowObserver.none());
        assertThat(result.status()).isEqualTo(FlowStatus.AT_OPTIMUM);
        assertThat(result.trajectory())
                .allSatisfy(point -> assertThat(point.energyResidual()).isLessThan(1e-9));
    }

    /** V = I^T V. */
    private static DMatrixRMaj gaussian(RandomStreams streams, String name, int rows, int cols) {
        var random = streams.stream(name);
        DMatrixRMaj a = new DMatrixRMaj(rows, cols);
        for (int i = 0; i < a.getNumElements(); i++) {
            a.data[i] = random.nextGaussian();
        }
        return a;
    }
}
