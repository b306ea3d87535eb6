package org.featureflow.verify.catalogue.lmlly;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.depth.Block;
import org.featureflow.flow.depth.BlockMeasure;
import org.featureflow.flow.depth.Blocks;
import org.featureflow.flow.depth.DepthProblem;
import org.featureflow.flow.depth.ParameterLaw;
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.claim.InstanceSpec;

/**
 * A random problem for ODE Res-Nets. In its specification {@code inputs} is D, {@code depth} the number of cells and {@code width} the number of
 * particles a cell.
 */
record DepthInstance(InstanceSpec spec, DepthProblem problem) {

    private static final double CLIP = 3;
    private static final double FREQUENCY = 3;

    /** Activations with sigma(0) = 0. */
    static final List<String> ODD = List.of("tanh", "erf", "sine");

    static InstanceSpec draw(RandomStreams streams, int cells, int particles) {
        return draw(streams, cells, particles, List.of("tanh", "sigmoid", "erf", "sine"));
    }

    static InstanceSpec draw(RandomStreams streams, int cells, int particles, List<String> activations) {
        RandomGenerator random = streams.stream("instance");
        return new InstanceSpec(
                random.nextInt(Integer.MAX_VALUE),
                InstanceSpec.DataKind.GENERIC,
                3 + random.nextInt(3),
                2 + random.nextInt(2),
                false,
                Architecture.Model.RESNET,
                cells,
                particles,
                activations.get(random.nextInt(activations.size())),
                "squared");
    }

    static DepthInstance of(InstanceSpec spec) {
        return of(spec, Blocks.unit(spec.inputs(), Activations.named(spec.activation()), CLIP));
    }

    static DepthInstance of(InstanceSpec spec, Block block) {
        RandomStreams streams = new RandomStreams(spec.seed());
        return new DepthInstance(
                spec,
                new DepthProblem(
                        block,
                        gaussian(streams.stream("inputs"), spec.samples(), spec.inputs()),
                        gaussian(streams.stream("read-out"), spec.inputs(), 1),
                        gaussian(streams.stream("targets"), spec.samples(), 1)));
    }

    /**
     * The same with targets within reach: w . x_n + |w|_1 g_n, g_n uniform on [-1/2, 1/2]. A block moves an output by less than clip |w|_1 whatever its
     * parameters, so a bounded block does not reach every target, and E = 0 cannot be asked for there.
     */
    DepthInstance withinReach() {
        DMatrixRMaj embedded = problem.embedded();
        DMatrixRMaj readOut = problem.readOut();
        DMatrixRMaj targets = problem.targets();
        RandomGenerator random = new RandomStreams(spec.seed()).stream("within-reach");
        for (int n = 0; n < targets.numRows; n++) {
            double shift = random.nextDouble() - 0.5;
            double target = 0;
            for (int i = 0; i < readOut.numRows; i++) {
                target += embedded.get(n, i) * readOut.get(i, 0) + Math.abs(readOut.get(i, 0)) * shift;
            }
            targets.set(n, 0, target);
        }
        return new DepthInstance(spec, new DepthProblem(problem.block(), embedded, readOut, targets));
    }

    /** Independent standard Gaussian parameters. */
    BlockMeasure measure(String stream, int cells, int particles) {
        RandomGenerator random = new RandomStreams(spec.seed()).stream(stream);
        double[][][] theta = new double[cells][particles][];
        for (double[][] cell : theta) {
            for (int k = 0; k < particles; k++) {
                cell[k] = gaussian(random, 1, problem.block().parameterDimension()).data;
            }
        }
        return BlockMeasure.ofEqualCells(theta);
    }

    /** Curves level + amplitude sin(3 t + phase), all three standard Gaussian. */
    ParameterLaw law() {
        int particles = spec.width();
        int parameters = problem.block().parameterDimension();
        RandomStreams streams = new RandomStreams(spec.seed()).child("law");
        DMatrixRMaj level = gaussian(streams.stream("level"), particles, parameters);
        DMatrixRMaj amplitude = gaussian(streams.stream("amplitude"), particles, parameters);
        DMatrixRMaj phase = gaussian(streams.stream("phase"), particles, parameters);
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
                    theta[p] = level.get(k, p) + amplitude.get(k, p) * StrictMath.sin(FREQUENCY * t + phase.get(k, p));
                }
                return theta;
            }
        };
    }

    List<Hypothesis> hypotheses() {
        double[] origin = new double[problem.block().parameterDimension()];
        Arrays.fill(origin, 1);
        boolean bounded = Double.isFinite(problem.block().bound(origin));
        boolean lipschitz = Double.isFinite(problem.block().lipschitz(origin));
        return List.of(
                Hypothesis.checked("blocks bounded and Lipschitz in X", bounded && lipschitz, "the block's constants"),
                Hypothesis.checked("universal block", problem.block().isUniversal(), "known of the block"),
                Hypothesis.checked("distinct inputs", true, "drawn from a density"));
    }

    private static DMatrixRMaj gaussian(RandomGenerator random, int rows, int cols) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, cols);
        for (int i = 0; i < matrix.data.length; i++) {
            matrix.data[i] = random.nextGaussian();
        }
        return matrix;
    }
}
