package org.featureflow.verify.program;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.FactoredWeights;
import org.featureflow.core.feature.Weights;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.JsonWriter;

/**
 * The weights of a network as a file has them, in either scale, with biases or without.
 *
 * @param scale the scale of the products
 * @param weights input, hidden and output weights, source units in rows
 * @param biases for each layer 0..L, the last the output, a vector added to its products, if any
 */
public record ScaledWeights(Scale scale, Weights weights, List<Optional<DMatrixRMaj>> biases) {

    /**
     * Checks that the biases fit.
     *
     * @throws IllegalArgumentException if they do not, or factored weights are not of mean-field scale without biases
     */
    public ScaledWeights {
        biases = List.copyOf(biases);
        int[] widths = weights.widths();
        int layers = widths.length + 1;
        if (biases.size() != layers) {
            throw new IllegalArgumentException("there are " + biases.size() + " bias vectors for " + layers
                    + " layers with the output: give each one, or null");
        }
        for (int l = 0; l < layers; l++) {
            int width = l < widths.length ? widths[l] : weights.output().numCols;
            if (biases.get(l).isPresent()
                    && (biases.get(l).get().numRows != width || biases.get(l).get().numCols != 1)) {
                throw new IllegalArgumentException(
                        "bias " + l + " has " + biases.get(l).get().numRows + " entries, its layer " + width
                                + " units: one a unit is needed");
            }
        }
        boolean isPlain = scale == Scale.MEAN_FIELD && biases.stream().allMatch(Optional::isEmpty);
        if (!isPlain && weights.hidden().stream().anyMatch(FactoredWeights.class::isInstance)) {
            throw new IllegalArgumentException(
                    "factored hidden weights are read at scale mean-field without bias only: give the hidden layers as"
                            + " matrices, or scale the weights");
        }
    }

    /** Weights of mean-field scale without biases. */
    public static ScaledWeights plain(Weights weights) {
        return new ScaledWeights(Scale.MEAN_FIELD, weights, noBiases(weights));
    }

    /** No bias in any layer. */
    public static List<Optional<DMatrixRMaj>> noBiases(Weights weights) {
        return Collections.nCopies(weights.depth() + 1, Optional.empty());
    }

    /**
     * Reads the fields {@code scale}, {@code input}, {@code hidden}, {@code output}, and {@code bias} if there is one.
     *
     * @throws org.featureflow.verify.json.WrongInput if a field is missing or shapes do not fit
     */
    public static ScaledWeights read(JsonValue json) {
        JsonValue name = json.get("scale");
        Scale scale = name.make(() -> Scale.named(name.text()));
        Weights weights = WeightsJson.read(json);
        List<Optional<DMatrixRMaj>> biases = new ArrayList<>();
        json.find("bias").ifPresent(list -> {
            for (JsonValue bias : list.elements()) {
                biases.add(bias.isNull() ? Optional.empty() : Optional.of(bias.columns()));
            }
        });
        return json.make(() -> new ScaledWeights(scale, weights, biases.isEmpty() ? noBiases(weights) : biases));
    }

    /** Writes these fields. */
    public void write(JsonWriter json) throws IOException {
        json.text("scale", scale.text());
        WeightsJson.write(json, weights);
        if (hasBiases()) {
            json.manyColumnsOrNothing("bias", biases);
        }
    }

    /** Whether a layer has a bias vector. */
    public boolean hasBiases() {
        return biases.stream().anyMatch(Optional::isPresent);
    }

    /** Whether the scale is mean-field and there are no biases. */
    public boolean isPlain() {
        return scale == Scale.MEAN_FIELD && !hasBiases();
    }
}
