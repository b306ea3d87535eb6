package org.featureflow.convex.certificate;

import java.math.BigInteger;

/**
 * A number mantissa * 2^exponent. Every finite double is one, and sums and products of such numbers are again such numbers, so
 * that polynomials of doubles are evaluated without any error. Immutable.
 */
final class Dyadic {
    static final Dyadic ZERO = new Dyadic(BigInteger.ZERO, 0);

    private final BigInteger mantissa;
    private final int exponent;

    private Dyadic(BigInteger mantissa, int exponent) {
        this.mantissa = mantissa;
        this.exponent = exponent;
    }

    static Dyadic of(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("value is " + value + ": must be finite");
        }
        if (value == 0) {
            return ZERO;
        }
        long bits = Double.doubleToLongBits(value);
        int biased = (int) (bits >>> 52) & 0x7ff;
        long fraction = bits & 0xfffffffffffffL;
        long magnitude = biased == 0 ? fraction : fraction | 0x10000000000000L;
        int exponent = Math.max(biased, 1) - 1075;
        BigInteger mantissa = BigInteger.valueOf(value < 0 ? -magnitude : magnitude);
        return new Dyadic(mantissa, exponent);
    }

    static Dyadic of(long value) {
        return new Dyadic(BigInteger.valueOf(value), 0);
    }

    /** Integers in the same ratios as the given numbers: these times a power of two. */
    static BigInteger[] integers(Dyadic[] values) {
        int common = Integer.MAX_VALUE;
        for (Dyadic value : values) {
            common = Math.min(common, value.exponent);
        }
        BigInteger[] integers = new BigInteger[values.length];
        for (int i = 0; i < values.length; i++) {
            integers[i] = values[i].aligned(common);
        }
        return integers;
    }

    Dyadic plus(Dyadic other) {
        if (other.mantissa.signum() == 0) {
            return this;
        }
        if (mantissa.signum() == 0) {
            return other;
        }
        int common = Math.min(exponent, other.exponent);
        return new Dyadic(aligned(common).add(other.aligned(common)), common);
    }

    Dyadic minus(Dyadic other) {
        return plus(other.negate());
    }

    Dyadic negate() {
        return new Dyadic(mantissa.negate(), exponent);
    }

    Dyadic times(Dyadic other) {
        return new Dyadic(mantissa.multiply(other.mantissa), exponent + other.exponent);
    }

    Dyadic square() {
        return times(this);
    }

    Dyadic half() {
        return new Dyadic(mantissa, exponent - 1);
    }

    private BigInteger aligned(int common) {
        return mantissa.shiftLeft(exponent - common);
    }

    int signum() {
        return mantissa.signum();
    }

    boolean isAtMost(Dyadic other) {
        return minus(other).signum() <= 0;
    }

    /** The nearest double, give or take one unit in the last place. */
    double approximate() {
        int drop = Math.max(0, mantissa.bitLength() - 64);
        return scaled(mantissa.shiftRight(drop).doubleValue(), (long) exponent + drop);
    }

    private static double scaled(double value, long exponent) {
        int first = (int) Math.max(-1500, Math.min(1500, exponent / 2));
        int second = (int) Math.max(-1500, Math.min(1500, exponent - exponent / 2));
        return Math.scalb(Math.scalb(value, first), second);
    }

    /** The largest double, or one next to it, that is at most this number divided by a positive integer. */
    double dividedByDown(long divisor) {
        double quotient = approximate() / divisor;
        while (quotient == Double.POSITIVE_INFINITY
                || (quotient > Double.NEGATIVE_INFINITY && isBelow(quotient, divisor))) {
            quotient = Math.nextDown(quotient);
        }
        return quotient;
    }

    /** The smallest double, or one next to it, that is at least this number divided by a positive integer. */
    double dividedByUp(long divisor) {
        return -negate().dividedByDown(divisor);
    }

    private boolean isBelow(double quotient, long divisor) {
        return minus(of(quotient).times(of(divisor))).signum() < 0;
    }
}
