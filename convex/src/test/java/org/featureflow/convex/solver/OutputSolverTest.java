package org.featureflow.convex.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.math3.analysis.MultivariateFunction;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.PowellOptimizer;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.certificate.OutputSolution;
import org.featureflow.convex.program.OutputProgram;
import org.featureflow.convex.program.Subspace;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.junit.jupiter.api.Test;

class OutputSolverTest {

    private static final Architecture GENERAL = Architecture.dnn(2, Activations.sigmoid());
    private static final Architecture ODD = Architecture.resNet(2, Activations.tanh(), Activations.tanh());
    private static final Architecture HOMOGENEOUS = Architecture.dnn(2, Activations.relu());
    private static final Architecture LINEAR = Architecture.dnn(2, Activations.identity());

    @Test
    void conflictingTargetsCostHalfTheirVariance() {
        // Two samples with targets 1 and 4: half the mean variance is (2.25)/2; the third is alone.
        OutputSolution solution =
                solve(Losses.squared(), column(1, 4, 7), Subspace.reachable(GENERAL, column(2, 2, 3)));
        assertThat(solution.optimum().contains(2 * 2.25 / 2 / 3)).isTrue();
        assertThat(solution.gap()).isLessThan(1e-14);
        assertThat(solution.outputs().data).containsExactly(new double[] {2.5, 2.5, 7}, within(1e-15));
        assertThat(solution.dualPoint().data).containsExactly(new double[] {0.5, -0.5, 0}, within(1e-15));
    }

    @Test
    void conflictingLabelsCostTheEntropyOfTheirProportions() {
        DMatrixRMaj inputs = column(1, 1, 1, 1);
        double quarter = 0.25 * Math.log(4) + 0.75 * Math.log(4.0 / 3);
        OutputSolution logistic = solve(Losses.logistic(), column(1, -1, 1, 1), Subspace.reachable(GENERAL, inputs));
        assertThat(logistic.optimum().lower()).isCloseTo(quarter, within(1e-14));
        assertThat(logistic.gap()).isLessThan(1e-14);
        assertThat(logistic.isProved()).isTrue();
        DMatrixRMaj classes = new DMatrixRMaj(new double[][] {{1, 0, 0}, {0, 1, 0}, {1, 0, 0}, {1, 0, 0}});
        OutputSolution softmax = solve(Losses.softmax(), classes, Subspace.reachable(GENERAL, inputs));
        assertThat(softmax.optimum().lower()).isCloseTo(quarter, within(1e-14)); // class 3 is absent
        assertThat(softmax.gap()).isLessThan(1e-14);
        assertThat(softmax.isProved()).isTrue();
    }

    @Test
    void antipodalInputsByHand() {
        // Odd: f(-x) = -f(x), so f_1 = z, f_2 = -z, f_3 = 0. (z - 1)^2/2 + (-z - 3)^2/2 is least at z = -1: 4; plus
        // 25/2.
        OutputSolution squared = solve(Losses.squared(), column(1, 3, 5), Subspace.reachable(ODD, column(2, -2, 0)));
        assertThat(squared.optimum().contains((4 + 12.5) / 3)).isTrue();
        assertThat(squared.outputs().data).containsExactly(new double[] {-1, 1, 0}, within(1e-15));
        // Logistic with equal labels: both cost ln 2 at z = 0; the zero input costs ln 2 anyway.
        OutputSolution equal = solve(Losses.logistic(), column(1, 1, 1), Subspace.reachable(ODD, column(2, -2, 0)));
        assertThat(equal.optimum().lower()).isCloseTo(Math.log(2), within(1e-15));
        // Opposite labels are no conflict: the infimum is ln 2/3, from the zero input alone.
        OutputSolution free = solve(Losses.logistic(), column(1, -1, 1), Subspace.reachable(ODD, column(2, -2, 0)));
        assertThat(free.optimum().lower()).isCloseTo(Math.log(2) / 3, within(1e-15));
        assertThat(free.gap()).isLessThan(1e-15);
    }

    @Test
    void raysByHand() {
        // f = (z, 2 z, -): (z - 1)^2/2 + (2 z - 5)^2/2 is least at z = 11/5: (1.44 + .36)/2.
        OutputSolution solution =
                solve(Losses.squared(), column(1, 5, 9), Subspace.reachable(HOMOGENEOUS, column(1, 2, -1)));
        assertThat(solution.optimum().lower()).isCloseTo(0.3, within(1e-14));
        assertThat(solution.optimum().upper()).isCloseTo(0.3, within(1e-14));
    }

    @Test
    void unrestrictedInfimaAreZeroUpToRounding() {
        for (Loss loss : List.of(Losses.squared(), Losses.logistic(), Losses.huber(1), Losses.softmax())) {
            DMatrixRMaj targets = targets(new Random(1), loss, 6, 3);
            OutputSolution solution = solve(loss, targets, Subspace.all(6));
            assertThat(solution.optimum().lower()).as(loss.name()).isZero();
            assertThat(solution.optimum().upper()).as(loss.name()).isLessThan(1e-18);
            assertThat(solution.isProved()).isTrue();
        }
    }

