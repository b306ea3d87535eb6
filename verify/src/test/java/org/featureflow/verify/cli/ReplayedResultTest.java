package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results of certify, solve and flow made again from what their files say. */
class ReplayedResultTest {

    private static final String DATA = "x,group,y\n1,a,2\n2,b,-1\n-1,a,0.5\n0.3,b,1\n";
    private static final String PROBLEM = """
            {"format": "featureflow-problem/1", "program": "flow", "model": "resnet", "loss": "squared",
             "activation": {"h1": "tanh", "h2": "tanh"}, "inputs": [[1, 0.5], [-1, 2]], "targets": [[1], [-1]],
             "weights": {"input": [[1, 0], [0, 1]], "hidden": [[[1, 2], [0, 1]]], "output": [[1], [-1]]},
             "integrator": {"method": "euler", "step": 0.1, "steps": 3}}
            """;

    @TempDir
    private static Path folder;

    @Test
    void certifyIsReplayedWithAllItsOptions() throws IOException {
        Path data = Files.writeString(folder.resolve("data.csv"), DATA);
        Path result = folder.resolve("certify.json");
        for (List<Object> options : List.of(
                List.<Object>of("--width", 20, "--seed", 5),
                List.<Object>of("--width", 12, "--depth", 2, "--no-bias", "--loss", "huber", "--delta", 0.5),
                List.<Object>of("--width", 12, "--model", "dnn", "--no-standardize", "--activation", "sine"),
                List.<Object>of("--width", 8, "--lambda", "0.1", "--repopulate", "--tolerance", 1e-3))) {
            replayed(result, data, options, "certify", data, "--target", "y", "--ignore", "group", "--json", result);
        }
        Path weights = folder.resolve("weights.json");
        Call.of("certify", data, "--target", "y", "--ignore", "group", "--width", 6, "--weights-out", weights);
        replayed(
                result,
                data,
                List.of("--weights", weights),
                "certify",
                data,
                "--target",
                "y",
                "--ignore",
                "group",
                "--json",
                result);
    }

    private static void replayed(Path result, Path data, List<Object> options, Object... call) {
        List<Object> whole = new ArrayList<>(Arrays.asList(call));
        whole.addAll(options);
        assertThat(Call.of(whole.toArray()).err()).doesNotContain("featureflow: ");
        Call replay = Call.of("replay", result, "--threads", 1);
        assertThat(replay.exitCode()).as(options + replay.out() + replay.err()).isZero();
        assertThat(replay.out()).contains("the result  identical", "identical: certify, seed ");
    }

    @Test
    void solveAndFlowAreReplayedAndAChangedDigitIsFound() throws IOException {
        Path problem = Path.of("../convex/src/test/resources/reference/feature-resnet-L2.problem.json");
        Path solved = folder.resolve("solved.json");
        assertThat(Call.of("solve", problem, "--json", solved, "--time-limit", 1000)
                        .exitCode())
                .isZero();
        assertThat(Call.of("replay", solved).out()).contains("identical: solve, seed 1");

        Path flow = Files.writeString(folder.resolve("flow.problem.json"), PROBLEM);
        Path flown = folder.resolve("flown.json");
        assertThat(Call.of("flow", flow, "--json", flown).exitCode()).isZero();
        assertThat(Call.of("replay", flown).out()).contains("identical: flow, seed 1");

        String loss = Call.json(flown).at("/losses/2").asText();
        Path forged = Files.writeString(
                folder.resolve("forged.json"), Files.readString(flown).replace(loss, loss + "1"));
        Call found = Call.of("replay", forged);
        assertThat(found.exitCode()).isOne();
        assertThat(found.out())
                .contains("the result  DIFFERENT: losses/2 is " + loss + "1 in the report and " + loss + " now");

        Files.writeString(flow, PROBLEM.replace("\"steps\": 3", "\"steps\": 4"));
        assertThat(Call.of("replay", flown).out()).contains("DIFFERENT: digest is");
        Files.delete(flow);
        Call gone = Call.of("replay", flown);
        assertThat(gone.exitCode()).isEqualTo(2);
        assertThat(gone.err()).startsWith("featureflow: there is no file").hasLineCount(1);
        Call claim = Call.of("replay", flown, "--claim", "a*");
        assertThat(claim.exitCode()).isEqualTo(2);
        assertThat(claim.err()).contains("--claim chooses claims").hasLineCount(1);
    }
}
