package org.featureflow.core.numeric;

/**
 * A closed interval [lower, upper] of the extended real line, with outward-rounded arithmetic.
 *
 * <p>Every operation returns an interval that contains the exact real result for all real arguments in its operands. Sums,
 * products, quotients and square roots are rounded correctly by IEEE 754 and are widened by one unit in the last place only
 * where the rounding error is not proved to be zero or to point inwards; {@code exp} and {@code log} rest on {@link StrictMath},
 * whose documented error is below one unit in the last place, and are widened by two.
 *
 * <p>Edge cases: the product of zero and an infinite end is zero; an end that is not a number is refused with
 * {@link IllegalArgumentException}; an operation that overflows yields an infinite end. Immutable; every operation costs O(1).
 *
 * @param lower the lower end, at most {@code upper}
 * @param upper the upper end
 */
public record Interval(double lower, double upper) {

    /** The point zero. */
    public static final Interval ZERO = new Interval(0, 0);

    /** The whole extended line: what is known of a number of which nothing is known. */
    public static final Interval WHOLE = new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** Below this magnitude the error term of a product may itself underflow, so that its sign proves nothing. */
    private static final double SAFE_PRODUCT = 0x1p-960;

    /**
     * Checks the ends.
     *
     * @param lower the lower end, at most {@code upper}
     * @param upper the upper end
     * @throws IllegalArgumentException if an end is not a number or the ends are out of order
     */
    public Interval {
        if (!(lower <= upper)) {
            throw new IllegalArgumentException(
                    "interval [" + lower + ", " + upper + "]: the ends must be numbers in ascending order");
        }
        lower += 0.0; // so that -0 becomes 0, and equal intervals are equal
        upper += 0.0;
    }

    /**
     * The interval that holds one number.
     *
     * @param x a finite number
     * @return [x, x]
     */
    public static Interval of(double x) {
        return new Interval(x, x);
    }

    /**
     * The interval of all numbers within a radius.
     *
     * @param centre the middle, finite
     * @param radius the distance, not negative; infinite gives the whole line
     * @return an interval that contains [centre - radius, centre + radius]
     */
    public static Interval around(double centre, double radius) {
        return new Interval(addDown(centre, -radius), addUp(centre, radius));
    }

    /**
     * Adds.
     *
     * @param other the summand
     * @return an enclosure of the sum
     */
    public Interval plus(Interval other) {
        return new Interval(addDown(lower, other.lower), addUp(upper, other.upper));
    }

    /**
     * Subtracts.
     *
     * @param other the subtrahend
     * @return an enclosure of the difference
     */
    public Interval minus(Interval other) {
        return new Interval(addDown(lower, -other.upper), addUp(upper, -other.lower));
    }

    /**
     * Negates, exactly.
     *
     * @return [-upper, -lower]
     */
    public Interval negate() {
        return new Interval(-upper, -lower);
    }

    /**
     * Multiplies.
     *
     * @param other the factor
     * @return an enclosure of the product
     */
    public Interval times(Interval other) {
        double down = Math.min(
                Math.min(multiplyDown(lower, other.lower), multiplyDown(lower, other.upper)),
                Math.min(multiplyDown(upper, other.lower), multiplyDown(upper, other.upper)));
        double up = Math.max(
                Math.max(multiplyUp(lower, other.lower), multiplyUp(lower, other.upper)),
                Math.max(multiplyUp(upper, other.lower), multiplyUp(upper, other.upper)));
        return new Interval(down, up);
    }

    /**
     * Multiplies by a number.
     *
     * @param factor the factor
     * @return an enclosure of the product
     */
    public Interval times(double factor) {
        return times(of(factor));
    }

    /**
     * Divides.
     *
     * @param other the divisor
     * @return an enclosure of the quotient; the whole line if the divisor contains zero
     */
    public Interval dividedBy(Interval other) {
        if (other.lower <= 0 && other.upper >= 0) {
            return WHOLE;
        }
        double down = Math.min(
                Math.min(divideDown(lower, other.lower), divideDown(lower, other.upper)),
                Math.min(divideDown(upper, other.lower), divideDown(upper, other.upper)));
        double up = Math.max(
                Math.max(divideUp(lower, other.lower), divideUp(lower, other.upper)),
                Math.max(divideUp(upper, other.lower), divideUp(upper, other.upper)));
        return new Interval(down, up);
    }

