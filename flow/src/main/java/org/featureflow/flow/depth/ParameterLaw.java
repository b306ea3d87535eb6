package org.featureflow.flow.depth;

import org.apache.commons.math3.random.RandomGenerator;

/**
 * A measure rho(theta, t) given as K curves theta_k(t) of mass 1/K: what networks of growing depth approximate, theory section 7.
 * Implementations are immutable.
 */
public interface ParameterLaw {

    /**
     * The number of curves.
     *
     * @return K, at least 1
     */
    int particles();

    /**
     * The number of parameters.
     *
     * @return P
     */
    int parameterDimension();

    /**
     * A point of a curve.
     *
     * @param k the curve, 0 &lt;= k &lt; K
     * @param t the time in [0, 1]
     * @return a fresh array, length P
     */
    double[] theta(int k, double t);

    /**
     * The deterministic discretisation: cell i has all K particles at its left end t = i/n.
     *
     * @param depth n, at least 1
     * @return the measure with n equal cells and K particles a cell
     */
    default BlockMeasure discretised(int depth) {
        double[][][] theta = new double[depth][particles()][];
        for (int i = 0; i < depth; i++) {
            for (int k = 0; k < particles(); k++) {
                theta[i][k] = theta(k, (double) i / depth);
            }
        }
        return BlockMeasure.ofEqualCells(theta);
    }

    /**
     * A sampled network: cell i has one block, drawn from rho(., i/n).
     *
     * @param depth n, at least 1
     * @param random is advanced by n numbers
     * @return the measure with n equal cells and one particle a cell
     */
    default BlockMeasure sampled(int depth, RandomGenerator random) {
        double[][][] theta = new double[depth][1][];
        for (int i = 0; i < depth; i++) {
            theta[i][0] = theta(random.nextInt(particles()), (double) i / depth);
        }
        return BlockMeasure.ofEqualCells(theta);
    }
}
