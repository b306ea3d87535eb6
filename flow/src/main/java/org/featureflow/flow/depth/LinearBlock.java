package org.featureflow.flow.depth;

/** f(X, theta) = A X, theta = A row by row. */
final class LinearBlock implements Block {

    private final int dimension;

    LinearBlock(int dimension) {
        if (dimension < 1) {
            throw new IllegalArgumentException("dimension " + dimension + ": it must be positive");
        }
        this.dimension = dimension;
    }

    @Override
    public int stateDimension() {
        return dimension;
    }

    @Override
    public int parameterDimension() {
        return dimension * dimension;
    }

    @Override
    public void addValue(double scale, double[] x, double[] theta, double[] out) {
        for (int i = 0; i < dimension; i++) {
            for (int j = 0; j < dimension; j++) {
                out[i] += scale * theta[i * dimension + j] * x[j];
            }
        }
    }

    @Override
    public void addStateGradient(double scale, double[] x, double[] theta, double[] q, double[] out) {
        for (int i = 0; i < dimension; i++) {
            for (int j = 0; j < dimension; j++) {
                out[j] += scale * theta[i * dimension + j] * q[i];
            }
        }
    }

    @Override
    public void addParameterGradient(double scale, double[] x, double[] theta, double[] q, double[] out) {
        for (int i = 0; i < dimension; i++) {
            for (int j = 0; j < dimension; j++) {
                out[i * dimension + j] += scale * q[i] * x[j];
            }
        }
    }

    @Override
    public double bound(double[] theta) {
        return lipschitz(theta) > 0 ? Double.POSITIVE_INFINITY : 0;
    }

    /** The Frobenius norm bounds the spectral one. */
    @Override
    public double lipschitz(double[] theta) {
        double sum = 0;
        for (double a : theta) {
            sum += a * a;
        }
        return Math.sqrt(sum);
    }

    @Override
    public boolean isUniversal() {
        return false;
    }
}
