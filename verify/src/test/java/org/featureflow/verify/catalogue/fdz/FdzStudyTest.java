package org.featureflow.verify.catalogue.fdz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.solver.TwoLevelSettings;
import org.featureflow.convex.solver.TwoLevelSolution;
import org.featureflow.convex.solver.TwoLevelSolver;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.Interval;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.twolevel.IntegrationSettings;
import org.featureflow.flow.twolevel.TwoLevelIntegrator;
import org.featureflow.flow.twolevel.TwoLevelResult;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.LowerAtom;
import org.featureflow.verify.claim.TwoLevelMatch;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.statistics.MeanInterval;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Theory sections 5.3 and 6 over many starts; the tables go to the test report. */
@Tag("study")
class FdzStudyTest {

    /** From theory section 6; the solver's enclosure must contain it. */
    private static final double SINE_OPTIMUM = 0.02231993513;

    private static final double TOLERANCE = 1e-8;

    private final MatrixProducts products = MatrixProducts.portable(1);

    /** Makes an instance of a width and a seed of the start. */
    private interface Maker {
        FdzInstance make(int width, int seed);
    }

    private static InstanceSpec spec(int seed, int samples, int inputs, int width, String loss) {
        return new InstanceSpec(
                seed,
                InstanceSpec.DataKind.GENERIC,
                samples,
                inputs,
                true,
                Architecture.Model.RESNET,
                1,
                width,
                "tanh",
                loss);
    }

    @Test
    void sine(TestReporter reporter) {
        Interval optimum = study(
                reporter, "sine", (width, seed) -> FdzInstance.sine(spec(seed, 10, 1, width, "squared"), products), 10);
        assertThat(optimum.midpoint()).isCloseTo(SINE_OPTIMUM, within(2 * TOLERANCE));
    }

    /** Data of one seed, starts of many. */
    @Test
    void logistic(TestReporter reporter) {
        FdzInstance data = FdzInstance.of(spec(3, 10, 1, 1, "logistic"), products, 1e-3);
        study(reporter, "logistic", (width, seed) -> data.startedAt(width, seed), 10);
    }

    @Test
    void threeInputs(TestReporter reporter) {
        FdzInstance data = FdzInstance.of(spec(3, 8, 2, 1, "squared"), products, 5e-3);
        study(reporter, "three inputs", (width, seed) -> data.startedAt(width, seed), 10);
    }

    private static Interval study(TestReporter reporter, String name, Maker maker, int seeds) {
        TwoLevelSolution solution = TwoLevelSolver.solve(
                maker.make(1, 1).program(), TwoLevelSettings.withDefaults().withTolerance(TOLERANCE / 4));
        Interval optimum = new Interval(solution.lower(), solution.upper());
        List<String> rows = new ArrayList<>();
        rows.add("optimum " + optimum + ", " + solution.status() + ", " + solution.boxes() + " boxes");
        int refuted = 0;
        for (int width : new int[] {100, 400}) {
            for (int seed = 1; seed <= seeds; seed++) {
                FdzInstance instance = maker.make(width, seed);
                TwoLevelMatch match = match(
                        instance, optimum, TwoLevelIntegrator.ofTransport(IntegrationSettings.withDefaults()), rows);
                assertThat(match.flow().status()).isEqualTo(TwoLevelResult.Status.AT_REST);
                assertThat(match.flow().last().velocity()).isLessThanOrEqualTo(1e-12);
                if (match.verdict() == Verdict.REFUTED) {
                    refuted++;
                    LowerAtom atom = LowerAtom.find(
                            instance.program(),
                            match.flow().end(),
                            1e-6,
                            1_000_000,
                            new RandomStreams(seed).stream("probes"));
                    assertThat(atom.lowers()).isTrue();
                    rows.add("    lower atom w " + atom.inputWeights() + ", u " + atom.outputWeights() + ", variation "
                            + atom.variation() + " < mean " + atom.meanVariation() + ", proved least "
                            + atom.provedLeast());
                }
            }
        }
        rows.add("fixed masses: refuted " + refuted + " of " + 2 * seeds);
        int certified = 0;
        for (int seed = 1; seed <= 2 * seeds; seed++) {
            TwoLevelMatch match = match(
                    maker.make(100, seed),
                    optimum,
                    TwoLevelIntegrator.ofTransportAndReaction(IntegrationSettings.withDefaults()),
                    rows);
            certified += match.verdict() == Verdict.CERTIFIED ? 1 : 0;
        }
        rows.add("repopulated: certified " + certified + " of " + 2 * seeds);
        reporter.publishEntry(name, String.join("\n", rows));
        assertThat(certified).isEqualTo(2 * seeds);
        return optimum;
    }