    /** Huber's saturated residuals sit on the boundary of the conjugate's domain. One group, by ternary search. */
    @Property(tries = 40, seed = "91")
    void huberMatchesASearch(
            @ForAll @IntRange(min = 1, max = 7) int n, @ForAll @LongRange(min = 0, max = 1 << 20) long seed) {
        Loss loss = Losses.huber(0.5);
        Random random = new Random(seed);
        DMatrixRMaj y = targets(random, loss, n, 1);
        DMatrixRMaj ones = new DMatrixRMaj(n, 1);
        ones.fill(1);
        OutputSolution solution = solve(loss, y, Subspace.range(ones));
        Objective objective = new Objective(loss, y);
        double low = -10;
        double high = 10;
        for (int i = 0; i < 100; i++) {
            double left = low + (high - low) / 3;
            double right = high - (high - low) / 3;
            if (value(objective, left) <= value(objective, right)) {
                high = right;
            } else {
                low = left;
            }
        }
        assertThat(solution.optimum().lower()).isCloseTo(value(objective, low), within(1e-12));
        assertThat(solution.gap()).isLessThan(1e-11);
    }

    /** Oracle: ordinary least squares by QR (commons-math3). */
    @Property(tries = 20, seed = "92")
    void linearArchitecturesReachLeastSquares(@ForAll @LongRange(min = 0, max = 1 << 20) long seed) {
        Random random = new Random(seed);
        int n = 12;
        double[][] x = new double[n][3];
        for (double[] row : x) {
            row[0] = random.nextGaussian();
            row[1] = random.nextGaussian();
            row[2] = row[0] * 2; // dependent
        }
        double[][] independent = new double[n][2];
        for (int i = 0; i < n; i++) {
            independent[i] = new double[] {x[i][0], x[i][1]};
        }
        DMatrixRMaj y = targets(random, Losses.squared(), n, 1);
        OLSMultipleLinearRegression regression = new OLSMultipleLinearRegression();
        regression.setNoIntercept(true);
        regression.newSampleData(y.data.clone(), independent);
        double expected = regression.calculateResidualSumOfSquares() / 2 / n;
        OutputSolution solution = solve(Losses.squared(), y, Subspace.reachable(LINEAR, new DMatrixRMaj(x)));
        assertThat(solution.isProved()).isTrue();
        assertThat(solution.optimum().lower()).isCloseTo(expected, within(1e-13));
        assertThat(solution.optimum().upper()).isCloseTo(expected, within(1e-13));
    }

    @Provide
    Arbitrary<Loss> losses() {
        return Arbitraries.of(Losses.squared(), Losses.logistic(), Losses.huber(1), Losses.softmax());
    }

    /** Oracle: Powell's method (commons-math3) cannot get below the proved lower end, and gets near the upper end from above. */
    @Property(tries = 25, seed = "93")
    void generalRangesMatchADerivativeFreeOptimiser(
            @ForAll("losses") Loss loss, @ForAll @LongRange(min = 0, max = 1 << 20) long seed) {
        Random random = new Random(seed);
        DMatrixRMaj basis = gaussian(random, 9, 2);
        DMatrixRMaj y = targets(random, loss, 9, 2);
        Subspace subspace = Subspace.range(basis);
        OutputSolution solution = solve(loss, y, subspace);
        Objective objective = solution.program().objective();
        MultivariateFunction function = z -> objective.value(subspace.outputs(DMatrixRMaj.wrap(2, 2, z)));
        double powell = new PowellOptimizer(1e-12, 1e-12)
                .optimize(
                        new MaxEval(20_000),
                        new ObjectiveFunction(function),
                        GoalType.MINIMIZE,
                        new InitialGuess(new double[4]))
                .getValue();
        assertThat(powell).isGreaterThanOrEqualTo(solution.optimum().lower() - 1e-15);
        assertThat(solution.optimum().upper()).isLessThanOrEqualTo(powell + 1e-9);
        assertThat(solution.gap()).as("%s", solution).isLessThan(1e-11);
        assertThat(solution.isProved()).isTrue();
    }

