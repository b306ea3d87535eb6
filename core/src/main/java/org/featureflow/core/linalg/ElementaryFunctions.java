package org.featureflow.core.linalg;

import java.util.Objects;

/**
 * The hyperbolic tangent and its kin, for one number and over arrays.
 *
 * <p><b>Bits.</b> Every operation is written out (explicit fused multiply-adds, no library function other than for the sine), so
 * results are the same bits on every virtual machine and processor, and the array methods give the same bits as the methods for
 * one number. The array methods work in passes that the just-in-time compiler turns into vector instructions.
 *
 * <p><b>Errors.</b> Each function f has a published constant with {@code |computed - f(x)| <= constant |f(x)|} for every finite x,
 * save that results below {@link Double#MIN_NORMAL} in size may be off by twice {@link Double#MIN_VALUE} instead (the sigmoid: by MIN_NORMAL). The proofs are beside the code; they are bounds to first order in u = 2^-53, rounded up. No value leaves the range of
 * its function: tanh, erf and sin stay in [-1, 1], the sigmoid in [0, 1], exp and softplus are not negative.
 *
 * <p><b>Edge cases.</b> NaN gives NaN. Infinities give the limits. Odd functions are odd bit for bit, zeros keep their sign.
 *
 * <p><b>Arrays.</b> {@code f(x, from, to, out)} stores f(x[i]) into out[i] for from &lt;= i &lt; to and changes nothing else;
 * {@code out} may be {@code x}. A range outside of either array throws {@link IndexOutOfBoundsException} before anything is stored.
 * Cost: one to three nanoseconds an element with 512-bit vectors, except for the sine. Scratch arrays of 8 KiB are kept for each thread.
 */
public final class ElementaryFunctions {
    /** Bound on the relative error of {@link #exp(double)}: 2 u. */
    public static final double EXP_RELATIVE_ERROR = 0x1p-52;

    /** Bound on the relative error of {@link #tanh(double)}: 6 u. */
    public static final double TANH_RELATIVE_ERROR = 6 * 0x1p-53;

    /** Bound on the relative error of {@link #sigmoid(double)}: 4.5 u. */
    public static final double SIGMOID_RELATIVE_ERROR = 4.5 * 0x1p-53;

    /** Bound on the relative error of {@link #softplus(double)}: 7.5 u. */
    public static final double SOFTPLUS_RELATIVE_ERROR = 7.5 * 0x1p-53;

    /** Bound on the relative error of {@link #erf(double)}: 6 u. */
    public static final double ERF_RELATIVE_ERROR = 6 * 0x1p-53;

    /** Bound on the relative error of {@link #erfDerivative(double)}: 5 u. */
    public static final double ERF_DERIVATIVE_RELATIVE_ERROR = 5 * 0x1p-53;

    /** Bound on the relative error of {@link #sin(double)} and {@link #cos(double)}: one unit in the last place, at most 2 u. */
    public static final double SIN_RELATIVE_ERROR = 0x1p-52;

    private ElementaryFunctions() {}

    /**
     * e^x. Infinite above 709.78, 0 below -745.13.
     *
     * @param x the argument
     * @return e^x, within {@link #EXP_RELATIVE_ERROR}
     */
    public static double exp(double x) {
        return Exponential.exp(Exponential.clamped(x));
    }

    /**
     * The same over an array: {@link #exp(double)}.
     *
     * @param x the arguments
     * @param from the first index
     * @param to one past the last index
     * @param out receives the values; may be {@code x}
     */
    public static void exp(double[] x, int from, int to, double[] out) {
        ArrayPasses.run(ArrayPasses::exp, x, from, to, out);
    }

    /**
     * tanh x.
     *
     * @param x the argument
     * @return tanh x, within {@link #TANH_RELATIVE_ERROR}
     */
    public static double tanh(double x) {
        return TanhSteps.tanh(x);
    }

    /**
     * The same over an array: {@link #tanh(double)}.
     *
     * @param x the arguments
     * @param from the first index
     * @param to one past the last index
     * @param out receives the values; may be {@code x}
     */
    public static void tanh(double[] x, int from, int to, double[] out) {
        ArrayPasses.run(ArrayPasses::tanh, x, from, to, out);
    }

    /**
     * 1 / (1 + e^-x).
     *
     * @param x the argument
     * @return the sigmoid, within {@link #SIGMOID_RELATIVE_ERROR}
     */
    public static double sigmoid(double x) {
        return LogisticSteps.sigmoid(Exponential.exp(LogisticSteps.exponentOfSigmoid(x)));
    }

    /**
     * The same over an array: {@link #sigmoid(double)}.
     *
     * @param x the arguments
     * @param from the first index
     * @param to one past the last index
     * @param out receives the values; may be {@code x}
     */
    public static void sigmoid(double[] x, int from, int to, double[] out) {
        ArrayPasses.run(ArrayPasses::sigmoid, x, from, to, out);
    }

    /**
     * log(1 + e^x).
     *
     * @param x the argument
     * @return the softplus, within {@link #SOFTPLUS_RELATIVE_ERROR}
     */
    public static double softplus(double x) {
        return LogisticSteps.softplus(x, Exponential.exp(LogisticSteps.exponentOfSoftplus(x)));
    }

