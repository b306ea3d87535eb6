package org.featureflow.core.linalg;

/**
 * {@code tanh |x| = t / (t + 2)} with {@code t = e^y - 1}, y = 2 |x|, {@code t = 2^k p + (2^k - 1)} in the notation of
 * {@link Exponential}, k &gt;= 0.
 *
 * <p>Relative error in units of u = 2^-53. A relative error e of t becomes 2 e / (t + 2); the sum t + 2 and the quotient add 1 each.
 * <ul>
 *   <li>k = 0: t = p and r = y is exact, so e &lt;= 1.55 and the total is at most 3.55. For |x| below 2^-28 the steps are exact:
 *       p = y, y + 2 rounds to 2 and the quotient is x, subnormal or not.
 *   <li>k = 1, r &lt;= 0: e^r p-errors are at most 0.25 + 0.157 + 0.04 (p) and |r| e^r &lt;= 0.25 (r), doubled 1.4; t = 2 e^r - 1 is
 *       at least 0.414, so e &lt;= 3.4 + 1 for the fma, 2 / (t + 2) &lt;= 0.83, total &lt;= 5.7.
 *   <li>k = 1, r &gt;= 0, t &gt;= 1: (0.46 + 0.35 * 1.42) * 2 + 1 &lt;= 3, total &lt;= 4. k = 2, t &gt;= 1.82: 4 * 0.96 / 1.82 + 1 &lt;= 3.2, total
 *       &lt;= 3.7. k &gt;= 3, t &gt;= 4.6: e &lt;= 4, weight 0.31, total &lt;= 3.3; 2^k - 1 is exact up to k = 53 and beyond, where it rounds, the
 *       weight is nothing.
 *   <li>From 22 on the quotient rounds to 1, which is within 2 e^-44 = 0.002 u.
 * </ul>
 */
final class TanhSteps {
    private static final double SATURATION = 22;

    private TanhSteps() {}

    /** y. */
    static double exponent(double x) {
        return 2 * Math.min(Math.abs(x), SATURATION);
    }

    /** tanh |x| from y and 2^k. */
    static double size(double y, double power) {
        double t = Math.fma(power, Exponential.mantissaMinusOne(y), power - 1);
        return t / (t + 2);
    }

    static double tanh(double x) {
        double y = exponent(x);
        return Math.copySign(size(y, Exponential.power(Exponential.shifted(y))), x);
    }
}
