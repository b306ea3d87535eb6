package org.featureflow.flow.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.featureflow.flow.FlowInstance.ROUNDING;
import static org.featureflow.flow.FlowInstance.assertClose;
import static org.featureflow.flow.FlowInstance.distance;
import static org.featureflow.flow.FlowInstance.flat;
import static org.featureflow.flow.FlowInstance.largest;
import static org.featureflow.flow.FlowInstance.plus;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.flow.DenseSolve;
import org.featureflow.flow.FlowInstance;
import org.featureflow.flow.PlainLoss;
import org.featureflow.flow.PlainNetwork;
import org.featureflow.flow.field.FeatureFlow;

/** Linearly implicit Euler, theory section 4, against the Gauss-Newton step in the space of all weights. */
class LinearlyImplicitEulerTest {

    private final Stepper implicit = new LinearlyImplicitEuler();

    @Provide
    Arbitrary<FlowInstance> instance() {
        return FlowInstance.any();
    }

    @Provide
    Arbitrary<Double> step() {
        return Arbitraries.of(1e-3, 0.1, 1.0, 30.0);
    }

    /**
     * (M + dt J^T A J) Delta = -dt J^T g with M the adjacent masses and J dense, from plain loops: as many unknowns as weights, no
     * function space. Both systems have a condition number of 1 + dt |A| |H| at most, by which rounding errors grow.
     */
    @Property(seed = "611", tries = 80, edgeCases = EdgeCasesMode.NONE)
    void stepsAreThoseOfTheDenseGaussNewtonSystem(
            @ForAll("instance") FlowInstance instance, @ForAll("step") double dt) {
        double[] actual = flat(implicit.step(instance.state(), dt)
                .orElseThrow()
                .state()
                .network()
                .weights());
        double[] expected = plus(instance.start(), 1, denseStep(instance, dt));
        assertClose(actual, expected, ROUNDING * conditionBound(instance, dt));
    }

    /** The model is g . df + 1/2 df . A df at df = J Delta. */
    @Property(seed = "612", tries = 50, edgeCases = EdgeCasesMode.NONE)
    void thePredictedDecreaseIsThatOfTheQuadraticModel(
            @ForAll("instance") FlowInstance instance, @ForAll("step") double dt) {
        double[][] jacobian = instance.plain().jacobian(instance.x(), instance.start());
        double[][] a = instance.curvature(instance.start());
        double[] g = instance.gradient(instance.start());
        double[] change = product(jacobian, denseStep(instance, dt));
        double[] bent = product(a, change);
        double model = 0;
        double terms = 1;
        for (int i = 0; i < g.length; i++) {
            model += change[i] * (g[i] + bent[i] / 2);
            terms += Math.abs(change[i] * g[i]) + Math.abs(change[i] * bent[i]);
        }
        assertThat(implicit.step(instance.state(), dt).orElseThrow().predictedDecrease())
                .isCloseTo(-model, within(ROUNDING * conditionBound(instance, dt) * terms));
        assertThat(-model).isGreaterThanOrEqualTo(-ROUNDING * terms);
    }

    /** I + dt H A belongs to the increment of f; for the logistic loss, whose curvatures differ, it gives another step. */
    @Example
    void theCurvatureComesBeforeTheKernel() {
        FlowInstance instance = FlowInstance.usual(PlainLoss.LOGISTIC, 1, 5);
        double dt = 100;
        double[] weights = instance.start();
        double[][] h = instance.plain().kernel(instance.x(), weights);
        double[][] a = instance.curvature(weights);
        double[] g = instance.gradient(weights);
        double[] right = solveSystem(product(a, h), g, dt);
        double[] swapped = solveSystem(product(h, a), g, dt);
        double[] move = plus(
                flat(implicit.step(instance.state(), dt)
                        .orElseThrow()
                        .state()
                        .network()
                        .weights()),
                -1,
                weights);
        double[] expected = instance.plain().velocity(instance.x(), weights, right);
        double[] mistaken = instance.plain().velocity(instance.x(), weights, swapped);
        assertClose(move, expected, ROUNDING * conditionBound(instance, dt));
        assertThat(distance(move, mistaken)).isGreaterThan(1e-3 * largest(mistaken));
    }

    /** The difference of the two methods' steps is of second order: halving the step quarters it. */
    @Example
    void shortStepsAreThoseOfExplicitEuler() {
        for (PlainLoss loss : PlainLoss.values()) {
            FlowInstance instance = FlowInstance.usual(loss, loss == PlainLoss.SOFTMAX ? 3 : 1, 6);
            double dt = 1e-4;
            double whole = differenceFromExplicit(instance, dt);
            double half = differenceFromExplicit(instance, dt / 2);
            assertThat(whole).as("%s", loss).isPositive();
            // The next term is dt |A H| relative to the first, below 1e-2 here.
            assertThat(whole / half).as("%s", loss).isCloseTo(4, within(0.05));
        }
    }

