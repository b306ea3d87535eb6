package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.featureflow.flow.step.LinearlyImplicitEuler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code certify} where hidden weights are factored. */
class WideCertifyTest {

    @TempDir
    private Path folder;

    /** 5 10^7 hidden weights; the file has 2 x 5 rows a layer. The verdict is about that file: reading it back gives the same bounds. */
    @Test
    void aWideNetworkIsCertifiedInTheFormInWhichItIsWritten() throws IOException {
        Path csv = csv("x,y\n-2,1\n-1,-1\n0,1\n1,-1\n2,1\n");
        Path trained = folder.resolve("trained.json");
        Path judged = folder.resolve("judged.json");
        Path weights = folder.resolve("weights.json");

        Call call =
                Call.of("certify", csv, "--target", "y", "--width", 5000, "--json", trained, "--weights-out", weights);

        assertThat(call.exitCode()).as(call.out() + call.err()).isZero();
        assertThat(call.out()).contains("CERTIFIED", "limit law", "recompressed", "ranks 5, 5");
        JsonNode result = Call.json(trained);
        assertThat(result.at("/start/drawing").textValue()).isEqualTo("limit-law");
        assertThat(result.at("/recompressed/ranks")).hasSize(2);
        assertThat(result.at("/recompressed/ranks/0").intValue()).isEqualTo(5);
        assertThat(result.at("/recompressed/computedChange").doubleValue())
                .isLessThanOrEqualTo(result.at("/recompressed/outputChange").doubleValue());
        assertThat(result.at("/recompressed/outputChange").doubleValue()).isBetween(0.0, 1e-4);
        JsonNode layer = Call.json(weights).at("/hidden/1");
        assertThat(layer.fieldNames()).toIterable().containsExactly("p", "q");
        assertThat(layer.get("p")).hasSize(5);
        assertThat(layer.at("/q/0")).hasSize(5000);

        assertThat(Call.of("certify", csv, "--target", "y", "--weights", weights, "--json", judged)
                        .exitCode())
                .isZero();
        for (String field : List.of("verdict", "objectiveBounds", "optimum", "excess")) {
            assertThat(Call.json(judged).get(field)).isEqualTo(result.get(field));
        }
    }

    @Test
    void narrowNetworksSayHowTheyStarted() throws IOException {
        Path out = folder.resolve("out.json");

        Call call = Call.of("certify", csv("x,y\n1,1\n2,5\n3,0\n"), "--target", "y", "--width", 20, "--json", out);

        assertThat(call.out()).contains("drawn through random weights").doesNotContain("recompressed");
        assertThat(Call.json(out).at("/start/drawing").textValue()).isEqualTo("through-weights");
        assertThat(Call.json(out).get("recompressed").isNull()).isTrue();
    }

    /** Bounds are proved for the exact product of the factors, at the scale for which the pass of factors is made. */
    @Test
    void factorsAreForMeanFieldScale() throws IOException {
        Path weights = Files.writeString(folder.resolve("w.json"), """
                {"scale": "standard", "input": [[1, 1], [0, 0]], "output": [1, 1],
                 "hidden": [{"p": [[1, 0]], "q": [[1, 1]]}]}
                """);

        Call call = Call.of("certify", csv("x,y\n1,1\n2,5\n3,0\n"), "--target", "y", "--weights", weights);

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err()).contains("factored hidden weights", "mean-field").hasLineCount(1);
    }

    @Test
    void memoryOfFactorsIsLinearInTheWidth() {
        MemoryNeed one =
                MemoryNeed.ofTraining(new LinearlyImplicitEuler(), 20, 5, new int[] {50_000, 50_000, 50_000}, 1);
        MemoryNeed two =
                MemoryNeed.ofTraining(new LinearlyImplicitEuler(), 20, 5, new int[] {100_000, 100_000, 100_000}, 1);
        assertThat(two.bytes()).isLessThan(2.01 * one.bytes()).isLessThan(8.0 * (1L << 30));
        assertThat(two.largestArray()).isEqualTo(25 * 20 * 1e5);
        // Where factors do not pay both are of dense weights.
        assertThat(MemoryNeed.ofTraining(new LinearlyImplicitEuler(), 20, 5, new int[] {500, 500}, 1))
                .isEqualTo(MemoryNeed.ofFlow(new LinearlyImplicitEuler(), 20, 5, new int[] {500, 500}, 1));
        assertThat(MemoryNeed.ofFlow(new LinearlyImplicitEuler(), 20, 5, new int[] {100_000, 100_000}, 1)
                        .bytes())
                .isGreaterThan(2e11);
    }

    private Path csv(String content) throws IOException {
        return Files.writeString(folder.resolve("data.csv"), content, StandardCharsets.UTF_8);
    }
}
