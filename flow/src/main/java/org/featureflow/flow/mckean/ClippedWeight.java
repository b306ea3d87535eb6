package org.featureflow.flow.mckean;

import org.featureflow.core.model.Activation;

/** s(z, theta) = c(theta) h(z); rows of weights share one evaluation of h. */
record ClippedWeight(Activation h, double clip) implements UnitMap {

    ClippedWeight {
        if (!(clip > 0)) {
            throw new IllegalArgumentException("clip " + clip + ": it must be positive");
        }
    }

    @Override
    public double value(double z, double theta) {
        return clipped(theta) * h.value(z);
    }

    @Override
    public double unitDerivative(double z, double theta) {
        return clipped(theta) * h.derivative(z);
    }

    @Override
    public double weightDerivative(double z, double theta) {
        return slope(theta) * h.value(z);
    }

    @Override
    public boolean isBoundedAndSmooth() {
        return h.satisfiesA1();
    }

    @Override
    public void addValues(double scale, double z, double[] theta, int from, double[] out) {
        double factor = scale * h.value(z);
        for (int j = 0; j < out.length; j++) {
            out[j] += factor * clipped(theta[from + j]);
        }
    }

    @Override
    public double sumUnitDerivatives(double z, double[] theta, int from, double[] m) {
        double sum = 0;
        for (int j = 0; j < m.length; j++) {
            sum += clipped(theta[from + j]) * m[j];
        }
        return h.derivative(z) * sum;
    }

    @Override
    public void moveWeights(double step, double z, double[] m, double[] theta, int from) {
        double factor = step * h.value(z);
        for (int j = 0; j < m.length; j++) {
            theta[from + j] += factor * m[j] * slope(theta[from + j]);
        }
    }

    private double clipped(double theta) {
        return clip * theta / Math.sqrt(clip * clip + theta * theta);
    }

    private double slope(double theta) {
        double square = clip * clip + theta * theta;
        return clip * clip * clip / (square * Math.sqrt(square));
    }
}
