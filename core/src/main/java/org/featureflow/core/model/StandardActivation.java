package org.featureflow.core.model;

import java.util.function.DoubleUnaryOperator;

/**
 * An activation of the standard set. Values come from {@link StrictMath}, so that they are the same everywhere.
 *
 * @param name the name
 * @param function h
 * @param slope h'
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

    private static final double NONE = Double.POSITIVE_INFINITY;

    /** A unit in the last place of a number is at most 2^-52 of it. */
    private static final double ULP = 0x1p-52;

    /** StrictMath documents 2.5 units in the last place for tanh. sup |h''| = 4/(3 sqrt 3). */
    static final Activation TANH = new StandardActivation(
            "tanh", StrictMath::tanh, StandardActivation::tanhSlope, 1, 1, 0.7699, Parity.ODD, Growth.OTHER, 3 * ULP);

    /** One exponential (1 ulp), a sum and a quotient. sup |h''| = 1/(6 sqrt 3). */
    static final Activation SIGMOID = new StandardActivation(
            "sigmoid",
            StandardActivation::sigmoid,
            x -> sigmoid(x) * sigmoid(-x),
            1,
            0.25,
            0.0963,
            Parity.NONE,
            Growth.OTHER,
            6 * ULP);

    /** sup |h'| = 2/sqrt(pi); sup |h''| = 2 sqrt(2/(pi e)). */
    static final Activation ERF = new StandardActivation(
            "erf",
            ErrorFunction::value,
            ErrorFunction::derivative,
            1,
            1.1284,
            0.9680,
            Parity.ODD,
            Growth.OTHER,
            ErrorFunction.RELATIVE_ERROR);

    /** One exponential, one log1p (1 ulp each) and a sum of numbers of one sign. */
    static final Activation SOFTPLUS = new StandardActivation(
            "softplus",
            x -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x))),
            StandardActivation::sigmoid,
            NONE,
            1,
            0.25,
            Parity.NONE,
            Growth.OTHER,
            6 * ULP);

    /** Exact. */
    static final Activation RELU = new StandardActivation(
            "relu",
            x -> Math.max(x, 0),
            x -> x > 0 ? 1 : 0,
            NONE,
            1,
            NONE,
            Parity.NONE,
            Growth.POSITIVELY_HOMOGENEOUS,
            0);

    /** StrictMath documents 1 unit in the last place for sin. */
    static final Activation SINE = new StandardActivation(
            "sine", StrictMath::sin, StrictMath::cos, 1, 1, 1, Parity.ODD, Growth.OTHER, 2 * ULP);

    /** Exact. */
    static final Activation IDENTITY =
            new StandardActivation("identity", x -> x, x -> 1, NONE, 1, 0, Parity.ODD, Growth.LINEAR, 0);

    @Override
    public double value(double x) {
        return function.applyAsDouble(x);
    }

    @Override
    public double derivative(double x) {
        return slope.applyAsDouble(x);
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

    private static double tanhSlope(double x) {
        double t = StrictMath.tanh(x);
        return 1 - t * t;
    }

    private static double sigmoid(double x) {
        // Each form is used where exp does not overflow and no digits cancel.
        if (x >= 0) {
            return 1 / (1 + StrictMath.exp(-x));
        }
        double e = StrictMath.exp(x);
        return e / (1 + e);
    }
}
