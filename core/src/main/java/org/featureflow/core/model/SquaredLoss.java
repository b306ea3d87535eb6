package org.featureflow.core.model;

import java.util.Arrays;
import org.featureflow.core.numeric.Interval;

/** phi(f, y) = 1/2 |f - y|^2, phi*(s) = 1/2 |s|^2 + s . y. */
final class SquaredLoss implements Loss {

    static final SquaredLoss INSTANCE = new SquaredLoss();

    private SquaredLoss() {}

    @Override
    public String name() {
        return "squared";
    }

    @Override
    public double value(double[] f, double[] y) {
        double sum = 0;
        for (int k = 0; k < f.length; k++) {
            double residual = f[k] - y[k];
            sum += residual * residual;
        }
        return sum / 2;
    }

    @Override
    public void gradient(double[] f, double[] y, double[] out) {
        for (int k = 0; k < f.length; k++) {
            out[k] = f[k] - y[k];
        }
    }

    @Override
    public void curvature(double[] f, double[] y, double[] out) {
        Arrays.fill(out, 0);
        for (int k = 0; k < f.length; k++) {
            out[k * f.length + k] = 1;
        }
    }

    @Override
    public double conjugate(double[] s, double[] y) {
        double sum = 0;
        for (int k = 0; k < s.length; k++) {
            sum += s[k] * (s[k] / 2 + y[k]);
        }
        return sum;
    }

    @Override
    public double infimum(double[] y) {
        return 0;
    }

    @Override
    public boolean satisfiesA1() {
        return false;
    }

    @Override
    public void checkTarget(double[] y) {
        Targets.checkFinite(y);
    }

    @Override
    public Interval value(Interval[] f, double[] y) {
        Interval sum = Interval.ZERO;
        for (int k = 0; k < f.length; k++) {
            sum = sum.plus(f[k].minus(Interval.of(y[k])).square());
        }
        return sum.times(0.5);
    }

    @Override
    public double conjugateUpper(Interval[] s, double[] y) {
        Interval sum = Interval.ZERO;
        for (int k = 0; k < s.length; k++) {
            sum = sum.plus(s[k].square().times(0.5)).plus(s[k].times(y[k]));
        }
        return sum.upper();
    }

    @Override
    public String toString() {
        return name();
    }
}
