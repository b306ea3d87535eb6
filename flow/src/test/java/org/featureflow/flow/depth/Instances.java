package org.featureflow.flow.depth;

import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Activations;
import org.featureflow.core.numeric.RandomStreams;

/** Random problems and measures; functions of their arguments. */
final class Instances {

    private Instances() {}

    static DepthProblem problem(long seed, int samples, int dimension, int outputs) {
        return problem(Blocks.unit(dimension, Activations.tanh(), 2), seed, samples, outputs);
    }

    static DepthProblem problem(Block block, long seed, int samples, int outputs) {
        RandomGenerator random = new RandomStreams(seed).stream("problem");
        int dimension = block.stateDimension();
        return new DepthProblem(
                block,
                gaussian(random, samples, dimension),
                gaussian(random, dimension, outputs),
                gaussian(random, samples, outputs));
    }

    static BlockMeasure measure(long seed, int cells, int particles, int parameters) {
        RandomGenerator random = new RandomStreams(seed).stream("measure");
        double[][][] theta = new double[cells][particles][];
        for (double[][] cell : theta) {
            for (int k = 0; k < particles; k++) {
                cell[k] = gaussian(random, 1, parameters).data;
            }
        }
        return BlockMeasure.ofEqualCells(theta);
    }

    /** Smooth curves of random amplitude and phase, uncorrelated between parameters. */
    static ParameterLaw law(long seed, int particles, int parameters) {
        RandomGenerator random = new RandomStreams(seed).stream("law");
        DMatrixRMaj level = gaussian(random, particles, parameters);
        DMatrixRMaj amplitude = gaussian(random, particles, parameters);
        DMatrixRMaj phase = gaussian(random, particles, parameters);
        return new ParameterLaw() {
            @Override
            public int particles() {
                return particles;
            }

            @Override
            public int parameterDimension() {
                return parameters;
            }

            @Override
            public double[] theta(int k, double t) {
                double[] theta = new double[parameters];
                for (int p = 0; p < parameters; p++) {
                    theta[p] = level.get(k, p) + amplitude.get(k, p) * StrictMath.sin(3 * t + phase.get(k, p));
                }
                return theta;
            }
        };
    }

    static DMatrixRMaj gaussian(RandomGenerator random, int rows, int cols) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, cols);
        for (int i = 0; i < matrix.data.length; i++) {
            matrix.data[i] = random.nextGaussian();
        }
        return matrix;
    }
}
