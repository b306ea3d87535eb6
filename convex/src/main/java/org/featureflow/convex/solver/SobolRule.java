package org.featureflow.convex.solver;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.SobolSequenceGenerator;

/** Sobol's points, shifted at random modulo 1 and mapped to the Gaussian law: unbiased, for any dimension up to 1000. */
final class SobolRule implements WeightRule {

    private final double deviation;
    private final int points;
    private final double[] shift;

    /** The rule with a shift in [0, 1)^d, kept. */
    SobolRule(double deviation, int points, double[] shift) {
        this.deviation = deviation;
        this.points = points;
        this.shift = shift;
    }

    @Override
    public void forEach(Visitor visitor) {
        SobolSequenceGenerator sequence = new SobolSequenceGenerator(shift.length);
        NormalDistribution normal = new NormalDistribution(null, 0, deviation);
        double logWeight = -StrictMath.log(points);
        double[] w = new double[shift.length];
        for (int k = 0; k < points; k++) {
            double[] u = sequence.nextVector();
            for (int i = 0; i < w.length; i++) {
                double moved = u[i] + shift[i];
                moved -= Math.floor(moved);
                w[i] = normal.inverseCumulativeProbability(Math.min(1 - 0x1p-53, Math.max(0x1p-60, moved)));
            }
            visitor.visit(w, logWeight);
        }
    }

    @Override
    public long nodes() {
        return points;
    }

    @Override
    public SobolRule shifted(RandomGenerator random) {
        double[] offset = new double[shift.length];
        for (int i = 0; i < offset.length; i++) {
            offset[i] = random.nextDouble();
        }
        return new SobolRule(deviation, points, offset);
    }
}
