package org.featureflow.verify.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.DenseWeights;
import org.featureflow.core.feature.LayerWeights;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture.Model;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.WrongInput;
import org.featureflow.verify.program.Programs;
import org.featureflow.verify.program.Scale;
import org.featureflow.verify.program.ScaledWeights;

/**
 * Weights trained elsewhere, as a file has them.
 *
 * @param model the model, if the file says it
 * @param activation h1, if the file says it
 * @param residualActivation h2, if the file says it
 * @param scaled the weights, their scale and biases
 */
record GivenWeights(
        Optional<Model> model,
        Optional<Activation> activation,
        Optional<Activation> residualActivation,
        ScaledWeights scaled) {

    /**
     * Reads a JSON or NPZ file.
     *
     * @throws WrongInput if it is neither, or not a network
     */
    static GivenWeights read(InputFile file) {
        return file.startsWith((byte) 'P', (byte) 'K') ? ofArchive(file) : ofJson(file.json());
    }

    /** The scale of the products. */
    Scale scale() {
        return scaled.scale();
    }

    /** Input, hidden and output weights, source units in rows. */
    Weights weights() {
        return scaled.weights();
    }

    /** For each layer 0..L, the last the output, a vector added to its products, if any. */
    List<Optional<DMatrixRMaj>> biases() {
        return scaled.biases();
    }

    /** The number of hidden layers. */
    int depth() {
        return weights().depth();
    }

    /** Whether a layer has a bias vector. */
    boolean hasBiases() {
        return scaled.hasBiases();
    }

    private static GivenWeights ofJson(JsonValue json) {
        Optional<JsonValue> activation = json.find("activation");
        activation.ifPresent(names -> names.allowOnly(List.of("h1", "h2")));
        return new GivenWeights(
                json.find("model").map(Programs::model),
                activation.flatMap(names -> names.find("h1")).map(Programs::activation),
                activation.flatMap(names -> names.find("h2")).map(Programs::activation),
                ScaledWeights.read(json));
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
                    new ScaledWeights(scale.map(Scale::named).orElse(Scale.STANDARD), weights, biases));
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
}
