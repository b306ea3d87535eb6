package org.featureflow.convex.program;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/**
 * A vector with integer entries, known exactly, beside a floating-point image of it.
 *
 * <p>Hyperplanes through the origin and directions matter up to a positive factor only, so that integers represent all
 * rational ones. The image serves as a filter: the sign of an inner product is read off it when the rounding error cannot
 * reach zero, and only otherwise from the integers. Immutable.
 */
final class IntegerVector {
    private final BigInteger[] entries;

    /** entries * 2^-bits, each correctly rounded; empty if the range of a double does not hold them. */
    private final double[] image;

    private IntegerVector(BigInteger[] entries) {
        this.entries = entries;
        this.image = imageOf(entries);
    }

    static IntegerVector zero(int dimension) {
        BigInteger[] entries = new BigInteger[dimension];
        Arrays.fill(entries, BigInteger.ZERO);
        return new IntegerVector(entries);
    }

    /** The vector with these entries, which are not copied. */
    static IntegerVector of(BigInteger[] entries) {
        return new IntegerVector(entries);
    }

    /** The shortest integer vector that is a positive multiple of a vector of finite doubles; exact. */
    static IntegerVector ofDoubles(double[] values) {
        int exponent = Integer.MAX_VALUE;
        for (double value : values) {
            if (value != 0) {
                exponent = Math.min(exponent, Math.getExponent(value) - 52);
            }
        }
        // Subnormal numbers report an exponent below the smallest normal one; their spacing is 2^-1074.
        exponent = Math.max(exponent, -1074);
        BigInteger[] entries = new BigInteger[values.length];
        for (int i = 0; i < values.length; i++) {
            entries[i] = values[i] == 0 ? BigInteger.ZERO : scaled(values[i], exponent);
        }
        return primitive(entries);
    }

    /** value * 2^-exponent, an integer by the choice of the exponent. */
    private static BigInteger scaled(double value, int exponent) {
        long bits = Double.doubleToLongBits(value);
        int biased = (int) (bits >>> 52) & 0x7ff;
        long fraction = bits & 0xfffffffffffffL;
        long mantissa = biased == 0 ? fraction : fraction | 0x10000000000000L;
        int scale = (biased == 0 ? -1074 : biased - 1075) - exponent;
        BigInteger magnitude = BigInteger.valueOf(mantissa).shiftLeft(scale);
        return value < 0 ? magnitude.negate() : magnitude;
    }

    /** Divides out the common factor, so that numbers stay short through the recursion. */
    static IntegerVector primitive(BigInteger[] entries) {
        BigInteger divisor = BigInteger.ZERO;
        for (BigInteger entry : entries) {
            divisor = divisor.gcd(entry);
        }
        if (divisor.signum() == 0 || divisor.equals(BigInteger.ONE)) {
            return new IntegerVector(entries);
        }
        BigInteger[] reduced = new BigInteger[entries.length];
        for (int i = 0; i < entries.length; i++) {
            reduced[i] = entries[i].divide(divisor);
        }
        return new IntegerVector(reduced);
    }

    private static double[] imageOf(BigInteger[] entries) {
        int bits = 0;
        for (BigInteger entry : entries) {
            bits = Math.max(bits, entry.abs().bitLength());
        }
        if (bits > 1000) {
            return new double[0];
        }
        double[] image = new double[entries.length];
        for (int i = 0; i < entries.length; i++) {
            image[i] = Math.scalb(entries[i].doubleValue(), -bits);
        }
        return image;
    }

    int dimension() {
        return entries.length;
    }

    BigInteger get(int i) {
        return entries[i];
    }

    List<BigInteger> entries() {
        return List.of(entries);
    }

    boolean isZero() {
        for (BigInteger entry : entries) {
            if (entry.signum() != 0) {
                return false;
            }
        }
        return true;
    }

    /** This vector or its negative, whichever starts with a positive entry: equal for parallel primitive vectors. */
    List<BigInteger> line() {
        for (BigInteger entry : entries) {
            if (entry.signum() != 0) {
                return entry.signum() > 0 ? entries() : negate().entries();
            }
        }
        return entries();
    }

    private IntegerVector negate() {
        BigInteger[] negated = new BigInteger[entries.length];
        for (int i = 0; i < negated.length; i++) {
            negated[i] = entries[i].negate();
        }
        return new IntegerVector(negated);
    }

    /** The exact inner product. */
    BigInteger dot(IntegerVector other) {
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i < entries.length; i++) {
            sum = sum.add(entries[i].multiply(other.entries[i]));
        }
        return sum;
    }

    /** The exact sign of the inner product, -1, 0 or 1. */
    int signOfDot(IntegerVector other) {
        if (image.length == entries.length && other.image.length == entries.length) {
            double sum = 0;
            double size = 0;
            for (int i = 0; i < image.length; i++) {
                double product = image[i] * other.image[i];
                sum += product;
                size += Math.abs(product);
            }
            // Each product carries three roundings, each sum one more; the last term covers products that underflow.
            double bound = (image.length + 4) * 0x1p-52 * size + image.length * Double.MIN_NORMAL;
            if (Math.abs(sum) > bound) {
                return sum > 0 ? 1 : -1;
            }
        }
        return dot(other).signum();
    }

    /** 2^shift * this + sign * other for a shift of either sign, up to a positive factor: a point moved to one side. */
    IntegerVector shiftedPlus(int shift, IntegerVector other, int sign) {
        BigInteger[] moved = new BigInteger[entries.length];
        for (int i = 0; i < moved.length; i++) {
            BigInteger kept = entries[i].shiftLeft(Math.max(0, shift));
            BigInteger added = other.entries[i].shiftLeft(Math.max(0, -shift));
            moved[i] = sign > 0 ? kept.add(added) : kept.subtract(added);
        }
        return new IntegerVector(moved);
    }

    /** The nearest vector whose largest entry has the given number of bits, up to a positive factor. */
    IntegerVector rounded(int bits) {
        int length = 0;
        for (BigInteger entry : entries) {
            length = Math.max(length, entry.abs().bitLength());
        }
        int drop = length - bits;
        if (drop <= 0) {
            return this;
        }
        BigInteger half = BigInteger.ONE.shiftLeft(drop - 1);
        BigInteger[] rounded = new BigInteger[entries.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = entries[i].add(half).shiftRight(drop);
        }
        return primitive(rounded);
    }
}
