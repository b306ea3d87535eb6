package org.featureflow.flow.depth;

import java.util.Arrays;

/**
 * The measure rho(theta, t) as particles: [0, T] is cut into n cells, and in cell i the law of theta is K particles of mass 1/K.
 * T is 1 but for networks with learned times. Also a tangent vector of such measures, the velocity of the particles. Immutable.
 */
public final class BlockMeasure {

    private final double[] edges;
    private final double[][][] theta;

    BlockMeasure(double[] edges, double[][][] theta) {
        this.edges = edges;
        this.theta = theta;
    }

    /**
     * A measure on n cells of length 1/n.
     *
     * @param theta n x K x P parameters, copied
     * @return the measure
     * @throws IllegalArgumentException if a size is 0 or the array is ragged
     */
    public static BlockMeasure ofEqualCells(double[][][] theta) {
        double[] edges = new double[theta.length + 1];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = (double) i / theta.length;
        }
        return of(edges, theta);
    }

    /**
     * A measure on cells of any length.
     *
     * @param edges n + 1 times that do not decrease, the first 0; copied
     * @param theta n x K x P parameters, copied
     * @return the measure
     * @throws IllegalArgumentException if a size is 0, the array is ragged, or the times decrease
     */
    public static BlockMeasure of(double[] edges, double[][][] theta) {
        if (theta.length == 0 || theta[0].length == 0 || theta[0][0].length == 0) {
            throw new IllegalArgumentException("theta is empty: at least one cell, particle and parameter are needed");
        }
        if (edges.length != theta.length + 1 || edges[0] != 0) {
            throw new IllegalArgumentException("edges has " + edges.length + " entries for " + theta.length
                    + " cells: one more than cells is needed, the first 0");
        }
        for (int i = 0; i < theta.length; i++) {
            if (!(edges[i + 1] >= edges[i])) {
                throw new IllegalArgumentException("edges decrease from " + edges[i] + " to " + edges[i + 1]
                        + " at cell " + i + ": sort the cells by their times");
            }
            boolean ragged = theta[i].length != theta[0].length
                    || Arrays.stream(theta[i]).anyMatch(row -> row.length != theta[0][0].length);
            if (ragged) {
                throw new IllegalArgumentException("theta is ragged in cell " + i + ": " + theta[0].length + " x "
                        + theta[0][0].length + " numbers are needed, as in cell 0");
            }
        }
        return new BlockMeasure(edges.clone(), copy(theta));
    }

    /**
     * The number of cells.
     *
     * @return n
     */
    public int cells() {
        return theta.length;
    }

    /**
     * The number of particles a cell.
     *
     * @return K
     */
    public int particles() {
        return theta[0].length;
    }

    /**
     * The number of parameters a particle.
     *
     * @return P
     */
    public int parameterDimension() {
        return theta[0][0].length;
    }

    /**
     * The parameters of a particle.
     *
     * @param cell i
     * @param particle k
     * @return a copy, length P
     */
    public double[] theta(int cell, int particle) {
        return theta[cell][particle].clone();
    }

    /**
     * The length of a cell.
     *
     * @param cell i
     * @return h_i
     */
    public double length(int cell) {
        return edges[cell + 1] - edges[cell];
    }

    /**
     * A move of all particles: theta + step velocity.
     *
     * @param step a factor
     * @param velocity a tangent vector of the same shape
     * @return the measure after the move
     * @throws IllegalArgumentException if shapes differ
     */
    public BlockMeasure plus(double step, BlockMeasure velocity) {
        if (velocity.cells() != cells()
                || velocity.particles() != particles()
                || velocity.parameterDimension() != parameterDimension()) {
            throw new IllegalArgumentException(
                    "velocity is " + velocity.shape() + ", the measure " + shape() + ": shapes must agree");
        }
        double[][][] moved = copy(theta);
        for (int i = 0; i < moved.length; i++) {
            for (int k = 0; k < moved[i].length; k++) {
                for (int p = 0; p < moved[i][k].length; p++) {
                    moved[i][k][p] += step * velocity.theta[i][k][p];
                }
            }
        }
        return new BlockMeasure(edges, moved);
    }

    /**
     * The squared norm sum_i (h_i / K) sum_k |theta_ik|^2; of a velocity, the rate at which the flow loses energy.
     *
     * @return the squared norm in L^2(rho)
     */
    public double squaredNorm() {
        return dot(this);
    }

    /** The inner product in L^2(rho) of two tangent vectors of one shape. */
    double dot(BlockMeasure other) {
        double total = 0;
        for (int i = 0; i < cells(); i++) {
            double sum = 0;
            for (int k = 0; k < particles(); k++) {
                for (int p = 0; p < theta[i][k].length; p++) {
                    sum += theta[i][k][p] * other.theta[i][k][p];
                }
            }
            total += length(i) * sum / particles();
        }
        return total;
    }

    /** The parameters themselves, not to be modified. */
    double[][] particlesOf(int cell) {
        return theta[cell];
    }

    double[] edges() {
        return edges;
    }

    private String shape() {
        return cells() + " cells x " + particles() + " particles x " + parameterDimension() + " parameters";
    }

    private static double[][][] copy(double[][][] theta) {
        double[][][] copy = new double[theta.length][][];
        for (int i = 0; i < theta.length; i++) {
            copy[i] = new double[theta[i].length][];
            for (int k = 0; k < theta[i].length; k++) {
                copy[i][k] = theta[i][k].clone();
            }
        }
        return copy;
    }
}
