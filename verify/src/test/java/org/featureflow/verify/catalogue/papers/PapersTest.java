package org.featureflow.verify.catalogue.papers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.Verdict;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PapersTest {

    private static final MatrixProducts PRODUCTS = MatrixProducts.portable(1);

    static Stream<Claim> claims() {
        return Papers.claims().stream();
    }

    @ParameterizedTest
    @MethodSource("claims")
    @Tag("study")
    void claimsComeOutAsExpected(Claim claim) {
        Outcome outcome = claim.check(claim.draw(new RandomStreams(31)), PRODUCTS);
        assertThat(claim.isAsExpected(outcome.verdict())).as("%s", outcome).isTrue();
        assertThat(outcome.plots()).isNotEmpty();
    }

    /** Ten seeds; asserts nothing about which scheme is better, only that the blocks do switch. */
    @Test
    @Tag("study")
    void switchingBlocksAgainstFixedTimesOnTenSeeds() throws IOException {
        Outcome outcome = SwitchingBlocks.check(SwitchingBlocks.draw(new RandomStreams(32), 16, 12, 2), 400, 10);
        record("switching", outcome);
        assertThat(outcome.hypotheses())
                .allMatch(hypothesis -> hypothesis.status().name().equals("HOLDS"));
    }

    /** The notebook's batch and number of steps; minutes a run. */
    @Test
    @Tag("study")
    void theToyTeacherComesOutAsInTheNotebook() throws IOException {
        Outcome outcome =
                ToyTeacherCheck.check(ToyTeacherCheck.draw(new RandomStreams(33), 10_000), 10_000, 4, PRODUCTS);
        record("toy-teacher", outcome);
        assertThat(outcome.verdict()).as("%s", outcome.evidence()).isEqualTo(Verdict.SUPPORTED);
    }

    @ParameterizedTest
    @EnumSource(Architecture.Model.class)
    @Tag("study")
    void widerNetworksOnTheSine(Architecture.Model model) throws IOException {
        InstanceSpec spec = SineExperiment.draw(new RandomStreams(34), model, 240);
        Outcome outcome = model == Architecture.Model.DNN
                ? SineExperiment.fullyConnected(spec, PRODUCTS)
                : SineExperiment.resNets(spec, PRODUCTS);
        record("sine-" + model, outcome);
        assertThat(outcome.verdict()).as("%s", outcome.evidence()).isEqualTo(Verdict.SUPPORTED);
    }

    private static void record(String name, Outcome outcome) throws IOException {
        StringBuilder text = new StringBuilder(outcome.verdict() + "\n");
        outcome.evidence()
                .forEach(line -> text.append(line.name())
                        .append(' ')
                        .append(line.value())
                        .append('\n'));
        Path studies = Files.createDirectories(Path.of("target", "studies"));
        Files.writeString(studies.resolve(name + ".txt"), text);
    }
}
