package org.featureflow.core.linalg;

/**
 * The logistic sigmoid {@code 1 / (1 + e^-x)} and the softplus {@code max(x, 0) + log(1 + e^-|x|)}.
 *
 * <p>The logarithm is {@code log(1 + e) = 2 artanh w}, w = e / (2 + e) &lt;= 1/3, by 17 terms of the series
 * {@code 2 w (1 + w^2 / 3 + w^4 / 5 + ..)}: all are positive and the rest is below 9^-17 / 35 * 9/8 = 2e-18.
 *
 * <p>Relative errors in units of u = 2^-53, with 1.9 for the exponential (see {@link Exponential}):
 * <ul>
 *   <li>sigmoid: 1.9 * e^-x / (1 + e^-x), the sum 1, the quotient 1: at most 3.9. Below x = -709.8 the exponential is infinite
 *       and the result 0, off by less than 2^-1022.
 *   <li>softplus: w has 1.9 + 1 + 1 = 3.9. The tail artanh w - w is at most 0.04 of artanh w, so that its errors (w^3 with 3 * 3.9 + 2,
 *       the polynomial with less than 2) count 0.4 beyond the 3.9; with the last fma the logarithm has 5.3. For x &gt; 0 the sum with
 *       x adds 1: 6.3.
 * </ul>
 */
final class LogisticSteps {
    private LogisticSteps() {}

    static double exponentOfSigmoid(double x) {
        return Exponential.clamped(-x);
    }

    static double sigmoid(double exponential) {
        return 1 / (1 + exponential);
    }

    static double exponentOfSoftplus(double x) {
        return Exponential.clamped(-Math.abs(x));
    }

    static double softplus(double x, double exponential) {
        return Math.max(x, 0) + logOnePlus(exponential);
    }

    /** log(1 + e) for 0 &lt;= e &lt;= 1. */
    private static double logOnePlus(double e) {
        double doubled = 2 * e / (2 + e); // 2 w: no bit is lost where e is subnormal
        double z = 0.25 * doubled * doubled;
        double q = Math.fma(z, 1.0 / 33, 1.0 / 31);
        q = Math.fma(z, q, 1.0 / 29);
        q = Math.fma(z, q, 1.0 / 27);
        q = Math.fma(z, q, 1.0 / 25);
        q = Math.fma(z, q, 1.0 / 23);
        q = Math.fma(z, q, 1.0 / 21);
        q = Math.fma(z, q, 1.0 / 19);
        q = Math.fma(z, q, 1.0 / 17);
        q = Math.fma(z, q, 1.0 / 15);
        q = Math.fma(z, q, 1.0 / 13);
        q = Math.fma(z, q, 1.0 / 11);
        q = Math.fma(z, q, 1.0 / 9);
        q = Math.fma(z, q, 1.0 / 7);
        q = Math.fma(z, q, 1.0 / 5);
        q = Math.fma(z, q, 1.0 / 3);
        return Math.fma(doubled * z, q, doubled);
    }
}