    /**
     * Divides by a number.
     *
     * @param divisor the divisor
     * @return an enclosure of the quotient; the whole line if the divisor is zero
     */
    public Interval dividedBy(double divisor) {
        return dividedBy(of(divisor));
    }

    /**
     * Squares. Tighter than multiplying the interval with itself: the result is never negative.
     *
     * @return an enclosure of the square
     */
    public Interval square() {
        double a = magnitude();
        double b = mignitude();
        return new Interval(Math.max(0, multiplyDown(b, b)), multiplyUp(a, a));
    }

    /**
     * The square root, of the part that is not negative.
     *
     * @return an enclosure of the square root
     * @throws IllegalArgumentException if the whole interval is negative
     */
    public Interval sqrt() {
        if (upper < 0) {
            throw new IllegalArgumentException("square root of " + this + ": no number in it has one");
        }
        double root = Math.sqrt(Math.max(0, lower));
        boolean provedBelow = lower > SAFE_PRODUCT && Math.fma(root, root, -lower) <= 0;
        double down = provedBelow || root == 0 ? root : Math.nextDown(root);
        double top = Math.sqrt(upper);
        boolean provedAbove = upper > SAFE_PRODUCT && Math.fma(top, top, -upper) >= 0;
        double up = provedAbove || top == 0 ? top : Math.nextUp(top);
        return new Interval(down, up);
    }

    /**
     * The exponential.
     *
     * @return an enclosure of exp
     */
    public Interval exp() {
        return new Interval(
                lower == 0 ? 1 : Math.max(0, twoDown(StrictMath.exp(lower))),
                upper == 0 ? 1 : twoUp(StrictMath.exp(upper)));
    }

    /**
     * The natural logarithm.
     *
     * @return an enclosure of the logarithm; its lower end is minus infinity if the interval reaches zero
     * @throws IllegalArgumentException if the whole interval is negative
     */
    public Interval log() {
        if (upper < 0) {
            throw new IllegalArgumentException("logarithm of " + this + ": no number in it has one");
        }
        return new Interval(logDown(lower), upper == 1 ? 0 : twoUp(StrictMath.log(upper)));
    }

    /**
     * The function x ln x, extended by 0 at 0, on the part of the interval that is not negative.
     *
     * @return an enclosure, which uses that the function falls to its minimum -1/e at 1/e and rises after
     * @throws IllegalArgumentException if the whole interval is negative
     */
    public Interval timesLog() {
        if (upper < 0) {
            throw new IllegalArgumentException("x ln x of " + this + ": no number in it has one");
        }
        Interval left = endTimesLog(Math.max(0, lower));
        Interval right = endTimesLog(upper);
        Interval hull = left.hull(right);
        double minimum = -0.36787944117144233;
        double abscissa = 0.36787944117144233;
        boolean holdsMinimum = lower <= Math.nextUp(abscissa) && upper >= Math.nextDown(abscissa);
        return holdsMinimum ? new Interval(Math.min(hull.lower, Math.nextDown(minimum)), hull.upper) : hull;
    }

    private static Interval endTimesLog(double x) {
        return x == 0 ? ZERO : of(x).log().times(of(x));
    }

    /**
     * The absolute value, exactly.
     *
     * @return the interval of absolute values
     */
    public Interval abs() {
        return new Interval(mignitude(), magnitude());
    }

    /**
     * The smallest interval that contains this one and another.
     *
     * @param other the other
     * @return the hull
     */
    public Interval hull(Interval other) {
        return new Interval(Math.min(lower, other.lower), Math.max(upper, other.upper));
    }

    /**
     * The larger of two numbers, entrywise on the ends, exactly.
     *
     * @param other the other
     * @return an enclosure of max
     */
    public Interval max(Interval other) {
        return new Interval(Math.max(lower, other.lower), Math.max(upper, other.upper));
    }

    /**
     * Whether a number lies inside.
     *
     * @param x the number
     * @return lower &lt;= x &lt;= upper
     */
    public boolean contains(double x) {
        return lower <= x && x <= upper;
    }

