package org.featureflow.convex.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.EntropicProgram;
import org.featureflow.convex.program.TwoLevelInstances;
import org.featureflow.convex.program.TwoLevelMeasure;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.convex.solver.EntropicSettings.Progress;
import org.featureflow.convex.solver.EntropicSolution.Quadrature;
import org.featureflow.convex.solver.EntropicSolution.Status;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Losses;
import org.featureflow.core.numeric.RandomStreams;
import org.junit.jupiter.api.Test;

class EntropicSolverTest {

    private static final EntropicSettings DEFAULTS = EntropicSettings.withDefaults();

    private static EntropicProgram line(double entropy) {
        return new EntropicProgram(
                TwoLevelInstances.random(11, 7, 1, Losses.squared(), Activations.tanh(), 1e-2), entropy);
    }

    @Test
    void dualAndObjectiveAgreeWithAnIndependentQuadratureInOneDimension() {
        agrees(line(1e-2));
    }

    @Test
    void dualAndObjectiveAgreeWithAnIndependentQuadratureInTwoDimensions() {
        agrees(new EntropicProgram(TwoLevelInstances.repopulation(1e-2), 1e-2));
    }

    private static void agrees(EntropicProgram program) {
        EntropicSolution solution = EntropicSolver.solve(program, DEFAULTS);
        JointQuadrature independent =
                new JointQuadrature(program, solution.gibbs().dual());
        assertThat(solution.status()).isEqualTo(Status.OPTIMAL);
        assertThat(solution.dual()).isCloseTo(independent.dual(), within(1e-11));
        assertThat(solution.objective()).isCloseTo(independent.objective(), within(1e-11));
        assertThat(independent.objective() - solution.dual()).isCloseTo(0, within(1e-10));
    }

    @Provide
    Arbitrary<Loss> losses() {
        return Arbitraries.of(Losses.squared(), Losses.logistic(), Losses.huber(0.5), Losses.softmax());
    }

    @Property(tries = 10, seed = "41")
    void everyLossIsSolvedToTheTolerance(
            @ForAll @LongRange(min = 1, max = 1000) long seed, @ForAll("losses") Loss loss) {
        EntropicProgram program =
                new EntropicProgram(TwoLevelInstances.random(seed, 6, 1, loss, Activations.sigmoid(), 1e-2), 1e-2);
        EntropicSolution solution = EntropicSolver.solve(program, DEFAULTS);
        assertThat(solution.status()).isEqualTo(Status.OPTIMAL);
        assertThat(solution.gap()).isBetween(-1e-12, 1e-11);
        assertThat(solution.dualRange().contains(solution.dual())).isTrue();
    }

    /** Random duals are below the optimum, and the Gibbs law of any dual is above: by the rule's own integrals, both exactly. */
    @Property(tries = 20, seed = "42")
    void weakDuality(@ForAll @LongRange(min = 1, max = 1000) long seed) {
        EntropicProgram program = line(1e-2);
        double optimum = EntropicSolver.solve(program, DEFAULTS).dual();
        RandomGenerator random = new RandomStreams(seed).stream("duals");
        TwoLevelProgram base = program.twoLevel();
        DMatrixRMaj f = TwoLevelInstances.normal(base.samples(), 1, random);
        DMatrixRMaj g = base.objective().gradient(f);
        List<LatticeRule> rules = List.of(lattice(program));
        double dual = base.objective().value(f)
                - inner(f, g)
                - 1e-2 * new GibbsMoments(program, g, rules, false).logPartition()
                + program.constant();
        assertThat(dual).isLessThanOrEqualTo(optimum + 1e-12);
        assertThat(new GibbsLaw(program, g, rules).objective()).isGreaterThanOrEqualTo(optimum - 1e-12);
    }

    private static LatticeRule lattice(EntropicProgram program) {
        return new LatticeRule(program.inputDeviation(), new double[] {14}, 0.05, new double[1]);
    }

    private static double inner(DMatrixRMaj a, DMatrixRMaj b) {
        double sum = 0;
        for (int i = 0; i < a.getNumElements(); i++) {
            sum += a.data[i] * b.data[i];
        }
        return sum;
    }

