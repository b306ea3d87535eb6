package org.featureflow.core.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementaryFunctionsTest {

    private static final double MIN = Double.MIN_VALUE;
    private static final double LN2 = 0.6931471805599453;

    interface ArrayForm {
        void apply(double[] x, int from, int to, double[] out);
    }

    enum Function {
        EXP(
                ElementaryFunctions::exp,
                ElementaryFunctions::exp,
                HighPrecision::exp,
                ElementaryFunctions.EXP_RELATIVE_ERROR,
                2 * MIN,
                -800,
                709.7),
        TANH(
                ElementaryFunctions::tanh,
                ElementaryFunctions::tanh,
                HighPrecision::tanh,
                ElementaryFunctions.TANH_RELATIVE_ERROR,
                2 * MIN,
                -100,
                100),
        SIGMOID(
                ElementaryFunctions::sigmoid,
                ElementaryFunctions::sigmoid,
                HighPrecision::sigmoid,
                ElementaryFunctions.SIGMOID_RELATIVE_ERROR,
                Double.MIN_NORMAL,
                -800,
                800),
        SOFTPLUS(
                ElementaryFunctions::softplus,
                ElementaryFunctions::softplus,
                HighPrecision::softplus,
                ElementaryFunctions.SOFTPLUS_RELATIVE_ERROR,
                2 * MIN,
                -800,
                800),
        ERF(
                ElementaryFunctions::erf,
                ElementaryFunctions::erf,
                HighPrecision::erf,
                ElementaryFunctions.ERF_RELATIVE_ERROR,
                2 * MIN,
                -7,
                7),
        ERF_DERIVATIVE(
                ElementaryFunctions::erfDerivative,
                ElementaryFunctions::erfDerivative,
                HighPrecision::erfDerivative,
                ElementaryFunctions.ERF_DERIVATIVE_RELATIVE_ERROR,
                2 * MIN,
                -29,
                29);

        final DoubleUnaryOperator scalar;
        final ArrayForm array;
        final DoubleFunction<BigDecimal> exact;
        final double relativeError;
        final double absoluteErrorBelowMinNormal;
        final double lowest;
        final double highest;

        Function(
                DoubleUnaryOperator scalar,
                ArrayForm array,
                DoubleFunction<BigDecimal> exact,
                double relativeError,
                double absoluteErrorBelowMinNormal,
                double lowest,
                double highest) {
            this.scalar = scalar;
            this.array = array;
            this.exact = exact;
            this.relativeError = relativeError;
            this.absoluteErrorBelowMinNormal = absoluteErrorBelowMinNormal;
            this.lowest = lowest;
            this.highest = highest;
        }

        boolean contains(double x) {
            return lowest <= x && x <= highest;
        }
    }

    /** All magnitudes, the usual range, the full range of the function, and the switches between k and k + 1. */
    private static double[] samples(Function function, int count) {
        SplittableRandom random = new SplittableRandom(20240611);
        double[] x = new double[count];
        for (int i = 0; i < count; i++) {
            double sign = random.nextBoolean() ? 1 : -1;
            double value;
            switch (i % 4) {
                case 0:
                    value = sign * Math.scalb(1 + random.nextDouble(), random.nextInt(-1074, 10));
                    break;
                case 1:
                    value = sign * 4 * random.nextDouble();
                    break;
                case 2:
                    value = random.nextDouble(function.lowest, function.highest);
                    break;
                default:
                    double switchPoint = (random.nextInt(0, 60) + 0.5) * LN2;
                    value = sign
                            * (random.nextBoolean() ? 0.5 : 1)
                            * switchPoint
                            * (1 + 1e-3 * (random.nextDouble() - 0.5));
            }
            x[i] = function.contains(value) ? value : value / 1024;
        }
        return x;
    }

    @ParameterizedTest
    @EnumSource
    void errorsAreWithinThePublishedBounds(Function function) {
        for (double x : samples(function, 4_000)) {
            double computed = function.scalar.applyAsDouble(x);
            BigDecimal exact = function.exact.apply(x);
            BigDecimal error = new BigDecimal(computed).subtract(exact).abs();
            BigDecimal allowed = exact.abs().multiply(new BigDecimal(function.relativeError));
            if (Math.abs(computed) < Double.MIN_NORMAL) {
                allowed = allowed.max(new BigDecimal(function.absoluteErrorBelowMinNormal));
            }
            assertThat(error)
                    .as("error of %s at %s, relative error %s", function, x, new BigDecimal(function.relativeError))
                    .isLessThanOrEqualTo(allowed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void arrayAndScalarFormsGiveTheSameBits(Function function) {
        double[] x = samples(function, 2_000);
        double[] out = new double[x.length];
        int from = 3;
        int to = x.length - 5;
        Arrays.fill(out, -7);
        // several times, so that compiled code is compared as well
        for (int repetition = 0; repetition < 200; repetition++) {
            function.array.apply(x, from, to, out);
        }
        for (int i = 0; i < x.length; i++) {
            double expected = from <= i && i < to ? function.scalar.applyAsDouble(x[i]) : -7;
            assertThat(Double.doubleToLongBits(out[i]))
                    .as("bits of %s at %s", function, x[i])
                    .isEqualTo(Double.doubleToLongBits(expected));
        }
        double[] inPlace = x.clone();
        function.array.apply(inPlace, from, to, inPlace);
        assertThat(Arrays.copyOfRange(inPlace, from, to)).isEqualTo(Arrays.copyOfRange(out, from, to));
        assertThat(inPlace[from - 1]).isEqualTo(x[from - 1]);
        assertThat(inPlace[to]).isEqualTo(x[to]);
    }

    @ParameterizedTest
    @EnumSource
    void rangesOutsideOfAnArrayAreRejected(Function function) {
        double[] shorter = {1, 2, 3};
        double[] longer = {1, 2, 3, 4};
        assertThatThrownBy(() -> function.array.apply(shorter, 0, 4, longer))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> function.array.apply(longer, 0, 4, shorter))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(shorter).containsExactly(1, 2, 3);
    }

    @Test
    void specialArguments() {
        double inf = Double.POSITIVE_INFINITY;
        assertThat(values(Function.TANH, inf, -inf, 0.0, -0.0, 1e300, -1e300, MIN, -MIN, 1e-310))
                .containsExactly(1, -1, 0.0, -0.0, 1, -1, MIN, -MIN, 1e-310);
        assertThat(values(Function.ERF, inf, -inf, 0.0, -0.0, 1e300, -6, MIN, -MIN))
                .containsExactly(1, -1, 0.0, -0.0, 1, -1, MIN, -MIN);
        assertThat(values(Function.EXP, inf, -inf, 0.0, -0.0, 1e300, -1e300, 709.79, -745.14))
                .containsExactly(inf, 0, 1, 1, inf, 0, inf, 0);
        assertThat(values(Function.SIGMOID, inf, -inf, 0.0, -0.0, 1e300, -1e300))
                .containsExactly(1, 0, 0.5, 0.5, 1, 0);
        assertThat(values(Function.SOFTPLUS, inf, -inf, 1e300, -1e300)).containsExactly(inf, 0, 1e300, 0);
        assertThat(values(Function.ERF_DERIVATIVE, inf, -inf, 1e300, -1e200)).containsExactly(0, 0, 0, 0);
        for (Function function : Function.values()) {
            assertThat(values(function, Double.NaN, 1, -Double.NaN)[0]).isNaN();
        }
    }

    private static double[] values(Function function, double... x) {
        double[] out = new double[x.length];
        function.array.apply(x, 0, x.length, out);
        for (int i = 0; i < x.length; i++) {
            assertThat(Double.doubleToLongBits(function.scalar.applyAsDouble(x[i])))
                    .isEqualTo(Double.doubleToLongBits(out[i]));
        }
        return out;
    }

    @Test
    void oddFunctionsAreOddAndBoundedBitForBit() {
        for (Function function : new Function[] {Function.TANH, Function.ERF}) {
            for (double x : samples(function, 4_000)) {
                double value = function.scalar.applyAsDouble(x);
                assertThat(function.scalar.applyAsDouble(-x)).isEqualTo(-value);
                assertThat(Math.abs(value)).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void derivativesOfValues() {
        double[] values = {-1, -0.5, 0, 0.25, 1, 0.75};
        double[] out = values.clone();
        ElementaryFunctions.tanhDerivativeOfValue(out, 1, 5, out);
        assertThat(out).containsExactly(-1, 0.75, 1, 0.9375, 0, 0.75);
        assertThat(ElementaryFunctions.tanhDerivativeOfValue(0.25)).isEqualTo(0.9375);
        out = values.clone();
        ElementaryFunctions.sigmoidDerivativeOfValue(out, 2, 6, out);
        assertThat(out).containsExactly(-1, -0.5, 0, 0.1875, 0, 0.1875);
        assertThat(ElementaryFunctions.sigmoidDerivativeOfValue(0.25)).isEqualTo(0.1875);
    }

    @Test
    void sineAndCosineAreThoseOfStrictMath() {
        double[] x = samples(Function.TANH, 1_000);
        double[] sine = new double[x.length];
        double[] cosine = new double[x.length];
        ElementaryFunctions.sin(x, 0, x.length, sine);
        ElementaryFunctions.cos(x, 0, x.length, cosine);
        for (int i = 0; i < x.length; i++) {
            assertThat(sine[i]).isEqualTo(StrictMath.sin(x[i])).isEqualTo(ElementaryFunctions.sin(x[i]));
            assertThat(cosine[i]).isEqualTo(StrictMath.cos(x[i])).isEqualTo(ElementaryFunctions.cos(x[i]));
        }
    }

    /** The numbers were recorded once on JDK 17 with 512-bit vectors: a virtual machine that differs has other bits. */
    @Test
    void bitsAreTheRecordedOnes() {
        StringBuilder digests = new StringBuilder();
        for (Function function : Function.values()) {
            double[] x = samples(function, 5_000);
            double[] out = new double[x.length];
            for (int repetition = 0; repetition < 100; repetition++) {
                function.array.apply(x, 0, x.length, out);
            }
            digests.append(function).append(' ').append(Bits.digest(out)).append('\n');
        }
        assertThat(digests)
                .hasToString("EXP c724b2d3\n"
                        + "TANH 1451e440\n"
                        + "SIGMOID 38130185\n"
                        + "SOFTPLUS 98fec4d\n"
                        + "ERF c5036c6d\n"
                        + "ERF_DERIVATIVE 78ce3c4b\n");
    }
}
