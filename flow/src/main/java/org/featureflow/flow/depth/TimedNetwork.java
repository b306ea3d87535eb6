package org.featureflow.flow.depth;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The training scheme of [LMLLY] sec. 4: blocks carry (theta_i, t_i) and act in the order of their times, block i with step length
 * t_i minus the time before it. Gradient steps move theta and t, so blocks whose times cross switch their order. Immutable.
 *
 * <p>The scheme is not a discretisation of the W_2 flow in t: here dE/dt_i = mean q . (F_i(X_i) - F_{i+1}(X_{i+1})) is of order 1,
 * while for atoms of equal mass E depends on the order of the t_i only (theory section 7). No energy identity is claimed for it.
 */
public final class TimedNetwork {

    private final double[] times;
    private final double[][][] theta;
    private final int[] order;

    private TimedNetwork(double[] times, double[][][] theta) {
        this.times = times;
        this.theta = theta;
        this.order = IntStream.range(0, times.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> times[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * A network with equal steps: block i has t_i = (i + 1)/n.
     *
     * @param start the parameters, n cells; its cells' lengths are ignored
     * @return the network
     */
    public static TimedNetwork of(BlockMeasure start) {
        int n = start.cells();
        double[] times = new double[n];
        double[][][] theta = new double[n][start.particles()][];
        for (int i = 0; i < n; i++) {
            times[i] = (i + 1.0) / n;
            for (int k = 0; k < start.particles(); k++) {
                theta[i][k] = start.theta(i, k);
            }
        }
        return new TimedNetwork(times, theta);
    }

    /**
     * The blocks in the order in which they act.
     *
     * @return the indices of the blocks, a copy
     */
    public int[] order() {
        return order.clone();
    }

    /**
     * The times of the blocks.
     *
     * @return a copy, by block
     */
    public double[] times() {
        return times.clone();
    }

    /**
     * The network as a measure on [0, max t], its cells in the order of the times.
     *
     * @return the measure
     */
    public BlockMeasure measure() {
        int n = times.length;
        double[] edges = new double[n + 1];
        double[][][] sorted = new double[n][][];
        for (int i = 0; i < n; i++) {
            edges[i + 1] = times[order[i]];
            sorted[i] = theta[order[i]];
        }
        return BlockMeasure.of(edges, sorted);
    }

    /**
     * A gradient step: theta_i moves by -step n K dE/dtheta_i, t_i by -step timeRate dE/dt_i and is then kept in [0, 1].
     *
     * @param problem the data, or a batch of them
     * @param step the step, positive
     * @param timeRate 0 for plain training of the same network at fixed times, else the rate of the times
     * @return the network after the step; costs a forward and a backward pass
     * @throws IllegalArgumentException if the parameters are not the block's
     */
    public TimedNetwork step(DepthProblem problem, double step, double timeRate) {
        int n = times.length;
        DepthState state = problem.at(measure(), DepthScheme.network());
        BlockMeasure velocity = state.velocity();
        double[] moved = times.clone();
        double[][][] next = new double[n][][];
        for (int i = 0; i < n; i++) {
            double factor = step * n * velocity.length(i);
            double[][] particles = velocity.particlesOf(i);
            double[][] old = theta[order[i]];
            double[][] block = new double[old.length][];
            for (int k = 0; k < old.length; k++) {
                block[k] = old[k].clone();
                for (int p = 0; p < block[k].length; p++) {
                    block[k][p] += factor * particles[k][p];
                }
            }
            next[order[i]] = block;
            if (timeRate != 0) {
                double slope = state.lengthDerivative(i) - (i + 1 < n ? state.lengthDerivative(i + 1) : 0);
                moved[order[i]] = Math.min(1, Math.max(0, times[order[i]] - step * timeRate * slope));
            }
        }
        return new TimedNetwork(moved, next);
    }

    /**
     * How far the order is from that of the blocks' numbers.
     *
     * @return the number of pairs of blocks that act in reversed order
     */
    public int inversions() {
        return IntStream.range(0, order.length)
                .map(i -> (int) Arrays.stream(order, i + 1, order.length)
                        .filter(later -> later < order[i])
                        .count())
                .sum();
    }
}
