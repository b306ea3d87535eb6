package org.featureflow.core.model;

/** |f - y| summed over outputs, as a user would add it: named in META-INF/services, without enclosures. */
public final class AbsoluteLoss implements Loss {

    /** For the service loader. */
    public AbsoluteLoss() {}

    @Override
    public String name() {
        return "absolute";
    }

    @Override
    public double value(double[] f, double[] y) {
        double sum = 0;
        for (int k = 0; k < f.length; k++) {
            sum += Math.abs(f[k] - y[k]);
        }
        return sum;
    }

    @Override
    public void gradient(double[] f, double[] y, double[] out) {
        for (int k = 0; k < f.length; k++) {
            out[k] = Math.signum(f[k] - y[k]);
        }
    }

    @Override
    public void curvature(double[] f, double[] y, double[] out) {
        java.util.Arrays.fill(out, 0);
    }

    @Override
    public double conjugate(double[] s, double[] y) {
        double sum = 0;
        for (int k = 0; k < s.length; k++) {
            if (Math.abs(s[k]) > 1) {
                return Double.POSITIVE_INFINITY;
            }
            sum += s[k] * y[k];
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
}
