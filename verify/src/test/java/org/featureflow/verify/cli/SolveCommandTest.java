package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.featureflow.verify.report.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code solve} on feature programs: what its result file claims is derived again from the problem file. */
class SolveCommandTest {

    private static final String INFEASIBLE = """
            {"format": "featureflow-problem/1", "program": "feature", "architecture": "resnet", "loss": "squared",
             "targets": [1, 2], "activated": [[[1, 2], [0, 0]], [[1, 1], [1, 2]]], "residual": [[[0, 1], [1, 1]]],
             "inputCost": [1, 1], "lambda": {"input": 0.1, "hidden": [0.1], "output": 0.1}}
            """;

    private static final Path REFERENCES = Path.of("../convex/src/test/resources/reference");

    @TempDir
    private Path folder;

    /** Optima: CVXOPT 1.3, see the resources' README; its accuracy is 1e-8 to 1e-9 of the value. */
    @ParameterizedTest
    @ValueSource(strings = {"feature-dnn-L2", "feature-resnet-L2", "feature-resnet-L3"})
    void referenceOptimaAreReachedAndTheResultProvesThem(String name) throws IOException {
        Path problem = REFERENCES.resolve(name + ".problem.json");
        Path out = folder.resolve("out.json");

        Call call = Call.of("solve", problem, "--json", out);

        assertThat(call.err()).isEmpty();
        assertThat(call.exitCode()).isZero();
        double optimum = Call.json(REFERENCES.resolve(name + ".expected.json"))
                .get("optimum")
                .doubleValue();
        JsonNode result = Call.json(out);
        assertThat(result.get("status").textValue()).isEqualTo("optimal");
        double primal = result.get("primal").doubleValue();
        double dual = result.get("dual").doubleValue();
        assertThat(primal).isCloseTo(optimum, within(1e-7 * optimum));
        assertThat(dual).isCloseTo(optimum, within(1e-7 * optimum));
        assertThat(result.get("gap").doubleValue()).isEqualTo(primal - dual).isLessThanOrEqualTo(1e-8 * primal);
        SolvedFeatures solved = new SolvedFeatures(Call.json(problem), result);
        solved.assertConstraintsHold(1e-9);
        assertThat(solved.objective()).isCloseTo(primal, within(1e-12 * primal));
        assertThat(solved.dualValue()).isCloseTo(dual, within(1e-12 * primal));
    }

