package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards joined, reports replayed, and what is refused, on one run of four claims. */
class MergeAndReplayTest {

    private static final int SHARDS = 3;

    @TempDir
    private static Path folder;

    private static Path whole;

    @BeforeAll
    static void runs() {
        whole = folder.resolve("whole");
        assertThat(verify("whole", "--threads", 2).exitCode()).isZero();
        for (int i = 1; i <= SHARDS; i++) {
            assertThat(verify("shard" + i, "--shard", i + "/" + SHARDS).out()).contains("shard " + i + "/" + SHARDS);
        }
        verify("half", "--shard", "1/2");
    }

    @Test
    void theMergedShardsAreTheWhole() throws IOException {
        Path merged = folder.resolve("merged");

        Call call = Call.of("verify", "merge", shard(2), shard(1), shard(3), "--report", merged);

        assertThat(call.exitCode()).as(call.err()).isZero();
        assertThat(call.out()).contains("4 of 4 claims as expected, seed 9, profile quick");
        assertThat(Call.withoutEnvironment(merged.resolve("report.json")))
                .isEqualTo(Call.withoutEnvironment(whole.resolve("report.json")));
        assertThat(merged.resolve("junit.xml")).hasSameBinaryContentAs(whole.resolve("junit.xml"));
    }

    @Test
    void everyClaimIsInOneShard() {
        List<String> claims = List.of("a", "b", "c", "d", "e");
        assertThat(new Shard(1, 2).of(claims)).containsExactly("a", "c", "e");
        assertThat(new Shard(2, 2).of(claims)).containsExactly("b", "d");
        assertThat(new Shard(7, 7).of(claims)).isEmpty();
        assertThatThrownBy(() -> Shard.of("0/2")).hasMessageContaining("from 1 to the second");
    }

    @Test
    void aReportIsReplayed() {
        Call call = Call.of("replay", whole.resolve("report.json"), "--threads", 1);

        assertThat(call.exitCode()).as(call.out()).isZero();
        assertThat(call.err()).isEmpty();
        assertThat(call.out()).contains("flyz-control-identity  identical", "identical: 4 claims, seed 9");
    }

    @Test
    void aShardIsReplayedToo() {
        Call call = Call.of("replay", Path.of(shard(3)).resolve("report.json"));

        assertThat(call.exitCode()).as(call.out()).isZero();
        assertThat(call.out()).contains("identical: 1 claim, seed 9");
    }

    /** Written by this program on Java 17: the same on every Java and machine. Made anew when a claim changes by intent. */
    @Test
    void aReportFromElsewhereIsReplayed() throws IOException {
        Path report = folder.resolve("elsewhere.json");
        try (InputStream stream = Objects.requireNonNull(getClass().getResourceAsStream("java17.report.json"))) {
            Files.copy(stream, report);
        }

        Call call = Call.of("replay", report);

        assertThat(call.exitCode()).as(call.out()).isZero();
    }

    @Test
    void oneChangedDigitIsFoundAndItsClaimNamed() throws IOException {
        String report = Files.readString(whole.resolve("report.json"));
        String value = Call.json(whole.resolve("report.json"))
                .at("/claims/2/evidence/0/value")
                .asText();
        String changed = value.startsWith("9") ? "8" + value.substring(1) : "9" + value.substring(1);
        Path forged = Files.writeString(folder.resolve("forged.json"), report.replace(value, changed));

        Call call = Call.of("replay", forged);

        assertThat(call.exitCode()).isOne();
        assertThat(call.out())
                .contains("flyz-rotation-symmetry  DIFFERENT: evidence/0/value is " + changed + " in the report and "
                        + value + " now")
                .contains("flyz-permutation-symmetry  identical")
                .endsWith("different: flyz-rotation-symmetry" + System.lineSeparator());
        Call other = Call.of("replay", forged, "--claim", "*-permutation-*");
        assertThat(other.exitCode()).isZero();
        assertThat(other.out()).contains("identical: 1 claim").doesNotContain("rotation");
    }

