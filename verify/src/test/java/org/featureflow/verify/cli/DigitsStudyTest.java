package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.featureflow.verify.catalogue.Catalogue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A large classification problem, 5000 equations in function space, from the command line: some minutes. */
@Tag("study")
class DigitsStudyTest {

    @TempDir
    private Path folder;

    @Test
    void theFirst500DigitsAreCertifiedByTheSameBitsForAnyNumberOfThreads() throws IOException {
        Path csv = firstRows(500);
        JsonNode alone = certify(csv, 1);
        JsonNode together = certify(csv, 2);
        assertThat(alone.at("/verdict").textValue()).isEqualTo("CERTIFIED");
        assertThat(alone.at("/excess/upper").doubleValue()).isBetween(0.0, 1e-6);
        assertThat(together).isEqualTo(alone);
    }

    private JsonNode certify(Path csv, int threads) throws IOException {
        Path out = folder.resolve("out" + threads + ".json");
        Call call = Call.of(
                "certify",
                csv,
                "--target",
                "digit",
                "--task",
                "classification",
                "--depth",
                3,
                "--width",
                1000,
                "--tolerance",
                1e-6,
                "--threads",
                threads,
                "--json",
                out);
        assertThat(call.exitCode()).as(call.out() + call.err()).isZero();
        return Call.withoutEnvironment(out);
    }

    private Path firstRows(int rows) throws IOException {
        Path csv = folder.resolve("digits.csv");
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Catalogue.class.getResourceAsStream("data/digits.csv")),
                StandardCharsets.UTF_8))) {
            List<String> lines = reader.lines().limit(rows + 1L).toList();
            return Files.write(csv, lines);
        }
    }
}
