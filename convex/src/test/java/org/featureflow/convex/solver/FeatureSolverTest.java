package org.featureflow.convex.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.featureflow.convex.program.FeatureInstance;
import org.featureflow.convex.program.FeaturePoint;
import org.featureflow.convex.program.FeatureProgram;
import org.featureflow.convex.solver.FeatureSolution.Status;
import org.featureflow.core.model.Architecture.Model;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.model.Regularization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureSolverTest {

    /** What every optimal solution must show, by the program's own definitions. */
    private static void assertOptimal(FeatureProgram program, FeatureSolution solution, double tolerance) {
        assertThat(solution.status()).as("%s", solution).isEqualTo(Status.OPTIMAL);
        assertThat(solution.relativeGap()).isLessThanOrEqualTo(tolerance).isGreaterThan(-1e-12);
        assertThat(program.value(solution.point())).isEqualTo(solution.primal());
        assertThat(program.dualBound(solution.dualPoint())).isEqualTo(solution.dual());
        assertThat(program.violation(solution.point())).isLessThan(1e-9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"feature-resnet-L2", "feature-resnet-L3", "feature-dnn-L2"})
    void agreesWithAnIndependentSolver(String name) {
        ReferenceProblem reference = ReferenceProblem.named(name);
        FeatureSolution solution = FeatureSolver.solve(reference.program);
        assertOptimal(reference.program, solution, 1e-8);
        // The reference itself is good to some 5e-9: its primal and dual values differ by that.
        assertThat(solution.primal()).isCloseTo(reference.optimum, within(1e-8 * reference.optimum));
    }

    @Property(tries = 60, seed = "5210")
    void primalAndDualMeet(
            @ForAll Model model,
            @ForAll @IntRange(max = 3) int loss,
            @ForAll @IntRange(min = 1, max = 4) int depth,
            @ForAll @IntRange(min = 1, max = 7) int samples,
            @ForAll @IntRange(min = 1, max = 12) int atoms,
            @ForAll @IntRange(min = -9, max = 3) int exponent,
            @ForAll @LongRange(min = 0, max = 100_000) long seed) {
        double lambda = Math.pow(10, exponent);
        Loss phi = FeatureInstance.losses().get(loss);
        FeatureProgram program = FeatureInstance.random(model, phi, samples, atoms, depth, lambda, seed)
                .program();
        FeatureSolution solution = FeatureSolver.solve(program);
        if (solution.status() == Status.REDUCED) {
            // Features of deep and narrow networks can be nearly dependent; then rounding limits what can be proved.
            assertThat(solution.relativeGap()).isLessThan(1e-4);
        } else {
            assertOptimal(program, solution, 1e-8);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-9, 1e-6, 1e-3, 1, 1e3})
    void solvesEveryLossOverTwelveDecades(double lambda) {
        for (Model model : Model.values()) {
            for (Loss loss : FeatureInstance.losses()) {
                FeatureProgram program =
                        FeatureInstance.random(model, loss, 6, 16, 3, lambda, 1).program();
                assertOptimal(program, FeatureSolver.solve(program), 1e-8);
            }
        }
    }

    @Test
    void solvesFactorsOfVeryDifferentSizes() {
        FeatureInstance instance = FeatureInstance.random(Model.RESNET, Losses.squared(), 6, 16, 3, 1, 1);
        for (Regularization lambda : List.of(
                new Regularization(1e-6, List.of(1e2, 1e-8), 1e-4),
                new Regularization(1e2, List.of(1e-9, 1e3), 1e-9),
                new Regularization(0, List.of(1e-9, 1e-9), 1e3))) {
            FeatureProgram program = instance.withLambda(lambda).program();
            assertOptimal(program, FeatureSolver.solve(program), 1e-8);
        }
    }

    /** Two atoms, two samples: W_j = p_j A^{-1} alpha_j is forced, and for given p the output is a ridge regression. */
    @Property(tries = 20, seed = "5211")
    void agreesWithLineSearchOverTheMassOfTwoAtoms(@ForAll @LongRange(min = 0, max = 100_000) long seed) {
        FeatureInstance instance = FeatureInstance.random(Model.RESNET, Losses.squared(), 2, 2, 2, 0.01, seed);
        FeatureProgram program = instance.program();
        double best = new BrentOptimizer(1e-10, 1e-12)
                .optimize(
                        new MaxEval(1000),
                        GoalType.MINIMIZE,
                        new SearchInterval(1e-9, 1 - 1e-9),
                        new UnivariateObjectiveFunction(p -> program.value(forced(instance, p))))
                .getValue();
        FeatureSolution solution = FeatureSolver.solve(program);
        // Dual below, Brent's point above, and not far: Brent stays off the ends of the interval.
        assertThat(solution.dual()).isLessThanOrEqualTo(best * (1 + 1e-12));
        assertThat(solution.primal()).isCloseTo(best, within(1e-6 * best));
    }

    private static FeaturePoint forced(FeatureInstance instance, double mass) {
        double[] p = {mass, 1 - mass};
        DMatrixRMaj inverse = new DMatrixRMaj(2, 2);
        CommonOps_DDRM.invert(instance.activated.get(0), inverse);
        DMatrixRMaj w = new DMatrixRMaj(2, 2);
        CommonOps_DDRM.mult(inverse, instance.reproduced.get(0), w);
        DMatrixRMaj a = instance.activated.get(1);
        // Ridge: C = (A^T A/N + 2 lambda diag(1/p))^{-1} A^T y/N for L = |f - y|^2/(2N).
        DMatrixRMaj normal = new DMatrixRMaj(2, 2);
        CommonOps_DDRM.multTransA(0.5, a, a, normal);
        DMatrixRMaj right = new DMatrixRMaj(2, 1);
        CommonOps_DDRM.multTransA(0.5, a, instance.targets, right);
        for (int k = 0; k < 2; k++) {
            normal.add(k, k, 2 * instance.lambda.output() / p[k]);
            w.set(0, k, w.get(0, k) * p[k]);
            w.set(1, k, w.get(1, k) * p[k]);
        }
        DMatrixRMaj c = new DMatrixRMaj(2, 1);
        CommonOps_DDRM.solve(normal, right, c);
        return new FeaturePoint(List.of(p), List.of(w), c);
    }

    @Test
    void oneAtomHasNoChoiceButItsOutput() {
        FeatureProgram program = FeatureInstance.random(Model.RESNET, Losses.squared(), 1, 1, 3, 0.1, 4)
                .program();
        FeatureSolution solution = FeatureSolver.solve(program);
        assertOptimal(program, solution, 1e-8);
        assertThat(solution.point().masses(0)).containsExactly(1);
    }

    @Test
    void unattainedInfimumOfTheLossIsNoObstacle() {
        FeatureProgram program = FeatureInstance.random(Model.DNN, Losses.logistic(), 5, 12, 2, 1e-9, 3)
                .program();
        FeatureSolution solution = FeatureSolver.solve(program);
        assertOptimal(program, solution, 1e-8);
        assertThat(solution.primal()).isPositive().isLessThan(1e-5);
    }

    @Test
    void zeroTargetsAndZeroResidualsAreSolved() {
        FeatureInstance random = FeatureInstance.random(Model.RESNET, Losses.squared(), 5, 8, 2, 0.1, 3);
        FeatureProgram program = FeatureProgram.resNet(
                new Objective(Losses.squared(), new DMatrixRMaj(5, 1)),
                random.activated,
                List.of(new DMatrixRMaj(5, 8)),
                random.inputCost,
                random.lambda);
        FeatureSolution solution = FeatureSolver.solve(program);
        assertOptimal(program, solution, 1e-8);
        double cheapest = Arrays.stream(random.inputCost).min().orElseThrow();
        assertThat(solution.primal()).isCloseTo(0.1 * cheapest, within(1e-8));
    }

    /** Features that are smooth functions of one number: singular values fall to rounding level. */
    @Test
    void nearlyDependentFeaturesAreNotCalledOptimalWithoutProof() {
        int samples = 10;
        int atoms = 20;
        FeatureInstance random = FeatureInstance.random(Model.RESNET, Losses.squared(), samples, atoms, 2, 1e-3, 3);
        DMatrixRMaj first = new DMatrixRMaj(samples, atoms);
        for (int n = 0; n < samples; n++) {
            for (int k = 0; k < atoms; k++) {
                first.set(n, k, Math.tanh(0.3 * random.activated.get(1).get(0, k) * (n - 4.5) / 4.5));
            }
        }
        DMatrixRMaj reproduced = new DMatrixRMaj(samples, atoms);
        DMatrixRMaj mixing = new DMatrixRMaj(atoms, atoms);
        for (int i = 0; i < mixing.getNumElements(); i++) {
            mixing.data[i] = Math.sin(i * i);
        }
        CommonOps_DDRM.mult(first, mixing, reproduced);
        FeatureProgram program = FeatureProgram.resNet(
                new Objective(Losses.squared(), random.targets),
                List.of(first, random.activated.get(1)),
                List.of(reproduced),
                random.inputCost,
                random.lambda);
        FeatureSolution solution = FeatureSolver.solve(program);
        assertThat(solution.status()).isIn(Status.OPTIMAL, Status.REDUCED);
        assertThat(solution.status() == Status.OPTIMAL).isEqualTo(solution.relativeGap() <= 1e-8);
        assertThat(solution.relativeGap()).isLessThan(1e-4);
        assertThat(program.violation(solution.point())).isLessThan(1e-9);
    }

    /** Six pairs of equal atoms; one of each of two pairs is asked for a feature outside the span. */
    @Test
    void atomsOutsideTheSpanLoseTheirMass() {
        FeatureInstance instance = FeatureInstance.random(Model.RESNET, Losses.squared(), 10, 6, 3, 1e-3, 1)
                .withAtoms(0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5);
        DMatrixRMaj bent = instance.reproduced.get(1).copy();
        for (int n = 0; n < 10; n++) {
            bent.add(n, 2, Math.cos(3 * n));
            bent.add(n, 9, 1e-6 * Math.cos(3 * n));
        }
        FeatureProgram program = FeatureProgram.resNet(
                new Objective(instance.loss, instance.targets),
                instance.activated,
                List.of(instance.reproduced.get(0), bent),
                instance.inputCost,
                instance.lambda);
        FeatureSolution solution = FeatureSolver.solve(program);
        assertOptimal(program, solution, 1e-8);
        assertThat(solution.exclusions())
                .extracting(Exclusion::layer, Exclusion::atom)
                .containsExactly(tuple(3, 3), tuple(3, 10));
        assertThat(solution.point().masses(0)[2]).isZero();
        assertThat(solution.point().masses(0)[9]).isZero();
        FeatureSolution without = FeatureSolver.solve(
                instance.withAtoms(0, 1, 3, 4, 5, 6, 7, 8, 10, 11).program());
        assertThat(solution.primal()).isCloseTo(without.primal(), within(1e-8 * without.primal()));
    }

    /** Independent features: without one atom, no other atom's feature is in the span any more. */
    @Test
    void infeasibleProgramsNameAtomsAndLayers() {
        for (Model model : Model.values()) {
            FeatureInstance instance = FeatureInstance.random(model, Losses.squared(), 10, 6, 3, 1e-3, 1);
            DMatrixRMaj bent = instance.reproduced.get(0).copy();
            for (int i = 0; i < bent.getNumElements(); i++) {
                bent.data[i] += Math.cos(3 * i);
            }
            FeatureProgram program = model == Model.RESNET
                    ? FeatureProgram.resNet(
                            new Objective(instance.loss, instance.targets),
                            instance.activated,
                            List.of(bent, instance.reproduced.get(1)),
                            instance.inputCost,
                            instance.lambda)
                    : FeatureProgram.dnn(
                            new Objective(instance.loss, instance.targets),
                            instance.activated,
                            List.of(bent, instance.reproduced.get(1)),
                            instance.inputCost,
                            instance.lambda);
            FeatureSolution solution = FeatureSolver.solve(program);
            assertThat(solution.status()).isEqualTo(Status.INFEASIBLE);
            assertThat(solution.status().label()).isEqualTo("infeasible");
            assertThat(solution.primal()).isEqualTo(Double.POSITIVE_INFINITY);
            assertThat(solution.exclusions().get(0).layer()).isEqualTo(2);
            assertThat(solution.exclusions().get(0).atom()).isEqualTo(1);
            assertThatThrownBy(solution::point).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(solution::dualPoint).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void budgetAndCancellationEndASolveWithAValidPoint() {
        FeatureProgram program = FeatureInstance.random(Model.RESNET, Losses.squared(), 6, 16, 3, 0.01, 1)
                .program();
        FeatureSettings settings = FeatureSettings.defaults();
        for (FeatureSettings limited : List.of(
                settings.withIterations(3),
                settings.withTimeLimit(Duration.ZERO),
                settings.withCancellation(() -> true))) {
            FeatureSolution solution = FeatureSolver.solve(program, limited);
            assertThat(solution.status()).isEqualTo(Status.BUDGET);
            assertThat(solution.gap()).isPositive();
            assertThat(program.violation(solution.point())).isLessThan(1e-9);
            assertThat(program.dualBound(solution.dualPoint())).isEqualTo(solution.dual());
        }
    }

    @Test
    void everyIterateBracketsTheOptimum() {
        FeatureProgram program = FeatureInstance.random(Model.RESNET, Losses.logistic(), 6, 16, 3, 0.01, 1)
                .program();
        List<FeatureProgress> heard = new ArrayList<>();
        FeatureSolution solution =
                FeatureSolver.solve(program, FeatureSettings.defaults().withListener(heard::add));
        assertThat(heard).hasSize(solution.iterations() + 1);
        for (FeatureProgress progress : heard) {
            assertThat(progress.primal()).isGreaterThanOrEqualTo(solution.dual());
            assertThat(progress.dual()).isLessThanOrEqualTo(solution.primal());
        }
        assertThat(solution.toString()).startsWith("optimal: primal ");
    }

    @Test
    void toleranceZeroEndsInReducedAccuracy() {
        FeatureProgram program = FeatureInstance.random(Model.RESNET, Losses.squared(), 5, 10, 2, 0.01, 1)
                .program();
        FeatureSolution solution =
                FeatureSolver.solve(program, FeatureSettings.defaults().withTolerance(0));
        assertThat(solution.relativeGap()).isLessThan(1e-12);
        assertThat(solution.status()).isEqualTo(solution.gap() <= 0 ? Status.OPTIMAL : Status.REDUCED);
    }

    @Test
    void sameProgramSameBits() {
        FeatureProgram program = FeatureInstance.random(Model.DNN, Losses.softmax(), 6, 10, 3, 0.01, 1)
                .program();
        FeatureSolution once = FeatureSolver.solve(program);
        FeatureSolution again = FeatureSolver.solve(program);
        assertThat(again.primal()).isEqualTo(once.primal());
        assertThat(again.dual()).isEqualTo(once.dual());
        assertThat(again.point().masses(0)).containsExactly(once.point().masses(0));
    }

    @Test
    void settingsRefuseWhatMakesNoSense() {
        FeatureSettings settings = FeatureSettings.defaults();
        assertThatThrownBy(() -> settings.withTolerance(Double.NaN)).hasMessageContaining("tolerance NaN");
        assertThatThrownBy(() -> settings.withIterations(0)).hasMessageContaining("iterations 0");
        assertThatThrownBy(() -> settings.withTimeLimit(Duration.ofSeconds(-1))).hasMessageContaining("time limit");
    }
}