    @Test
    void anotherVersionIsSaidAndAnotherCatalogueIsADifference() throws IOException {
        String report = Files.readString(Path.of(shard(3)).resolve("report.json"));
        Path older = Files.writeString(folder.resolve("older.json"), report.replace(Version.current(), "0.0.9"));
        Call version = Call.of("replay", older);
        assertThat(version.exitCode()).as(version.out()).isZero();
        assertThat(version.err()).contains("made by version '0.0.9', this is version " + Version.current());

        String digest = Call.json(older).get("digest").asText();
        Path other = Files.writeString(
                folder.resolve("other.json"),
                report.replace(digest, "0" + digest.substring(1) + "0")
                        .replace("\"flyz-rotation-symmetry\"", "\"flyz-rotation-asymmetry\""));
        Call catalogue = Call.of("replay", other);
        assertThat(catalogue.exitCode()).isOne();
        assertThat(catalogue.out())
                .contains("the header  DIFFERENT: digest is")
                .contains("flyz-rotation-asymmetry  DIFFERENT: it is in the report but not in this run")
                .contains("flyz-rotation-symmetry  DIFFERENT: it is in this run but not in the report");
    }

    @Test
    void wrongCallsEndInOneLineAndTouchNothing() throws IOException {
        Path report = whole.resolve("report.json");
        String text = Files.readString(report);
        Path truncated = Files.writeString(folder.resolve("cut.json"), text.substring(0, text.length() / 2));
        Path unknown = Files.writeString(folder.resolve("unknown.json"), text.replace("quick", "slow"));
        Path noClaims = Files.writeString(folder.resolve("no-claims.json"), text.replace("\"claims\"", "\"c\""));
        Path unfinished = Files.createDirectories(folder.resolve("unfinished"));
        String journal = Files.readString(ReportDirectory.journal(Path.of(shard(1))));
        Files.writeString(ReportDirectory.journal(unfinished), journal.substring(0, journal.indexOf("{\"crc32", 600)));
        Map<String, byte[]> before = contents();

        refused("--resume needs --report", "verify", "--resume");
        refused("shard 4/3", "verify", "--shard", "4/3");
        refused("unknown shard 'half'", "verify", "--shard", "half");
        refused(
                "command/options/tries is 2 there and 3 in this call",
                "verify",
                "--claim",
                "flyz-*y",
                "--seed",
                9,
                "--tries",
                3,
                "--report",
                whole,
                "--resume");
        refused(
                "is of an unfinished run",
                "verify",
                "--claim",
                "flyz-*y",
                "--seed",
                9,
                "--tries",
                2,
                "--report",
                unfinished);
        refused("shard 3/3 is missing", "verify", "merge", shard(1), shard(2));
        refused("shard 1/3 is both in", "verify", "merge", shard(1), shard(2), shard(1), shard(3));
        refused("name the shards of one run", "verify", "merge", shard(1), folder.resolve("half"));
        refused("is a whole one", "verify", "merge", whole);
        refused("has no file 'journal.jsonl'", "verify", "merge", folder);
        refused("is unfinished", "verify", "merge", shard(2), unfinished, shard(3));
        refused("has the journal of a run", "verify", "merge", shard(1), shard(2), shard(3), "--report", whole);
        refused("options before 'merge'", "verify", "--seed", 3, "merge", shard(1), shard(2), shard(3));
        refused("Missing required parameter", "verify", "merge");
        refused("not valid JSON", "replay", truncated);
        refused("not valid JSON", "replay", whole.resolve("junit.xml"));
        refused("the field 'claims' is missing", "replay", noClaims);
        refused("SLOW", "replay", unknown);
        refused("there is no file", "replay", folder.resolve("none"));
        refused("no claim of the report is named 'none'", "replay", report, "--claim", "none");
        refused("--threads is 0", "replay", report, "--threads", 0);

        assertThat(contents()).usingRecursiveComparison().isEqualTo(before);
    }

    private static void refused(String complaint, Object... args) {
        Call call = Call.of(args);
        assertThat(call.exitCode()).as(call.err()).isEqualTo(2);
        assertThat(call.err()).contains(complaint).startsWith("featureflow: ").hasLineCount(1);
        assertThat(call.out()).isEmpty();
    }

    private static Map<String, byte[]> contents() throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file.toString(), Files.readAllBytes(file));
            }
        }
        return contents;
    }

    private static Call verify(String name, Object... more) {
        List<Object> args = new ArrayList<>(
                List.of("verify", "--claim", "flyz-*y", "--tries", 2, "--seed", 9, "--report", folder.resolve(name)));
        args.addAll(List.of(more));
        return Call.of(args.toArray());
    }

    private static String shard(int index) {
        return folder.resolve("shard" + index).toString();
    }
}
