package org.featureflow.verify.claim;

import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.certificate.OutputSolution;
import org.featureflow.convex.program.OutputProgram;
import org.featureflow.convex.program.Subspace;
import org.featureflow.convex.solver.OutputSolver;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.feature.InitialLaw;
import org.featureflow.core.feature.Initialization;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.integrate.FlowObserver;
import org.featureflow.flow.integrate.FlowResult;
import org.featureflow.flow.integrate.Stopping;

/**
 * An instance: a data set, an architecture and a loss.
 *
 * @param spec what it was made from
 * @param dataset the data, with bias if the specification says so
 * @param architecture the architecture; h2 is tanh, or h1 if that is linear
 * @param objective the loss with the targets
 */
public record Instance(InstanceSpec spec, Dataset dataset, Architecture architecture, Objective objective) {

    private static final int STEPS = 2000;

    /** The number of classes where the loss is softmax. */
    private static final int CLASSES = 3;

    /** The relative distance of neighbours in nearly parallel data. */
    private static final double NEIGHBOUR = 0.125;

    /**
     * Makes the instance of a specification.
     *
     * @param spec the specification
     * @return the instance, the same for equal specifications
     */
    public static Instance of(InstanceSpec spec) {
        RandomStreams streams = new RandomStreams(spec.seed());
        DMatrixRMaj inputs = inputs(spec, streams.stream("inputs"));
        DMatrixRMaj targets = targets(spec, inputs.numRows, streams.stream("targets"));
        Dataset dataset = new Dataset(inputs, targets);
        dataset = spec.bias() ? dataset.withBias() : dataset;
        var activation = Activations.named(spec.activation());
        Architecture architecture = new Architecture(
                spec.model(), spec.depth(), activation, activation.isLinear() ? activation : Activations.tanh());
        return new Instance(spec, dataset, architecture, new Objective(Losses.named(spec.loss()), targets));
    }

    /**
     * A start by Alg. 2 with the usual law.
     *
     * @param products the back end
     * @return the network, the same for equal specifications
     */
    public Network start(MatrixProducts products) {
        return Initialization.draw(
                        products,
                        architecture,
                        dataset.inputs(),
                        spec.width(),
                        dataset.outputs(),
                        InitialLaw.withDefaults(),
                        new RandomStreams(spec.seed()).child("start"))
                .network();
    }

    /**
     * The flow on this instance.
     *
     * @param products the back end
     * @return the neural feature flow
     */
    public FeatureFlow flow(MatrixProducts products) {
        return new FeatureFlow(products, dataset.inputs(), objective);
    }

    /**
     * The convex optimum that every network of this architecture is bound by: that over the reachable outputs.
     *
     * @return the optimum, enclosed
     */
    public OutputSolution optimum() {
        return OutputSolver.solve(new OutputProgram(objective, Subspace.reachable(architecture, dataset.inputs())));
    }

    /**
     * Runs the flow from its start, with at most 2000 linearly implicit steps, until it is proved to be within a tolerance of an optimum
     * or rests above it.
     *
     * @param products the back end
     * @param optimum the optimum, such as {@link #optimum()}
     * @param tolerance the excess to reach
     * @return the end of the run, with its trajectory
     */
    public FlowResult flowTo(MatrixProducts products, OutputSolution optimum, double tolerance) {
        return ConvexMatch.run(
                        flow(products),
                        start(products),
                        optimum,
                        tolerance,
                        Stopping.afterSteps(STEPS),
                        FlowObserver.none())
                .flow();
    }

    private static DMatrixRMaj inputs(InstanceSpec spec, RandomGenerator random) {
        boolean paired =
                spec.data() != InstanceSpec.DataKind.GENERIC && spec.data() != InstanceSpec.DataKind.BADLY_SCALED;
        int copies = paired ? 2 : 1;
        DMatrixRMaj inputs = new DMatrixRMaj(copies * spec.samples(), spec.inputs());
        for (int n = 0; n < spec.samples(); n++) {
            for (int i = 0; i < spec.inputs(); i++) {
                double x = random.nextGaussian();
                double partner = switch (spec.data()) {
                    case CONFLICTING, DUPLICATED -> x;
                    case ANTIPODAL -> -x;
                    case NEARLY_PARALLEL -> x + NEIGHBOUR * random.nextGaussian();
                    case GENERIC, BADLY_SCALED -> Double.NaN;
                };
                double scale = spec.data() == InstanceSpec.DataKind.BADLY_SCALED ? Math.pow(4, i % 3 - 1) : 1;
                inputs.set(copies * n, i, scale * x);
                if (paired) {
                    inputs.set(copies * n + 1, i, partner);
                }
            }
        }
        return inputs;
    }

    private static DMatrixRMaj targets(InstanceSpec spec, int rows, RandomGenerator random) {
        boolean softmax = spec.loss().equals(Losses.softmax().name());
        DMatrixRMaj targets = new DMatrixRMaj(rows, softmax ? CLASSES : 1);
        for (int n = 0; n < rows; n++) {
            if (spec.data() == InstanceSpec.DataKind.DUPLICATED && n % 2 == 1) {
                System.arraycopy(
                        targets.data, (n - 1) * targets.numCols, targets.data, n * targets.numCols, targets.numCols);
            } else if (softmax) {
                targets.set(n, random.nextInt(CLASSES), 1);
            } else if (spec.loss().equals(Losses.logistic().name())) {
                targets.set(n, 0, random.nextBoolean() ? 1 : -1);
            } else {
                targets.set(n, 0, random.nextGaussian());
            }
        }
        return targets;
    }
}
