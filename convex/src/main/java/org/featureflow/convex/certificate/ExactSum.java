package org.featureflow.convex.certificate;

import java.math.BigDecimal;
import org.featureflow.core.numeric.Interval;

/** A sum of products of doubles without rounding. A product costs about a microsecond. */
final class ExactSum {

    private BigDecimal sum = BigDecimal.ZERO;

    /** Adds a b, both finite. */
    void add(double a, double b) {
        if (a != 0 && b != 0) {
            sum = sum.add(new BigDecimal(a).multiply(new BigDecimal(b)));
        }
    }

    /** The tightest interval of doubles around the sum. */
    Interval enclosure() {
        double nearest = sum.doubleValue();
        if (Double.isInfinite(nearest)) {
            return nearest > 0 ? new Interval(Double.MAX_VALUE, nearest) : new Interval(nearest, -Double.MAX_VALUE);
        }
        int side = sum.compareTo(new BigDecimal(nearest));
        return new Interval(side < 0 ? Math.nextDown(nearest) : nearest, side > 0 ? Math.nextUp(nearest) : nearest);
    }
}
