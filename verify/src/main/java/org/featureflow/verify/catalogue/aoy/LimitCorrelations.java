package org.featureflow.verify.catalogue.aoy;

import java.util.ArrayList;
import java.util.List;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.Plot;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.statistics.MeanInterval;

/**
 * Correlations along a path, extrapolated to N = infinity from networks of widths N and 2 N: 2 r_2N - r_N is free of the term c/N. Each is held
 * against the limit's at the error rate of them all.
 */
final class LimitCorrelations {

    private final int depth;
    private final PathCorrelations narrow;
    private final PathCorrelations wide;
    private final double errorRate;
    private final List<Judged> judged = new ArrayList<>();

    /** With as many narrow networks as wide ones, all independent. */
    LimitCorrelations(int depth, PathCorrelations narrow, PathCorrelations wide, double errorRate) {
        this.depth = depth;
        this.narrow = narrow;
        this.wide = wide;
        this.errorRate = errorRate / (depth * (depth + 1) / 2.0);
    }

    /** Looks at all correlations outside the pairs (0,1) and (L-1,L): the limit's are 0. */
    void outside() {
        for (int a = 0; a <= depth; a++) {
            for (int b = a + 1; b <= depth; b++) {
                boolean inside = b == 1 || a == depth - 1;
                if (!inside) {
                    judged.add(judge(a, b, 0));
                }
            }
        }
    }

    /** Looks at the correlation inside the pair (later-1, later). */
    void inside(int later, double predicted) {
        judged.add(judge(later - 1, later, predicted));
    }

    Outcome outcome(List<Hypothesis> hypotheses, double largestHalfWidth) {
        Verdict verdict = Verdict.SUPPORTED;
        List<Evidence> evidence = new ArrayList<>();
        List<Plot.Point> limits = new ArrayList<>();
        List<Plot.Point> finite = new ArrayList<>();
        List<Plot.Point> measured = new ArrayList<>();
        StringBuilder order = new StringBuilder();
        for (Judged one : judged) {
            verdict = verdict.worse(one.verdict(largestHalfWidth));
            evidence.add(new Evidence("correlation " + one.pair() + ", extrapolated", one.limit.mean()));
            evidence.add(new Evidence("its half width " + one.pair(), one.limit.halfWidth()));
            evidence.add(new Evidence("the limit's " + one.pair(), one.predicted));
            evidence.add(new Evidence("at the greatest width " + one.pair(), one.wide.mean()));
            int place = limits.size() + 1;
            limits.add(Plot.Point.of(place, one.predicted));
            finite.add(new Plot.Point(place, one.wide.mean(), one.wide.lower(), one.wide.upper()));
            measured.add(new Plot.Point(place, one.limit.mean(), one.limit.lower(), one.limit.upper()));
            order.append(order.isEmpty() ? "" : " ").append(one.pair());
        }
        evidence.add(new Evidence("error rate of one interval", errorRate));
        Plot plot = new Plot(
                "correlations",
                "Correlations along a path",
                new Plot.Axis("layers " + order, Plot.Scale.LINEAR),
                new Plot.Axis("correlation", Plot.Scale.LINEAR),
                List.of(
                        new Plot.Series("the limit's", Plot.Mark.POINTS, limits),
                        new Plot.Series("greatest width", Plot.Mark.POINTS, finite),
                        new Plot.Series("extrapolated", Plot.Mark.POINTS, measured)));
        return new Outcome(verdict, hypotheses, evidence, List.of(plot));
    }

    private Judged judge(int layer, int later, double predicted) {
        double[] atN = narrow.between(layer, later);
        double[] atTwiceN = wide.between(layer, later);
        double[] extrapolated = new double[atN.length];
        for (int r = 0; r < extrapolated.length; r++) {
            extrapolated[r] = 2 * atTwiceN[r] - atN[r];
        }
        return new Judged(
                "(" + layer + "," + later + ")",
                predicted,
                MeanInterval.of(atTwiceN, errorRate),
                MeanInterval.of(extrapolated, errorRate));
    }

    private record Judged(String pair, double predicted, MeanInterval wide, MeanInterval limit) {

        Verdict verdict(double largestHalfWidth) {
            if (Math.abs(limit.mean() - predicted) > limit.halfWidth()) {
                return Verdict.REFUTED;
            }
            return limit.halfWidth() <= largestHalfWidth ? Verdict.SUPPORTED : Verdict.INCONCLUSIVE;
        }
    }
}
