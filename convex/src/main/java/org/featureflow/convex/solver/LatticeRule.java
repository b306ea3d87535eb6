package org.featureflow.convex.solver;

import org.apache.commons.math3.random.RandomGenerator;

/**
 * The tensor trapezoid rule on a box around 0: for integrands that are analytic in a strip and vanish at the box's faces its error
 * falls exponentially in the inverse step, and any shift of the lattice is as good.
 */
final class LatticeRule implements WeightRule {

    private final double deviation;
    private final double[] reach;
    private final double step;
    private final double[] shift;

    /**
     * A lattice through the shift point.
     *
     * @param deviation sigma of the Gaussian law
     * @param reach half the sides of the box, kept
     * @param step the distance of neighbours
     * @param shift the offset of the lattice, entries in [0, step), kept
     */
    LatticeRule(double deviation, double[] reach, double step, double[] shift) {
        this.deviation = deviation;
        this.reach = reach;
        this.step = step;
        this.shift = shift;
    }

    @Override
    public void forEach(Visitor visitor) {
        double perNode = StrictMath.log(step / deviation) - 0.5 * StrictMath.log(2 * Math.PI);
        visit(visitor, new double[reach.length], 0, 0, perNode);
    }

    private void visit(Visitor visitor, double[] w, int axis, double logWeight, double perNode) {
        if (axis == reach.length) {
            visitor.visit(w, logWeight);
            return;
        }
        long half = half(axis);
        for (long k = -half; k <= half; k++) {
            w[axis] = shift[axis] + k * step;
            double scaled = w[axis] / deviation;
            visit(visitor, w, axis + 1, logWeight + perNode - scaled * scaled / 2, perNode);
        }
    }

    private long half(int axis) {
        return (long) Math.ceil(reach[axis] / step);
    }

    @Override
    public long nodes() {
        long nodes = 1;
        for (int axis = 0; axis < reach.length; axis++) {
            nodes = Math.multiplyExact(nodes, 2 * half(axis) + 1);
        }
        return nodes;
    }

    @Override
    public LatticeRule shifted(RandomGenerator random) {
        double[] offset = new double[reach.length];
        for (int axis = 0; axis < offset.length; axis++) {
            offset[axis] = step * random.nextDouble();
        }
        return new LatticeRule(deviation, reach, step, offset);
    }

    double step() {
        return step;
    }
}
