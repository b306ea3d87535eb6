package org.featureflow.verify.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.DenseWeights;
import org.featureflow.core.feature.FactoredWeights;
import org.featureflow.core.feature.LayerWeights;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture.Model;

/**
 * Weights trained elsewhere, as a file has them.
 *
 * @param model the model, if the file says it
 * @param activation h1, if the file says it
 * @param residualActivation h2, if the file says it
 * @param scale the scale of the products
 * @param weights input, hidden and output weights, source units in rows
 * @param biases for each layer 0..L, the last the output, a vector added to its products, if any
 */
record GivenWeights(
        Optional<Model> model,
        Optional<Activation> activation,
        Optional<Activation> residualActivation,
        Scale scale,
        Weights weights,
        List<Optional<DMatrixRMaj>> biases) {

    /** The scale of products. */
    enum Scale {
        /** Theory section 2: X V_1 / d and (1/m) h V. */
        MEAN_FIELD,
        /** Plain matrix products X V_1 and h V, as PyTorch and NumPy code has them. */
        STANDARD;

        /** The name in files. */
        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Copies the list. */
    GivenWeights {
        biases = List.copyOf(biases);
    }

    /**
     * Reads a JSON or NPZ file.
     *
     * @throws WrongInput if it is neither, or not a network
     */
    static GivenWeights read(InputFile file) {
        return file.startsWith((byte) 'P', (byte) 'K') ? ofArchive(file) : ofJson(JsonValue.parse(file));
    }

    /** The number of hidden layers. */
    int depth() {
        return weights.depth();
    }

    /** Whether a layer has a bias vector. */
    boolean hasBiases() {
        return biases.stream().anyMatch(Optional::isPresent);
    }

    private static GivenWeights ofJson(JsonValue json) {
        Optional<JsonValue> activation = json.find("activation");
        activation.ifPresent(names -> names.allowOnly(List.of("h1", "h2")));
        JsonValue scale = json.get("scale");
        Weights weights = WeightsJson.read(json);
        List<Optional<DMatrixRMaj>> biases = new ArrayList<>();
        json.find("bias").ifPresent(list -> {
            for (JsonValue bias : list.elements()) {
                biases.add(bias.isNull() ? Optional.empty() : Optional.of(bias.columns()));
            }
        });
        boolean factored = weights.hidden().stream().anyMatch(FactoredWeights.class::isInstance);
        boolean plain = json.make(() -> scaleNamed(scale.text())) == Scale.MEAN_FIELD
                && biases.stream().allMatch(Optional::isEmpty);
        if (factored && !plain) {
            throw json.wrong(
                    "factored hidden weights are read at scale mean-field without bias only",
                    "give the hidden layers as matrices, or scale the weights");
        }
        return json.make(() -> new GivenWeights(
                json.find("model").map(FlowProblem::model),
                activation.flatMap(names -> names.find("h1")).map(FlowProblem::activation),
                activation.flatMap(names -> names.find("h2")).map(FlowProblem::activation),
                scaleNamed(scale.text()),
                weights,
                checkedBiases(weights, biases)));
    }

    private static GivenWeights ofArchive(InputFile file) {
        Map<String, NpyArray> arrays = new TreeMap<>(NpzArchive.read(file));
        try {
            Optional<String> model = text(arrays, "model");
            Optional<String> h1 = text(arrays, "activation");
            Optional<String> h2 = text(arrays, "residual_activation");
            Optional<String> scale = text(arrays, "scale");
            DMatrixRMaj input = take(arrays, "input").matrix();
            List<LayerWeights> hidden = new ArrayList<>();
            while (arrays.containsKey("hidden" + hidden.size())) {
                hidden.add(
                        DenseWeights.of(take(arrays, "hidden" + hidden.size()).matrix()));
            }
            Weights weights = new Weights(input, hidden, take(arrays, "output").columns());
            List<Optional<DMatrixRMaj>> biases = new ArrayList<>();
            for (int l = 0; l <= weights.depth(); l++) {
                biases.add(Optional.ofNullable(arrays.remove("bias" + l)).map(NpyArray::columns));
            }
            if (!arrays.isEmpty()) {
                throw new IllegalArgumentException(
                        "unknown array '" + arrays.keySet().iterator().next()
                                + "': the names are input, hidden0.., output, bias0..bias" + weights.depth()
                                + ", and the texts model, activation, residual_activation, scale");
            }
            return new GivenWeights(
                    model.map(GivenWeights::modelNamed),
                    h1.map(Activations::named),
                    h2.map(Activations::named),
                    scale.map(GivenWeights::scaleNamed).orElse(Scale.STANDARD),
                    weights,
                    checkedBiases(weights, biases));
        } catch (IllegalArgumentException e) {
            throw new WrongInput("'" + file + "': " + e.getMessage());
        }
    }

    private static NpyArray take(Map<String, NpyArray> arrays, String name) {
        NpyArray array = arrays.remove(name);
        if (array == null) {
            throw new IllegalArgumentException("the array '" + name + "' is missing: add it");
        }
        return array;
    }

    private static Optional<String> text(Map<String, NpyArray> arrays, String name) {
        return Optional.ofNullable(arrays.remove(name)).map(NpyArray::text);
    }

    private static Model modelNamed(String name) {
        return switch (name) {
            case "resnet" -> Model.RESNET;
            case "dnn" -> Model.DNN;
            default ->
                throw new IllegalArgumentException("unknown model " + WrongInput.quote(name) + ": use resnet or dnn");
        };
    }

    private static Scale scaleNamed(String name) {
        for (Scale scale : Scale.values()) {
            if (scale.text().equals(name)) {
                return scale;
            }
        }
        throw new IllegalArgumentException("unknown scale " + WrongInput.quote(name) + ": use mean-field or standard");
    }

    private static List<Optional<DMatrixRMaj>> checkedBiases(Weights weights, List<Optional<DMatrixRMaj>> biases) {
        int layers = weights.depth() + 1;
        if (biases.isEmpty()) {
            return java.util.Collections.nCopies(layers, Optional.empty());
        }
        if (biases.size() != layers) {
            throw new IllegalArgumentException("there are " + biases.size() + " bias vectors for " + layers
                    + " layers with the output: give each one, or null");
        }
        int[] widths = weights.widths();
        for (int l = 0; l < layers; l++) {
            int width = l < widths.length ? widths[l] : weights.output().numCols;
            if (biases.get(l).isPresent()
                    && (biases.get(l).get().numRows != width || biases.get(l).get().numCols != 1)) {
                throw new IllegalArgumentException(
                        "bias " + l + " has " + biases.get(l).get().numRows + " entries, its layer " + width
                                + " units: one a unit is needed");
            }
        }
        return biases;
    }
}
