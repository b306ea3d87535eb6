package org.featureflow.verify.program;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.DenseWeights;
import org.featureflow.core.feature.FactoredWeights;
import org.featureflow.core.feature.LayerWeights;
import org.featureflow.core.feature.Weights;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.JsonWriter;

/**
 * The weights of a network in JSON: {@code input} d x m, {@code hidden} [m x m, ..], {@code output} m or m x c. A factored layer P^T Q is
 * {@code {"p": R x m, "q": R x m}} in the place of its matrix.
 */
public final class WeightsJson {

    private WeightsJson() {}

    /**
     * Reads weights.
     *
     * @throws WrongInput if a field is missing or shapes do not fit
     */
    public static Weights read(JsonValue json) {
        DMatrixRMaj input = json.get("input").matrix();
        List<LayerWeights> hidden = new ArrayList<>();
        for (JsonValue layer : json.get("hidden").elements()) {
            hidden.add(layer.isObject() ? factors(layer) : DenseWeights.of(layer.matrix()));
        }
        DMatrixRMaj output = json.get("output").columns();
        return json.make(() -> new Weights(input, hidden, output));
    }

    private static FactoredWeights factors(JsonValue layer) {
        layer.allowOnly(List.of("p", "q"));
        DMatrixRMaj p = layer.get("p").matrix();
        DMatrixRMaj q = layer.get("q").matrix();
        return layer.make(() -> FactoredWeights.of(p, q));
    }

    /** Writes the three fields; dense hidden layers are copied one at a time. */
    public static void write(JsonWriter json, Weights weights) throws IOException {
        json.matrix("input", weights.input());
        boolean factored =
                !weights.hidden().isEmpty() && weights.hidden().stream().allMatch(FactoredWeights.class::isInstance);
        if (factored) {
            json.objects(
                    "hidden",
                    weights.hidden().stream()
                            .map(FactoredWeights.class::cast)
                            .map(layer -> (JsonWriter.Body) fields -> {
                                fields.matrix("p", layer.p());
                                fields.matrix("q", layer.q());
                            })
                            .toList());
        } else {
            json.matrices(
                    "hidden",
                    () -> weights.hidden().stream().map(LayerWeights::toDense).iterator());
        }
        json.columns("output", weights.output());
    }
}
