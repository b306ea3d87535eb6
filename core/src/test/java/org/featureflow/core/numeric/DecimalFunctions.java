package org.featureflow.core.numeric;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * Elementary functions to more than 40 digits by their power series, as an oracle that shares nothing with {@link StrictMath}
 * but the first guess of the logarithm.
 */
public final class DecimalFunctions {

    /** Squarings and cancellations below cost at most 25 of these digits. */
    public static final MathContext DIGITS = new MathContext(70);

    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    /** Machin: pi = 16 arctan(1/5) - 4 arctan(1/239). */
    public static final BigDecimal PI = BigDecimal.valueOf(16)
            .multiply(arctanOfReciprocal(5))
            .subtract(BigDecimal.valueOf(4).multiply(arctanOfReciprocal(239)));

    private DecimalFunctions() {}

    /** e^x = (e^(x/2^k))^(2^k), |x|/2^k below 1/16. Relative error below 1e-60 for |x| below 1e5. */
    public static BigDecimal exp(BigDecimal x) {
        int halvings = 0;
        BigDecimal reduced = x;
        while (reduced.abs().compareTo(BigDecimal.valueOf(0.0625)) > 0) {
            reduced = reduced.divide(TWO, DIGITS);
            halvings++;
        }
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int n = 1; n < 34; n++) {
            term = term.multiply(reduced, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        for (int i = 0; i < halvings; i++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return sum;
    }

    /** ln x by Halley's iteration for e^y = x, which triples the 15 digits of the first guess twice. */
    public static BigDecimal log(BigDecimal x) {
        if (x.compareTo(BigDecimal.ONE) == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal y = new BigDecimal(StrictMath.log(x.doubleValue()));
        for (int i = 0; i < 2; i++) {
            BigDecimal power = exp(y);
            BigDecimal step = x.subtract(power).divide(x.add(power), DIGITS);
            y = y.add(TWO.multiply(step), DIGITS);
        }
        return y;
    }

    /** x ln x, 0 at 0. */
    public static BigDecimal timesLog(BigDecimal x) {
        return x.signum() == 0 ? BigDecimal.ZERO : x.multiply(log(x), DIGITS);
    }

    /** tanh x = (e^2x - 1)/(e^2x + 1); below 1e-15 by x - x^3/3, whose relative error is x^4 at most. */
    public static BigDecimal tanh(BigDecimal x) {
        if (x.abs().compareTo(new BigDecimal("1e-15")) < 0) {
            return x.subtract(x.pow(3).divide(BigDecimal.valueOf(3), DIGITS), DIGITS);
        }
        BigDecimal power = exp(x.multiply(TWO));
        return power.subtract(BigDecimal.ONE).divide(power.add(BigDecimal.ONE), DIGITS);
    }

    /** 1/(1 + e^-x). */
    public static BigDecimal sigmoid(BigDecimal x) {
        return BigDecimal.ONE.divide(BigDecimal.ONE.add(exp(x.negate())), DIGITS);
    }

    /** ln(1 + e^x), as e^x - e^2x/2 + .. where 1 + e^x would need more digits than there are. */
    public static BigDecimal softplus(BigDecimal x) {
        BigDecimal power = exp(x);
        if (power.compareTo(new BigDecimal("1e-20")) < 0) {
            BigDecimal sum = power;
            BigDecimal term = power;
            for (int n = 2; n < 4; n++) {
                term = term.multiply(power, DIGITS).negate();
                sum = sum.add(term.divide(BigDecimal.valueOf(n), DIGITS), DIGITS);
            }
            return sum;
        }
        // Added exactly: softplus(-x) may be 1e-350 of x, and still tells which side of a double the sum is on.
        return x.signum() > 0 ? x.add(softplus(x.negate())) : log(BigDecimal.ONE.add(power, DIGITS));
    }

    /**
     * erf x = 2/sqrt(pi) sum (-1)^n x^(2n+1)/(n! (2n+1)), whose terms reach e^(x^2): x^2/ln 10 more digits. Beyond 12 it is 1 to 63
     * digits.
     */
    public static BigDecimal erf(BigDecimal x) {
        if (x.abs().compareTo(BigDecimal.valueOf(12)) > 0) {
            return BigDecimal.valueOf(x.signum());
        }
        BigDecimal square = x.multiply(x);
        MathContext digits = new MathContext(DIGITS.getPrecision() + square.intValue() / 2 + 1);
        BigDecimal smallest = x.abs().movePointLeft(DIGITS.getPrecision());
        BigDecimal power = x;
        BigDecimal sum = x;
        for (int n = 1; power.abs().compareTo(smallest) > 0; n++) {
            power = power.multiply(square, digits).divide(BigDecimal.valueOf(-n), digits);
            sum = sum.add(power.divide(BigDecimal.valueOf(2L * n + 1), digits), digits);
        }
        return TWO.multiply(sum).divide(PI.sqrt(DIGITS), DIGITS);
    }

    /** sin x by its series after removing multiples of 2 pi. */
    public static BigDecimal sin(BigDecimal x) {
        BigDecimal turn = PI.multiply(TWO);
        BigInteger turns = x.divide(turn, DIGITS).toBigInteger();
        BigDecimal reduced = x.subtract(turn.multiply(new BigDecimal(turns)));
        BigDecimal square = reduced.multiply(reduced, DIGITS);
        BigDecimal term = reduced;
        BigDecimal sum = reduced;
        for (int n = 1; n < 60; n++) {
            term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf(-2L * n * (2L * n + 1)), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum;
    }

    private static BigDecimal arctanOfReciprocal(int q) {
        MathContext more = new MathContext(DIGITS.getPrecision() + 10);
        BigDecimal term = BigDecimal.ONE.divide(BigDecimal.valueOf(q), more);
        BigDecimal sum = term;
        for (int n = 1; n < 80; n++) {
            term = term.divide(BigDecimal.valueOf(-(long) q * q), more);
            sum = sum.add(term.divide(BigDecimal.valueOf(2L * n + 1), more), more);
        }
        return sum;
    }
}
