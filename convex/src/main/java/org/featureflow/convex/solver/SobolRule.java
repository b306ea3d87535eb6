package org.featureflow.convex.solver;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.SobolSequenceGenerator;

/** Sobol's points, shifted at random modulo 1 and mapped to the Gaussian law: unbiased, for any dimension up to 1000. */
final class SobolRule implements WeightRule {

    private final double deviation;
    private final int points;
    private final int dimension;
    private final double[] nodes;

    /** The rule with a shift in [0, 1)^d, not modified; costs O(points d) numbers, since the Gaussian quantiles are slow. */
    SobolRule(double deviation, int points, double[] shift) {
        this.deviation = deviation;
        this.points = points;
        this.dimension = shift.length;
        this.nodes = new double[Math.multiplyExact(points, dimension)];
        SobolSequenceGenerator sequence = new SobolSequenceGenerator(dimension);
        NormalDistribution normal = new NormalDistribution(null, 0, deviation);
        for (int k = 0; k < points; k++) {
            double[] u = sequence.nextVector();
            for (int i = 0; i < dimension; i++) {
                double moved = u[i] + shift[i];
                moved -= Math.floor(moved);
                nodes[k * dimension + i] =
                        normal.inverseCumulativeProbability(Math.min(1 - 0x1p-53, Math.max(0x1p-60, moved)));
            }
        }
    }

    @Override
    public void forEach(Visitor visitor) {
        double logWeight = -StrictMath.log(points);
        double[] w = new double[dimension];
        for (int k = 0; k < points; k++) {
            System.arraycopy(nodes, k * dimension, w, 0, dimension);
            visitor.visit(w, logWeight);
        }
    }

    @Override
    public long nodes() {
        return points;
    }

    @Override
    public SobolRule shifted(RandomGenerator random) {
        double[] offset = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            offset[i] = random.nextDouble();
        }
        return new SobolRule(deviation, points, offset);
    }
}
