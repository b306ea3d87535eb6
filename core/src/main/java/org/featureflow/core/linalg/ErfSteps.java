package org.featureflow.core.linalg;

/**
 * The error function as {@code erf |x| = 1 - e^-q}, q = -log erfc |x|, which is {@code q = |x| (2 / sqrt(pi) + |x| R(|x|))} with R
 * smooth and between 0.63 and 0.88 on [0, 6].
 *
 * <p>R is a polynomial of degree 22 in s = |x| / 3 - 1. Its coefficients were found by exchange (Remez) in 250-bit arithmetic, so
 * as to make the weighted error largest |x|^2 e^-q / (1 - e^-q) |R - exact| as small as possible, for that is the relative error it
 * causes in erf. With coefficients and 2 / sqrt(pi) rounded to doubles that error is below 0.33 u, u = 2^-53, at 6000 equidistant points
 * (its derivative, below 2 u, leaves 0.001 u between them); a test looks at others.
 *
 * <p>Relative error in units of u, where a relative error e of q counts g e, g = q e^-q / (1 - e^-q) &lt;= 1, as erf is concave in q:
 * <ul>
 *   <li>R, below 1, has an absolute error of at most 0.5 (its last fma) + 0.1 (the sum of the others, each being below 0.12 in size)
 *       + 0.15 (s, off by less than 1, times the slope R' &lt;= 0.15) = 0.75; beside it 2 / sqrt(pi) makes that at most 0.35 of the
 *       sum, largest near |x| = 1.5. The sum and the product with |x| add 1 each: e &lt;= 2.35, and 2 for small |x|.
 *   <li>q &lt; 0.3466 (k = 0): erf = -p with 1.55; total at most 0.33 + 2.2 + 1.55 = 4.1.
 *   <li>k = -1, r &gt;= 0: erf = 1/2 - p / 2 &gt;= 0.29, the error of p and r at most (0.46 + 0.35 * 1.42) / 2 = 0.48, so 1.65; the fma 1, g e &lt;= 0.84 *
 *       2.35 = 2; total 5. For r &lt;= 0, erf &gt;= 1/2: (0.46 + 0.25) / 2 / 0.5 + 1 + 0.33 + 0.7 * 2.35 &lt;= 3.7.
 *   <li>k &lt;= -2, erf &gt;= 0.64: 0.96 / 4 / 0.64 + 1 + 0.33 + 0.55 * 2.35 &lt;= 3.1; from k = -54 on the result rounds to 1.
 *   <li>Beyond 6, 1 is within erfc 6 = 2.2e-17 = 0.2 u.
 * </ul>
 *
 * <p>The derivative is {@code 2 / sqrt(pi) e^(-x^2)}. The square h is rounded, and its error d, exact by fma, put back: e^-h (1 - d). That
 * makes 1.9 for the exponential, 1 for the fma and 1.13 for the constant and the product: 4.03; d^2 / 2 &lt;= 2^-88 is nothing.
 */
final class ErfSteps {
    private static final double SATURATION = 6;
    private static final double TWO_OVER_SQRT_PI = 0x1.20dd750429b6dp+0;

    private ErfSteps() {}

    /** -q. */
    static double exponent(double x) {
        double a = Math.min(Math.abs(x), SATURATION);
        double s = Math.fma(a, 1.0 / 3, -1);
        double r = Math.fma(s, -0x1.df5dd4b969b73p-14, -0x1.a4d3769fbfa1ap-11);
        r = Math.fma(s, r, -0x1.32301369a2769p-9);
        r = Math.fma(s, r, -0x1.d16f90be18ad2p-9);
        r = Math.fma(s, r, -0x1.53a58c2d20dbdp-9);
        r = Math.fma(s, r, 0x1.ec761341e043ap-13);
        r = Math.fma(s, r, 0x1.1c44c313522eap-9);
        r = Math.fma(s, r, 0x1.ce9deb1fbfaadp-10);
        r = Math.fma(s, r, 0x1.4bbac19bc9f95p-12);
        r = Math.fma(s, r, -0x1.caa22245c654dp-12);
        r = Math.fma(s, r, -0x1.040e6b03fd46bp-12);
        r = Math.fma(s, r, -0x1.9c802073145b0p-13);
        r = Math.fma(s, r, 0x1.2bbdb1144eb9fp-12);
        r = Math.fma(s, r, -0x1.7d0f4e8ae6339p-12);
        r = Math.fma(s, r, 0x1.c748286139dfdp-12);
        r = Math.fma(s, r, -0x1.8598553a05505p-13);
        r = Math.fma(s, r, -0x1.b965f4f2e45aap-11);
        r = Math.fma(s, r, 0x1.d77faf1b22c74p-9);
        r = Math.fma(s, r, -0x1.428541733364ap-7);
        r = Math.fma(s, r, 0x1.7444f6988ea4bp-6);
        r = Math.fma(s, r, -0x1.876a83b0d7c58p-5);
        r = Math.fma(s, r, 0x1.856d11f21af16p-4);
        r = Math.fma(s, r, 0x1.a14af6f4e724bp-1);
        return -a * Math.fma(a, r, TWO_OVER_SQRT_PI);
    }

    /** erf |x| from -q and 2^k, k &lt;= 0. */
    static double size(double y, double power) {
        return Math.fma(-power, Exponential.mantissaMinusOne(y), 1 - power);
    }

    static double erf(double x) {
        double y = exponent(x);
        return Math.copySign(size(y, Exponential.power(Exponential.shifted(y))), x);
    }

    /** -h. */
    static double exponentOfDerivative(double x) {
        return Exponential.clamped(-(x * x));
    }

    static double derivative(double x, double exponential) {
        double bounded =
                Math.min(Math.abs(x), 28); // beyond it the exponential is 0, and 0 times infinity must not appear
        double d = Math.fma(bounded, bounded, -(bounded * bounded));
        return TWO_OVER_SQRT_PI * Math.fma(-d, exponential, exponential);
    }
}
