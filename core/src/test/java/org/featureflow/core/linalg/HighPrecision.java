package org.featureflow.core.linalg;

import java.math.BigDecimal;
import java.math.MathContext;

/** The elementary functions to about 45 digits, from their series: the yardstick for the fast ones. */
final class HighPrecision {
    private static final MathContext DIGITS = new MathContext(60);
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigDecimal HALF = new BigDecimal("0.5");
    private static final BigDecimal PI =
            new BigDecimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899863");
    private static final BigDecimal TWO_OVER_ROOT_PI = TWO.divide(PI.sqrt(DIGITS), DIGITS);

    private HighPrecision() {}

    static BigDecimal exp(double x) {
        return expMinusOne(new BigDecimal(x)).add(BigDecimal.ONE);
    }

    static BigDecimal tanh(double x) {
        BigDecimal t = expMinusOne(new BigDecimal(Math.abs(x)).multiply(TWO));
        BigDecimal size = t.divide(t.add(TWO), DIGITS);
        return x < 0 ? size.negate() : size;
    }

    static BigDecimal sigmoid(double x) {
        return BigDecimal.ONE.divide(exp(-x).add(BigDecimal.ONE), DIGITS);
    }

    static BigDecimal softplus(double x) {
        BigDecimal e = exp(-Math.abs(x));
        BigDecimal w = e.divide(e.add(TWO), DIGITS);
        BigDecimal square = w.multiply(w, DIGITS);
        BigDecimal power = w;
        BigDecimal sum = w;
        for (int n = 3; !negligible(power, sum); n += 2) {
            power = power.multiply(square, DIGITS);
            sum = sum.add(power.divide(BigDecimal.valueOf(n), DIGITS), DIGITS);
        }
        return sum.multiply(TWO).add(new BigDecimal(Math.max(x, 0)));
    }

    /** 2 / sqrt(pi) e^(-x^2) sum_n 2^n x^(2n+1) / (1 3 .. (2n+1)), all terms of one sign. */
    static BigDecimal erf(double x) {
        BigDecimal term = new BigDecimal(x);
        BigDecimal square = term.multiply(term).multiply(TWO);
        BigDecimal sum = term;
        for (int n = 3; !negligible(term, sum); n += 2) {
            term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum.multiply(erfDerivative(x), DIGITS);
    }

    static BigDecimal erfDerivative(double x) {
        BigDecimal square = new BigDecimal(x).pow(2).negate();
        return expMinusOne(square).add(BigDecimal.ONE).multiply(TWO_OVER_ROOT_PI, DIGITS);
    }

    /** Taylor series for |x| < 1/2; else the argument is halved and (1 + t)^2 - 1 = t (t + 2) undoes it. */
    private static BigDecimal expMinusOne(BigDecimal x) {
        if (x.abs().compareTo(HALF) > 0) {
            MathContext more = new MathContext(400);
            if (x.signum() < 0) {
                // e^x - 1 is near -1 then: keep the digits of e^x
                BigDecimal positive = expMinusOne(x.negate()).add(BigDecimal.ONE);
                return BigDecimal.ONE.divide(positive, DIGITS).subtract(BigDecimal.ONE, more);
            }
            BigDecimal t = expMinusOne(x.multiply(HALF, DIGITS));
            return t.multiply(t.add(TWO), DIGITS);
        }
        BigDecimal term = x;
        BigDecimal sum = x;
        for (int n = 2; !negligible(term, sum); n++) {
            term = term.multiply(x, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum;
    }

    private static boolean negligible(BigDecimal term, BigDecimal sum) {
        return term.signum() == 0 || term.abs().compareTo(sum.abs().scaleByPowerOfTen(-55)) < 0;
    }
}
