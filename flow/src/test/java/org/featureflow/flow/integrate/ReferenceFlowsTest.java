package org.featureflow.flow.integrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.DenseWeights;
import org.featureflow.core.feature.LayerWeights;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.flow.FlowInstance;
import org.featureflow.flow.control.FixedStep;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.step.ExplicitEuler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trajectories of an independent NumPy implementation; see reference/README.md among the test resources. */
class ReferenceFlowsTest {

    /** Relative to the largest entry of each array: twenty steps of some hundred roundings. */
    private static final double TOLERANCE = 1e-12;

    @ParameterizedTest
    @ValueSource(strings = {"flow-dnn-sigmoid", "flow-resnet-logistic", "flow-resnet-tanh"})
    void lossesPredictionsAndWeightsAreThoseOfTheReference(String name) throws IOException {
        JsonNode problem = read(name + ".problem.json");
        JsonNode expected = read(name + ".expected.json");
        JsonNode integrator = problem.get("integrator");
        List<Double> losses = new ArrayList<>();
        List<double[]> predictions = new ArrayList<>();
        FlowResult result = new FlowIntegrator(
                        new ExplicitEuler(),
                        new FixedStep(integrator.get("step").asDouble()))
                .run(
                        flow(problem),
                        network(problem),
                        Stopping.afterSteps(integrator.get("steps").asInt()),
                        (step, time, state) -> {
                            losses.add(state.loss());
                            predictions.add(state.outputs().data);
                        });

        assertClose(losses.stream().mapToDouble(Double::doubleValue).toArray(), numbers(expected.get("losses")));
        assertThat(predictions).hasSize(expected.get("predictions").size());
        for (int i = 0; i < predictions.size(); i++) {
            assertClose(predictions.get(i), numbers(expected.get("predictions").get(i)));
        }
        Weights weights = result.network().weights();
        JsonNode last = expected.get("weights");
        assertClose(weights.input().data, matrix(last.get("input")).data);
        assertThat(weights.hidden()).hasSize(last.get("hidden").size());
        for (int l = 0; l < weights.hidden().size(); l++) {
            assertClose(
                    weights.hidden().get(l).toDense().data,
                    matrix(last.get("hidden").get(l)).data);
        }
        assertClose(weights.output().data, numbers(last.get("output")));
    }

    private static FeatureFlow flow(JsonNode problem) {
        return new FeatureFlow(
                FlowInstance.PRODUCTS,
                matrix(problem.get("inputs")),
                new Objective(
                        Losses.named(problem.get("loss").asText()), new DMatrixRMaj(numbers(problem.get("targets")))));
    }

    private static Network network(JsonNode problem) {
        JsonNode weights = problem.get("weights");
        List<LayerWeights> hidden = new ArrayList<>();
        weights.get("hidden").forEach(layer -> hidden.add(DenseWeights.of(matrix(layer))));
        int depth = hidden.size() + 1;
        var h1 = Activations.named(problem.get("activation").get("h1").asText());
        var h2 = Activations.named(problem.get("activation").get("h2").asText());
        Architecture architecture = problem.get("model").asText().equals("resnet")
                ? Architecture.resNet(depth, h1, h2)
                : Architecture.dnn(depth, h1);
        return Network.ofEqualMasses(
                architecture,
                new Weights(matrix(weights.get("input")), hidden, new DMatrixRMaj(numbers(weights.get("output")))));
    }

    private static JsonNode read(String file) throws IOException {
        try (InputStream in = ReferenceFlowsTest.class.getResourceAsStream("/reference/" + file)) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in, file));
        }
    }

    private static DMatrixRMaj matrix(JsonNode rows) {
        return new DMatrixRMaj(StreamSupport.stream(rows.spliterator(), false)
                .map(ReferenceFlowsTest::numbers)
                .toArray(double[][]::new));
    }

    private static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double tolerance = TOLERANCE * FlowInstance.largest(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("entry %s", i).isCloseTo(expected[i], within(tolerance));
        }
    }
}
