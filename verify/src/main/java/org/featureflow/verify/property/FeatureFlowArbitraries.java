package org.featureflow.verify.property;

import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.feature.InitialLaw;
import org.featureflow.core.feature.Masses;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Losses;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.InstanceSpec.DataKind;

/**
 * Arbitraries of instances and of their parts. An instance is drawn and shrunk as its {@link InstanceSpec}, small enough for a flow to
 * reach its limit in a fraction of a second: 2 to 6 draws of an input, depth 1 to 6, width 30 to 60.
 */
@SuppressWarnings("exports") // jqwik is required by this package alone
public final class FeatureFlowArbitraries {

    /** Bounded, with bounded Lipschitz derivatives: what the theorems ask of h1. */
    private static final List<String> BOUNDED = List.of("tanh", "sigmoid", "erf", "sine");

    private static final List<String> ODD = List.of("tanh", "erf", "sine");

    private static final List<String> LOSSES = List.of("squared", "logistic", "huber", "softmax");

    /** Masses are between 1 and so many times as large as each other. */
    private static final int MASS_RATIO = 8;

    private FeatureFlowArbitraries() {}

    /**
     * Res-Nets on distinct inputs: generic or badly scaled, all losses. [FLYZ] Theorem 8 speaks of them.
     *
     * @return the arbitrary
     */
    public static Arbitrary<InstanceSpec> resNets() {
        return specs(
                Arbitraries.of(DataKind.GENERIC, DataKind.BADLY_SCALED),
                Architecture.Model.RESNET,
                BOUNDED,
                LOSSES,
                true);
    }

    /**
     * Res-Nets on nearly parallel inputs, all losses. Theorem 8 speaks of them, too, but a logistic or softmax flow may spend its budget of
     * steps before it is within 1e-8: such an instance is INCONCLUSIVE.
     *
     * @return the arbitrary
     */
    public static Arbitrary<InstanceSpec> resNetsOnNearlyParallelInputs() {
        return specs(Arbitraries.just(DataKind.NEARLY_PARALLEL), Architecture.Model.RESNET, BOUNDED, LOSSES, true);
    }

    /**
     * Fully connected networks on generic inputs, all losses.
     *
     * @return the arbitrary
     */
    public static Arbitrary<InstanceSpec> fullyConnectedNetworks() {
        return specs(Arbitraries.just(DataKind.GENERIC), Architecture.Model.DNN, List.of("tanh", "erf"), LOSSES, true);
    }

    /**
     * Res-Nets on data with every input twice: with the same target (duplicated) or with two (conflicting), so that the optimum need not
     * be zero.
     *
     * @return the arbitrary
     */
    public static Arbitrary<InstanceSpec> resNetsOnRepeatedInputs() {
        return specs(
                Arbitraries.of(DataKind.DUPLICATED, DataKind.CONFLICTING),
                Architecture.Model.RESNET,
                BOUNDED,
                LOSSES,
                true);
    }

    /**
     * Odd Res-Nets without bias on inputs x and -x.
     *
     * @return the arbitrary
     */
    public static Arbitrary<InstanceSpec> resNetsOnAntipodalInputs() {
        return specs(Arbitraries.just(DataKind.ANTIPODAL), Architecture.Model.RESNET, ODD, LOSSES, false);
    }

    /**
     * Data sets of a kind, with a constant input.
     *
     * @param kind the kind
     * @return the arbitrary
     */
    public static Arbitrary<Dataset> datasets(DataKind kind) {
        return specs(Arbitraries.just(kind), Architecture.Model.RESNET, BOUNDED, List.of("squared"), true)
                .map(spec -> Instance.of(spec).dataset());
    }

    /**
     * The named activations.
     *
     * @return the arbitrary
     */
    public static Arbitrary<Activation> activations() {
        return Arbitraries.of("tanh", "sigmoid", "erf", "softplus", "relu", "sine", "identity")
                .map(Activations::named);
    }

    /**
     * The named losses.
     *
     * @return the arbitrary
     */
    public static Arbitrary<Loss> losses() {
        return Arbitraries.of(LOSSES).map(Losses::named);
    }

    /**
     * Res-Nets and fully connected architectures of depth 1 to 6; a Res-Net's h2 is tanh.
     *
     * @return the arbitrary
     */
    public static Arbitrary<Architecture> architectures() {
        return Combinators.combine(Arbitraries.of(Architecture.Model.values()), depths(), activations())
                .as((model, depth, activation) -> new Architecture(model, depth, activation, Activations.tanh()));
    }

    /**
     * Initial laws: scales from 1/2 to 2, output weights from -1 to 1, both ways of drawing.
     *
     * @return the arbitrary
     */
    public static Arbitrary<InitialLaw> initialLaws() {
        return Combinators.combine(
                        Arbitraries.doubles().between(0.5, 2),
                        Arbitraries.doubles().between(-1, 1),
                        Arbitraries.of(InitialLaw.Drawing.values()))
                .as(InitialLaw::new);
    }

    /**
     * Feature measures: networks on distinct inputs whose atoms have unequal masses.
     *
     * @return the arbitrary; the weights are those of {@link #resNets()} at their start
     */
    public static Arbitrary<Network> measures() {
        return resNets()
                .flatMap(spec -> Arbitraries.integers()
                        .between(1, MASS_RATIO)
                        .list()
                        .ofSize(spec.width())
                        .map(parts -> weighted(spec, parts)));
    }

    private static Network weighted(InstanceSpec spec, List<Integer> parts) {
        Network start = Instance.of(spec).start(MatrixProducts.portable(1));
        double total = parts.stream().mapToInt(Integer::intValue).sum();
        double[] masses = parts.stream().mapToDouble(part -> part / total).toArray();
        return new Network(start.architecture(), start.weights(), Masses.of(Collections.nCopies(spec.depth(), masses)));
    }

    private static Arbitrary<InstanceSpec> specs(
            Arbitrary<DataKind> data,
            Architecture.Model model,
            List<String> activations,
            List<String> losses,
            boolean bias) {
        // A smaller seed is no smaller instance.
        Arbitrary<Long> seed = Arbitraries.longs()
                .between(0, 1_000_000)
                .withDistribution(RandomDistribution.uniform())
                .dontShrink();
        Arbitrary<Integer> samples = Arbitraries.integers().between(2, 6);
        Arbitrary<Integer> inputs = Arbitraries.integers().between(2, 4);
        Arbitrary<Integer> width = Arbitraries.integers().between(30, 60);
        return Combinators.combine(
                        seed,
                        data,
                        samples,
                        inputs,
                        depths(),
                        width,
                        Arbitraries.of(activations),
                        Arbitraries.of(losses))
                .as((s, kind, n, d, l, m, h, phi) -> new InstanceSpec(s, kind, n, d, bias, model, l, m, h, phi));
    }

    private static Arbitrary<Integer> depths() {
        return Arbitraries.integers().between(1, 6);
    }
}
