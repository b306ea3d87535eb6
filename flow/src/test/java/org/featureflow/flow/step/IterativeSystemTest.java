package org.featureflow.flow.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.featureflow.flow.FlowInstance.ROUNDING;
import static org.featureflow.flow.FlowInstance.assertClose;
import static org.featureflow.flow.FlowInstance.flat;
import static org.featureflow.flow.FlowInstance.largest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
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
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.field.FlowState;
import org.featureflow.flow.integrate.ExcessBound;
import org.featureflow.flow.integrate.FlowIntegrator;
import org.featureflow.flow.integrate.FlowObserver;
import org.featureflow.flow.integrate.FlowResult;
import org.featureflow.flow.integrate.FlowStatus;
import org.featureflow.flow.integrate.Stopping;

/** Conjugate gradients against elimination. */
class IterativeSystemTest {

    @Provide
    Arbitrary<FlowInstance> instance() {
        return FlowInstance.any();
    }

    @Provide
    Arbitrary<Double> step() {
        return Arbitraries.of(1e-3, 0.1, 1.0, 30.0);
    }

    /**
     * I + dt J^T A J &gt;= I, so J^T r is as exact as its residual, a fraction of dt |J^T g|; rounding grows by the condition number,
     * 1 + dt |A| |H| at most. All losses, among them softmax with its singular A and Huber where A is 0.
     */
    @Property(seed = "631", tries = 150, edgeCases = EdgeCasesMode.NONE)
    void theStepIsThatOfElimination(@ForAll("instance") FlowInstance instance, @ForAll("step") double dt) {
        FlowState state = instance.state();
        DMatrixRMaj g = state.gradient();
        DMatrixRMaj right = scaled(g, dt);
        DirectSystem direct = DirectSystem.of(state, dt);
        IterativeSystem iterative = IterativeSystem.of(state, dt, FunctionSpaceSystem.EXACT);
        DMatrixRMaj expected = direct.solve(right).orElseThrow();
        DMatrixRMaj actual = iterative.solve(right).orElseThrow();
        double tolerance = ROUNDING * (1 + dt * trace(state.kernel()));
        double[] move = flat(direct.velocity(expected), instance.depth());
        assertClose(flat(iterative.velocity(actual), instance.depth()), move, tolerance);
        double decrease = direct.predictedDecrease(g, expected);
        assertThat(iterative.predictedDecrease(g, actual)).isCloseTo(decrease, within(tolerance * (1 + decrease)));
        assertThat(iterative.predictedDecrease(g, expected)).isCloseTo(decrease, within(tolerance * (1 + decrease)));
    }

    /** Where the inexact solve ends, the loss falls along the step, and its model by less than the exact step makes it fall. */
    @Property(seed = "632", tries = 100, edgeCases = EdgeCasesMode.NONE)
    void anInexactStepIsOneOfDescent(@ForAll("instance") FlowInstance instance, @ForAll("step") double dt) {
        FlowState state = instance.state();
        DMatrixRMaj g = state.gradient();
        DMatrixRMaj right = scaled(g, dt);
        IterativeSystem inexact = IterativeSystem.of(state, dt, 0.5);
        DMatrixRMaj r = inexact.solve(right).orElseThrow();
        double slope = 0;
        DMatrixRMaj image = state.kernelOperator().multiply(r);
        for (int i = 0; i < g.getNumElements(); i++) {
            slope -= g.data[i] * image.data[i];
        }
        double rounding = ROUNDING * (1 + largest(g.data)) * (1 + dt * trace(state.kernel()));
        double predicted = inexact.predictedDecrease(g, r);
        assertThat(slope).isLessThanOrEqualTo(rounding);
        assertThat(predicted).isGreaterThanOrEqualTo(-rounding);
        if (state.energyRate() > 1e-6) {
            assertThat(slope).isNegative();
            assertThat(predicted).isPositive();
        }
        // The model with its proximal term |Delta|^2 / (2 dt) is what the exact step minimises.
        DirectSystem direct = DirectSystem.of(state, dt);
        DMatrixRMaj exact = direct.solve(right).orElseThrow();
        double best = direct.predictedDecrease(g, exact) - square(state, exact) / (2 * dt);
        assertThat(predicted - square(state, r) / (2 * dt)).isLessThanOrEqualTo(best + rounding);
    }

