package org.featureflow.verify.catalogue.fdz;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.EntropicProgram;
import org.featureflow.convex.solver.EntropicSettings;
import org.featureflow.convex.solver.EntropicSolution;
import org.featureflow.convex.solver.EntropicSolver;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.twolevel.Langevin;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.Plot;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.statistics.MeanInterval;

/** Noisy gradient descent settles at the optimum of the entropic program, theory section 5.3. */
final class NoisyLimit {

    static final double ERROR_RATE = 0.01;

    /** The deviation of the mean prediction that is tolerated, relative to the targets' root mean square. */
    static final double TOLERANCE = 0.02;

    static final double PENALTY = 0.1;
    static final double ENTROPY = 0.02;
    private static final int WIDTH = 200;
    /** Flow time to settle, and to average over; the slowest relaxation of the penalty takes 1/(2 PENALTY) = 5. */
    private static final double SETTLING = 20;

    private static final double AVERAGING = 30;
    private static final double STEP = 0.2;
    private static final int REPLICAS = 12;
    /** Steps at which the bias is shown, the longest first. */
    private static final List<Double> LONGER_STEPS = List.of(0.8, 0.4);

    private NoisyLimit() {}

    static Claim claim() {
        return new StatedClaim(
                "fdz-noisy-limit",
                "the mean prediction of noisy gradient descent is that of the entropic program's optimum, within "
                        + TOLERANCE + " of the targets' root mean square",
                "[FDZ] noisy gradient descent, theory section 5.3",
                "a mean prediction outside the tolerance at error rate " + ERROR_RATE,
                Verdict.SUPPORTED,
                1,
                streams -> FdzInstance.draw(streams, 6, 1, WIDTH, "squared"),
                (spec, products) -> check(spec, FdzInstance.of(spec, products, PENALTY)));
    }

    private static Outcome check(InstanceSpec spec, FdzInstance instance) {
        EntropicSolution solution = optimum(instance);
        DMatrixRMaj optimum = solution.gibbs().meanPrediction();
        MeanInterval[] means = means(instance, spec.width(), STEP, SETTLING, AVERAGING, REPLICAS, spec.seed());
        double allowed = TOLERANCE * rootMeanSquareTarget(instance);
        boolean inside = true;
        boolean outside = false;
        double worst = 0;
        List<Evidence> evidence = new ArrayList<>();
        List<Plot.Point> points = new ArrayList<>();
        for (int i = 0; i < means.length; i++) {
            double deviation = Math.abs(means[i].mean() - optimum.get(i));
            inside &= deviation + means[i].halfWidth() <= allowed;
            outside |= deviation - means[i].halfWidth() > allowed;
            worst = Math.max(worst, deviation / means[i].halfWidth());
            evidence.add(new Evidence("prediction " + (i + 1) + " of the optimum", optimum.get(i)));
            evidence.add(new Evidence("its mean over runs", means[i].mean()));
            evidence.add(new Evidence("half width", means[i].halfWidth()));
            points.add(new Plot.Point(i + 1, means[i].mean(), means[i].lower(), means[i].upper()));
        }
        evidence.add(new Evidence("tolerance", allowed));
        evidence.add(new Evidence("largest deviation in half widths", worst));
        evidence.add(new Evidence("error rate", ERROR_RATE));
        evidence.add(new Evidence("gap of the entropic program", solution.gap()));
        Plot plot = new Plot(
                "predictions",
                "Mean predictions of noisy descent with simultaneous confidence intervals, and of the entropic optimum",
                new Plot.Axis("sample", Plot.Scale.LINEAR),
                new Plot.Axis("prediction", Plot.Scale.LINEAR),
                List.of(
                        new Plot.Series("entropic optimum", Plot.Mark.LINE, line(optimum)),
                        new Plot.Series("noisy descent", Plot.Mark.POINTS, points)));
        Plot bias = bias(instance, spec, optimum, means, evidence);
        Verdict verdict = inside ? Verdict.SUPPORTED : outside ? Verdict.REFUTED : Verdict.INCONCLUSIVE;
        return new Outcome(verdict, instance.hypotheses(), evidence, List.of(plot, bias));
    }

