package org.featureflow.verify.catalogue.aoy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.featureflow.core.data.Dataset;
import org.featureflow.flow.mckean.LimitPath;
import org.featureflow.flow.mckean.LimitSystem;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.Plot;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.statistics.RateFit;
import org.featureflow.verify.statistics.RatePlot;

/** Statements about the limit alone: its fixed point iteration contracts, and fresh samples approach the population as eps falls. */
final class LimitLaws {

    private static final int ORDER = 6;
    private static final double TIME = 4;
    private static final int REFERENCE_STEPS = 512;
    private static final int GREATEST_STEPS = 128;
    private static final int REPETITIONS = 144;

    /** Sums over some 10^3 rounded products of order 1. */
    private static final double ROUNDING = 1e-13;

    private LimitLaws() {}

    static List<Claim> claims() {
        return List.of(
                new StatedClaim(
                        "aoy-fixed-point",
                        "the iteration over path laws contracts to one path, the limit system's",
                        "[AOY] existence and uniqueness, theory section 8",
                        "an iterate, started anywhere, that does not end at the path of the system solved step by step",
                        Verdict.SUPPORTED,
                        2,
                        streams -> FrozenEndsInstance.draw(streams, 16, 1),
                        (spec, products) -> fixedPoint(spec)),
                new StatedClaim(
                        "aoy-step",
                        "at N = infinity the weights trained on fresh samples are O(sqrt(eps)) from those of the flow",
                        "[AOY] main theorem, C (eps + sqrt(eps d)), theory section 8",
                        "an exponent in eps below " + (0.5 - Rates.SLACK) + " at error rate " + Rates.ERROR_RATE,
                        Verdict.SUPPORTED,
                        1,
                        streams -> FrozenEndsInstance.draw(streams, GREATEST_STEPS, 1),
                        (spec, products) -> step(spec)));
    }

    private static Outcome fixedPoint(InstanceSpec spec) {
        FrozenEndsInstance instance = FrozenEndsInstance.of(spec);
        Dataset samples = instance.samples();
        LimitSystem system = new LimitSystem(instance.model(), ORDER);
        LimitPath solved = system.train(samples, FrozenEndsInstance.EPS);
        LimitPath path = system.atRest(samples, FrozenEndsInstance.EPS);
        double start = path.distance(solved);
        List<Evidence> evidence = new ArrayList<>(List.of(new Evidence("distance, iterate 0", start)));
        List<Plot.Point> distances = new ArrayList<>(List.of(Plot.Point.of(0, start)));
        double before = start;
        double slowest = 0;
        for (int i = 1; i <= spec.samples(); i++) {
            path = system.iterate(path);
            double distance = path.distance(solved);
            evidence.add(new Evidence("distance, iterate " + i, distance));
            distances.add(Plot.Point.of(i, distance));
            if (i % 4 == 0 && before > ROUNDING) {
                slowest = Math.max(slowest, distance / before);
                before = distance;
            }
        }
        Plot plot = new Plot(
                "iterates",
                "Iterates approach the path of the limit system",
                new Plot.Axis("iteration", Plot.Scale.LINEAR),
                new Plot.Axis("distance from the path", Plot.Scale.LOGARITHMIC),
                List.of(new Plot.Series("distance of each iterate", Plot.Mark.POINTS, distances)));
        evidence.add(new Evidence("slowest contraction over four iterations", slowest));
        boolean contracts = path.distance(solved) <= ROUNDING && slowest < 1;
        return new Outcome(
                contracts ? Verdict.SUPPORTED : Verdict.REFUTED, instance.hypotheses(), evidence, List.of(plot));
    }

    private static Outcome step(InstanceSpec spec) {
        FrozenEndsInstance instance = FrozenEndsInstance.of(spec);
        LimitSystem system = new LimitSystem(instance.model(), ORDER);
        LimitPath flow = system.trainOnPopulation(instance.population(), TIME / REFERENCE_STEPS, REFERENCE_STEPS);
        double[] eps = IntStream.iterate(GREATEST_STEPS, n -> n >= 8, n -> n / 2)
                .mapToDouble(n -> TIME / n)
                .toArray();
        double[][] distances = new double[eps.length][REPETITIONS];
        for (int i = 0; i < eps.length; i++) {
            int steps = GREATEST_STEPS >> i;
            for (int r = 0; r < REPETITIONS; r++) {
                Dataset samples = instance.samples("fresh-" + steps + "-" + r, steps);
                distances[i][r] = system.train(samples, eps[i]).endDistance(flow);
            }
        }
        RateFit fit = RateFit.ofRootMeanSquares(eps, distances, Rates.GROUPS, Rates.ERROR_RATE);
        return new Outcome(
                Rates.atLeast(fit, 0.5),
                instance.hypotheses(),
                Rates.evidence("eps", fit),
                List.of(new RatePlot(
                                "step",
                                "Weights trained on fresh samples approach the flow’s as the step falls",
                                "step eps",
                                "distance of weights at the end")
                        .of(fit, 0.5)));
    }
}
