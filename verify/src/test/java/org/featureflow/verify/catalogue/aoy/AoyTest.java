package org.featureflow.verify.catalogue.aoy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.mckean.FrozenEndsNetwork;
import org.featureflow.flow.mckean.LimitPath;
import org.featureflow.flow.mckean.LimitSystem;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.Verdict;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AoyTest {

    static Stream<Claim> cheapClaims() {
        return Aoy.claims().stream().filter(claim -> !claim.id().equals("aoy-width"));
    }

    @ParameterizedTest
    @MethodSource("cheapClaims")
    void claimsComeOutAsExpected(Claim claim) {
        InstanceSpec spec = claim.draw(new RandomStreams(20).child(claim.id()));
        Outcome outcome = claim.check(spec, MatrixProducts.portable(1));
        assertThat(claim.isAsExpected(outcome.verdict()))
                .as("%s on %s: %s", claim.id(), spec, outcome)
                .isTrue();
        assertThat(outcome.evidence()).isNotEmpty();
        assertThat(claim.isControl()).isEqualTo(claim.expected() == Verdict.REFUTED);
    }

    @Test
    void theWidthLawIsNotRefutedAtSmallWidths() {
        InstanceSpec spec = FrozenEndsInstance.draw(new RandomStreams(22), 4, 128);
        Outcome outcome = WidthLaw.check(spec, width -> 2 * Rates.GROUPS, Rates.ERROR_RATE);
        assertThat(outcome.verdict()).as("%s", outcome).isNotEqualTo(Verdict.REFUTED);
    }

    @Test
    @Tag("study")
    void theWidthLawIsSupported() {
        Claim width = Aoy.claims().stream()
                .filter(claim -> claim.id().equals("aoy-width"))
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < 4; i++) {
            Outcome outcome = width.check(width.draw(new RandomStreams(23).child(i)), MatrixProducts.portable(1));
            assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.SUPPORTED);
        }
    }

    /** Needs 600 MB: two trained layers of 4096^2 weights, before and after training. */
    @Test
    @Tag("study")
    void theWidthLawHoldsUpToWidth4096() throws IOException {
        InstanceSpec drawn = FrozenEndsInstance.draw(new RandomStreams(24), 8, 4096);
        InstanceSpec spec = withDepth(drawn, 3);
        Outcome outcome =
                WidthLaw.check(spec, width -> Rates.GROUPS * Math.min(12, Math.max(1, 1024 / width)), Rates.ERROR_RATE);
        record("width-4096", outcome);
        assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.SUPPORTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    @Tag("study")
    void middleUnitsAndCorrelationsAreAsPredicted(int depth) throws IOException {
        for (Claim claim : List.of(MiddleSpread.claim(), Factorisation.claims().get(0))) {
            InstanceSpec spec = withDepth(claim.draw(new RandomStreams(25)), depth);
            Outcome outcome = claim.check(spec, MatrixProducts.portable(1));
            record(claim.id() + "-" + depth, outcome);
            assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.SUPPORTED);
        }
    }

    @Test
    @Tag("study")
    void theLimitCostsLessThanTheWidestNetwork() throws IOException {
        InstanceSpec spec = withDepth(FrozenEndsInstance.draw(new RandomStreams(24), 8, 4096), 3);
        FrozenEndsInstance instance = FrozenEndsInstance.of(spec);
        long start = System.nanoTime();
        LimitPath limit = LimitSystem.solve(instance.model(), instance.samples(), FrozenEndsInstance.EPS, 1e-6, 32);
        double limitSeconds = (System.nanoTime() - start) / 1e9;
        start = System.nanoTime();
        FrozenEndsNetwork network = instance.network(4096, 0);
        network.train(instance.samples(), FrozenEndsInstance.EPS);
        double networkSeconds = (System.nanoTime() - start) / 1e9;
        Files.writeString(
                studies().resolve("limit-time.txt"),
                "limit " + limitSeconds + " s, error " + limit.error() + "; width 4096 " + networkSeconds + " s\n");
        assertThat(limitSeconds).isLessThan(networkSeconds);
    }

    static InstanceSpec withDepth(InstanceSpec spec, int depth) {
        return new InstanceSpec(
                spec.seed(),
                spec.data(),
                spec.samples(),
                spec.inputs(),
                spec.bias(),
                spec.model(),
                depth,
                spec.width(),
                spec.activation(),
                spec.loss());
    }

    private static void record(String name, Outcome outcome) throws IOException {
        StringBuilder text = new StringBuilder(outcome.verdict() + "\n");
        outcome.evidence()
                .forEach(line -> text.append(line.name())
                        .append(' ')
                        .append(line.value())
                        .append('\n'));
        Files.writeString(studies().resolve(name + ".txt"), text);
    }

    private static Path studies() throws IOException {
        return Files.createDirectories(Path.of("target", "studies"));
    }
}
