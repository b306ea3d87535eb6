package org.featureflow.core.numeric;

/**
 * A priori bounds on rounding errors in IEEE double arithmetic, rounding to nearest, u = 2^-53.
 *
 * <p>Whatever the order of additions, and whether multiplications are fused to them or not, a computed inner product of length n
 * obeys |fl(a . b) - a . b| &lt;= gamma_n |a| . |b| + n 2^-1021, gamma_n = n u/(1 - n u) (Higham, <i>Accuracy and Stability of
 * Numerical Algorithms</i>, 2nd ed., sections 3.1 and 2.8; the last term covers underflow, gradual or flushed to zero).
 *
 * <p>Methods are pure and cost O(1). They hold for n up to 2^40.
 */
public final class RoundingError {

    /** The unit roundoff u: |fl(x) - x| &lt;= u |x| and &lt;= u |fl(x)|, unless the result underflows. */
    public static final double UNIT = 0x1p-53;

    /** More than all that is lost to underflow in up to 2^40 operations, 2^-982. */
    public static final double UNDERFLOW = 0x1p-960;

    private static final long MOST = 1L << 40;

    private RoundingError() {}

    /**
     * The constant gamma_n = n u/(1 - n u), rounded up.
     *
     * @param n the number of roundings, 0 to 2^40
     * @return a number at least gamma_n
     * @throws IllegalArgumentException if n is out of range
     */
    public static double gamma(long n) {
        check(n);
        // n u is exact, and 1/(1 - n u) <= 1 + 2 n u since n u <= 1/2.
        double nu = n * UNIT;
        return Interval.multiplyUp(nu, Interval.addUp(1, 2 * nu));
    }

    /**
     * An upper bound of an exact value that was computed from numbers that are not negative by additions, multiplications and
     * divisions, none of the intermediate results overflowing: x (1 + 4 (n + 2) u) + 2^-960.
     *
     * <p>Proof: the computed x is at least (1 - n u) e - 2^-982 for the exact e, and 1/(1 - n u) &lt;= 1 + 2 n u; the rest of the
     * factor pays for its own two roundings.
     *
     * @param x the computed value; infinite, or not a number, gives infinity
     * @param n at least the number of roundings that any term went through, up to 2^40
     * @return a number at least the exact value
     * @throws IllegalArgumentException if n is out of range
     */
    public static double above(double x, long n) {
        check(n);
        double bound = x * (1 + 4 * (n + 2) * UNIT) + UNDERFLOW;
        return bound >= 0 ? bound : Double.POSITIVE_INFINITY;
    }

    private static void check(long n) {
        if (n < 0 || n > MOST) {
            throw new IllegalArgumentException(n + " roundings: the bounds hold for 0 to 2^40");
        }
    }
}
