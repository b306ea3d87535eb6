package org.featureflow.verify.property;

import org.assertj.core.api.AbstractAssert;

/** Assertions about a lower and an upper bound of an optimum. */
@SuppressWarnings("exports") // AssertJ is required by this package alone
public final class BoundsAssert extends AbstractAssert<BoundsAssert, String> {

    private final double lower;
    private final double upper;

    BoundsAssert(double lower, double upper, String description) {
        super(description, BoundsAssert.class);
        this.lower = lower;
        this.upper = upper;
    }

    /**
     * Checks that the bounds are no further apart than a tolerance.
     *
     * @param tolerance the tolerance, absolute
     * @return this
     */
    public BoundsAssert haveGapWithin(double tolerance) {
        return check(upper - lower <= tolerance, "a gap of at most " + tolerance);
    }

    /**
     * Checks that the optimum may be a value: that the value lies between the bounds.
     *
     * @param value the value
     * @return this
     */
    public BoundsAssert contain(double value) {
        return check(lower <= value && value <= upper, "bounds that contain " + value);
    }

    private BoundsAssert check(boolean holds, String expectation) {
        if (!holds) {
            throw failure(
                    "%s",
                    new Message("Expecting " + expectation)
                            .line("of", actual)
                            .line("lower", lower)
                            .line("upper", upper)
                            .line("gap", upper - lower));
        }
        return this;
    }
}
