package org.featureflow.flow.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.featureflow.flow.FlowInstance.ROUNDING;
import static org.featureflow.flow.FlowInstance.assertClose;
import static org.featureflow.flow.FlowInstance.flat;
import static org.featureflow.flow.FlowInstance.plus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.FactoredWeights;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.model.Objective;
import org.featureflow.flow.DenseSolve;
import org.featureflow.flow.FlowInstance;
import org.featureflow.flow.PlainLoss;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.field.FlowState;
import org.featureflow.flow.integrate.ReferenceIntegrator;

/** Steps in function space against the same tableau in the space of all weights, with W a dense matrix, in plain loops. */
class WMethodTest {

    private static final List<Tableau> TABLEAUS = List.of(
            Tableau.heun(),
            Tableau.ralston(),
            Tableau.bogackiShampine(),
            Tableau.dormandPrince(),
            Tableau.ros2(),
            Tableau.ros34pw2());

    @Provide
    Arbitrary<FlowInstance> instance() {
        return FlowInstance.any();
    }

    @Provide
    Arbitrary<Tableau> tableau() {
        return Arbitraries.of(TABLEAUS);
    }

    @Provide
    Arbitrary<Double> step() {
        return Arbitraries.of(1e-3, 0.05, 0.5);
    }

    /** Rounding errors grow with the condition number of the systems, 1 + dt |A| |H| at most, for each stage. */
    @Property(seed = "651", tries = 120, edgeCases = EdgeCasesMode.NONE)
    void stepsAreThoseOfTheTableauOnAllWeights(
            @ForAll("instance") FlowInstance instance, @ForAll("tableau") Tableau tableau, @ForAll("step") double dt) {
        PlainStep plain = PlainStep.of(instance, tableau, dt);
        Candidate candidate = new WMethod(tableau).step(instance.state(), dt).orElseThrow();
        double tolerance = ROUNDING * plain.growth();
        double[] actual = flat(candidate.state().network().weights());
        assertClose(actual, plain.end(), tolerance);
        assertThat(candidate.localError().orElseThrow().norm())
                .isCloseTo(plain.errorNorm(), within(tolerance * (1 + FlowInstance.largest(plain.end()))));
        assertThat(candidate.localError().orElseThrow().power()).isEqualTo(tableau.embeddedOrder() + 1);
    }