    /**
     * The same over an array: {@link #softplus(double)}.
     *
     * @param x the arguments
     * @param from the first index
     * @param to one past the last index
     * @param out receives the values; may be {@code x}
     */
    public static void softplus(double[] x, int from, int to, double[] out) {
        ArrayPasses.run(ArrayPasses::softplus, x, from, to, out);
    }

    /**
     * erf x = 2 / sqrt(pi) int_0^x e^(-t^2) dt.
     *
     * @param x the argument
     * @return erf x, within {@link #ERF_RELATIVE_ERROR}
     */
    public static double erf(double x) {
        return ErfSteps.erf(x);
    }

    /**
     * The same over an array: {@link #erf(double)}.
     *
     * @param x the arguments
     * @param from the first index
     * @param to one past the last index
     * @param out receives the values; may be {@code x}
     */
    public static void erf(double[] x, int from, int to, double[] out) {
        ArrayPasses.run(ArrayPasses::erf, x, from, to, out);
    }

    /**
     * erf' x = 2 / sqrt(pi) e^(-x^2).
     *
     * @param x the argument
     * @return the derivative, within {@link #ERF_DERIVATIVE_RELATIVE_ERROR}
     */
    public static double erfDerivative(double x) {
        return ErfSteps.derivative(x, Exponential.exp(ErfSteps.exponentOfDerivative(x)));
    }

    /**
     * The same over an array: {@link #erfDerivative(double)}.
     *
     * @param x the arguments
     * @param from the first index
     * @param to one past the last index
     * @param out receives the values; may be {@code x}
     */
    public static void erfDerivative(double[] x, int from, int to, double[] out) {
        ArrayPasses.run(ArrayPasses::erfDerivative, x, from, to, out);
    }

    /**
     * sin x, by {@link StrictMath#sin}.
     *
     * @param x the argument
     * @return sin x, within {@link #SIN_RELATIVE_ERROR}
     */
    public static double sin(double x) {
        return StrictMath.sin(x);
    }

    /**
     * cos x, by {@link StrictMath#cos}.
     *
     * @param x the argument
     * @return cos x, within {@link #SIN_RELATIVE_ERROR}
     */
    public static double cos(double x) {
        return StrictMath.cos(x);
    }

    /**
     * The same over an array: {@link #sin(double)}. One number after the other, at the cost of {@link StrictMath#sin}.
     *
     * @param x the arguments
     * @param from the first index
     * @param to one past the last index
     * @param out receives the values; may be {@code x}
     */
    public static void sin(double[] x, int from, int to, double[] out) {
        checkRange(x, from, to, out);
        for (int i = from; i < to; i++) {
            out[i] = StrictMath.sin(x[i]);
        }
    }

    /**
     * The same over an array: {@link #cos(double)}. One number after the other, at the cost of {@link StrictMath#cos}.
     *
     * @param x the arguments
     * @param from the first index
     * @param to one past the last index
     * @param out receives the values; may be {@code x}
     */
    public static void cos(double[] x, int from, int to, double[] out) {
        checkRange(x, from, to, out);
        for (int i = from; i < to; i++) {
            out[i] = StrictMath.cos(x[i]);
        }
    }

    /**
     * The derivative 1 - t^2 of tanh where its value is t. Its error is absolute, below 14 u: near saturation no digit is left.
     *
     * @param t the value of tanh
     * @return 1 - t^2, rounded once
     */
    public static double tanhDerivativeOfValue(double t) {
        return Math.fma(-t, t, 1);
    }

    /**
     * The same over an array: {@link #tanhDerivativeOfValue(double)}.
     *
     * @param t values of tanh
     * @param from the first index
     * @param to one past the last index
     * @param out receives the derivatives; may be {@code t}
     */
    public static void tanhDerivativeOfValue(double[] t, int from, int to, double[] out) {
        checkRange(t, from, to, out);
        for (int i = from; i < to; i++) {
            out[i] = Math.fma(-t[i], t[i], 1);
        }
    }

    /**
     * The derivative s (1 - s) of the sigmoid where its value is s. Its error is absolute, below 4 u.
     *
     * @param s the value of the sigmoid
     * @return s - s^2, rounded once
     */
    public static double sigmoidDerivativeOfValue(double s) {
        return Math.fma(-s, s, s);
    }

    /**
     * The same over an array: {@link #sigmoidDerivativeOfValue(double)}.
     *
     * @param s values of the sigmoid
     * @param from the first index
     * @param to one past the last index
     * @param out receives the derivatives; may be {@code s}
     */
    public static void sigmoidDerivativeOfValue(double[] s, int from, int to, double[] out) {
        checkRange(s, from, to, out);
        for (int i = from; i < to; i++) {
            out[i] = Math.fma(-s[i], s[i], s[i]);
        }
    }

    private static void checkRange(double[] x, int from, int to, double[] out) {
        Objects.checkFromToIndex(from, to, x.length);
        Objects.checkFromToIndex(from, to, out.length);
    }
}