    @Test
    void gradientAndHessianOfTheLogPartitionAreItsDifferences() {
        EntropicProgram program = new EntropicProgram(
                TwoLevelInstances.random(13, 4, 1, Losses.softmax(), Activations.tanh(), 2e-2), 2e-2);
        DMatrixRMaj g = program.twoLevel()
                .objective()
                .gradient(TwoLevelInstances.normal(4, 3, new RandomStreams(13).stream("dual")));
        List<LatticeRule> rules = List.of(lattice(program));
        GibbsMoments moments = new GibbsMoments(program, g, rules, true);
        DMatrixRMaj hessian = moments.hessian();
        double step = 1e-5;
        for (int i = 0; i < 12; i++) {
            GibbsMoments up = new GibbsMoments(program, moved(g, i, step), rules, false);
            GibbsMoments down = new GibbsMoments(program, moved(g, i, -step), rules, false);
            double slope = 2e-2 * (up.logPartition() - down.logPartition()) / (2 * step);
            assertThat(-moments.prediction().data[i]).isCloseTo(slope, within(1e-8));
            for (int k = 0; k < 12; k++) {
                double bend = -(up.prediction().data[k] - down.prediction().data[k]) / (2 * step);
                assertThat(hessian.get(i, k)).isCloseTo(bend, within(1e-6 * (1 + Math.abs(bend))));
            }
        }
    }

    private static DMatrixRMaj moved(DMatrixRMaj g, int i, double step) {
        DMatrixRMaj moved = g.copy();
        moved.data[i] += step;
        return moved;
    }

    @Test
    void aShiftedLatticeIntegratesEquallyWell() {
        EntropicProgram program = line(1e-2);
        DMatrixRMaj g = EntropicSolver.solve(program, DEFAULTS).gibbs().dual();
        LatticeRule plain = lattice(program);
        double one = new GibbsMoments(program, g, List.of(plain), false).logPartition();
        RandomGenerator random = new RandomStreams(1).stream("shift");
        double other = new GibbsMoments(program, g, List.of(plain.shifted(random)), false).logPartition();
        assertThat(other).isCloseTo(one, within(1e-12));
    }

    @Test
    void samplesHaveTheMeanPredictionOfTheLaw() {
        EntropicProgram program = line(1e-2);
        GibbsLaw law = EntropicSolver.solve(program, DEFAULTS).gibbs();
        int count = 4000;
        TwoLevelMeasure sample = law.sample(count, new RandomStreams(7).stream("sample"));
        DMatrixRMaj h = program.twoLevel().activated(sample.inputWeights());
        for (int n = 0; n < h.numRows; n++) {
            double mean = 0;
            double square = 0;
            for (int k = 0; k < count; k++) {
                double term = sample.outputWeight(k, 0) * h.get(n, k);
                mean += term / count;
                square += term * term / count;
            }
            double error = Math.sqrt((square - mean * mean) / count);
            // Seven means, each within 4 standard errors but once in 16 000 runs; the seed is fixed.
            assertThat(mean).isCloseTo(law.meanPrediction().get(n, 0), within(4 * error));
        }
        TwoLevelMeasure again = law.sample(count, new RandomStreams(7).stream("sample"));
        assertThat(again.inputWeights().data).isEqualTo(sample.inputWeights().data);
        assertThatThrownBy(() -> law.sample(0, new RandomStreams(7).stream("sample")))
                .hasMessageContaining("count is 0");
    }

    @Test
    void theDensityIntegratesToOne() {
        GibbsLaw law = EntropicSolver.solve(line(1e-2), DEFAULTS).gibbs();
        double total = 0;
        for (int i = -300; i <= 300; i++) {
            for (int k = -300; k <= 300; k++) {
                total += Math.exp(law.logDensity(new double[] {0.05 * i}, new double[] {0.05 * k})) * 0.0025;
            }
        }
        assertThat(total).isCloseTo(1, within(1e-11));
        assertThatThrownBy(() -> law.logDensity(new double[2], new double[1])).hasMessageContaining("2 entries");
    }

