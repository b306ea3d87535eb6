package org.featureflow.verify.property;

import org.assertj.core.api.AbstractAssert;
import org.featureflow.verify.statistics.RateFit;

/** Assertions about a fitted power law, by the confidence interval of its exponent. */
@SuppressWarnings("exports") // AssertJ is required by this package alone
public final class RateFitAssert extends AbstractAssert<RateFitAssert, RateFit> {

    RateFitAssert(RateFit actual) {
        super(actual, RateFitAssert.class);
    }

    /**
     * Checks a theorem's bound one-sidedly: the whole interval shows a decay at least as fast.
     *
     * @param exponent the exponent of the bound, such as -0.5
     * @return this
     */
    public RateFitAssert decaysAtLeastLike(double exponent) {
        isNotNull();
        return check(actual.upper() <= exponent, "a decay at least like x^" + exponent);
    }

    /**
     * Checks an exact rate: the exponent lies in the interval, and the interval is not so wide that it says nothing.
     *
     * @param exponent the exponent
     * @param halfWidth the largest half width of the interval
     * @return this
     */
    public RateFitAssert hasExponent(double exponent, double halfWidth) {
        isNotNull();
        boolean holds = actual.lower() <= exponent && exponent <= actual.upper() && actual.halfWidth() <= halfWidth;
        return check(holds, "the exponent " + exponent + " in an interval of half width at most " + halfWidth);
    }

    private RateFitAssert check(boolean holds, String expectation) {
        if (!holds) {
            throw failure(
                    "%s",
                    new Message("Expecting " + expectation)
                            .line("slope", actual.slope())
                            .line("confidence interval", "[" + actual.lower() + ", " + actual.upper() + "]")
                            .line("error rate", actual.errorRate()));
        }
        return this;
    }
}
