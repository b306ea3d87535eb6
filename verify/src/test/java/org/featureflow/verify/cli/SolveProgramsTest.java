package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The command {@code solve} on the other programs, on instances whose optimum is known in closed form or from theory. */
class SolveProgramsTest {

    @TempDir
    private Path folder;

    private JsonNode result;

    static Stream<Arguments> outputs() {
        return Stream.of(
                // Anything can be reached.
                Arguments.of("\"subspace\": \"all\", \"loss\": \"squared\", \"targets\": [1, -3, 7]", 0, 3),
                // The means 2 of two equal features: (0.5 + 0.5)/2.
                Arguments.of(
                        "\"subspace\": \"range\", \"loss\": \"squared\", \"targets\": [1, 3], \"features\": [[1], [1]]",
                        0.5,
                        1),
                // f_1 = f_2 and, the activations being odd, f_4 = -f_3: (0.5 + 0.5 + 2 * 0.125)/4.
                Arguments.of(
                        "\"subspace\": \"reachable\", \"loss\": \"squared\", \"targets\": [0, 2, 5, -4],"
                                + " \"inputs\": [[1], [1], [2], [-2]], \"architecture\": \"resnet\", \"depth\": 2,"
                                + " \"activation\": {\"h1\": \"tanh\", \"h2\": \"tanh\"}",
                        0.3125,
                        2),
                // Huber, delta 0.5, at a median f in [-0.5, 0.5] of (-1, 1): residual 1 costs 0.5 (1 - 0.25).
                Arguments.of(
                        "\"subspace\": \"range\", \"loss\": {\"name\": \"huber\", \"delta\": 0.5}, \"targets\": [-1, 1],"
                                + " \"features\": [[1], [1]]",
                        0.375,
                        1));
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void outputPrograms(String fields, double optimum, int dimension) throws IOException {
        solve("output", fields);

        assertBounds(optimum, 1e-8);
        assertThat(result.get("dimension").intValue()).isEqualTo(dimension);
        assertThat(result.get("f")).hasSameSizeAs(result.get("g"));
    }

    /** Theory section 6: the optimum over all features, by an independent prototype. */
    @Test
    void theTwoLevelProgramOfTheRepopulationInstance() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode problem = mapper.createObjectNode();
        ArrayNode inputs = problem.putArray("inputs");
        ArrayNode targets = problem.putArray("targets");
        for (int n = 0; n < 10; n++) {
            double x = -2 + 4 * n / 9.0;
            inputs.addArray().add(x).add(1);
            targets.add(StrictMath.sin(2.5 * x));
        }
        problem.put("format", "featureflow-problem/1")
                .put("program", "two-level")
                .put("loss", "squared");
        problem.put("activation", "tanh").putObject("lambda").put("input", 1e-3).put("output", 1e-3);

        solve(problem.toString());

        assertBounds(0.02231993513, 1e-8);
        assertThat(result.get("gap").doubleValue()).isLessThanOrEqualTo(1e-8);
        assertThat(result.at("/bound/scope").textValue()).isEqualTo("all-features");
        assertThat(result.at("/bound/outcome").textValue()).isEqualTo("proved");
        assertThat(objective(problem)).isCloseTo(result.get("primal").doubleValue(), within(1e-14));
    }

    /** L(f) + lambda_2 int u^2 dp + lambda_1 int |w|^2 dp of the result's measure. */
    private double objective(JsonNode problem) {
        double value = 0;
        for (int n = 0; n < 10; n++) {
            double residual = -problem.at("/targets/" + n).doubleValue();
            for (int k = 0; k < result.get("p").size(); k++) {
                double z = problem.at("/inputs/" + n + "/0").doubleValue()
                                * result.at("/w/" + k + "/0").doubleValue()
                        + result.at("/w/" + k + "/1").doubleValue();
                residual += result.at("/p/" + k).doubleValue()
                        * result.at("/u/" + k).doubleValue()
                        * Math.tanh(z);
            }
            value += residual * residual / 20;
        }
        for (int k = 0; k < result.get("p").size(); k++) {
            double squares = Math.pow(result.at("/u/" + k).doubleValue(), 2)
                    + Math.pow(result.at("/w/" + k + "/0").doubleValue(), 2)
                    + Math.pow(result.at("/w/" + k + "/1").doubleValue(), 2);
            value += 1e-3 * result.at("/p/" + k).doubleValue() * squares;
        }
        return value;
    }

