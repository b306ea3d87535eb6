package org.featureflow.convex.certificate;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.featureflow.core.model.Activation.Parity;

/**
 * Interval branch and bound for min_w r(w) over R^d, best bound first.
 *
 * <p>Outside the ball lambda_1 |w|^2 &lt;= t + sup kappa |T|^2 the price exceeds the target t, so that the search is over its
 * bounding box, halved if r(-w) = r(w).
 */
final class PriceMinimum {

    private final PriceEnclosure prices;
    private final int dimension;
    private final double inputPenalty;
    private final boolean symmetric;
    private final double[] weight;

    private double lower;
    private double least = Double.POSITIVE_INFINITY;
    private double[] leastPoint;
    private long boxes;

    PriceMinimum(PriceEnclosure prices, int dimension, double inputPenalty, Parity parity) {
        this.prices = prices;
        this.dimension = dimension;
        this.inputPenalty = inputPenalty;
        this.symmetric = parity != Parity.NONE;
        this.leastPoint = new double[dimension];
        this.weight = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            weight[i] = Math.max(prices.sensitivity(i), Double.MIN_NORMAL);
        }
    }

    /**
     * Searches until the minimum is proved to be at least the least price at an anchor minus the tolerance, a lower price is found,
     * the budget of boxes is spent or the search is cancelled. The lower bound holds in every case.
     */
    void search(double[][] points, double tolerance, long maxBoxes, BooleanSupplier cancelled) {
        double[][] anchors = inBox(points);
        visit(new double[dimension]);
        for (double[] anchor : anchors) {
            visit(anchor);
        }
        double target = least - tolerance;
        double gain = prices.largestGain();
        double squaredRadius = Math.nextUp(Math.nextUp(target + gain) / inputPenalty);
        lower = target;
        if (!(squaredRadius > 0)) {
            return;
        }
        PriorityQueue<Candidate> queue =
                new PriorityQueue<>(Comparator.comparingDouble(Candidate::bound).thenComparingLong(Candidate::number));
        queue.add(new Candidate(ball(Math.nextUp(Math.nextUp(Math.sqrt(squaredRadius)))), -gain, 0));
        while (!queue.isEmpty() && queue.element().bound() < target) {
            if (boxes >= maxBoxes || least < target || cancelled.getAsBoolean()) {
                lower = queue.element().bound();
                return;
            }
            Candidate candidate = queue.remove();
            int side = candidate.box().longestSide(weight);
            add(queue, candidate.box().lowerHalf(side), candidate.bound(), target, anchors);
            add(queue, candidate.box().upperHalf(side), candidate.bound(), target, anchors);
        }
    }

    private void add(PriorityQueue<Candidate> queue, Box box, double parentBound, double target, double[][] anchors) {
        boxes++;
        double bound = Math.max(parentBound, prices.lowerBound(box, target, anchors));
        if (bound < target) {
            visit(box.middle());
            queue.add(new Candidate(box, bound, boxes));
        }
    }

    /** Mirrors points out of the half-space that symmetry leaves out. */
    private double[][] inBox(double[][] points) {
        double[][] anchors = new double[points.length][];
        for (int a = 0; a < points.length; a++) {
            anchors[a] = points[a].clone();
            for (int i = 0; i < dimension && symmetric && points[a][0] < 0; i++) {
                anchors[a][i] = -points[a][i];
            }
        }
        return anchors;
    }

    private void visit(double[] w) {
        double price = prices.at(w).upper();
        if (price < least) {
            least = price;
            leastPoint = w.clone();
        }
    }

    private Box ball(double radius) {
        double[] low = new double[dimension];
        double[] high = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            low[i] = i == 0 && symmetric ? 0 : -radius;
            high[i] = radius;
        }
        return new Box(low, high);
    }

    /** A proved lower bound of the minimum. */
    double lower() {
        return lower;
    }

    /** The least price seen, rounded up. */
    double least() {
        return least;
    }

    /** Where the least price was seen. */
    double[] leastPoint() {
        return leastPoint.clone();
    }

    /** The boxes bounded so far. */
    long boxes() {
        return boxes;
    }

    private record Candidate(Box box, double bound, long number) {}
}
