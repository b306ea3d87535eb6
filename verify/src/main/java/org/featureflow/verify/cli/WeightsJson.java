package org.featureflow.verify.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.DenseWeights;
import org.featureflow.core.feature.LayerWeights;
import org.featureflow.core.feature.Weights;
import org.featureflow.verify.report.JsonWriter;

/** The weights of a network in JSON: {@code input} d x m, {@code hidden} [m x m, ..], {@code output} m or m x c. */
final class WeightsJson {

    private WeightsJson() {}

    /**
     * Reads weights.
     *
     * @throws WrongInput if a field is missing or shapes do not fit
     */
    static Weights read(JsonValue json) {
        DMatrixRMaj input = json.get("input").matrix();
        List<LayerWeights> hidden = new ArrayList<>();
        for (JsonValue layer : json.get("hidden").elements()) {
            hidden.add(DenseWeights.of(layer.matrix()));
        }
        DMatrixRMaj output = json.get("output").columns();
        return json.make(() -> new Weights(input, hidden, output));
    }

    /** Writes the three fields; hidden layers are made dense one at a time. */
    static void write(JsonWriter json, Weights weights) throws IOException {
        json.matrix("input", weights.input());
        json.matrices(
                "hidden",
                () -> weights.hidden().stream().map(LayerWeights::toDense).iterator());
        json.columns("output", weights.output());
    }
}