    @Test
    void anInfeasibleProgramSaysWhichAtomIsAtFault() throws IOException {
        Path out = folder.resolve("out.json");

        Call call = Call.of("solve", write(INFEASIBLE), "--json", out);

        assertThat(call.err()).isEmpty();
        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.out()).contains("infeasible").contains("layer 2");
        JsonNode result = Call.json(out);
        assertThat(result.get("status").textValue()).isEqualTo("infeasible");
        for (String unknown : new String[] {"primal", "dual", "gap", "p", "W", "c", "g", "M"}) {
            assertThat(result.get(unknown).isNull()).as(unknown).isTrue();
        }
        // All features of layer 1 are multiples of (1, 0); (0, 1) is at distance 1 of its norm from them.
        assertThat(result.at("/excluded/0/layer").intValue()).isEqualTo(2);
        assertThat(result.at("/excluded/0/atom").intValue()).isOne();
        assertThat(result.at("/excluded/0/distance").doubleValue()).isCloseTo(1, within(1e-12));
    }

    @Test
    void aResultFileSaysHowToRepeatIt() throws IOException {
        Path problem = REFERENCES.resolve("feature-resnet-L2.problem.json");
        Path out = folder.resolve("out.json");

        Call.of("solve", problem, "--json", out, "--threads", 1, "--seed", 7, "--tolerance", "1e-6");

        JsonNode result = Call.json(out);
        assertThat(result.fieldNames())
                .toIterable()
                .startsWith("format", "command", "seed", "version", "digest", "status", "primal", "dual", "gap")
                .endsWith("p", "W", "c", "g", "M", "environment");
        assertThat(result.get("format").textValue()).isEqualTo("featureflow-solve-result/1");
        assertThat(result.at("/command/name").textValue()).isEqualTo("solve");
        assertThat(result.at("/command/options/tolerance").doubleValue()).isEqualTo(1e-6);
        assertThat(result.get("seed").longValue()).isEqualTo(7);
        assertThat(result.get("version").textValue()).isEqualTo(Version.current());
        assertThat(result.get("digest").textValue()).isEqualTo(Digest.of(Files.readAllBytes(problem)));
        assertThat(result.at("/environment/threads").intValue()).isOne();
        assertThat(result.at("/environment/paths/problem").textValue()).isEqualTo(problem.toString());
    }

    @Test
    void theResultDoesNotDependOnThreads() throws IOException {
        Path problem = REFERENCES.resolve("feature-resnet-L3.problem.json");
        Path one = folder.resolve("one.json");
        Path two = folder.resolve("two.json");

        Call.of("solve", problem, "--json", one, "--threads", 1);
        Call.of("solve", problem, "--json", two, "--threads", 2);

        assertThat(Call.withoutEnvironment(two)).isEqualTo(Call.withoutEnvironment(one));
    }

    @Test
    void theSummaryGoesToStandardOutput() {
        Call call = Call.of("solve", REFERENCES.resolve("feature-dnn-L2.problem.json"));

        assertThat(call.err()).isEmpty();
        assertThat(call.out())
                .contains("feature program of a DNN, 2 layers of 10, 12 atoms, 5 samples, 1 output, squared loss")
                .contains("optimal")
                .contains("0.065422217")
                .containsPattern("gap +.*, tolerance 1e-8 of the value")
                .containsPattern("work +\\d+ iterations, .* s");
        assertThat(folder.toFile().list()).isEmpty();
    }

    @Test
    void withoutTimeTheBoundsSoFarAreReturned() throws IOException {
        Path out = folder.resolve("out.json");
        Path problem = REFERENCES.resolve("feature-resnet-L2.problem.json");

        Call call = Call.of("solve", problem, "--json", out, "--time-limit", 0);

        assertThat(call.exitCode()).isEqualTo(3);
        JsonNode result = Call.json(out);
        assertThat(result.get("status").textValue()).isEqualTo("budget");
        assertThat(result.at("/command/options/timeLimit").doubleValue()).isZero();
        SolvedFeatures solved = new SolvedFeatures(Call.json(problem), result);
        solved.assertConstraintsHold(1e-9);
        double dual = result.get("dual").doubleValue();
        assertThat(solved.dualValue()).isCloseTo(dual, within(1e-12 * Math.abs(dual)));
        assertThat(dual).isLessThan(result.get("primal").doubleValue());
    }

    @Test
    void aToleranceBelowRoundingIsReducedAccuracy() {
        Call call = Call.of("solve", REFERENCES.resolve("feature-dnn-L2.problem.json"), "--tolerance", "1e-19");

        assertThat(call.exitCode()).isEqualTo(3);
        assertThat(call.out()).contains("reduced").contains("double precision");
    }

    @Test
    void oneLayerNeedsNoHiddenFields() throws IOException {
        // One atom: p = 1, f = c, and 1/2 (c - 2)^2 + 1/4 + c^2/4 is least at c = 4/3, with value 11/12.
        Path out = folder.resolve("out.json");
        Path problem = write("""
                {"format": "featureflow-problem/1", "program": "feature", "architecture": "dnn", "loss": "squared",
                 "targets": [2], "activated": [[[1]]], "inputCost": [1], "lambda": {"input": 0.25, "output": 0.25}}
                """);

        assertThat(Call.of("solve", problem, "--json", out).exitCode()).isZero();

        JsonNode result = Call.json(out);
        assertThat(result.get("primal").doubleValue()).isCloseTo(11.0 / 12, within(1e-8));
        assertThat(result.at("/c/0").doubleValue()).isCloseTo(4.0 / 3, within(1e-4));
        assertThat(result.at("/p/0/0").doubleValue()).isEqualTo(1);
        assertThat(result.get("W")).isEmpty();
    }

    private Path write(String problem) throws IOException {
        return Files.writeString(folder.resolve("problem.json"), problem);
    }
}
