package org.featureflow.verify.catalogue.fdz;

import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.core.linalg.ElementaryFunctions;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.twolevel.TwoLevelFlow;
import org.featureflow.flow.twolevel.TwoLevelNetwork;
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.TwoLevelMatch;

/**
 * A regularized two-level problem with a start.
 *
 * @param flow the flow
 * @param program its convex program
 * @param start the network at time 0, u ~ N(0, 1) and w ~ 2 N(0, I)
 */
record FdzInstance(TwoLevelFlow flow, TwoLevelProgram program, TwoLevelNetwork start) {

    /** Samples of the sine instance. */
    private static final int SINE_SAMPLES = 10;

    /** A description of random data: Gaussian inputs and a constant one, targets independent of them. */
    static InstanceSpec draw(RandomStreams streams, int samples, int inputs, int width, String loss) {
        RandomGenerator random = streams.stream("instance");
        return new InstanceSpec(
                random.nextInt(Integer.MAX_VALUE),
                InstanceSpec.DataKind.GENERIC,
                samples,
                inputs,
                true,
                Architecture.Model.RESNET,
                1,
                width,
                "tanh",
                loss);
    }

    /** The random data of a description. */
    static FdzInstance of(InstanceSpec spec, MatrixProducts products, double penalty) {
        Instance instance = Instance.of(spec);
        return of(spec, products, instance.dataset().inputs(), instance.objective(), penalty);
    }

    /**
     * Theory section 6's data: ten equidistant points on [-2, 2] with a constant input, y = sin(2.5 x), penalties 1e-3, squared loss. The
     * description gives width and start.
     */
    static FdzInstance sine(InstanceSpec spec, MatrixProducts products) {
        DMatrixRMaj x = new DMatrixRMaj(SINE_SAMPLES, 2);
        DMatrixRMaj y = new DMatrixRMaj(SINE_SAMPLES, 1);
        for (int n = 0; n < SINE_SAMPLES; n++) {
            double at = -2 + 4.0 * n / (SINE_SAMPLES - 1);
            x.set(n, 0, at);
            x.set(n, 1, 1);
            y.set(n, 0, ElementaryFunctions.sin(2.5 * at));
        }
        return of(spec, products, x, new Objective(Losses.squared(), y), 1e-3);
    }

    private static FdzInstance of(
            InstanceSpec spec, MatrixProducts products, DMatrixRMaj inputs, Objective objective, double penalty) {
        TwoLevelFlow flow =
                new TwoLevelFlow(products, inputs, objective, Activations.named(spec.activation()), penalty, penalty);
        return new FdzInstance(flow, TwoLevelMatch.program(flow), start(flow, spec.width(), spec.seed()));
    }

    private static TwoLevelNetwork start(TwoLevelFlow flow, int width, long seed) {
        return TwoLevelNetwork.normal(
                width,
                flow.objective().outputs(),
                flow.inputs().numCols,
                1,
                2,
                new RandomStreams(seed).stream("start"));
    }

    /** The same data from another start. */
    FdzInstance startedAt(int width, long seed) {
        return new FdzInstance(flow, program, start(flow, width, seed));
    }

    /** The hypotheses of [FDZ]. */
    List<Hypothesis> hypotheses() {
        return List.of(
                Hypothesis.checked(
                        "loss is convex", true, flow.objective().loss().name()),
                Hypothesis.checked(
                        "h is bounded and smooth",
                        flow.activation().satisfiesA1(),
                        flow.activation().name()),
                new Hypothesis(
                        "the start has full support",
                        Hypothesis.Status.NOT_CHECKED,
                        flow.activation().name() + ", " + start.units() + " units drawn from a Gaussian law"));
    }
}
