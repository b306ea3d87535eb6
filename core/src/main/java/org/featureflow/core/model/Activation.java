package org.featureflow.core.model;

/**
 * An activation h, applied entrywise to features. [FLYZ] writes h for a fully connected network, and h1 (of the features) and
 * h2 (of the residuals) for a Res-Net.
 *
 * <p>Besides values an activation states what theorems ask of it: bounds, Lipschitz constants, symmetries; and, for proofs,
 * how far its computed values are from the exact ones. Implementations are immutable and safe for threads. Users add their
 * own through {@link java.util.ServiceLoader}, see {@link Activations#named(String)}.
 */
public interface Activation {

    /** A symmetry of h under x to -x. */
    enum Parity {
        /** h(-x) = -h(x), also in floating point. */
        ODD,
        /** h(-x) = h(x), also in floating point. */
        EVEN,
        /** Neither. */
        NONE
    }

    /**
     * The name by which files and commands call it.
     *
     * @return lower case letters, digits and hyphens
     */
    String name();

    /**
     * The value h(x). Not a number for not a number.
     *
     * @param x the argument
     * @return h(x), within {@link #valueRelativeError()}
     */
    double value(double x);

    /**
     * The derivative h'(x); at a kink the derivative from the left.
     *
     * @param x the argument
     * @return h'(x)
     */
    double derivative(double x);

    /**
     * The second derivative h''(x), for Jacobians of flows and for Newton's method; at a kink that of one side.
     *
     * @param x the argument
     * @return h''(x); by default the central difference of h' over 1e-5 max(1, |x|), good to about nine digits
     */
    default double secondDerivative(double x) {
        double step = 1e-5 * Math.max(1, Math.abs(x));
        return (derivative(x + step) - derivative(x - step)) / (2 * step);
    }

    /**
     * Applies h to an array. The numbers are those of {@link #value(double)}, bit for bit.
     *
     * @param x the arguments
     * @param out receives all the values; it may be {@code x}, and is else arbitrary before
     */
    default void values(double[] x, double[] out) {
        for (int i = 0; i < x.length; i++) {
            out[i] = value(x[i]);
        }
    }

    /**
     * Applies h' to an array.
     *
     * @param x the arguments
     * @param values the values h(x), from which some derivatives are cheap
     * @param out receives all the derivatives; it may be one of the others, and is else arbitrary before
     */
    default void derivatives(double[] x, double[] values, double[] out) {
        for (int i = 0; i < x.length; i++) {
            out[i] = derivative(x[i]);
        }
    }

    /**
     * The bound sup |h|.
     *
     * @return the bound, infinite if there is none
     */
    double bound();

    /**
     * The Lipschitz constant sup |h'|.
     *
     * @return an upper bound of the constant, infinite if there is none
     */
    double lipschitz();

    /**
     * The Lipschitz constant of h'.
     *
     * @return an upper bound of sup |h''|, infinite if h' is not Lipschitz
     */
    double derivativeLipschitz();

    /**
     * The symmetry under sign change.
     *
     * @return the parity
     */
    Parity parity();

    /**
     * Whether h(c x) = c h(x) for all c &gt; 0.
     *
     * @return true for ReLU and the identity
     */
    default boolean isPositivelyHomogeneous() {
        return false;
    }

    /**
     * Whether h is linear.
     *
     * @return true for the identity
     */
    default boolean isLinear() {
        return false;
    }

    /**
     * Whether h meets what assumption A1 of [FLYZ] asks of activations: bounded, with bounded and Lipschitz derivative.
     *
     * @return whether all three constants are finite
     */
    default boolean satisfiesA1() {
        return bound() < Double.POSITIVE_INFINITY
                && lipschitz() < Double.POSITIVE_INFINITY
                && derivativeLipschitz() < Double.POSITIVE_INFINITY;
    }

    /**
     * A proved bound on the relative error of {@link #value(double)}: |value(x) - h(x)| &lt;= valueRelativeError() |h(x)| for
     * every finite x at which |h(x)| &gt;= 2^-1022; where it is smaller, |value(x) - h(x)| &lt;= 2^-1000.
     *
     * @return the bound; infinite, the default, says that nothing is proved, and no certificate can rest on this activation
     */
    default double valueRelativeError() {
        return Double.POSITIVE_INFINITY;
    }
}
