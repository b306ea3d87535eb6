package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeanFieldSystemsTest {

    private static final String ODE = """
            {"format": "featureflow-problem/1", "program": "ode-resnet",
             "block": {"kind": "unit", "activation": "tanh", "clip": 2},
             "embedded": [[1, 0], [0, 1], [1, 1]], "readOut": [[1], [-1]], "targets": [[0.5], [0], [1]],
             "theta": [[[0.5, 1, 1, -1, 0.1]], [[-0.5, 1, 2, 0, 0.3]]],
             "integrator": {"method": "euler", "step": 0.1, "steps": 20}}
            """;

    private static final String MCKEAN = """
            {"format": "featureflow-problem/1", "program": "mckean-vlasov", "depth": 3,
             "inputs": [[0.5, 1], [-0.5, 1]], "targets": [[1], [0]], "eps": 0.5,
             "activation": {"features": "tanh", "units": "tanh"}, "clip": 2,
             "laws": {"first": [[-1, 2]], "hidden": [[0, 2]], "last": [[-1, 3]]}, "tolerance": 1e-4, "width": 20}
            """;

    private static final String TWO_LEVEL = """
            {"format": "featureflow-problem/1", "program": "two-level-flow", "loss": "squared", "activation": "tanh",
             "inputs": [[-1, 1], [0, 1], [1, 1]], "targets": [0.5, 0, 1], "lambda": {"input": 0.01, "output": 0.01},
             "atoms": {"u": [1, -1, 0.5], "w": [[1, 0], [-1, 1], [0.5, 1]]}, "masses": "moving",
             "integrator": {"method": "rosenbrock", "steps": 400}}
            """;

    @TempDir
    private Path folder;

    @Test
    void anOdeResNetRunsFromAFile() throws IOException {
        Path out = folder.resolve("out.json");
        Call call = Call.of("flow", problem(ODE), "--json", out);
        assertThat(call.err()).isEmpty();
        assertThat(call.exitCode()).isZero();
        assertThat(call.out()).contains("ode-resnet").contains("losses");
        JsonNode losses = Call.json(out).get("losses");
        assertThat(losses.get(20).doubleValue()).isLessThan(losses.get(0).doubleValue());
        assertThat(Call.json(out).at("/theta/1/0")).hasSize(5);
    }

    @Test
    void aMcKeanVlasovSystemRunsFromAFileTheSameForOneSeed() throws IOException {
        Path problem = problem(MCKEAN);
        Path first = folder.resolve("first.json");
        Path second = folder.resolve("second.json");
        assertThat(Call.of("flow", problem, "--json", first, "--seed", 3).exitCode())
                .isZero();
        assertThat(Call.of("flow", problem, "--json", second, "--seed", 3).exitCode())
                .isZero();
        assertThat(Call.json(first).get("network")).isEqualTo(Call.json(second).get("network"));
        assertThat(Call.json(first).get("error").doubleValue()).isLessThan(1e-4);
    }

    @Test
    void aTwoLevelFlowRunsFromAFile() throws IOException {
        Path out = folder.resolve("out.json");
        Call call = Call.of("flow", problem(TWO_LEVEL), "--json", out);
        assertThat(call.err()).isEmpty();
        assertThat(call.exitCode()).isZero();
        assertThat(Call.json(out).get("status").textValue()).isEqualTo("at-rest");
        assertThat(Call.json(out).at("/atoms/w/1")).hasSize(2);
    }

    @Test
    void aWrongFieldGivesOneLine() throws IOException {
        Call call = Call.of("flow", problem(ODE.replace("\"clip\": 2", "\"clip\": -2")));
        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err().lines()).hasSize(1);
        assertThat(call.err()).startsWith("featureflow: ").contains("clip");
    }

    private Path problem(String json) throws IOException {
        return Files.writeString(folder.resolve("problem.json"), json);
    }
}
