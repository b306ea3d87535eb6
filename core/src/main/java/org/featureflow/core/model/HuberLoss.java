package org.featureflow.core.model;

import java.util.Arrays;
import org.featureflow.core.numeric.Interval;

/**
 * phi(f, y) = sum over outputs of r^2/2 for |r| &lt;= delta, delta (|r| - delta/2) beyond, r = f - y; phi*(s) = 1/2 |s|^2 + s . y for
 * |s_k| &lt;= delta.
 */
record HuberLoss(double delta) implements Loss {

    static final double DEFAULT_DELTA = 1;

    HuberLoss {
        if (!(delta > 0) || Double.isInfinite(delta)) {
            throw new IllegalArgumentException("delta " + delta + ": Huber's threshold must be positive and finite");
        }
    }

    @Override
    public String name() {
        return "huber";
    }

    @Override
    public double value(double[] f, double[] y) {
        double sum = 0;
        for (int k = 0; k < f.length; k++) {
            double r = Math.abs(f[k] - y[k]);
            sum += r <= delta ? r * r / 2 : delta * (r - delta / 2);
        }
        return sum;
    }

    @Override
    public void gradient(double[] f, double[] y, double[] out) {
        for (int k = 0; k < f.length; k++) {
            out[k] = Math.max(-delta, Math.min(delta, f[k] - y[k]));
        }
    }

    @Override
    public void curvature(double[] f, double[] y, double[] out) {
        Arrays.fill(out, 0);
        for (int k = 0; k < f.length; k++) {
            out[k * f.length + k] = Math.abs(f[k] - y[k]) <= delta ? 1 : 0;
        }
    }

    @Override
    public double conjugate(double[] s, double[] y) {
        double sum = 0;
        for (int k = 0; k < s.length; k++) {
            if (Math.abs(s[k]) > delta) {
                return Double.POSITIVE_INFINITY;
            }
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
        return true;
    }

    @Override
    public void checkTarget(double[] y) {
        Targets.checkFinite(y);
    }

    @Override
    public Interval value(Interval[] f, double[] y) {
        Interval sum = Interval.ZERO;
        for (int k = 0; k < f.length; k++) {
            Interval r = f[k].minus(Interval.of(y[k])).abs();
            sum = sum.plus(ofResidual(r.lower()).hull(ofResidual(r.upper())));
        }
        return sum;
    }

    private Interval ofResidual(double r) {
        Interval residual = Interval.of(r);
        return r <= delta
                ? residual.square().times(0.5)
                : residual.minus(Interval.of(delta / 2)).times(delta);
    }

    @Override
    public double conjugateUpper(Interval[] s, double[] y) {
        for (Interval entry : s) {
            if (entry.magnitude() > delta) {
                return Double.POSITIVE_INFINITY;
            }
        }
        return SquaredLoss.INSTANCE.conjugateUpper(s, y);
    }

    @Override
    public String toString() {
        return name() + "(" + delta + ")";
    }
}
