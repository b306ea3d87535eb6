package org.featureflow.core.model;

/** The error function by its series of positive terms: erf x = 2/sqrt(pi) exp(-x^2) sum_n 2^n x^(2n+1)/(1 3 .. (2n+1)). */
final class ErrorFunction {

    private static final double TWO_OVER_ROOT_PI = 1.1283791670955126;

    /** Beyond this point 1 - erf x is below 2e-17, so that the nearest double is 1. */
    private static final double SATURATION = 6;

    /**
     * For |x| &lt; 6 the largest terms have n near x^2 &lt;= 36. Term n carries at most 4n + 4 roundings, a sum of k
     * positive terms k more, k &lt; 180, so that (4 * 40 + 180) half units in the last place are a generous bound.
     */
    static final double RELATIVE_ERROR = 340 * 0x1p-53;

    private ErrorFunction() {}

    static double value(double x) {
        double a = Math.abs(x);
        if (!(a < SATURATION)) {
            return Double.isNaN(x) ? x : Math.copySign(1, x);
        }
        double square = 2 * a * a;
        double term = a;
        double sum = a;
        for (int n = 1; term > sum * 0x1p-56; n++) {
            term *= square / (2 * n + 1);
            sum += term;
        }
        return Math.copySign(Math.min(1, sum * derivative(a)), x);
    }

    static double derivative(double x) {
        // exp(-(x x)) with the rounding error of the square put back: for large x it would cost many digits.
        double square = x * x;
        double error = Math.fma(x, x, -square);
        double exponential = StrictMath.exp(-square);
        return TWO_OVER_ROOT_PI * (exponential == 0 ? 0 : exponential - exponential * error);
    }
}
