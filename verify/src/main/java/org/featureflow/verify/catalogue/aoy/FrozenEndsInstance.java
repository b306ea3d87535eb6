package org.featureflow.verify.catalogue.aoy;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.mckean.FrozenEndsModel;
import org.featureflow.flow.mckean.FrozenEndsNetwork;
import org.featureflow.flow.mckean.UnitMap;
import org.featureflow.flow.mckean.UnitMaps;
import org.featureflow.flow.mckean.WeightLaw;
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.claim.InstanceSpec;

/**
 * A model with frozen ends and fresh samples of y = sin(3 x + phase), x on eight points of [-1, 1], with a constant input. In its
 * specification {@code samples} is the number of steps, {@code depth} L and {@code width} the greatest N.
 */
record FrozenEndsInstance(InstanceSpec spec, FrozenEndsModel model) {

    /** The step of the laws in the width. */
    static final double EPS = 0.5;

    /** Where units are looked at after training. */
    private static final List<Double> PROBE = List.of(0.5, 1.0);

    private static final int POINTS = 8;
    private static final double FREQUENCY = 3;
    private static final double CLIP = 2;

    static InstanceSpec draw(RandomStreams streams, int steps, int width) {
        RandomGenerator random = streams.stream("instance");
        return new InstanceSpec(
                random.nextInt(Integer.MAX_VALUE),
                InstanceSpec.DataKind.GENERIC,
                steps,
                1,
                true,
                Architecture.Model.DNN,
                3 + random.nextInt(3),
                width,
                List.of("tanh", "erf", "sigmoid").get(random.nextInt(3)),
                "squared");
    }

    static FrozenEndsInstance of(InstanceSpec spec) {
        return of(spec, UnitMaps.clippedWeight(Activations.named(spec.activation()), CLIP));
    }

    static FrozenEndsInstance of(InstanceSpec spec, UnitMap map) {
        int depth = spec.depth();
        WeightLaw last = WeightLaw.uniform(-1, 3);
        WeightLaw hidden = WeightLaw.uniform(0, 2);
        return new FrozenEndsInstance(
                spec,
                new FrozenEndsModel(
                        2,
                        Activations.tanh(),
                        WeightLaw.uniform(-1.5, 2.5),
                        IntStream.rangeClosed(1, depth).mapToObj(l -> map).toList(),
                        IntStream.rangeClosed(1, depth)
                                .mapToObj(l -> l == depth ? last : hidden)
                                .toList()));
    }

    static double[] probe() {
        return PROBE.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** As many fresh samples as the specification says, drawn from the population. */
    Dataset samples() {
        return samples("samples", spec.samples());
    }

    Dataset samples(String stream, int count) {
        RandomGenerator random = new RandomStreams(spec.seed()).stream(stream);
        return at(IntStream.range(0, count).map(k -> random.nextInt(POINTS)).toArray());
    }

    /** The eight points. */
    Dataset population() {
        return at(IntStream.range(0, POINTS).toArray());
    }

    FrozenEndsNetwork network(int width, int repetition) {
        return FrozenEndsNetwork.draw(
                model,
                width,
                new RandomStreams(spec.seed()).child("network-" + width).child(repetition));
    }

    List<Hypothesis> hypotheses() {
        boolean smooth = model.maps().stream().allMatch(UnitMap::isBoundedAndSmooth)
                && model.featureActivation().satisfiesA1();
        boolean light = model.laws().stream().allMatch(WeightLaw::isSubGaussian)
                && model.featureLaw().isSubGaussian();
        return List.of(
                Hypothesis.checked("L >= 3", spec.depth() >= 3, "L = " + spec.depth()),
                Hypothesis.checked("maps bounded and smooth", smooth, "constants of the activations"),
                Hypothesis.checked("independent sub-Gaussian starts", light, "the laws drawn from"));
    }

    private Dataset at(int[] points) {
        double phase = new RandomStreams(spec.seed()).stream("phase").nextDouble();
        DMatrixRMaj inputs = new DMatrixRMaj(points.length, 2);
        DMatrixRMaj targets = new DMatrixRMaj(points.length, 1);
        for (int k = 0; k < points.length; k++) {
            double x = 2.0 * points[k] / (POINTS - 1) - 1;
            inputs.set(k, 0, x);
            inputs.set(k, 1, 1);
            targets.set(k, 0, StrictMath.sin(FREQUENCY * x + phase));
        }
        return new Dataset(inputs, targets);
    }
}
