package org.featureflow.core.model;

import org.featureflow.core.numeric.Interval;

/**
 * Softmax cross-entropy: phi(f, e) = log sum_k exp(f_k) - f . e for a one-hot row e; phi*(s) = sum_k t_k ln t_k, t = s + e in the
 * simplex.
 */
final class SoftmaxLoss implements Loss {

    static final SoftmaxLoss INSTANCE = new SoftmaxLoss();

    /** Entries of a dual point may miss the simplex by this much before {@code conjugate} says infinity. */
    private static final double ROUNDING = 1e-12;

    private SoftmaxLoss() {}

    @Override
    public String name() {
        return "softmax";
    }

    @Override
    public double value(double[] f, double[] y) {
        int label = label(y);
        int top = top(f);
        double others = 0;
        for (int k = 0; k < f.length; k++) {
            if (k != top) {
                others += StrictMath.exp(f[k] - f[top]);
            }
        }
        return f[top] - f[label] + StrictMath.log1p(others);
    }

    @Override
    public void gradient(double[] f, double[] y, double[] out) {
        probabilities(f, out);
        int label = label(y);
        double others = 0;
        for (int k = 0; k < f.length; k++) {
            others += k == label ? 0 : out[k];
        }
        // p - 1 would lose all digits where the label is nearly certain.
        out[label] = -others;
    }

    @Override
    public void curvature(double[] f, double[] y, double[] out) {
        int c = f.length;
        double[] p = new double[c];
        probabilities(f, p);
        for (int i = 0; i < c; i++) {
            double others = 0;
            for (int k = 0; k < c; k++) {
                out[i * c + k] = -p[i] * p[k];
                others += k == i ? 0 : p[k];
            }
            out[i * c + i] = p[i] * others;
        }
    }

    @Override
    public double conjugate(double[] s, double[] y) {
        double sum = 0;
        double total = 0;
        for (int k = 0; k < s.length; k++) {
            double t = s[k] + y[k];
            if (!(t >= -ROUNDING)) {
                return Double.POSITIVE_INFINITY;
            }
            total += t;
            sum += LogisticLoss.timesLog(Math.max(0, t));
        }
        return Math.abs(total - 1) <= ROUNDING * s.length ? sum : Double.POSITIVE_INFINITY;
    }

    @Override
    public double infimum(double[] y) {
        return 0;
    }

    @Override
    public boolean isShiftInvariant() {
        return true;
    }

    @Override
    public boolean satisfiesA1() {
        return true;
    }

    @Override
    public void checkTarget(double[] y) {
        int ones = 0;
        int zeros = 0;
        for (double target : y) {
            ones += target == 1 ? 1 : 0;
            zeros += target == 0 ? 1 : 0;
        }
        if (y.length < 2 || ones != 1 || zeros != y.length - 1) {
            throw new IllegalArgumentException("softmax needs a row with one 1 and otherwise 0, at least two entries");
        }
    }

    @Override
    public Interval value(Interval[] f, double[] y) {
        int label = label(y);
        int top = label;
        for (int k = 0; k < f.length; k++) {
            top = f[k].upper() > f[top].upper() ? k : top;
        }
        Interval others = Interval.ZERO;
        for (int k = 0; k < f.length; k++) {
            if (k != top) {
                others = others.plus(f[k].minus(f[top]).exp());
            }
        }
        Interval value = LogisticLoss.logOnePlus(others);
        return top == label ? value : value.plus(f[top].minus(f[label]));
    }

    @Override
    public double conjugateUpper(Interval[] s, double[] y) {
        Interval sum = Interval.ZERO;
        for (int k = 0; k < s.length; k++) {
            Interval t = s[k].plus(Interval.of(y[k]));
            if (t.lower() < 0) {
                return Double.POSITIVE_INFINITY;
            }
            sum = sum.plus(t.timesLog());
        }
        return sum.upper();
    }

    private static void probabilities(double[] f, double[] out) {
        int top = top(f);
        double sum = 0;
        for (int k = 0; k < f.length; k++) {
            out[k] = StrictMath.exp(f[k] - f[top]);
            sum += out[k];
        }
        for (int k = 0; k < f.length; k++) {
            out[k] /= sum;
        }
    }

    private static int top(double[] f) {
        int top = 0;
        for (int k = 1; k < f.length; k++) {
            top = f[k] > f[top] ? k : top;
        }
        return top;
    }

    private static int label(double[] y) {
        return top(y);
    }

    @Override
    public String toString() {
        return name();
    }
}
