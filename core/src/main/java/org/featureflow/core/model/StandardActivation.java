package org.featureflow.core.model;

import java.util.function.DoubleUnaryOperator;
import org.featureflow.core.linalg.ElementaryFunctions;

/**
 * An activation of the standard set. Values come from {@link ElementaryFunctions}, so that they are the same bits everywhere, entry by
 * entry or over an array.
 *
 * @param name the name
 * @param function h
 * @param slope h'
 * @param bend h''
 * @param arrays the same over arrays
 * @param bound sup |h|
 * @param lipschitz sup |h'|
 * @param derivativeLipschitz sup |h''|
 * @param parity the symmetry
 * @param growth whether the function is linear, positively homogeneous, or neither
 * @param valueRelativeError the bound on the relative error of the value
 */
record StandardActivation(
        String name,
        DoubleUnaryOperator function,
        DoubleUnaryOperator slope,
        DoubleUnaryOperator bend,
        Arrays arrays,
        double bound,
        double lipschitz,
        double derivativeLipschitz,
        Parity parity,
        Growth growth,
        double valueRelativeError)
        implements Activation {

    enum Growth {
        LINEAR,
        POSITIVELY_HOMOGENEOUS,
        OTHER
    }

    /** h over an array of arguments, and h' over arguments and values. */
    record Arrays(ArrayFunction values, ArraySlope slopes) {

        interface ArrayFunction {
            void apply(double[] x, int from, int to, double[] out);
        }

        interface ArraySlope {
            void apply(double[] x, double[] values, double[] out);
        }

        /** A slope that is a function of the value alone. */
        static ArraySlope ofValues(ArrayFunction slope) {
            return (x, values, out) -> slope.apply(values, 0, values.length, out);
        }

        /** A slope that is a function of the argument alone. */
        static ArraySlope ofArguments(ArrayFunction slope) {
            return (x, values, out) -> slope.apply(x, 0, x.length, out);
        }

        /** The same number for each entry, by the functions for one number. */
        static Arrays entrywise(DoubleUnaryOperator function, DoubleUnaryOperator slope) {
            return new Arrays(each(function), ofArguments(each(slope)));
        }

        private static ArrayFunction each(DoubleUnaryOperator function) {
            return (x, from, to, out) -> {
                for (int i = from; i < to; i++) {
                    out[i] = function.applyAsDouble(x[i]);
                }
            };
        }
    }

    private static final double NONE = Double.POSITIVE_INFINITY;

    /** sup |h''| = 4/(3 sqrt 3). */
    static final Activation TANH = new StandardActivation(
            "tanh",
            ElementaryFunctions::tanh,
            x -> ElementaryFunctions.tanhDerivativeOfValue(ElementaryFunctions.tanh(x)),
            x -> {
                double t = ElementaryFunctions.tanh(x);
                return -2 * t * ElementaryFunctions.tanhDerivativeOfValue(t);
            },
            new Arrays(ElementaryFunctions::tanh, Arrays.ofValues(ElementaryFunctions::tanhDerivativeOfValue)),
            1,
            1,
            0.7699,
            Parity.ODD,
            Growth.OTHER,
            ElementaryFunctions.TANH_RELATIVE_ERROR);

    /** sup |h''| = 1/(6 sqrt 3). */
    static final Activation SIGMOID = new StandardActivation(
            "sigmoid",
            ElementaryFunctions::sigmoid,
            x -> ElementaryFunctions.sigmoid(x) * ElementaryFunctions.sigmoid(-x),
            x -> {
                double s = ElementaryFunctions.sigmoid(x);
                double mirrored = ElementaryFunctions.sigmoid(-x);
                return s * mirrored * (mirrored - s);
            },
            new Arrays(ElementaryFunctions::sigmoid, StandardActivation::sigmoidSlopes),
            1,
            0.25,
            0.0963,
            Parity.NONE,
            Growth.OTHER,
            ElementaryFunctions.SIGMOID_RELATIVE_ERROR);

    /** sup |h'| = 2/sqrt(pi); sup |h''| = 2 sqrt(2/(pi e)). */
    static final Activation ERF = new StandardActivation(
            "erf",
            ElementaryFunctions::erf,
            ElementaryFunctions::erfDerivative,
            x -> -2 * x * ElementaryFunctions.erfDerivative(x),
            new Arrays(ElementaryFunctions::erf, Arrays.ofArguments(ElementaryFunctions::erfDerivative)),
            1,
            1.1284,
            0.9680,
            Parity.ODD,
            Growth.OTHER,
            ElementaryFunctions.ERF_RELATIVE_ERROR);

    static final Activation SOFTPLUS = new StandardActivation(
            "softplus",
            ElementaryFunctions::softplus,
            ElementaryFunctions::sigmoid,
            x -> ElementaryFunctions.sigmoid(x) * ElementaryFunctions.sigmoid(-x),
            new Arrays(ElementaryFunctions::softplus, Arrays.ofArguments(ElementaryFunctions::sigmoid)),
            NONE,
            1,
            0.25,
            Parity.NONE,
            Growth.OTHER,
            ElementaryFunctions.SOFTPLUS_RELATIVE_ERROR);

    /** Exact. */
    static final Activation RELU = entrywise(
            "relu", x -> Math.max(x, 0), x -> x > 0 ? 1 : 0, NONE, Parity.NONE, Growth.POSITIVELY_HOMOGENEOUS);

    static final Activation SINE = new StandardActivation(
            "sine",
            ElementaryFunctions::sin,
            ElementaryFunctions::cos,
            x -> -ElementaryFunctions.sin(x),
            new Arrays(ElementaryFunctions::sin, Arrays.ofArguments(ElementaryFunctions::cos)),
            1,
            1,
            1,
            Parity.ODD,
            Growth.OTHER,
            ElementaryFunctions.SIN_RELATIVE_ERROR);

    /** Exact. */
    static final Activation IDENTITY = entrywise("identity", x -> x, x -> 1, 0, Parity.ODD, Growth.LINEAR);

    /** An exact piecewise linear function of slope at most 1. */
    private static Activation entrywise(
            String name,
            DoubleUnaryOperator function,
            DoubleUnaryOperator slope,
            double derivativeLipschitz,
            Parity parity,
            Growth growth) {
        return new StandardActivation(
                name,
                function,
                slope,
                x -> 0,
                Arrays.entrywise(function, slope),
                NONE,
                1,
                derivativeLipschitz,
                parity,
                growth,
                0);
    }

    @Override
    public double value(double x) {
        return function.applyAsDouble(x);
    }

    @Override
    public double derivative(double x) {
        return slope.applyAsDouble(x);
    }

    @Override
    public double secondDerivative(double x) {
        return bend.applyAsDouble(x);
    }

    @Override
    public void values(double[] x, double[] out) {
        arrays.values().apply(x, 0, x.length, out);
    }

    @Override
    public void derivatives(double[] x, double[] values, double[] out) {
        arrays.slopes().apply(x, values, out);
    }

    @Override
    public boolean isPositivelyHomogeneous() {
        return growth != Growth.OTHER;
    }

    @Override
    public boolean isLinear() {
        return growth == Growth.LINEAR;
    }

    @Override
    public String toString() {
        return name;
    }

    /** h(x) h(-x): unlike h (1 - h) it keeps its digits where h is near 1. */
    private static void sigmoidSlopes(double[] x, double[] values, double[] out) {
        double[] mirrored = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            mirrored[i] = -x[i];
        }
        ElementaryFunctions.sigmoid(mirrored, 0, x.length, mirrored);
        for (int i = 0; i < x.length; i++) {
            out[i] = values[i] * mirrored[i];
        }
    }
}