    /** The deviation of the entry that deviates most at the longest step, over the steps; it falls as step^2. */
    private static Plot bias(
            FdzInstance instance,
            InstanceSpec spec,
            DMatrixRMaj optimum,
            MeanInterval[] shortest,
            List<Evidence> evidence) {
        List<MeanInterval[]> runs = new ArrayList<>();
        for (double step : LONGER_STEPS) {
            runs.add(means(instance, spec.width(), step, SETTLING, AVERAGING, REPLICAS / 2, spec.seed()));
        }
        int entry = 0;
        for (int i = 0; i < shortest.length; i++) {
            double deviation = Math.abs(runs.get(0)[i].mean() - optimum.get(i));
            entry = deviation > Math.abs(runs.get(0)[entry].mean() - optimum.get(entry)) ? i : entry;
        }
        double sign = Math.signum(runs.get(0)[entry].mean() - optimum.get(entry));
        List<Plot.Point> points = new ArrayList<>();
        for (int i = 0; i < LONGER_STEPS.size(); i++) {
            points.add(point(LONGER_STEPS.get(i), sign, optimum.get(entry), runs.get(i)[entry]));
        }
        points.add(point(STEP, sign, optimum.get(entry), shortest[entry]));
        for (Plot.Point point : points) {
            evidence.add(new Evidence("bias at step " + point.x(), point.y()));
            evidence.add(new Evidence("half width at step " + point.x(), point.upper() - point.y()));
        }
        return new Plot(
                "bias",
                "Bias of a mean prediction over the step; order 2 is a slope of 2",
                new Plot.Axis("step", Plot.Scale.LOGARITHMIC),
                new Plot.Axis("bias", Plot.Scale.LOGARITHMIC),
                List.of(new Plot.Series("noisy descent", Plot.Mark.POINTS, points)));
    }

    private static Plot.Point point(double step, double sign, double optimum, MeanInterval mean) {
        double bias = sign * (mean.mean() - optimum);
        return new Plot.Point(step, bias, bias - mean.halfWidth(), bias + mean.halfWidth());
    }

    static EntropicSolution optimum(FdzInstance instance) {
        return EntropicSolver.solve(
                new EntropicProgram(instance.program(), ENTROPY),
                EntropicSettings.withDefaults().withTolerance(1e-8));
    }

    /**
     * The mean predictions over independent runs, with intervals that hold for all entries at once (Bonferroni). Runs are independent, so
     * that correlation in time within a run does not matter.
     */
    static MeanInterval[] means(
            FdzInstance instance, int width, double step, double settling, double averaging, int replicas, long seed) {
        return intervals(samples(instance, width, step, settling, averaging, replicas, seed));
    }

    /** The same for Richardson's extrapolation (4 f_(step/2) - f_step)/3, which cancels the bias of order step^2. */
    static MeanInterval[] extrapolated(
            FdzInstance instance, int width, double step, double settling, double averaging, int replicas, long seed) {
        double[][] coarse = samples(instance, width, step, settling, averaging, replicas, seed);
        double[][] fine = samples(instance, width, step / 2, settling, averaging, replicas, seed + 1);
        for (int i = 0; i < fine.length; i++) {
            for (int r = 0; r < replicas; r++) {
                fine[i][r] = (4 * fine[i][r] - coarse[i][r]) / 3;
            }
        }
        return intervals(fine);
    }

    private static MeanInterval[] intervals(double[][] samples) {
        MeanInterval[] means = new MeanInterval[samples.length];
        for (int i = 0; i < samples.length; i++) {
            means[i] = MeanInterval.of(samples[i], ERROR_RATE / samples.length);
        }
        return means;
    }

    /** A row for each entry of f, a column for each run. */
    private static double[][] samples(
            FdzInstance instance, int width, double step, double settling, double averaging, int replicas, long seed) {
        Langevin langevin = new Langevin(instance.flow(), ENTROPY, step);
        int entries = instance.program().samples() * instance.program().outputs();
        double[][] samples = new double[entries][replicas];
        for (int r = 0; r < replicas; r++) {
            RandomStreams streams = new RandomStreams(seed).child("replica").child(r);
            DMatrixRMaj mean = langevin.run(
                            langevin.start(width, streams.stream("start")),
                            (int) Math.ceil(settling / step),
                            (int) Math.ceil(averaging / step),
                            streams.stream("noise"))
                    .meanPrediction();
            for (int i = 0; i < entries; i++) {
                samples[i][r] = mean.get(i);
            }
        }
        return samples;
    }

    private static double rootMeanSquareTarget(FdzInstance instance) {
        int samples = instance.program().samples();
        double sum = 0;
        for (int n = 0; n < samples; n++) {
            for (double y : instance.program().objective().target(n)) {
                sum += y * y / samples;
            }
        }
        return Math.sqrt(sum);
    }

    private static List<Plot.Point> line(DMatrixRMaj f) {
        List<Plot.Point> points = new ArrayList<>();
        for (int i = 0; i < f.getNumElements(); i++) {
            points.add(Plot.Point.of(i + 1, f.get(i)));
        }
        return points;
    }
}
