package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.featureflow.verify.report.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowCommandTest {

    /** What is asked of flows against the reference, relative to the largest entry of an array. */
    private static final double TOLERANCE = 1e-12;

    @TempDir
    private Path folder;

    /** Expected values: an independent NumPy implementation, see the resources' README. */
    @ParameterizedTest
    @ValueSource(strings = {"flow-resnet-tanh", "flow-resnet-logistic", "flow-dnn-sigmoid"})
    void flowsAgreeWithTheReference(String name) throws IOException {
        Path out = folder.resolve("out.json");

        Call call = Call.of("flow", reference(name), "--json", out, "--threads", 1);

        assertThat(call.err()).isEmpty();
        assertThat(call.exitCode()).isZero();
        JsonNode expected = resource(name + ".expected.json");
        JsonNode actual = Call.json(out);
        assertThat(expected.fieldNames()).toIterable().containsExactly("losses", "predictions", "weights");
        assertClose("losses", actual.get("losses"), expected.get("losses"));
        assertClose("predictions", actual.get("predictions"), expected.get("predictions"));
        JsonNode weights = expected.get("weights");
        for (Iterator<String> names = weights.fieldNames(); names.hasNext(); ) {
            String field = names.next();
            if (field.equals("hidden")) {
                for (int l = 0; l < weights.get(field).size(); l++) {
                    assertClose(
                            "hidden " + l,
                            actual.at("/weights/hidden/" + l),
                            weights.get(field).get(l));
                }
            } else {
                assertClose(field, actual.at("/weights/" + field), weights.get(field));
            }
        }
    }

    @Test
    void aResultFileSaysHowToRepeatIt() throws IOException {
        Path problem = reference("flow-resnet-tanh");
        Path out = folder.resolve("out.json");

        Call.of("flow", problem, "--json", out, "--threads", 1, "--seed", 7);

        JsonNode result = Call.json(out);
        assertThat(result.fieldNames())
                .toIterable()
                .containsExactly(
                        "format",
                        "command",
                        "seed",
                        "version",
                        "digest",
                        "status",
                        "flow",
                        "times",
                        "losses",
                        "predictions",
                        "weights",
                        "environment");
        assertThat(result.get("format").textValue()).isEqualTo("featureflow-flow-result/1");
        assertThat(result.at("/command/name").textValue()).isEqualTo("flow");
        assertThat(result.get("seed").longValue()).isEqualTo(7);
        assertThat(result.get("version").textValue()).isEqualTo(Version.current());
        assertThat(result.get("digest").textValue()).isEqualTo(Digest.of(Files.readAllBytes(problem)));
        assertThat(result.get("status").textValue()).isEqualTo("completed");
        assertThat(result.at("/environment/threads").intValue()).isOne();
        assertThat(result.at("/environment/paths/problem").textValue()).isEqualTo(problem.toString());
    }

    @Test
    void theResultDoesNotDependOnThreads() throws IOException {
        Path problem = reference("flow-resnet-logistic");
        Path one = folder.resolve("one.json");
        Path two = folder.resolve("two.json");

        Call.of("flow", problem, "--json", one, "--threads", 1);
        Call.of("flow", problem, "--json", two, "--threads", 2);

        assertThat(Call.withoutEnvironment(two)).isEqualTo(Call.withoutEnvironment(one));
    }

    @Test
    void theSummaryGoesToStandardOutput() throws IOException {
        Call call = Call.of("flow", reference("flow-resnet-tanh"));

        assertThat(call.exitCode()).isZero();
        assertThat(call.err()).isEmpty();
        assertThat(call.out())
                .contains("Res-Net of depth 3, width 8, h1 tanh, h2 tanh")
                .contains("20 steps of 0.05 by euler");
        assertThat(folder.toFile().list()).containsExactly("problem.json");
    }

    @Test
    void severalOutputsAreRows() throws IOException {
        ObjectNode problem = problem("flow-resnet-tanh");
        ArrayNode targets = problem.putArray("targets");
        for (int n = 0; n < problem.get("inputs").size(); n++) {
            targets.addArray().add(n).add(-0.5 * n);
        }
        ArrayNode output = ((ObjectNode) problem.get("weights")).putArray("output");
        for (int j = 0; j < 8; j++) {
            output.addArray().add(1).add(0.25 * j);
        }
        problem.putObject("loss").put("name", "huber").put("delta", 0.5);
        problem.putObject("integrator")
                .put("method", "linearly-implicit-euler")
                .put("step", 10)
                .put("steps", 30);
        Path out = folder.resolve("out.json");

        Call call = Call.of("flow", write(problem), "--json", out);

        assertThat(call.exitCode()).as(call.err()).isZero();
        JsonNode result = Call.json(out);
        assertThat(result.get("losses")).hasSize(31);
        assertThat(result.at("/predictions/30/5")).hasSize(2);
        assertThat(result.at("/weights/output/7")).hasSize(2);
        // Six distinct inputs can be fitted.
        assertThat(result.at("/losses/30").doubleValue())
                .isLessThan(0.5 * result.at("/losses/0").doubleValue());
    }

    /** Two methods, of orders 3 and 5, to the same time: within a tolerance they follow the same flow. */
    @Test
    void aToleranceMakesTheRunFollowTheFlow() throws IOException {
        JsonNode implicit = controlled("ros34pw2", 1e-7, 3);
        JsonNode explicit = controlled("dormand-prince", 1e-9, 3);
        for (JsonNode result : List.of(implicit, explicit)) {
            int steps = result.at("/flow/steps").intValue();
            assertThat(result.at("/status").textValue()).isEqualTo("completed");
            assertThat(result.at("/flow/path").textValue()).isEqualTo("follows-flow");
            assertThat(result.at("/flow/flowTime").doubleValue()).isEqualTo(3);
            assertThat(result.at("/flow/evaluations").intValue()).isGreaterThan(steps);
            assertThat(result.get("times")).hasSize(steps + 1);
            assertThat(result.get("losses")).hasSize(steps + 1);
            assertThat(result.at("/times/0").doubleValue()).isZero();
            assertThat(result.get("times").get(steps).doubleValue()).isEqualTo(3);
        }
        assertThat(implicit.at("/flow/method").textValue()).isEqualTo("ros34pw2");
        // The errors of all steps add up to steps times tolerance at most where the flow contracts.
        assertEntries(
                "hidden",
                implicit.at("/weights/hidden"),
                explicit.at("/weights/hidden"),
                1e-7 * implicit.at("/flow/steps").intValue());
    }

    private JsonNode controlled(String method, double tolerance, double time) throws IOException {
        ObjectNode problem = problem("flow-resnet-logistic");
        problem.putObject("integrator")
                .put("method", method)
                .put("tolerance", tolerance)
                .put("time", time);
        Path out = folder.resolve("out.json");
        Call call = Call.of("flow", write(problem), "--json", out);
        assertThat(call.exitCode()).as(call.err()).isZero();
        assertThat(call.out()).contains("by " + method, "follows the flow");
        return Call.json(out);
    }

    @Test
    void stepsThatRunOutBeforeTheTimeShowNothing() throws IOException {
        ObjectNode problem = problem("flow-resnet-tanh");
        problem.putObject("integrator")
                .put("method", "ros2")
                .put("tolerance", 1e-6)
                .put("time", 1e6)
                .put("steps", 5);
        Path out = folder.resolve("out.json");

        Call call = Call.of("flow", write(problem), "--json", out);

        assertThat(call.exitCode()).isEqualTo(3);
        assertThat(call.out()).contains("the steps ran out");
        JsonNode result = Call.json(out);
        assertThat(result.get("status").textValue()).isEqualTo("budget");
        assertThat(result.get("losses")).hasSize(6);
    }

    @Test
    void stepsOfOneLengthSayThatTheirErrorIsNotEstimated() throws IOException {
        Path out = folder.resolve("out.json");

        Call call = Call.of("flow", reference("flow-resnet-tanh"), "--json", out);

        assertThat(call.out()).contains("not estimated");
        assertThat(Call.json(out).at("/flow/path").textValue()).isEqualTo("not-estimated");
    }

    @Test
    void noStepsGiveTheStart() throws IOException {
        ObjectNode problem = problem("flow-dnn-sigmoid");
        problem.putObject("integrator").put("method", "euler").put("step", 1).put("steps", 0);
        Path out = folder.resolve("out.json");

        assertThat(Call.of("flow", write(problem), "--json", out).exitCode()).isZero();

        JsonNode result = Call.json(out);
        assertThat(result.get("losses")).hasSize(1);
        assertThat(result.at("/weights/input")).isEqualTo(problem.at("/weights/input"));
    }

    @Test
    void aDivergedFlowSaysSo() throws IOException {
        ObjectNode problem = problem("flow-resnet-tanh");
        problem.putObject("integrator")
                .put("method", "euler")
                .put("step", 1e300)
                .put("steps", 9);
        Path out = folder.resolve("out.json");

        Call call = Call.of("flow", write(problem), "--json", out);

        assertThat(call.exitCode()).isEqualTo(3);
        assertThat(call.out()).contains("diverged");
        assertThat(Call.json(out).get("status").textValue()).isEqualTo("diverged");
        assertThat(List.of(folder.toFile().list())).containsExactlyInAnyOrder("problem.json", "out.json");
    }

    private Path reference(String name) throws IOException {
        return write(problem(name));
    }

    private static ObjectNode problem(String name) throws IOException {
        return (ObjectNode) resource(name + ".problem.json");
    }

    private Path write(JsonNode problem) throws IOException {
        return Files.writeString(folder.resolve("problem.json"), problem.toString());
    }

    private static JsonNode resource(String name) throws IOException {
        try (InputStream in = FlowCommandTest.class.getResourceAsStream("reference/" + name)) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static void assertClose(String what, JsonNode actual, JsonNode expected) {
        double largest = largest(expected);
        assertThat(largest).as(what).isPositive();
        assertEntries(what, actual, expected, TOLERANCE * largest);
    }

    private static double largest(JsonNode array) {
        double largest = 0;
        for (JsonNode entry : array) {
            largest = Math.max(largest, entry.isArray() ? largest(entry) : Math.abs(entry.doubleValue()));
        }
        return largest;
    }

    private static void assertEntries(String what, JsonNode actual, JsonNode expected, double tolerance) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            if (expected.get(i).isArray()) {
                assertEntries(what + " " + i, actual.get(i), expected.get(i), tolerance);
            } else {
                assertThat(Math.abs(
                                actual.get(i).doubleValue() - expected.get(i).doubleValue()))
                        .as(what + " " + i)
                        .isLessThanOrEqualTo(tolerance);
            }
        }
    }
}
