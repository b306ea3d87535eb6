package org.featureflow.core.model;

import java.util.Arrays;
import org.featureflow.core.numeric.Interval;

/** phi(f, y) = sum over outputs of log(1 + exp(-y f)), y = +-1; phi*(s) = t ln t + (1 - t) ln(1 - t), t = -s y in [0, 1]. */
final class LogisticLoss implements Loss {

    static final LogisticLoss INSTANCE = new LogisticLoss();

    private LogisticLoss() {}

    @Override
    public String name() {
        return "logistic";
    }

    @Override
    public double value(double[] f, double[] y) {
        double sum = 0;
        for (int k = 0; k < f.length; k++) {
            sum += StandardActivation.SOFTPLUS.value(-y[k] * f[k]);
        }
        return sum;
    }

    @Override
    public void gradient(double[] f, double[] y, double[] out) {
        for (int k = 0; k < f.length; k++) {
            out[k] = -y[k] * StandardActivation.SIGMOID.value(-y[k] * f[k]);
        }
    }

    @Override
    public void curvature(double[] f, double[] y, double[] out) {
        Arrays.fill(out, 0);
        for (int k = 0; k < f.length; k++) {
            out[k * f.length + k] = StandardActivation.SIGMOID.derivative(f[k]);
        }
    }

    @Override
    public double conjugate(double[] s, double[] y) {
        double sum = 0;
        for (int k = 0; k < s.length; k++) {
            double t = -s[k] * y[k];
            if (!(t >= 0 && t <= 1)) {
                return Double.POSITIVE_INFINITY;
            }
            sum += timesLog(t) + (1 - t == 0 ? 0 : (1 - t) * StrictMath.log1p(-t));
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
        for (double target : y) {
            if (Math.abs(target) != 1) {
                throw new IllegalArgumentException(target + " is not a label of the logistic loss: use -1 and +1");
            }
        }
    }

    @Override
    public Interval value(Interval[] f, double[] y) {
        Interval sum = Interval.ZERO;
        for (int k = 0; k < f.length; k++) {
            Interval z = f[k].times(-y[k]);
            sum = sum.plus(new Interval(
                    softplus(z.lower()).lower(), softplus(z.upper()).upper()));
        }
        return sum;
    }

    @Override
    public double conjugateUpper(Interval[] s, double[] y) {
        Interval sum = Interval.ZERO;
        Interval one = Interval.of(1);
        for (int k = 0; k < s.length; k++) {
            Interval t = s[k].times(-y[k]);
            if (t.lower() < 0 || t.upper() > 1) {
                return Double.POSITIVE_INFINITY;
            }
            sum = sum.plus(t.timesLog()).plus(one.minus(t).timesLog());
        }
        return sum.upper();
    }

    /** An enclosure of ln(1 + e^z), for z of either sign without overflow. */
    private static Interval softplus(double z) {
        Interval e = Interval.of(-Math.abs(z)).exp();
        return logOnePlus(e).plus(Interval.of(Math.max(z, 0)));
    }

    /** An enclosure of ln(1 + x) for x &gt;= 0; ln(1 + x) &lt;= x keeps its upper end sharp for tiny x. */
    static Interval logOnePlus(Interval x) {
        Interval log = x.plus(Interval.of(1)).log();
        return new Interval(Math.max(0, log.lower()), Math.min(log.upper(), x.upper()));
    }

    static double timesLog(double t) {
        return t == 0 ? 0 : t * StrictMath.log(t);
    }

    @Override
    public String toString() {
        return name();
    }
}
