package org.featureflow.flow;

import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Losses;

/** The losses of theory section 1 in plain formulas, for moderate arguments: value, gradient and curvature of one sample. */
@SuppressWarnings("ImmutableEnumChecker") // losses are immutable by contract
public enum PlainLoss {
    SQUARED(Losses.squared()),
    LOGISTIC(Losses.logistic()),
    HUBER(Losses.huber(0.5)),
    SOFTMAX(Losses.softmax());

    /** The product's loss of the same formula. */
    public final Loss product;

    PlainLoss(Loss product) {
        this.product = product;
    }

    double value(double[] f, double[] y) {
        double sum = 0;
        for (int k = 0; k < f.length; k++) {
            double r = f[k] - y[k];
            sum += switch (this) {
                case SQUARED -> r * r / 2;
                case LOGISTIC -> Math.log(1 + Math.exp(-y[k] * f[k]));
                case HUBER -> Math.abs(r) <= 0.5 ? r * r / 2 : 0.5 * (Math.abs(r) - 0.25);
                case SOFTMAX -> -y[k] * Math.log(probability(f, k));
            };
        }
        return sum;
    }

    double[] gradient(double[] f, double[] y) {
        double[] g = new double[f.length];
        for (int k = 0; k < f.length; k++) {
            double r = f[k] - y[k];
            g[k] = switch (this) {
                case SQUARED -> r;
                case LOGISTIC -> -y[k] / (1 + Math.exp(y[k] * f[k]));
                case HUBER -> Math.abs(r) <= 0.5 ? r : 0.5 * Math.signum(r);
                case SOFTMAX -> probability(f, k) - y[k];
            };
        }
        return g;
    }

    double[][] curvature(double[] f, double[] y) {
        double[][] a = new double[f.length][f.length];
        for (int k = 0; k < f.length; k++) {
            double t = 1 / (1 + Math.exp(-f[k]));
            a[k][k] = switch (this) {
                case SQUARED -> 1;
                case LOGISTIC -> t * (1 - t);
                case HUBER -> Math.abs(f[k] - y[k]) <= 0.5 ? 1 : 0;
                case SOFTMAX -> probability(f, k);
            };
            for (int i = 0; i < f.length && this == SOFTMAX; i++) {
                a[k][i] -= probability(f, k) * probability(f, i);
            }
        }
        return a;
    }

    private static double probability(double[] f, int k) {
        double sum = 0;
        for (double entry : f) {
            sum += Math.exp(entry - f[k]);
        }
        return 1 / sum;
    }
}