    /**
     * The largest absolute value inside.
     *
     * @return max |x|
     */
    public double magnitude() {
        return Math.max(Math.abs(lower), Math.abs(upper));
    }

    /**
     * The smallest absolute value inside.
     *
     * @return min |x|
     */
    public double mignitude() {
        return lower <= 0 && upper >= 0 ? 0 : Math.min(Math.abs(lower), Math.abs(upper));
    }

    /**
     * A number near the middle.
     *
     * @return a number inside; 0 for the whole line
     */
    public double midpoint() {
        if (lower == Double.NEGATIVE_INFINITY) {
            return upper == Double.POSITIVE_INFINITY ? 0 : Math.min(upper, -Double.MAX_VALUE);
        }
        if (upper == Double.POSITIVE_INFINITY) {
            return Math.max(lower, Double.MAX_VALUE);
        }
        return Math.min(upper, Math.max(lower, lower / 2 + upper / 2));
    }

    /**
     * The width, rounded up.
     *
     * @return an upper bound of upper - lower
     */
    public double width() {
        return addUp(upper, -lower);
    }

    /**
     * A lower bound of a sum.
     *
     * @param a a summand
     * @param b a summand
     * @return a number at most a + b, next to it
     */
    public static double addDown(double a, double b) {
        double sum = a + b;
        return Double.isInfinite(sum) ? overflowDown(sum, a, b) : sumError(a, b, sum) < 0 ? Math.nextDown(sum) : sum;
    }

    /**
     * An upper bound of a sum.
     *
     * @param a a summand
     * @param b a summand
     * @return a number at least a + b, next to it
     */
    public static double addUp(double a, double b) {
        return -addDown(-a, -b);
    }

    /**
     * A lower bound of a product.
     *
     * @param a a factor
     * @param b a factor
     * @return a number at most a b, next to it
     */
    public static double multiplyDown(double a, double b) {
        if (a == 0 || b == 0) {
            return 0;
        }
        double product = a * b;
        if (Double.isInfinite(product)) {
            return overflowDown(product, a, b);
        }
        boolean exactOrUp = Math.abs(product) > SAFE_PRODUCT && Math.fma(a, b, -product) >= 0;
        return exactOrUp ? product : Math.nextDown(product);
    }

    /**
     * An upper bound of a product.
     *
     * @param a a factor
     * @param b a factor
     * @return a number at least a b, next to it
     */
    public static double multiplyUp(double a, double b) {
        return -multiplyDown(-a, b);
    }

    private static double divideDown(double a, double b) {
        if (a == 0 || Double.isInfinite(b)) {
            return a == 0 ? 0 : Double.isInfinite(a) ? Double.NEGATIVE_INFINITY : -Double.MIN_VALUE;
        }
        double quotient = a / b;
        if (Double.isInfinite(quotient)) {
            return overflowDown(quotient, a, b);
        }
        boolean exact =
                Math.abs(a) > SAFE_PRODUCT && Math.abs(quotient) > SAFE_PRODUCT && Math.fma(quotient, b, -a) == 0;
        return exact ? quotient : Math.nextDown(quotient);
    }

    private static double divideUp(double a, double b) {
        return -divideDown(-a, b);
    }

    /** An infinite result of finite operands overflowed, so that its true value is only beyond the largest double. */
    private static double overflowDown(double result, double a, double b) {
        boolean overflow = !Double.isInfinite(a) && !Double.isInfinite(b);
        return result > 0 && overflow ? Double.MAX_VALUE : result;
    }

    private static double sumError(double a, double b, double sum) {
        double bPart = sum - a;
        return (a - (sum - bPart)) + (b - bPart);
    }

    private static double logDown(double x) {
        return x <= 0 ? Double.NEGATIVE_INFINITY : x == 1 ? 0 : twoDown(StrictMath.log(x));
    }

    private static double twoDown(double x) {
        return Math.nextDown(Math.nextDown(x));
    }

    private static double twoUp(double x) {
        return Math.nextUp(Math.nextUp(x));
    }

    @Override
    public String toString() {
        return "[" + lower + ", " + upper + "]";
    }
}
