package org.featureflow.flow.depth;

import org.featureflow.core.linalg.ElementaryFunctions;
import org.featureflow.core.model.Activation;

/** f(X, theta) = c(u) sigma(w . X + b), theta = (u, w, b), c(u) = clip tanh(u / clip). */
final class UnitBlock implements Block {

    private final int dimension;
    private final Activation sigma;
    private final double clip;

    UnitBlock(int dimension, Activation sigma, double clip) {
        if (dimension < 1 || !(clip > 0)) {
            throw new IllegalArgumentException("dimension " + dimension + ", clip " + clip + ": both must be positive");
        }
        this.dimension = dimension;
        this.sigma = sigma;
        this.clip = clip;
    }

    @Override
    public int stateDimension() {
        return dimension;
    }

    @Override
    public int parameterDimension() {
        return 2 * dimension + 1;
    }

    @Override
    public void addValue(double scale, double[] x, double[] theta, double[] out) {
        double value = scale * sigma.value(argument(x, theta));
        for (int i = 0; i < dimension; i++) {
            out[i] += value * clipped(theta[i]);
        }
    }

    @Override
    public void addStateGradient(double scale, double[] x, double[] theta, double[] q, double[] out) {
        double factor = scale * sigma.derivative(argument(x, theta)) * inner(q, theta);
        for (int i = 0; i < dimension; i++) {
            out[i] += factor * theta[dimension + i];
        }
    }

    @Override
    public void addParameterGradient(double scale, double[] x, double[] theta, double[] q, double[] out) {
        double argument = argument(x, theta);
        double value = scale * sigma.value(argument);
        double factor = scale * sigma.derivative(argument) * inner(q, theta);
        for (int i = 0; i < dimension; i++) {
            double relative = clipped(theta[i]) / clip;
            out[i] += value * q[i] * (1 - relative * relative);
            out[dimension + i] += factor * x[i];
        }
        out[2 * dimension] += factor;
    }

    @Override
    public double bound(double[] theta) {
        return norm(theta, true) * sigma.bound();
    }

    @Override
    public double lipschitz(double[] theta) {
        return norm(theta, true) * norm(theta, false) * sigma.lipschitz();
    }

    /** A bounded activation that is not constant is universal; the standard bounded ones are continuous, too. */
    @Override
    public boolean isUniversal() {
        return sigma.satisfiesA1() && !sigma.isLinear();
    }

    private double argument(double[] x, double[] theta) {
        double sum = theta[2 * dimension];
        for (int i = 0; i < dimension; i++) {
            sum += theta[dimension + i] * x[i];
        }
        return sum;
    }

    private double inner(double[] q, double[] theta) {
        double sum = 0;
        for (int i = 0; i < dimension; i++) {
            sum += q[i] * clipped(theta[i]);
        }
        return sum;
    }

    private double clipped(double u) {
        return clip * ElementaryFunctions.tanh(u / clip);
    }

    private double norm(double[] theta, boolean ofOutputWeights) {
        double sum = 0;
        for (int i = 0; i < dimension; i++) {
            double entry = ofOutputWeights ? clipped(theta[i]) : theta[dimension + i];
            sum += entry * entry;
        }
        return Math.sqrt(sum);
    }
}
