package org.featureflow.verify.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemProblemsTest {

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
             "laws": {"first": [[-1, 2]], "hidden": [[0, 2]], "last": [[-1, 3]]}, "tolerance": 1e-4, "width": 200}
            """;

    private static final String TWO_LEVEL = """
            {"format": "featureflow-problem/1", "program": "two-level-flow", "loss": {"name": "huber", "delta": 2},
             "activation": "tanh", "inputs": [[-1, 1], [0, 1], [1, 1]], "targets": [0.5, 0, 1],
             "lambda": {"input": 0.01, "output": 0.01, "entropy": 0.001},
             "atoms": {"p": [0.25, 0.5, 0.25], "u": [1, -1, 0.5], "w": [[1, 0], [-1, 1], [0.5, 1]]}, "masses": "fixed",
             "integrator": {"method": "rosenbrock", "steps": 400, "accuracy": 0.001, "time": 5, "rest": 1e-9}}
            """;

    private static JsonNode tree(String json) throws JsonProcessingException {
        return new ObjectMapper().readTree(json);
    }

    @Test
    void odeResNetsLoseEnergy() throws JsonProcessingException {
        JsonNode result = OdeResNetProblem.run(tree(ODE));
        assertThat(result.get("losses")).hasSize(21);
        assertThat(result.get("losses").get(20).doubleValue())
                .isLessThan(result.get("losses").get(0).doubleValue());
        assertThat(result.get("predictions")).hasSize(3);
        assertThat(result.get("theta").get(1).get(0)).hasSize(5);
        ObjectNode other = (ObjectNode) tree(ODE.replace("\"euler\"", "\"runge-kutta\""));
        other.put("substeps", 4);
        assertThat(OdeResNetProblem.run(other).get("energyRates")).hasSize(21);
        String linear = ODE.replace("\"unit\"", "\"linear\"")
                .replace("[0.5, 1, 1, -1, 0.1]", "[1, 0, 0, 1]")
                .replace("[-0.5, 1, 2, 0, 0.3]", "[0, 1, 1, 0]");
        assertThat(OdeResNetProblem.run(tree(linear)).get("losses")).hasSize(21);
    }

    @Test
    void networksAreNearTheLimit() throws JsonProcessingException {
        JsonNode result = McKeanVlasovProblem.run(tree(MCKEAN), 7);
        assertThat(result.get("error").doubleValue()).isLessThan(1e-4);
        double limit = result.get("predictions").get(1).doubleValue();
        // a standard error of some 0.5 / sqrt(200)
        assertThat(Math.abs(result.get("network").get("predictions").get(1).doubleValue() - limit))
                .isLessThan(0.15);
        assertThat(result.get("network").get("coupling")).hasSize(2);
        ObjectNode alone = (ObjectNode) tree(MCKEAN);
        alone.remove("width");
        alone.put("order", 3);
        JsonNode coarse = McKeanVlasovProblem.run(alone, 7);
        assertThat(coarse.has("network")).isFalse();
        assertThat(coarse.get("error").isNull()).as("unknown").isTrue();
    }

    @Test
    void twoLevelFlowsLowerTheObjectiveAndKeepOrMoveMasses() throws JsonProcessingException {
        JsonNode fixed = TwoLevelFlowProblem.run(tree(TWO_LEVEL), 1);
        assertThat(fixed.get("status").textValue()).isEqualTo("reached-time");
        int last = fixed.get("objectives").size() - 1;
        assertThat(fixed.get("times").get(last).doubleValue()).isEqualTo(5);
        assertThat(fixed.get("objectives").get(last).doubleValue())
                .isLessThan(fixed.get("objectives").get(0).doubleValue());
        assertThat(fixed.at("/atoms/p").toString()).isEqualTo("[0.25,0.5,0.25]");
        JsonNode moving = TwoLevelFlowProblem.run(tree(TWO_LEVEL.replace("\"fixed\"", "\"moving\"")), 1);
        assertThat(moving.at("/atoms/p/1").doubleValue()).isNotEqualTo(0.5);
        assertThat(moving.get("predictions")).hasSize(3);
    }

    @Test
    void twoLevelFlowsWithNoiseAreTheSameForOneSeed() throws JsonProcessingException {
        String noisy = TWO_LEVEL.replace(
                "{\"method\": \"rosenbrock\", \"steps\": 400, \"accuracy\": 0.001, \"time\": 5, \"rest\": 1e-9}",
                "{\"method\": \"langevin\", \"step\": 0.1, \"settling\": 5, \"steps\": 10}");
        JsonNode first = TwoLevelFlowProblem.run(tree(noisy), 1);
        assertThat(first.get("meanPrediction")).hasSize(3);
        assertThat(TwoLevelFlowProblem.run(tree(noisy), 1)).isEqualTo(first);
        assertThat(TwoLevelFlowProblem.run(tree(noisy), 2)).isNotEqualTo(first);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TwoLevelFlowProblem.run(tree(noisy.replace("fixed", "moving")), 1))
                .withMessageContaining("'masses'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"euler\"->\"none\"",
                "\"unit\"->\"other\"",
                "\"kind\"->\"kin\"",
                "[1, 0], [0, 1]->[1, 0], [0]",
                "[[1], [-1]]->[]",
                "[[1], [-1]]->[[\"a\"], [1]]",
                "\"steps\": 20->\"steps\": 0",
                "\"euler\"->3",
                "\"step\": 0.1->\"step\": null",
                "{\"kind\": \"unit\", \"activation\": \"tanh\", \"clip\": 2}->7"
            })
    void wrongFieldsAreNamed(String change) throws JsonProcessingException {
        String[] parts = change.split("->");
        JsonNode tree = tree(ODE.replace(parts[0], parts[1]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OdeResNetProblem.run(tree))
                .withMessageContaining("field '");
    }

    @Test
    void lawsHaveTwoEnds() throws JsonProcessingException {
        JsonNode tree = tree(MCKEAN.replace("[[-1, 2]]", "[[-1]]"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> McKeanVlasovProblem.run(tree, 1))
                .withMessageContaining("'first'");
    }
}