    private static TwoLevelMatch match(
            FdzInstance instance, Interval optimum, TwoLevelIntegrator integrator, List<String> rows) {
        long begin = System.nanoTime();
        TwoLevelResult flow = integrator.run(instance.flow(), instance.start());
        double seconds = (System.nanoTime() - begin) * 1e-9;
        TwoLevelMatch match = TwoLevelMatch.of(instance.program(), flow, optimum, TOLERANCE);
        rows.add(String.format(
                Locale.ROOT,
                "width %d: %s, objective %.12f, excess %.2e, velocity %.1e, masses %.1e, %d steps, %.2f s",
                instance.start().units(),
                match.verdict(),
                flow.end().objective(),
                match.excess().lower(),
                flow.last().velocity(),
                flow.last().reactionVelocity(),
                flow.attempts(),
                seconds));
        return match;
    }

    /**
     * Bias against step size of the entry with the largest prediction, signed. The order is that of steps 0.8 and 0.4, whose biases stand clear of
     * the noise on this instance, with an interval from the ends of theirs: a fit to the logarithms would not know that shorter steps' biases
     * are mostly noise. Richardson's intervals about the optimum come from 8 runs and miss at their error rate: at width 400 and seed 10 one of the
     * six did, by 2e-4, while those of widths 50, 100, 400 and 1600 at seed 20 contain it, so no bias in the width is seen.
     */
    @Test
    void noise(TestReporter reporter) {
        FdzInstance instance = FdzInstance.of(
                FdzInstance.draw(new RandomStreams(11), 6, 1, 1, "squared"), products, NoisyLimit.PENALTY);
        DMatrixRMaj optimum = NoisyLimit.optimum(instance).gibbs().meanPrediction();
        int entry = 0;
        for (int n = 0; n < optimum.numRows; n++) {
            entry = Math.abs(optimum.get(n)) > Math.abs(optimum.get(entry)) ? n : entry;
        }
        List<String> rows = new ArrayList<>();
        double[] steps = {0.8, 0.4, 0.2};
        MeanInterval[] means = new MeanInterval[steps.length];
        for (int i = 0; i < steps.length; i++) {
            means[i] = NoisyLimit.means(instance, 400, steps[i], 20, 60, 8, 1 + i)[entry];
            rows.add("step " + steps[i] + ": bias " + (means[i].mean() - optimum.get(entry)) + " +- "
                    + means[i].halfWidth());
        }
        double[] order = order(means[0], means[1], optimum.get(entry));
        rows.add("order between steps 0.8 and 0.4 in [" + order[0] + ", " + order[1] + "]");
        MeanInterval[] extrapolated = NoisyLimit.extrapolated(instance, 1600, 0.2, 20, 60, 8, 20);
        int inside = 0;
        for (int n = 0; n < extrapolated.length; n++) {
            inside += extrapolated[n].lower() <= optimum.get(n) && optimum.get(n) <= extrapolated[n].upper() ? 1 : 0;
            rows.add("prediction " + (n + 1) + ": optimum " + optimum.get(n) + ", extrapolated " + extrapolated[n]);
        }
        reporter.publishEntry("noise", String.join("\n", rows));
        assertThat(order[1] - order[0]).as("resolved").isLessThan(1);
        // Terms of higher order leave some room about 2 at steps this long; order 1 and order 3 are out.
        assertThat(order[0]).isGreaterThan(1.5);
        assertThat(order[1]).isLessThan(2.8);
        assertThat(inside).isEqualTo(extrapolated.length);
    }

    /** The ends of log_2 of the ratio of two biases, from the ends of the means. */
    private static double[] order(MeanInterval coarse, MeanInterval fine, double optimum) {
        double sign = Math.signum(coarse.mean() - optimum);
        double large = sign * (coarse.mean() - optimum);
        double small = sign * (fine.mean() - optimum);
        assertThat(small).as("bias at the shorter step").isGreaterThan(fine.halfWidth());
        return new double[] {
            Math.log((large - coarse.halfWidth()) / (small + fine.halfWidth())) / Math.log(2),
            Math.log((large + coarse.halfWidth()) / (small - fine.halfWidth())) / Math.log(2)
        };
    }
}