    /** The same step from weights kept as factors, and its end is kept so: two orders of the same sums. */
    @Property(seed = "654", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void stepsFromFactoredWeightsAreThoseFromDenseOnes(
            @ForAll("instance") FlowInstance instance, @ForAll("tableau") Tableau tableau, @ForAll("step") double dt) {
        WMethod method = new WMethod(tableau);
        Candidate dense = method.step(instance.state(), dt).orElseThrow();
        Candidate factored =
                method.step(instance.flow().at(instance.factoredNetwork()), dt).orElseThrow();
        double tolerance = ROUNDING * PlainStep.of(instance, tableau, dt).growth();
        Weights end = factored.state().network().weights();
        assertThat(end.hidden()).hasOnlyElementsOfType(FactoredWeights.class);
        assertClose(flat(end), flat(dense.state().network().weights()), tolerance);
        assertClose(measures(factored), measures(dense), tolerance);
    }

    private static double[] measures(Candidate candidate) {
        return new double[] {
            candidate.state().loss(), candidate.localError().orElseThrow().norm(), candidate.predictedDecrease()
        };
    }

    /** The model is g . df + 1/2 df . A df at df = J (x+ - x). */
    @Property(seed = "652", tries = 50, edgeCases = EdgeCasesMode.NONE)
    void thePredictedDecreaseIsThatOfTheQuadraticModelAlongTheStep(
            @ForAll("instance") FlowInstance instance, @ForAll("tableau") Tableau tableau) {
        double dt = 0.05;
        PlainStep plain = PlainStep.of(instance, tableau, dt);
        double[] weights = instance.start();
        double[] change = product(instance.plain().jacobian(instance.x(), weights), plus(plain.end(), -1, weights));
        double[] bent = product(instance.curvature(weights), change);
        double[] g = instance.gradient(weights);
        double model = 0;
        double terms = 1;
        for (int i = 0; i < g.length; i++) {
            model += change[i] * (g[i] + bent[i] / 2);
            terms += Math.abs(change[i] * g[i]) + Math.abs(change[i] * bent[i]);
        }
        assertThat(new WMethod(tableau).step(instance.state(), dt).orElseThrow().predictedDecrease())
                .isCloseTo(-model, within(ROUNDING * plain.growth() * terms));
    }

    /**
     * The estimate is dt^k (C + O(dt)) for the power k it names: from 0.02 to 0.01 the ratio is 2^k but for a few hundredths. And it is
     * the error of the embedded solution, up to that of the method itself, one order smaller: against the exact flow the quotient tends
     * to 1 like dt.
     */
    @Example
    void theEstimateIsTheErrorOfTheEmbeddedMethod() {
        for (PlainLoss loss : List.of(PlainLoss.SQUARED, PlainLoss.LOGISTIC, PlainLoss.SOFTMAX)) {
            FlowInstance instance = FlowInstance.usual(loss, loss == PlainLoss.SOFTMAX ? 3 : 1, 11);
            for (Tableau tableau : TABLEAUS) {
                // Order 5's errors at steps of 0.02 are rounding errors.
                double dt = tableau.order() == 5 ? 0.4 : 0.02;
                double coarse = quotient(instance, tableau, dt);
                double fine = quotient(instance, tableau, dt / 2);
                String what = tableau.name() + " " + loss + ": " + coarse + ", " + fine;
                assertThat(fine).as(what).isCloseTo(1, within(0.05));
                assertThat(Math.abs(fine - 1)).as(what).isLessThan(0.75 * Math.abs(coarse - 1));
                int power = tableau.embeddedOrder() + 1;
                double ratio = estimate(instance, tableau, dt) / estimate(instance, tableau, dt / 2);
                assertThat(ratio / Math.pow(2, power)).as(what).isCloseTo(1, within(0.1));
            }
        }
    }

    /** Of the estimate and the true error of the embedded solution. */
    private static double quotient(FlowInstance instance, Tableau tableau, double dt) {
        double[] exact = flat(new ReferenceIntegrator(1e-15)
                .integrate(instance.flow(), instance.network(), dt)
                .weights());
        double[] embedded = PlainStep.of(instance, tableau, dt).embeddedEnd();
        return estimate(instance, tableau, dt) / norm(instance, plus(embedded, -1, exact));
    }

    private static double estimate(FlowInstance instance, Tableau tableau, double dt) {
        return new WMethod(tableau)
                .step(instance.state(), dt)
                .orElseThrow()
                .localError()
                .orElseThrow()
                .norm();
    }

    /** Units of all layers in another order, and samples with their targets: the same step, in that order. */
    @Property(seed = "653", tries = 40, edgeCases = EdgeCasesMode.NONE)
    void permutingUnitsAndSamplesPermutesTheStep(
            @ForAll("instance") FlowInstance instance, @ForAll("tableau") Tableau tableau) {
        double dt = 0.3;
        Random random = new Random(instance.seed());
        int[] units = permutedWeights(instance, random);
        List<Integer> samples = shuffled(instance.samples(), random);
        double[][] x = samples.stream().map(n -> instance.x()[n]).toArray(double[][]::new);
        double[][] y = samples.stream().map(n -> instance.y()[n]).toArray(double[][]::new);
        FeatureFlow flow = new FeatureFlow(
                FlowInstance.PRODUCTS,
                new DMatrixRMaj(x),
                new Objective(instance.flow().objective().loss(), new DMatrixRMaj(y)));
        FlowInstance equal = new FlowInstance(
                instance.skip(),
                instance.h1(),
                instance.h2(),
                instance.loss(),
                instance.widths(),
                instance.samples(),
                instance.outputs(),
                false,
                instance.seed());
        Candidate straight =
                new WMethod(tableau).step(equal.flow().at(equal.network()), dt).orElseThrow();
        Candidate permuted = new WMethod(tableau)
                .step(flow.at(equal.network(taken(equal.start(), units))), dt)
                .orElseThrow();
        double tolerance = ROUNDING * PlainStep.of(equal, tableau, dt).growth();
        assertClose(
                flat(permuted.state().network().weights()),
                taken(flat(straight.state().network().weights()), units),
                tolerance);
        assertThat(permuted.localError().orElseThrow().norm())
                .isCloseTo(straight.localError().orElseThrow().norm(), within(10 * tolerance));
    }

    private static double[] taken(double[] a, int[] places) {
        return Arrays.stream(places).mapToDouble(place -> a[place]).toArray();
    }

    /** Where each weight comes from; a Res-Net's layers have one order. */
    private static int[] permutedWeights(FlowInstance instance, Random random) {
        int[] sizes = instance.plain().sizes();
        List<List<Integer>> orders = new ArrayList<>();
        for (int l = 0; l < sizes.length; l++) {
            boolean inner = l > 0 && l < sizes.length - 1;
            orders.add(
                    !inner
                            ? IntStream.range(0, sizes[l]).boxed().toList()
                            : instance.skip() && l > 1 ? orders.get(1) : shuffled(sizes[l], random));
        }
        List<Integer> places = new ArrayList<>();
        int offset = 0;
        for (int l = 0; l + 1 < sizes.length; l++) {
            for (int i : orders.get(l)) {
                for (int j : orders.get(l + 1)) {
                    places.add(offset + i * sizes[l + 1] + j);
                }
            }
            offset += sizes[l] * sizes[l + 1];
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    private static List<Integer> shuffled(int size, Random random) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        Collections.shuffle(order, random);
        return order;
    }

    /**
     * Near an optimum the Gauss-Newton matrix is the Jacobian. Twenty steps some tens of times the explicit methods' limit: W-methods,
     * L-stable, go down by a factor each; the explicit ones run away.
     */
    @Example
    void longStepsAreStableNearAnOptimum() {
        FlowInstance instance = FlowInstance.usual(PlainLoss.SQUARED, 1, 12);
        FlowState near = instance.state();
        for (int i = 0; i < 100 && near.loss() > 1e-6; i++) {
            near = new LinearlyImplicitEuler().step(near, 100).orElseThrow().state();
        }
        assertThat(near.loss()).isBetween(1e-12, 1e-6);
        double step = 0;
        for (int i = 0; i < instance.samples(); i++) {
            step += near.kernel().get(i, i) * near.curvature().get(i, 0);
        }
        step = 80 / step;
        for (Tableau tableau : List.of(Tableau.ros2(), Tableau.ros34pw2())) {
            assertThat(lossAfter(tableau, near, step)).as(tableau.name()).isLessThan(1e-3 * near.loss());
        }
        for (Tableau tableau : TABLEAUS.subList(0, 4)) {
            assertThat(lossAfter(tableau, near, step)).as(tableau.name()).isGreaterThan(near.loss());
        }
    }

    private static double lossAfter(Tableau tableau, FlowState start, double step) {
        Optional<FlowState> state = Optional.of(start);
        for (int i = 0; i < 20; i++) {
            state = state.flatMap(from -> new WMethod(tableau).step(from, step)).map(Candidate::state);
        }
        return state.map(FlowState::loss).orElse(Double.POSITIVE_INFINITY);
    }

    @Example
    void anOverflowGivesNoCandidate() {
        FlowInstance instance = FlowInstance.usual(PlainLoss.SQUARED, 1, 3);
        double[] weights = instance.start();
        Arrays.setAll(weights, q -> weights[q] * 1e120);
        for (Tableau tableau : TABLEAUS) {
            assertThat(new WMethod(tableau).step(instance.flow().at(instance.network(weights)), 1e200))
                    .as(tableau.name())
                    .isEmpty();
        }
    }

    @Example
    void nameAndOrderAreTheTableaus() {
        for (Tableau tableau : TABLEAUS) {
            Stepper method = new WMethod(tableau);
            assertThat(method.name()).isEqualTo(tableau.name());
            assertThat(method.order()).isEqualTo(tableau.order());
            assertThat(method.estimatesError()).isTrue();
        }
        assertThat(new ExplicitEuler().estimatesError()).isFalse();
        assertThat(new LinearlyImplicitEuler().estimatesError()).isFalse();
    }

    /** A step of a tableau on the vector of all weights, with the dense matrix W = -M^{-1} J^T A J, M the adjacent masses;
     * growth 1 + dt trace(-W); speed the largest norm of an F(x_i) or k_i. */
    record PlainStep(double[] end, double[] embeddedEnd, double errorNorm, double growth, double speed) {

        static PlainStep of(FlowInstance instance, Tableau tableau, double dt) {
            double[] x = instance.start();
            double[][] w = jacobian(instance, x);
            double gamma = tableau.gamma();
            double[][] system = new double[x.length][x.length];
            for (int i = 0; i < x.length; i++) {
                for (int j = 0; j < x.length; j++) {
                    system[i][j] = (i == j ? 1 : 0) - dt * gamma * w[i][j];
                }
            }
            List<double[]> k = new ArrayList<>();
            double speed = 0;
            for (int i = 0; i < tableau.stages(); i++) {
                double[] stage = x;
                double[] earlier = new double[x.length];
                for (int j = 0; j < i; j++) {
                    stage = plus(stage, dt * tableau.alpha(i)[j], k.get(j));
                    earlier = plus(earlier, tableau.gamma(i, j), k.get(j));
                }
                double[] velocity = instance.velocity(stage);
                double[] right = plus(velocity, dt, product(w, earlier));
                k.add(tableau.isExplicit() ? right : DenseSolve.solve(system, right));
                speed = Math.max(speed, Math.max(norm(instance, velocity), norm(instance, k.get(i))));
            }
            double[] end = x;
            double[] embeddedEnd = x;
            for (int i = 0; i < k.size(); i++) {
                double b = tableau.weights()[i];
                end = plus(end, dt * b, k.get(i));
                embeddedEnd = plus(embeddedEnd, dt * (b - tableau.errorWeights()[i]), k.get(i));
            }
            double trace = 0;
            for (int i = 0; i < x.length; i++) {
                trace -= w[i][i];
            }
            return new PlainStep(end, embeddedEnd, norm(instance, plus(end, -1, embeddedEnd)), 1 + dt * trace, speed);
        }

        private static double[][] jacobian(FlowInstance instance, double[] x) {
            double[][] j = instance.plain().jacobian(instance.x(), x);
            double[][] a = instance.curvature(x);
            double[] masses = instance.plain().adjacentMasses();
            double[][] w = new double[x.length][x.length];
            for (int i = 0; i < j.length; i++) {
                for (int l = 0; l < j.length; l++) {
                    for (int p = 0; p < x.length && a[i][l] != 0; p++) {
                        for (int q = 0; q < x.length; q++) {
                            w[p][q] -= j[i][p] * a[i][l] * j[l][q] / masses[p];
                        }
                    }
                }
            }
            return w;
        }
    }

    /** In the metric of the adjacent masses. */
    static double norm(FlowInstance instance, double[] difference) {
        double[] masses = instance.plain().adjacentMasses();
        double sum = 0;
        for (int q = 0; q < difference.length; q++) {
            sum += masses[q] * difference[q] * difference[q];
        }
        return Math.sqrt(sum);
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
}