    /**
     * At x = 0 every feature is sigmoid(0) = 1/2 and all is Gaussian: D(g) = -g^2/2 - g - g^2/(16 lambda_2) + const is greatest,
     * with lambda_2 = 1/8, at g = -1/2: 1/4 - 0.1 ln(0.8 pi).
     */
    @Test
    void anEntropicProgramInClosedForm() throws IOException {
        solve(
                "entropic",
                "\"loss\": \"squared\", \"inputs\": [[0]], \"targets\": [1], \"activation\": \"sigmoid\","
                        + " \"lambda\": {\"input\": 0.125, \"output\": 0.125, \"entropy\": 0.1}");

        assertBounds(0.25 - 0.1 * Math.log(0.8 * Math.PI), 1e-10);
        assertThat(result.at("/g/0").doubleValue()).isCloseTo(-0.5, within(1e-5));
        assertThat(result.at("/f/0").doubleValue()).isCloseTo(0.5, within(1e-5));
        assertThat(result.get("quadrature").textValue()).isEqualTo("lattice");
    }

    /** One sample: f = soft threshold of y, 1/2 (1.5 - 2)^2 + 0.5 * 1.5; the other sign of the input is the other cell. */
    @Test
    void aReluProgramInClosedForm() throws IOException {
        solve("relu", "\"loss\": \"squared\", \"inputs\": [[1]], \"targets\": [2], \"lambda\": 0.5");

        assertBounds(0.875, 1e-9);
        assertThat(result.get("cells").intValue()).isEqualTo(2);
        double f = result.at("/weights/input/0/0").doubleValue()
                * result.at("/weights/output/0").doubleValue();
        assertThat(f).isCloseTo(1.5, within(1e-8));
        assertThat(result.at("/g/0").doubleValue()).isCloseTo(-0.5, within(1e-8));
    }

    @Test
    void reluWithoutTimeReturnsTheZeroNetwork() throws IOException {
        Path problem = write(document(
                "relu", "\"loss\": \"squared\", \"inputs\": [[1, 0], [0, 1]], \"targets\": [2, -3], \"lambda\": 0.01"));
        Path out = folder.resolve("out.json");

        Call call = Call.of("solve", problem, "--json", out, "--time-limit", 0);

        assertThat(call.exitCode()).isEqualTo(3);
        result = Call.json(out);
        assertThat(result.get("status").textValue()).isEqualTo("budget");
        assertThat(result.at("/weights/output")).isEmpty();
        assertThat(result.get("primal").doubleValue()).isCloseTo(3.25, within(1e-14));
        assertThat(result.get("dual").doubleValue()).isLessThan(3.25);
    }

    private void solve(String program, String fields) throws IOException {
        solve(document(program, fields));
    }

    private void solve(String problem) throws IOException {
        Path out = folder.resolve("out.json");
        Call call = Call.of("solve", write(problem), "--json", out);
        assertThat(call.err()).isEmpty();
        assertThat(call.exitCode()).as(call.out()).isZero();
        assertThat(call.out()).contains("optimal");
        result = Call.json(out);
    }

    private void assertBounds(double optimum, double tolerance) {
        double primal = result.get("primal").doubleValue();
        double dual = result.get("dual").doubleValue();
        assertThat(primal).isCloseTo(optimum, within(tolerance));
        assertThat(dual).isCloseTo(optimum, within(tolerance));
        assertThat(result.get("gap").doubleValue()).isEqualTo(primal - dual);
    }

    private Path write(String problem) throws IOException {
        return Files.writeString(folder.resolve("problem.json"), problem);
    }

    private static String document(String program, String fields) {
        return "{\"format\": \"featureflow-problem/1\", \"program\": \"" + program + "\", " + fields + "}";
    }
}
