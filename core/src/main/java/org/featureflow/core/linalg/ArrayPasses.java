package org.featureflow.core.linalg;

import java.util.Objects;

/**
 * The elementary functions over arrays. A chunk goes through several loops, each simple enough to be compiled to vector
 * instructions: the step between floating-point numbers and their bits, alone in a loop, does not keep the arithmetic from it.
 * All scratch arrays are read and written from index 0, since arrays addressed at different offsets are not vectorised either.
 */
final class ArrayPasses {
    /** Four scratch arrays of it are a fraction of the first-level cache; longer chunks were no faster. */
    private static final int CHUNK = 256;

    /** Reused, since pages of a fresh array may cost more than the values. */
    private static final ThreadLocal<ArrayPasses> SCRATCH = ThreadLocal.withInitial(ArrayPasses::new);

    private final double[] x;
    private final double[] y;
    private final double[] power;
    private final double[] rest;

    private ArrayPasses() {
        x = new double[CHUNK];
        y = new double[CHUNK];
        power = new double[CHUNK];
        rest = new double[CHUNK];
    }

    /** Turns the first n arguments in {@link #x} into values in {@link #y}. */
    @FunctionalInterface
    interface Passes {
        void apply(ArrayPasses scratch, int n);
    }

    static void run(Passes passes, double[] from, int begin, int end, double[] to) {
        Objects.checkFromToIndex(begin, end, from.length);
        Objects.checkFromToIndex(begin, end, to.length);
        ArrayPasses scratch = SCRATCH.get();
        for (int i = begin; i < end; i += CHUNK) {
            int n = Math.min(CHUNK, end - i);
            System.arraycopy(from, i, scratch.x, 0, n);
            passes.apply(scratch, n);
            System.arraycopy(scratch.y, 0, to, i, n);
        }
    }

    void exp(int n) {
        clamp(x, y, n);
        wideExponential(n);
    }

    void tanh(int n) {
        tanhExponents(x, y, n);
        powers(y, power, n);
        tanhSizes(y, power, n);
        signs(power, x, y, n);
    }

    void sigmoid(int n) {
        sigmoidExponents(x, y, n);
        wideExponential(n);
        sigmoidValues(y, n);
    }

    void softplus(int n) {
        softplusExponents(x, y, n);
        wideExponential(n);
        softplusValues(x, y, n);
    }

    void erf(int n) {
        erfExponents(x, y, n);
        powers(y, power, n);
        erfSizes(y, power, n);
        signs(power, x, y, n);
    }

    void erfDerivative(int n) {
        erfDerivativeExponents(x, y, n);
        wideExponential(n);
        erfDerivatives(x, y, n);
    }

    /** y = e^y where 2^k may leave the range of a double. */
    private void wideExponential(int n) {
        shiftHalves(y, power, n);
        toPowers(power, n);
        shiftRests(y, rest, n);
        toPowers(rest, n);
        products(y, power, rest, n);
    }

    private static void powers(double[] y, double[] power, int n) {
        shift(y, power, n);
        toPowers(power, n);
    }

    private static void shift(double[] y, double[] power, int n) {
        for (int i = 0; i < n; i++) {
            power[i] = Exponential.shifted(y[i]);
        }
    }

    private static void shiftHalves(double[] y, double[] power, int n) {
        for (int i = 0; i < n; i++) {
            power[i] = Exponential.shiftedHalf(y[i]);
        }
    }

    private static void shiftRests(double[] y, double[] rest, int n) {
        for (int i = 0; i < n; i++) {
            rest[i] = Exponential.shiftedRest(y[i]);
        }
    }

    private static void toPowers(double[] power, int n) {
        for (int i = 0; i < n; i++) {
            power[i] = Exponential.power(power[i]);
        }
    }

    private static void products(double[] y, double[] power, double[] rest, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Exponential.product(y[i], power[i], rest[i]);
        }
    }

    /** to = |size| with the sign of x, by bits: Math.copySign is not vectorised everywhere. */
    private static void signs(double[] size, double[] x, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            long sign = Double.doubleToRawLongBits(x[i]) & Long.MIN_VALUE;
            to[i] = Double.longBitsToDouble((Double.doubleToRawLongBits(size[i]) & Long.MAX_VALUE) | sign);
        }
    }

    private static void clamp(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Exponential.clamped(x[i]);
        }
    }

    private static void tanhExponents(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = TanhSteps.exponent(x[i]);
        }
    }

    private static void tanhSizes(double[] y, double[] power, int n) {
        for (int i = 0; i < n; i++) {
            power[i] = TanhSteps.size(y[i], power[i]);
        }
    }

    private static void sigmoidExponents(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = LogisticSteps.exponentOfSigmoid(x[i]);
        }
    }

    private static void sigmoidValues(double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = LogisticSteps.sigmoid(y[i]);
        }
    }

    private static void softplusExponents(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = LogisticSteps.exponentOfSoftplus(x[i]);
        }
    }

    private static void softplusValues(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = LogisticSteps.softplus(x[i], y[i]);
        }
    }

    private static void erfExponents(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = ErfSteps.exponent(x[i]);
        }
    }

    private static void erfSizes(double[] y, double[] power, int n) {
        for (int i = 0; i < n; i++) {
            power[i] = ErfSteps.size(y[i], power[i]);
        }
    }

    private static void erfDerivativeExponents(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = ErfSteps.exponentOfDerivative(x[i]);
        }
    }

    private static void erfDerivatives(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = ErfSteps.derivative(x[i], y[i]);
        }
    }
}
