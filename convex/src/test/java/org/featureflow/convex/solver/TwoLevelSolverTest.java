package org.featureflow.convex.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.certificate.TwoLevelBound;
import org.featureflow.convex.certificate.TwoLevelBound.Scope;
import org.featureflow.convex.program.TwoLevelInstances;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.convex.solver.TwoLevelSettings.Progress;
import org.featureflow.convex.solver.TwoLevelSolution.Status;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Losses;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TwoLevelSolverTest {

    private static final TwoLevelSettings DEFAULTS = TwoLevelSettings.withDefaults();

    @Test
    void enclosesTheOptimumOfTheRepopulationInstance() {
        TwoLevelSolution solution = TwoLevelSolver.solve(TwoLevelInstances.repopulation(1e-3), DEFAULTS);
        assertThat(solution.status()).isEqualTo(Status.OPTIMAL);
        assertThat(solution.gap()).isLessThanOrEqualTo(1e-8);
        // Theory section 6: feasible value 0.022319935133, floating-point dual 0.022319935132.
        assertThat(solution.lower()).isLessThanOrEqualTo(0.022319935133);
        assertThat(solution.upper()).isBetween(0.022319935132, 0.0223199351331);
        assertThat(solution.bound().scope()).isEqualTo(Scope.ALL_FEATURES);
        // Its atoms: masses .4255999 and twice .2872001.
        assertThat(solution.measure().atoms()).isEqualTo(3);
        double[] masses = solution.measure().masses().data.clone();
        Arrays.sort(masses);
        assertThat(masses[0]).isCloseTo(0.2872001, within(1e-7));
        assertThat(masses[2]).isCloseTo(0.4255999, within(1e-7));
    }

    @Provide
    Arbitrary<Activation> activations() {
        return Arbitraries.of(Activations.tanh(), Activations.sigmoid(), Activations.erf(), Activations.sine());
    }

    @Provide
    Arbitrary<Loss> losses() {
        return Arbitraries.of(Losses.squared(), Losses.logistic(), Losses.huber(0.3), Losses.softmax());
    }

    @Property(tries = 8, seed = "21")
    void everyLossAndActivationIsSolvedToAProof(
            @ForAll @LongRange(min = 1, max = 1000) long seed,
            @ForAll("activations") Activation activation,
            @ForAll("losses") Loss loss) {
        TwoLevelProgram program = TwoLevelInstances.random(seed, 8, 2, loss, activation, 1e-2);
        TwoLevelSolution solution = TwoLevelSolver.solve(program, DEFAULTS);
        assertThat(solution.status()).isEqualTo(Status.OPTIMAL);
        assertThat(solution.gap()).isBetween(0.0, 1e-8);
        // Weak duality re-checked: the returned dual point gives the returned bound on any budget.
        TwoLevelBound again = TwoLevelBound.overAllFeatures(
                program, solution.scaledDual(), solution.measure().inputWeights(), 1e-6, 1_000_000, () -> false);
        assertThat(again.value()).isLessThanOrEqualTo(solution.upper());
    }

    @Test
    void aThreeDimensionalLogisticInstanceIsProved() {
        TwoLevelProgram program = TwoLevelInstances.random(3, 12, 3, Losses.logistic(), Activations.tanh(), 1e-2);
        TwoLevelSolution solution = TwoLevelSolver.solve(program, DEFAULTS);
        assertThat(solution.status()).isEqualTo(Status.OPTIMAL);
        assertThat(solution.gap()).isLessThanOrEqualTo(1e-8);
        assertThat(solution.boxes()).isPositive();
    }

    @Test
    @Tag("study")
    void weakPenaltiesInThreeDimensionsAreProved() {
        for (Loss loss : List.of(Losses.squared(), Losses.logistic(), Losses.softmax())) {
            TwoLevelProgram program = TwoLevelInstances.random(3, 12, 3, loss, Activations.tanh(), 1e-3);
            assertThat(TwoLevelSolver.solve(program, DEFAULTS).status()).isEqualTo(Status.OPTIMAL);
        }
    }

    @Test
    void aboveThreeDimensionsTheBoundIsOverTheDictionary() {
        TwoLevelProgram program = TwoLevelInstances.random(5, 10, 4, Losses.squared(), Activations.sine(), 1e-2);
        TwoLevelSolution solution = TwoLevelSolver.solve(program, DEFAULTS);
        assertThat(solution.status()).isEqualTo(Status.REDUCED);
        assertThat(solution.bound().scope()).isEqualTo(Scope.DICTIONARY);
        assertThat(solution.gap()).isBetween(0.0, 1e-8);
    }

    @Test
    void permutingSamplesChangesNothing() {
        TwoLevelProgram program = TwoLevelInstances.random(8, 9, 2, Losses.logistic(), Activations.erf(), 5e-3);
        DMatrixRMaj x = new DMatrixRMaj(9, 2);
        DMatrixRMaj y = new DMatrixRMaj(9, 1);
        for (int n = 0; n < 9; n++) {
            int source = (4 * n + 3) % 9;
            x.set(n, 0, program.inputs().get(source, 0));
            x.set(n, 1, program.inputs().get(source, 1));
            y.set(n, 0, program.objective().target(source)[0]);
        }
        TwoLevelProgram permuted = new TwoLevelProgram(x, y, Losses.logistic(), Activations.erf(), 5e-3, 5e-3);
        double one = TwoLevelSolver.solve(program, DEFAULTS).upper();
        double other = TwoLevelSolver.solve(permuted, DEFAULTS).upper();
        assertThat(other).isCloseTo(one, within(1e-11));
    }

    /**
     * For tanh |S(w)| &lt;= |w| sum |g_n| |x_n|, so that at g = phi'(0)/N every price is at least 0, the price of w = 0, if
     * (sum |g_n| |x_n|)^2 &lt;= 4 lambda_1 lambda_2: then the zero network is optimal with objective L(0). With one sample and one
     * input the condition is necessary too.
     */
    @Test
    void strongPenaltiesMakeTheZeroNetworkOptimal() {
        DMatrixRMaj x = new DMatrixRMaj(new double[][] {{2}});
        DMatrixRMaj y = new DMatrixRMaj(new double[][] {{-1.5}});
        double threshold = 2 * 1.5 / 2;
        TwoLevelProgram above =
                new TwoLevelProgram(x, y, Losses.squared(), Activations.tanh(), 1.001 * threshold, 1.001 * threshold);
        TwoLevelProgram below =
                new TwoLevelProgram(x, y, Losses.squared(), Activations.tanh(), 0.9 * threshold, 0.9 * threshold);
        assertThat(TwoLevelSolver.solve(above, DEFAULTS).upper()).isCloseTo(1.125, within(1e-14));
        assertThat(TwoLevelSolver.solve(above, DEFAULTS).lower()).isCloseTo(1.125, within(1e-8));
        assertThat(TwoLevelSolver.solve(below, DEFAULTS).upper()).isLessThan(1.125 - 1e-3);
    }

    /** One sample: eliminating u from one atom leaves min_w y^2 lambda_2/(tanh^2(w x) + 2 lambda_2) + lambda_1 w^2, by a fine scan. */
    @Test
    void oneSampleNeedsOneAtom() {
        double penalty = 0.05;
        TwoLevelProgram program = new TwoLevelProgram(
                new DMatrixRMaj(new double[][] {{1}}),
                new DMatrixRMaj(new double[][] {{2}}),
                Losses.squared(),
                Activations.tanh(),
                penalty,
                penalty);
        double scan = Double.POSITIVE_INFINITY;
        // In steps of 1e-4 the least value is found to a curvature times 1e-9.
        for (int i = 0; i <= 40_000; i++) {
            double w = i * 1e-4;
            double h = Math.tanh(w);
            scan = Math.min(scan, 4 * penalty / (h * h + 2 * penalty) + penalty * w * w);
        }
        TwoLevelSolution solution = TwoLevelSolver.solve(program, DEFAULTS);
        assertThat(solution.upper()).isBetween(scan - 1e-8, scan + 1e-14);
        assertThat(solution.measure().atoms()).isEqualTo(1);
    }

    @Test
    void equalArgumentsGiveEqualBits() {
        TwoLevelProgram program = TwoLevelInstances.random(4, 8, 2, Losses.huber(0.5), Activations.tanh(), 1e-2);
        TwoLevelSolution one = TwoLevelSolver.solve(program, DEFAULTS);
        TwoLevelSolution two = TwoLevelSolver.solve(program, DEFAULTS);
        assertThat(two.upper()).isEqualTo(one.upper());
        assertThat(two.lower()).isEqualTo(one.lower());
        assertThat(two.scaledDual().data).isEqualTo(one.scaledDual().data);
        assertThat(two.boxes()).isEqualTo(one.boxes());
    }

    @Test
    void progressIsToldAndCancellationHeeded() {
        TwoLevelProgram program = TwoLevelInstances.repopulation(1e-3);
        List<Progress> told = new ArrayList<>();
        TwoLevelSolver.solve(program, DEFAULTS.withProgress(told::add));
        assertThat(told).isNotEmpty();
        assertThat(told.get(0).round()).isEqualTo(1);
        assertThat(told.get(told.size() - 1).upper() - told.get(told.size() - 1).lower())
                .isLessThan(1e-8);

        TwoLevelSolution cancelled = TwoLevelSolver.solve(program, DEFAULTS.withCancellation(() -> true));
        assertThat(cancelled.status()).isEqualTo(Status.BUDGET);
        assertThat(cancelled.rounds()).isZero();
        assertThat(cancelled.lower()).isLessThan(0.022319935133);
        // The zero network: L(0) is the mean of y^2/2.
        assertThat(cancelled.upper()).isGreaterThan(0.0223199351);
    }

    @Test
    void aSpentBudgetIsNeverCalledOptimal() {
        TwoLevelProgram program = TwoLevelInstances.repopulation(1e-3);
        TwoLevelSolution few = TwoLevelSolver.solve(program, DEFAULTS.withMaxBoxes(10));
        assertThat(few.status()).isEqualTo(Status.BUDGET);
        assertThat(few.lower()).isLessThan(few.upper());
        TwoLevelSolution rough = TwoLevelSolver.solve(
                program, DEFAULTS.withMaxRounds(1).withStarts(1).withSeed(3).withTolerance(1e-15));
        assertThat(rough.status()).isNotEqualTo(Status.OPTIMAL);
        assertThat(rough.lower()).isLessThanOrEqualTo(0.022319935133);
    }

    @Test
    void wrongSettingsAreNamed() {
        assertThatThrownBy(() -> DEFAULTS.withTolerance(0)).hasMessageContaining("tolerance is 0.0");
        assertThatThrownBy(() -> DEFAULTS.withStarts(0)).hasMessageContaining("starts 0");
    }
}