    /** In Huber's tails A = 0: r = dt g after one iteration, to the last bit. */
    @Example
    void withoutCurvatureTheResidualIsTheGradient() {
        FlowInstance instance = FlowInstance.usual(PlainLoss.HUBER, 2, 9);
        DMatrixRMaj far = new DMatrixRMaj(instance.samples(), 2);
        far.fill(1e4);
        FeatureFlow flow = new FeatureFlow(
                FlowInstance.PRODUCTS, new DMatrixRMaj(instance.x()), new Objective(Losses.huber(0.5), far));
        FlowState state = flow.at(instance.network());
        DMatrixRMaj right = scaled(state.gradient(), 3);
        assertThat(IterativeSystem.of(state, 3, 1e-12).solve(right).orElseThrow().data)
                .containsExactly(right.data);
    }

    @Example
    void anOverflowIsNoSolution() {
        FlowInstance instance = FlowInstance.usual(PlainLoss.SQUARED, 1, 3);
        FlowState state = instance.state();
        DMatrixRMaj right = scaled(state.gradient(), Double.MAX_VALUE);
        assertThat(IterativeSystem.of(state, Double.MAX_VALUE, 0.1).solve(right))
                .isEmpty();
    }

    /** 12 steps towards the limit, at whose end the exact path and that of tight iterations agree to what the solves left over. */
    @Example
    void tightIterationsGiveThePathOfElimination() {
        FeatureFlow flow = flow(MatrixProducts.portable(1), 30, 3);
        Network start = start(flow, 24);
        List<Double> direct = losses(flow, start, new LinearlyImplicitEuler());
        List<Double> iterative = losses(flow, start, new TightIteration());
        assertThat(direct.get(12)).isLessThan(0.1 * direct.get(0));
        for (int i = 0; i < direct.size(); i++) {
            assertThat(iterative.get(i)).as("loss %s", i).isCloseTo(direct.get(i), within(1e-8 * direct.get(i)));
        }
    }

    /** 1200 unknowns: the method's own choice is to iterate. It reaches 1e-2, by the same bits for any number of threads. */
    @Example
    void theLimitIsReachedByTheSameBitsForAnyNumberOfThreads() {
        LinearlyImplicitEuler stepper = LinearlyImplicitEuler.inexact(0.1);
        assertThat(stepper.isDirect(120, 10, new int[] {100, 100, 100})).isFalse();
        List<Double> losses = new ArrayList<>();
        for (int threads : new int[] {1, 2, 3}) {
            FeatureFlow flow = flow(MatrixProducts.portable(threads), 120, 10);
            FlowResult result = new FlowIntegrator(stepper, new DescentControl(1))
                    .run(
                            flow,
                            start(flow, 100),
                            Stopping.afterSteps(40)
                                    .withRestingVelocity(0)
                                    .withRecordEvery(100)
                                    .withOptimum(ExcessBound.floatingPoint(0), 1e-2),
                            FlowObserver.none());
            assertThat(result.status()).isEqualTo(FlowStatus.AT_OPTIMUM);
            losses.add(result.state().loss());
        }
        assertThat(losses).containsOnly(losses.get(0));
    }

