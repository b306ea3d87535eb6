package org.featureflow.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import org.featureflow.convex.program.OutputProgram;
import org.featureflow.convex.program.Subspace;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.flow.integrate.FlowObserver;
import org.featureflow.flow.integrate.Stopping;
import org.featureflow.verify.claim.ConvexMatch;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.InstanceSpec.DataKind;
import org.featureflow.verify.claim.Verdict;

/**
 * The headline: a converged Res-Net flow matches the convex global optimum ([FLYZ] Theorem 8), proved instance by instance. Where
 * inputs coincide or activations have symmetries, the optimum is that over the reachable outputs (theory section 5.1).
 */
class ConvergedResNetMatchesConvexOptimumProperties {

    private static final double TOLERANCE = 1e-8;
    private static final int STEPS = 2000;

    @Property(seed = "20210815", tries = 25)
    void onDistinctInputsTheFlowReachesTheSumOfPointwiseMinima(@ForAll("distinctInputs") InstanceSpec spec) {
        Instance instance = Instance.of(spec);
        assertMatches(instance, Subspace.all(instance.dataset().samples()));
    }

    @Property(seed = "20210816", tries = 15)
    void withTwoTargetsAnInputTheFlowReachesTheCommonOptimum(@ForAll("conflictingTargets") InstanceSpec spec) {
        assertMatchesReachable(spec);
    }

    @Property(seed = "20210817", tries = 15)
    void withAntipodalInputsTheFlowReachesTheOptimumOverOddOutputs(@ForAll("antipodalInputs") InstanceSpec spec) {
        assertMatchesReachable(spec);
    }

    @Property(seed = "20210818", tries = 15)
    void withLinearUnitsTheFlowReachesTheOptimumOverTheRangeOfTheInputs(@ForAll("linearUnits") InstanceSpec spec) {
        assertMatchesReachable(spec);
    }

    @Provide
    Arbitrary<InstanceSpec> distinctInputs() {
        return specs(
                Arbitraries.of(DataKind.GENERIC, DataKind.BADLY_SCALED),
                Arbitraries.of("tanh", "sigmoid", "erf", "sine"),
                Arbitraries.of("squared", "logistic", "huber", "softmax"),
                true);
    }

    @Provide
    Arbitrary<InstanceSpec> conflictingTargets() {
        return specs(
                Arbitraries.just(DataKind.CONFLICTING),
                Arbitraries.of("tanh", "sigmoid", "erf", "sine"),
                Arbitraries.of("squared", "logistic", "huber", "softmax"),
                true);
    }

    @Provide
    Arbitrary<InstanceSpec> antipodalInputs() {
        return specs(
                Arbitraries.just(DataKind.ANTIPODAL),
                Arbitraries.of("tanh", "erf", "sine"),
                Arbitraries.of("squared", "logistic", "huber", "softmax"),
                false);
    }

    @Provide
    Arbitrary<InstanceSpec> linearUnits() {
        return specs(
                Arbitraries.just(DataKind.GENERIC),
                Arbitraries.just("identity"),
                Arbitraries.of("squared", "huber"),
                true);
    }

    private static Arbitrary<InstanceSpec> specs(
            Arbitrary<DataKind> data, Arbitrary<String> activation, Arbitrary<String> loss, boolean bias) {
        Arbitrary<Long> seed = Arbitraries.longs().between(0, 1_000_000).withDistribution(RandomDistribution.uniform());
        Arbitrary<Integer> samples = Arbitraries.integers().between(2, 6);
        Arbitrary<Integer> inputs = Arbitraries.integers().between(2, 4);
        Arbitrary<Integer> depth = Arbitraries.integers().between(1, 8);
        Arbitrary<Integer> width = Arbitraries.integers().between(30, 60);
        return Combinators.combine(seed, data, samples, inputs, depth, width, activation, loss)
                .as((s, kind, n, d, l, m, h, phi) ->
                        new InstanceSpec(s, kind, n, d, bias, Architecture.Model.RESNET, l, m, h, phi));
    }

    private static void assertMatchesReachable(InstanceSpec spec) {
        Instance instance = Instance.of(spec);
        assertMatches(
                instance,
                Subspace.reachable(instance.architecture(), instance.dataset().inputs()));
    }

    private static void assertMatches(Instance instance, Subspace subspace) {
        MatrixProducts products = MatrixProducts.portable(1);
        ConvexMatch match = ConvexMatch.run(
                instance.flow(products),
                instance.start(products),
                new OutputProgram(instance.objective(), subspace),
                TOLERANCE,
                Stopping.afterSteps(STEPS).withRecordEvery(STEPS),
                FlowObserver.none());
        assertThat(match.verdict())
                .as("%s: %s", instance.spec(), match.evidence())
                .isEqualTo(Verdict.CERTIFIED);
        assertThat(List.of(
                        match.excess().value().lower(), match.excess().value().upper()))
                .allSatisfy(end -> assertThat(end).isLessThanOrEqualTo(TOLERANCE));
    }
}