    /** Groups, rays and separable parts at random: everything is proved to 1e-11, and no lower end exceeds a random value. */
    @Property(tries = 50, seed = "94")
    void closesTheGapOnReachableSubspaces(
            @ForAll("losses") Loss loss,
            @ForAll @IntRange(min = 0, max = 3) int architecture,
            @ForAll @IntRange(min = 2, max = 3) int outputs,
            @ForAll @LongRange(min = 0, max = 1 << 20) long seed) {
        Random random = new Random(seed);
        DMatrixRMaj inputs = new DMatrixRMaj(15, 2);
        for (int i = 0; i < inputs.data.length; i++) {
            inputs.data[i] = random.nextInt(5) - 2;
        }
        Architecture chosen = new Architecture[] {GENERAL, ODD, HOMOGENEOUS, LINEAR}[architecture];
        Subspace subspace = Subspace.reachable(chosen, inputs);
        OutputSolution solution = solve(loss, targets(random, loss, 15, outputs), subspace);
        assertThat(solution.gap()).as("%s", solution).isLessThan(1e-11);
        assertThat(solution.isProved()).as("%s", solution).isTrue();
        for (int i = 0; i < 5; i++) {
            DMatrixRMaj f = subspace.outputs(gaussian(random, subspace.dimension(), outputs));
            assertThat(solution.program().objective().value(f))
                    .isGreaterThanOrEqualTo(solution.optimum().lower());
        }
    }

    /** Class 1 is separable from the others, which are in conflict: the infimum is the others' entropy, not attained. */
    @Test
    void partlySeparableClassesAreBoundedTightly() {
        DMatrixRMaj y = new DMatrixRMaj(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 1, 0}, {1, 0, 0}});
        DMatrixRMaj basis = new DMatrixRMaj(new double[][] {{1, 1}, {-1, 1}, {-1, 1}, {-1, 1}, {2, 1}});
        OutputSolution solution = solve(Losses.softmax(), y, Subspace.range(basis));
        double entropy = Math.log(3) / 3 + 2 * Math.log(1.5) / 3;
        assertThat(solution.optimum().lower()).isCloseTo(3 * entropy / 5, within(1e-12));
        assertThat(solution.gap()).isLessThan(1e-12);
        assertThat(solution.isProved()).isTrue();
    }

    /** The outputs' first column is separable, the second is not: their dual entries are given up one by one. */
    @Test
    void partlySeparableLabelsAreBoundedTightly() {
        DMatrixRMaj y = new DMatrixRMaj(new double[][] {{1, 1}, {1, -1}, {-1, 1}, {-1, -1}});
        DMatrixRMaj basis = column(1, 2, -1, -3);
        OutputSolution solution = solve(Losses.logistic(), y, Subspace.range(basis));
        OutputSolution second = solve(Losses.logistic(), column(1, -1, 1, -1), Subspace.range(basis));
        assertThat(solution.optimum().lower()).isCloseTo(second.optimum().lower(), within(1e-12));
        assertThat(solution.gap()).isLessThan(1e-12);
    }

    @Test
    void generatorsNextToDependentOnesLeaveABound() {
        DMatrixRMaj basis =
                new DMatrixRMaj(new double[][] {{1, 1}, {1, Math.nextUp(1.0)}, {1, 1}, {1, Math.nextDown(1.0)}});
        OutputSolution solution = solve(Losses.squared(), column(1, 2, 3, 5), Subspace.range(basis));
        assertThat(solution.isProved()).isFalse();
        assertThat(solution.shortfall()).contains("no dual point", "2 generators");
        assertThat(solution.optimum().lower()).isZero();
        assertThat(solution.optimum().upper()).isLessThan(1.1); // 35/4/8, of the first column alone
    }

    @Test
    void zeroOutputsOnlyHaveOneValue() {
        OutputSolution solution = solve(Losses.squared(), column(1, 3), Subspace.range(new DMatrixRMaj(2, 1)));
        assertThat(solution.optimum().contains(2.5)).isTrue();
        assertThat(solution.gap()).isLessThan(1e-14);
    }

    private static OutputSolution solve(Loss loss, DMatrixRMaj targets, Subspace subspace) {
        return OutputSolver.solve(new OutputProgram(new Objective(loss, targets), subspace));
    }

    private static double value(Objective objective, double f) {
        DMatrixRMaj outputs = new DMatrixRMaj(objective.samples(), 1);
        outputs.fill(f);
        return objective.value(outputs);
    }

    private static DMatrixRMaj targets(Random random, Loss loss, int n, int c) {
        DMatrixRMaj y = new DMatrixRMaj(n, c);
        for (int i = 0; i < n; i++) {
            if (loss.isShiftInvariant()) {
                y.set(i, random.nextInt(c), 1);
                continue;
            }
            for (int k = 0; k < c; k++) {
                y.set(i, k, loss == Losses.logistic() ? (random.nextBoolean() ? 1 : -1) : 2 * random.nextGaussian());
            }
        }
        return y;
    }

    private static DMatrixRMaj column(double... entries) {
        return DMatrixRMaj.wrap(entries.length, 1, entries);
    }

    private static DMatrixRMaj gaussian(Random random, int rows, int cols) {
        DMatrixRMaj a = new DMatrixRMaj(rows, cols);
        for (int i = 0; i < a.data.length; i++) {
            a.data[i] = random.nextGaussian();
        }
        return a;
    }
}