    /** Counted by hand for 500 digits, width 1000: elimination 1.8e11 operations, an iteration 5.5e9. */
    @Example
    void theCheaperMethodIsChosen() {
        LinearlyImplicitEuler inexact = LinearlyImplicitEuler.inexact(0.1);
        int[] widths = {1000, 1000, 1000};
        assertThat(inexact.isDirect(150, 3, widths)).isTrue();
        assertThat(inexact.isDirect(2000, 1, widths)).isTrue();
        assertThat(inexact.isDirect(500, 10, widths)).isFalse();
        assertThat(inexact.largestMatrix(500, 10, widths)).isEqualTo(250_000);
        assertThat(new LinearlyImplicitEuler().isDirect(500, 10, widths)).isTrue();
        assertThat(new LinearlyImplicitEuler().largestMatrix(500, 10, widths)).isEqualTo(25e6);
        assertThat(inexact.isDirect(100_000, 1, widths)).isFalse();
        assertThat(inexact.isDirect(10, 3, new int[] {1})).isTrue();
    }

    @Example
    void theForcingTermIsAFraction() {
        for (double wrong : new double[] {0, 1, -0.1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> LinearlyImplicitEuler.inexact(wrong))
                    .withMessageContaining("relative residual");
        }
    }

    /** The method with an iteration at any size. */
    private static final class TightIteration implements Stepper {
        @Override
        public String name() {
            return "tight-iteration";
        }

        @Override
        public int order() {
            return 1;
        }

        @Override
        public Optional<Candidate> step(FlowState state, double step) {
            DMatrixRMaj g = state.gradient();
            IterativeSystem system = IterativeSystem.of(state, step, FunctionSpaceSystem.EXACT);
            DMatrixRMaj r = system.solve(scaled(g, step)).orElseThrow();
            Network network = state.network();
            FlowState end = state.flow()
                    .at(network.withWeights(network.weights().plus(state.flow().products(), 1, system.velocity(r))));
            return Optional.of(new Candidate(end, system.predictedDecrease(g, r)));
        }
    }

    private static List<Double> losses(FeatureFlow flow, Network start, Stepper stepper) {
        List<Double> losses = new ArrayList<>();
        FlowObserver observer = new FlowObserver() {
            @Override
            public void accepted(int step, double time, FlowState state) {
                losses.add(state.loss());
            }
        };
        new FlowIntegrator(stepper, new DescentControl(1))
                .run(flow, start, Stopping.afterSteps(12).withRecordEvery(100), observer);
        return losses;
    }

    /** Random inputs in 12 dimensions; the class is the largest of as many of them. */
    private static FeatureFlow flow(MatrixProducts products, int samples, int classes) {
        Random random = new Random(17);
        DMatrixRMaj x = new DMatrixRMaj(samples, 12);
        DMatrixRMaj y = new DMatrixRMaj(samples, classes);
        for (int n = 0; n < samples; n++) {
            int label = 0;
            for (int i = 0; i < 12; i++) {
                x.set(n, i, random.nextGaussian());
                label = i < classes && x.get(n, i) > x.get(n, label) ? i : label;
            }
            y.set(n, label, 1);
        }
        return new FeatureFlow(products, x, new Objective(Losses.softmax(), y));
    }

    private static Network start(FeatureFlow flow, int width) {
        return Initialization.draw(
                        FlowInstance.PRODUCTS,
                        Architecture.resNet(3, Activations.tanh(), Activations.tanh()),
                        flow.inputs(),
                        width,
                        flow.objective().outputs(),
                        InitialLaw.withDefaults(),
                        new RandomStreams(5))
                .network();
    }

    private static DMatrixRMaj scaled(DMatrixRMaj a, double factor) {
        DMatrixRMaj scaled = a.copy();
        for (int i = 0; i < a.getNumElements(); i++) {
            scaled.data[i] *= factor;
        }
        return scaled;
    }

    private static double trace(DMatrixRMaj a) {
        double trace = 0;
        for (int i = 0; i < a.numRows; i++) {
            trace += a.get(i, i);
        }
        return trace;
    }

    /** |J^T r|^2 = r . H r. */
    private static double square(FlowState state, DMatrixRMaj r) {
        DMatrixRMaj image = state.kernelOperator().multiply(r);
        double square = 0;
        for (int i = 0; i < r.getNumElements(); i++) {
            square += r.data[i] * image.data[i];
        }
        return square;
    }
}
