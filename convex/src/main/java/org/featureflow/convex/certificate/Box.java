package org.featureflow.convex.certificate;

import org.featureflow.core.numeric.Interval;

/** A box of input weights, the product of its sides. Immutable. */
final class Box {

    private final double[] lower;
    private final double[] upper;

    /** The box between two corners, which it keeps. */
    Box(double[] lower, double[] upper) {
        this.lower = lower;
        this.upper = upper;
    }

    double[] middle() {
        double[] middle = new double[lower.length];
        for (int i = 0; i < lower.length; i++) {
            middle[i] = side(i).midpoint();
        }
        return middle;
    }

    Interval side(int i) {
        return new Interval(lower[i], upper[i]);
    }

    /** The offsets w - point of the box's points. */
    Interval[] minus(double[] point) {
        Interval[] offset = new Interval[lower.length];
        for (int i = 0; i < lower.length; i++) {
            offset[i] = side(i).minus(Interval.of(point[i]));
        }
        return offset;
    }

    Interval squaredNorm() {
        Interval norm = Interval.ZERO;
        for (int i = 0; i < lower.length; i++) {
            norm = norm.plus(side(i).square());
        }
        return norm;
    }

    /** The point of the box nearest to a point. */
    double[] nearest(double[] point) {
        double[] nearest = new double[lower.length];
        for (int i = 0; i < lower.length; i++) {
            nearest[i] = Math.min(upper[i], Math.max(lower[i], point[i]));
        }
        return nearest;
    }

    /** Whether the point is within one side's length of the box, in every coordinate. */
    boolean isNear(double[] point) {
        for (int i = 0; i < lower.length; i++) {
            double reach = upper[i] - lower[i];
            if (!(point[i] >= lower[i] - reach && point[i] <= upper[i] + reach)) {
                return false;
            }
        }
        return true;
    }

    /** The side on which width times weight is largest. */
    int longestSide(double[] weight) {
        int longest = 0;
        for (int i = 1; i < lower.length; i++) {
            if ((upper[i] - lower[i]) * weight[i] > (upper[longest] - lower[longest]) * weight[longest]) {
                longest = i;
            }
        }
        return longest;
    }

    /** The lower half along a side; together with {@link #upperHalf} it covers the box. */
    Box lowerHalf(int i) {
        double[] corner = upper.clone();
        corner[i] = side(i).midpoint();
        return new Box(lower, corner);
    }

    /** The upper half along a side. */
    Box upperHalf(int i) {
        double[] corner = lower.clone();
        corner[i] = side(i).midpoint();
        return new Box(corner, upper);
    }
}
