package org.featureflow.verify.catalogue.flyz;

import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.InstanceSpec.DataKind;

/** Draws the sizes and kinds of an instance from one stream, in a fixed order. */
final class Draws {

    /** Activations that meet assumption A1 of [FLYZ]. */
    static final List<String> BOUNDED = List.of("tanh", "sigmoid", "erf", "sine");

    /** Those of them that are odd. */
    static final List<String> ODD = List.of("tanh", "erf", "sine");

    static final List<String> LOSSES = List.of("squared", "logistic", "huber", "softmax");

    private final RandomGenerator random;

    Draws(RandomStreams streams) {
        this.random = streams.stream("instance");
    }

    /** A number from {@code least} to {@code most}. */
    int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** An instance for identities of the flow: they hold at any time, for both models, all losses and activations. */
    InstanceSpec anyInstance() {
        return new InstanceSpec(
                seed(),
                oneOf(List.of(DataKind.values())),
                between(2, 5),
                between(1, 4),
                true,
                oneOf(List.of(Architecture.Model.values())),
                between(1, 5),
                between(10, 30),
                oneOf(List.of("tanh", "sigmoid", "erf", "softplus", "sine")),
                oneOf(LOSSES));
    }

    long seed() {
        return random.nextInt(Integer.MAX_VALUE);
    }
}