    @Test
    void littleEntropyTendsToTheTwoLevelOptimum() {
        double optimum = TwoLevelSolver.solve(line(1).twoLevel(), TwoLevelSettings.withDefaults())
                .upper();
        for (double entropy : new double[] {1e-2, 1e-3, 1e-4, 1e-5}) {
            EntropicSolution solution = EntropicSolver.solve(line(entropy), DEFAULTS);
            assertThat(solution.status()).isEqualTo(Status.OPTIMAL);
            // Atoms blurred at scale sqrt(lambda_3) cost O(lambda_3) and have an entropy of O(|ln lambda_3|).
            double rate = entropy * Math.abs(Math.log(entropy));
            assertThat(solution.objective() - optimum).isBetween(-2 * rate, 2 * rate);
        }
    }

    /** Inputs that are always zero only add Gaussian weights to integrate out: d = 4 in form, d = 1 in truth. */
    @Test
    void aboveThreeDimensionsTheConfidenceIntervalHoldsTheValue() {
        EntropicProgram truth = line(5e-2);
        TwoLevelProgram base = truth.twoLevel();
        DMatrixRMaj x = new DMatrixRMaj(base.samples(), 4);
        DMatrixRMaj y = new DMatrixRMaj(base.samples(), 1);
        for (int n = 0; n < base.samples(); n++) {
            x.set(n, 0, base.inputs().get(n, 0));
            y.set(n, 0, base.objective().target(n)[0]);
        }
        EntropicProgram padded =
                new EntropicProgram(new TwoLevelProgram(x, y, Losses.squared(), Activations.tanh(), 1e-2, 1e-2), 5e-2);
        EntropicSolution solution = EntropicSolver.solve(padded, DEFAULTS.withReplicates(16, 1024));
        EntropicSolution reference = EntropicSolver.solve(truth, DEFAULTS);
        double expected = reference.dual() - truth.constant() + padded.constant();
        assertThat(solution.quadrature()).isEqualTo(Quadrature.QUASI_MONTE_CARLO);
        assertThat(solution.status()).isEqualTo(Status.REDUCED);
        // The dual point is not exactly the best, so that its value may be a little lower.
        assertThat(solution.dualRange().lower()).isLessThan(expected);
        assertThat(solution.dualRange().upper()).isGreaterThan(expected - 1e-3);
        assertThat(solution.dualRange().width()).isLessThan(1e-2);
        TwoLevelMeasure sample = solution.gibbs().sample(200, new RandomStreams(2).stream("sample"));
        assertThat(sample.dimension()).isEqualTo(4);
    }

    @Test
    void tooFewNodesAreReported() {
        EntropicSolution solution = EntropicSolver.solve(
                new EntropicProgram(TwoLevelInstances.repopulation(1e-2), 1e-2), DEFAULTS.withMaxNodes(1500));
        assertThat(solution.status()).isEqualTo(Status.REDUCED);
        assertThat(solution.nodes()).isLessThanOrEqualTo(1500);
        assertThat(solution.dualRange().width()).isGreaterThan(1e-11);
    }

    @Test
    void progressIsToldAndCancellationHeeded() {
        List<Progress> told = new ArrayList<>();
        EntropicSolution solution = EntropicSolver.solve(line(1e-2), DEFAULTS.withProgress(told::add));
        assertThat(told).hasSizeGreaterThan(1);
        assertThat(told.get(told.size() - 1).dual()).isCloseTo(solution.dual(), within(1e-10));
        EntropicSolution cancelled = EntropicSolver.solve(line(1e-2), DEFAULTS.withCancellation(() -> true));
        assertThat(cancelled.status()).isEqualTo(Status.BUDGET);
        assertThat(cancelled.dual()).isLessThan(solution.dual());
    }

    @Test
    void wrongSettingsAreNamed() {
        assertThatThrownBy(() -> DEFAULTS.withTolerance(-1)).hasMessageContaining("tolerance is -1.0");
        assertThatThrownBy(() -> DEFAULTS.withReplicates(1, 5)).hasMessageContaining("replicates 1");
        assertThat(DEFAULTS.withSeed(5).seed()).isEqualTo(5);
    }
}
