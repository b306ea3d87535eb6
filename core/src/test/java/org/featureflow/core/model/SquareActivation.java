package org.featureflow.core.model;

/** x^2, as a user would add it: named in META-INF/services. */
public final class SquareActivation implements Activation {

    /** For the service loader. */
    public SquareActivation() {}

    @Override
    public String name() {
        return "square";
    }

    @Override
    public double value(double x) {
        return x * x;
    }

    @Override
    public double derivative(double x) {
        return 2 * x;
    }

    @Override
    public double bound() {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public double lipschitz() {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public double derivativeLipschitz() {
        return 2;
    }

    @Override
    public Parity parity() {
        return Parity.EVEN;
    }
}
