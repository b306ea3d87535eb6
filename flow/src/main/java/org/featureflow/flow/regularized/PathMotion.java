package org.featureflow.flow.regularized;

import java.util.Arrays;

/** A change of weights and of the logarithms of the masses, s with dp_k = p_k (s_k - mean s). */
final class PathMotion {

    private final PathWeights weights;
    private final double[] logMasses;

    /** The array becomes this object's own. */
    PathMotion(PathWeights weights, double[] logMasses) {
        this.weights = weights;
        this.logMasses = logMasses;
    }

    PathWeights weights() {
        return weights;
    }

    /** s; not to be written to. */
    double[] logMasses() {
        return logMasses;
    }

    PathMotion plus(double t, PathMotion other) {
        double[] sum = logMasses.clone();
        for (int k = 0; k < sum.length; k++) {
            sum[k] += t * other.logMasses[k];
        }
        return new PathMotion(weights.plus(t, other.weights), sum);
    }

    PathMotion times(double factor) {
        return plus(factor - 1, this);
    }

    /** dp. */
    double[] massChange(double[] p) {
        double mean = 0;
        for (int k = 0; k < p.length; k++) {
            mean += p[k] * logMasses[k];
        }
        double[] change = new double[p.length];
        for (int k = 0; k < p.length; k++) {
            change[k] = p[k] * (logMasses[k] - mean);
        }
        return change;
    }

    /** The inner product in the metric of the flow. */
    double dot(PathMotion other, double[] p) {
        double sum = weights.dot(other.weights, p);
        for (int k = 0; k < p.length; k++) {
            sum += p[k] * logMasses[k] * other.logMasses[k];
        }
        return sum;
    }

    boolean isFinite(double[] p) {
        return Double.isFinite(dot(this, p)) && Arrays.stream(logMasses).allMatch(Double::isFinite);
    }
}
