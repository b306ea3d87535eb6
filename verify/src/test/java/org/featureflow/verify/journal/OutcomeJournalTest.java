package org.featureflow.verify.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.Plot;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomeJournalTest {

    private static final String HEADER = "{\"seed\":7,\"options\":{\"tries\":3}}";
    private static final MatrixProducts PRODUCTS = MatrixProducts.portable(1);

    @TempDir
    private Path folder;

    private Path path;
    private final List<InstanceSpec> checked = new ArrayList<>();

    @BeforeEach
    void name() {
        path = folder.resolve("journal.jsonl");
    }

    @Test
    void outcomesAreReadBackEqualToTheLastBit() throws IOException {
        List<Outcome> made = new ArrayList<>();
        try (OutcomeJournal journal = OutcomeJournal.start(path, HEADER)) {
            for (long seed = 0; seed < 200; seed++) {
                made.add(journal.check(claim(), spec(seed), PRODUCTS));
            }
        }
        assertThat(checked).hasSize(200);
        try (OutcomeJournal journal = OutcomeJournal.resume(path, HEADER)) {
            assertThat(journal.taken()).isEqualTo(200);
            for (int seed = 0; seed < 200; seed++) {
                // Records compare doubles by their bits.
                assertThat(journal.check(claim(), spec(seed), PRODUCTS)).isEqualTo(made.get(seed));
            }
        }
        assertThat(checked).hasSize(200);
    }

    @Test
    void aJournalCutShortAnywhereIsCompleted() throws IOException {
        byte[] whole = run(false);
        for (int length = 0; length <= whole.length; length += 101) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertThat(run(true)).as("cut to %d bytes", length).isEqualTo(whole);
        }
    }

    @Test
    void anUnfinishedRunIsNotReplacedAFinishedOneIs() throws IOException {
        OutcomeJournal.start(path, HEADER).close();
        try (OutcomeJournal journal = OutcomeJournal.start(path, HEADER)) {
            journal.check(claim(), spec(1), PRODUCTS);
        }
        refused(() -> OutcomeJournal.start(path, HEADER), "is of an unfinished run (1 checks are done)");
        try (OutcomeJournal journal = OutcomeJournal.resume(path, HEADER)) {
            journal.finish();
        }
        try (OutcomeJournal journal = OutcomeJournal.start(path, HEADER)) {
            assertThat(journal.taken()).isZero();
        }
    }

    @Test
    void anotherRunIsNotResumed() throws IOException {
        run(false);
        refused(
                () -> OutcomeJournal.resume(path, HEADER.replace('3', '4')),
                "is of another run: options/tries is 3 there and 4 in this call");
        refused(() -> OutcomeJournal.resume(path, "{\"seed\":7}"), "options/tries is 3 there and nothing in this call");
    }

    @Test
    void twoRunsDoNotWriteOneJournal() throws IOException {
        try (OutcomeJournal journal = OutcomeJournal.start(path, HEADER)) {
            journal.check(claim(), spec(1), PRODUCTS);
            refused(() -> OutcomeJournal.resume(path, HEADER), "is being written by another run");
        }
        OutcomeJournal.resume(path, HEADER).close();
    }

    @Test
    void anotherFileIsLeft() throws IOException {
        Files.writeString(path, "precious\n");
        refused(() -> OutcomeJournal.start(path, HEADER), "is no journal");
        refused(() -> OutcomeJournal.resume(path, HEADER), "is no journal");
    }

    private byte[] run(boolean resume) throws IOException {
        try (OutcomeJournal journal =
                resume ? OutcomeJournal.resume(path, HEADER) : OutcomeJournal.start(path, HEADER)) {
            for (long seed = 0; seed < 3; seed++) {
                journal.check(claim(), spec(seed), PRODUCTS);
            }
            journal.finish();
        }
        return Files.readAllBytes(path);
    }

    private interface Opening {
        OutcomeJournal open() throws IOException;
    }

    private void refused(Opening opening, String complaint) throws IOException {
        byte[] before = Files.readAllBytes(path);
        assertThatThrownBy(() -> opening.open().close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(complaint);
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
    }

    private Claim claim() {
        return new StatedClaim(
                "test-claim",
                "a statement",
                "this test",
                "a number",
                Verdict.SUPPORTED,
                3,
                streams -> spec(streams.seed()),
                (spec, products) -> {
                    checked.add(spec);
                    return outcome(spec.seed());
                });
    }

    private static InstanceSpec spec(long seed) {
        return new InstanceSpec(
                Long.MAX_VALUE - seed,
                InstanceSpec.DataKind.BADLY_SCALED,
                2,
                3,
                seed % 2 == 0,
                Architecture.Model.DNN,
                4,
                5,
                "tanh",
                "squared");
    }

    /** Numbers of any bits, those that JSON has no number for among them. */
    private static Outcome outcome(long seed) {
        Random random = new Random(seed);
        double[] x = {
            Double.longBitsToDouble(random.nextLong()),
            -0.0,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            random.nextGaussian()
        };
        for (int i = 0; i < x.length; i++) {
            // All NaNs are one.
            x[i] = Double.longBitsToDouble(Double.doubleToLongBits(x[i]));
        }
        int i = random.nextInt(x.length);
        return new Outcome(
                List.of(Verdict.values()).get((int) (seed % 4)),
                List.of(
                        Hypothesis.checked("A1 \"quoted\"", seed % 3 == 0, "line\nand ü"),
                        new Hypothesis("A3", Hypothesis.Status.NOT_CHECKED, "")),
                List.of(new Evidence("one", x[i]), new Evidence("two", x[(i + 1) % x.length])),
                List.of(new Plot(
                        "rate",
                        "a picture",
                        new Plot.Axis("m", Plot.Scale.LOGARITHMIC),
                        new Plot.Axis("error", Plot.Scale.LINEAR),
                        List.of(new Plot.Series(
                                "measured",
                                Plot.Mark.BAND,
                                List.of(new Plot.Point(x[0], x[i], x[4], x[3]), Plot.Point.of(x[7], x[1])))))));
    }
}
