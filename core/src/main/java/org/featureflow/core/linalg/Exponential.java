package org.featureflow.core.linalg;

/**
 * The exponential, in steps that a compiler turns into vector instructions: {@code e^y = 2^k (1 + p)}, k the integer nearest to
 * y / ln 2, {@code r = y - k ln 2}, {@code p = e^r - 1}. Each step is one method for one number; loops over arrays call the same
 * methods, so both give the same bits.
 *
 * <p>Errors, u = 2^-53 and |r| &lt;= h = ln 2 / 2 + 1e-12; they hold to first order in u, and the published bounds leave room for
 * the rest:
 * <ul>
 *   <li>r: k {@link #LN2_HIGH} is exact, k having at most 11 bits and the constant 42. y - k {@link #LN2_HIGH} is exact: for
 *       k = 0 it is y, else |y| &gt;= h makes both terms multiples of 2^-54 and their difference is below 1/2. The last fma
 *       rounds once, and |k| times the error of the low part, 2^-102, is nothing beside it: |error of r| &lt;= u |r|, and r = y
 *       exactly for k = 0.
 *   <li>p is the Taylor polynomial of degree 13. It leaves out less than h^13 / 14! = 1.3e-17 of |p| = 0.12 u |p|, rounded
 *       coefficients included. The factor q = (p - r) / r^2 has a relative error of at most 1.3 u (its last fma, and less than a
 *       third of the one before) and r^2 of u, and r^2 q is at most 0.183 |p|. With the last fma: |error of p| &lt;= 1.55 u |p|
 *       for exact r, and in absolute terms at most 0.25 u (half a last place below 1/2) + 0.157 u + 0.05 u = 0.46 u.
 *   <li>e^r = 1 + p, between 0.707 and 1.415. From 1 on, the errors 0.46 u of p and u of the sum are at most 1.46 u of it, below 1 the
 *       errors 0.46 u and u / 2 at most 1.36 u; r adds |r| u, at most 0.35 u: in all 1.81 u. Powers of two are exact, unless the result is
 *       subnormal: it is then rounded once more, by half of {@link Double#MIN_VALUE}.
 * </ul>
 */
final class Exponential {
    /** Adding and subtracting it rounds to an integer, whose two's complement then stands in the low bits of the sum. */
    private static final double SHIFT = 0x1.8p52;

    private static final double INVERSE_LN2 = 0x1.71547652b82fep+0;

    /** ln 2 cut to 42 bits. */
    private static final double LN2_HIGH = 0x1.62e42fefa3800p-1;

    private static final double LN2_LOW = 0x1.ef35793c76730p-45;

    private static final long ONE = 0x3ff0_0000_0000_0000L;

    private static final double C2 = 1.0 / 2;
    private static final double C3 = 1.0 / 6;
    private static final double C4 = 1.0 / 24;
    private static final double C5 = 1.0 / 120;
    private static final double C6 = 1.0 / 720;
    private static final double C7 = 1.0 / 5040;
    private static final double C8 = 1.0 / 40320;
    private static final double C9 = 1.0 / 362880;
    private static final double C10 = 1.0 / 3628800;
    private static final double C11 = 1.0 / 39916800;
    private static final double C12 = 1.0 / 479001600;
    private static final double C13 = 1.0 / 6227020800L;

    private Exponential() {}

    /** k + SHIFT. */
    static double shifted(double y) {
        return Math.fma(y, INVERSE_LN2, SHIFT);
    }

    /** floor or ceiling of k / 2, + SHIFT: the first of two exponents where 2^k itself may not be a double. */
    static double shiftedHalf(double y) {
        return Math.fma(shifted(y) - SHIFT, 0.5, SHIFT);
    }

    /** What the first half leaves of k, + SHIFT. */
    static double shiftedRest(double y) {
        return ((shifted(y) - SHIFT) - (shiftedHalf(y) - SHIFT)) + SHIFT;
    }

    /** 2^n from n + SHIFT, n = -1022 .. 1023. Garbage for NaN, which the other factor then hides. */
    static double power(double shifted) {
        return Double.longBitsToDouble((Double.doubleToRawLongBits(shifted) << 52) + ONE);
    }

    /** p = e^r - 1. */
    static double mantissaMinusOne(double y) {
        double k = shifted(y) - SHIFT;
        double r = Math.fma(-k, LN2_LOW, Math.fma(-k, LN2_HIGH, y));
        double q = Math.fma(r, C13, C12);
        q = Math.fma(r, q, C11);
        q = Math.fma(r, q, C10);
        q = Math.fma(r, q, C9);
        q = Math.fma(r, q, C8);
        q = Math.fma(r, q, C7);
        q = Math.fma(r, q, C6);
        q = Math.fma(r, q, C5);
        q = Math.fma(r, q, C4);
        q = Math.fma(r, q, C3);
        q = Math.fma(r, q, C2);
        return Math.fma(r * r, q, r);
    }

    /** Brings any argument into the range of the steps; beyond it the result is 0 or infinite all the same. */
    static double clamped(double y) {
        return Math.min(Math.max(y, -746), 710);
    }

    /** e^y for a clamped argument, from the two powers of two. */
    static double product(double y, double power, double rest) {
        return ((1 + mantissaMinusOne(y)) * power) * rest;
    }

    /** e^y for a clamped argument. */
    static double exp(double y) {
        return product(y, power(shiftedHalf(y)), power(shiftedRest(y)));
    }
}
