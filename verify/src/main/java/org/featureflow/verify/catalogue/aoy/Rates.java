package org.featureflow.verify.catalogue.aoy;

import java.util.List;
import java.util.stream.IntStream;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.statistics.RateFit;

/** One-sided verdicts on exponents: the theorems are upper bounds, so a steeper law is as good. */
final class Rates {

    static final double ERROR_RATE = 0.01;

    /** Left to finite widths and steps, declared before any run. */
    static final double SLACK = 0.1;

    static final int GROUPS = 12;

    private static final int SMALLEST_WIDTH = 16;

    private Rates() {}

    /** For a quantity that falls as its abscissa grows. */
    static Verdict atMost(RateFit fit, double exponent) {
        return fit.upper() <= exponent + SLACK
                ? Verdict.SUPPORTED
                : fit.lower() > exponent + SLACK ? Verdict.REFUTED : Verdict.INCONCLUSIVE;
    }

    /** For a quantity that falls as its abscissa falls. */
    static Verdict atLeast(RateFit fit, double exponent) {
        return fit.lower() >= exponent - SLACK
                ? Verdict.SUPPORTED
                : fit.upper() < exponent - SLACK ? Verdict.REFUTED : Verdict.INCONCLUSIVE;
    }

    static List<Evidence> evidence(String what, RateFit fit) {
        return List.of(
                new Evidence("exponent, " + what, fit.slope()),
                new Evidence("its half width, " + what, fit.halfWidth()),
                new Evidence("error rate, " + what, fit.errorRate()));
    }

    static double[] widths(int greatest) {
        return IntStream.iterate(SMALLEST_WIDTH, n -> n <= greatest, n -> 2 * n)
                .asDoubleStream()
                .toArray();
    }
}