    /**
     * As dt grows the step becomes Gauss-Newton's: the linear model of the outputs meets the targets, up to residual / (dt lambda),
     * lambda the least eigenvalue of A H, above 1e-4 here.
     */
    @Example
    void longStepsMakeTheLinearModelMeetTheTargets() {
        FlowInstance instance = FlowInstance.usual(PlainLoss.SQUARED, 2, 7);
        double[] move = plus(
                flat(implicit.step(instance.state(), 1e10)
                        .orElseThrow()
                        .state()
                        .network()
                        .weights()),
                -1,
                instance.start());
        double[] change = product(instance.plain().jacobian(instance.x(), instance.start()), move);
        double[] g = instance.gradient(instance.start());
        double[] target =
                Arrays.stream(g).map(entry -> -entry * instance.samples()).toArray();
        assertThat(largest(target)).isGreaterThan(0.1);
        assertClose(change, target, 1e-6);
    }

    /** Depth 1, identity, v = 0: the outputs are then linear along the step, and Gauss-Newton solves linear problems at once. */
    @Example
    void oneLongStepSolvesALinearModel() {
        FlowInstance instance = new FlowInstance(
                true,
                PlainNetwork.Curve.IDENTITY,
                PlainNetwork.Curve.IDENTITY,
                PlainLoss.SQUARED,
                List.of(3),
                2,
                1,
                true,
                8);
        double[] weights = instance.start();
        Arrays.fill(weights, 6, 9, 0);
        var state = instance.flow().at(instance.network(weights));
        assertThat(state.loss()).isGreaterThan(1e-2);
        assertThat(implicit.step(state, 1e12).orElseThrow().state().loss()).isLessThan(1e-18);
    }

    /** In Huber's tails A = 0, so r = dt g and the step is explicit Euler's, whatever its length. */
    @Property(seed = "613", tries = 20, edgeCases = EdgeCasesMode.NONE)
    void withoutCurvatureTheStepIsExplicit(@ForAll("instance") FlowInstance drawn) {
        FlowInstance instance = new FlowInstance(
                drawn.skip(), drawn.h1(), drawn.h2(), PlainLoss.HUBER, drawn.widths(), drawn.samples(), 2, true, 9);
        DMatrixRMaj far = new DMatrixRMaj(instance.samples(), 2);
        far.fill(1e4);
        FeatureFlow flow = new FeatureFlow(
                FlowInstance.PRODUCTS, new DMatrixRMaj(instance.x()), new Objective(Losses.huber(0.5), far));
        double[] actual = flat(implicit.step(flow.at(instance.network()), 3)
                .orElseThrow()
                .state()
                .network()
                .weights());
        double[] expected = flat(new ExplicitEuler()
                .step(flow.at(instance.network()), 3)
                .orElseThrow()
                .state()
                .network()
                .weights());
        assertClose(actual, expected, ROUNDING);
        assertThat(distance(actual, instance.start())).isPositive();
    }

    @Example
    void anOverflowGivesNoCandidate() {
        FlowInstance instance = FlowInstance.usual(PlainLoss.SQUARED, 1, 3);
        double[] weights = instance.start();
        Arrays.setAll(weights, q -> weights[q] * 1e120);
        assertThat(implicit.step(instance.flow().at(instance.network(weights)), 1e200))
                .isEmpty();
    }

    @Example
    void itIsCalledLinearlyImplicitEulerAndHasOrderOne() {
        assertThat(implicit.name()).isEqualTo("linearly-implicit-euler");
        assertThat(implicit.order()).isEqualTo(1);
    }

    private double differenceFromExplicit(FlowInstance instance, double dt) {
        double[] explicit = flat(new ExplicitEuler()
                .step(instance.state(), dt)
                .orElseThrow()
                .state()
                .network()
                .weights());
        return distance(
                explicit,
                flat(implicit.step(instance.state(), dt)
                        .orElseThrow()
                        .state()
                        .network()
                        .weights()));
    }

    private static double[] denseStep(FlowInstance instance, double dt) {
        double[] weights = instance.start();
        double[][] j = instance.plain().jacobian(instance.x(), weights);
        double[][] a = instance.curvature(weights);
        double[] g = instance.gradient(weights);
        double[] masses = instance.plain().adjacentMasses();
        double[][] aj = product(a, j);
        double[][] system = new double[weights.length][weights.length];
        double[] right = new double[weights.length];
        for (int q = 0; q < weights.length; q++) {
            system[q][q] = masses[q];
            for (int i = 0; i < g.length; i++) {
                right[q] -= dt * j[i][q] * g[i];
                for (int s = 0; s < weights.length; s++) {
                    system[q][s] += dt * j[i][q] * aj[i][s];
                }
            }
        }
        return DenseSolve.solve(system, right);
    }

    private static double conditionBound(FlowInstance instance, double dt) {
        double[][] h = instance.plain().kernel(instance.x(), instance.start());
        double trace = 0;
        for (int i = 0; i < h.length; i++) {
            trace += h[i][i];
        }
        return 1 + dt * trace;
    }

    private static double[] solveSystem(double[][] matrix, double[] g, double dt) {
        double[][] system = new double[g.length][g.length];
        double[] right = new double[g.length];
        for (int i = 0; i < g.length; i++) {
            for (int k = 0; k < g.length; k++) {
                system[i][k] = dt * matrix[i][k] + (i == k ? 1 : 0);
            }
            right[i] = dt * g[i];
        }
        return DenseSolve.solve(system, right);
    }

    private static double[] product(double[][] a, double[] x) {
        double[] y = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < x.length; k++) {
                y[i] += a[i][k] * x[k];
            }
        }
        return y;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < c[i].length; j++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }
}
