package org.featureflow.verify.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.model.Architecture;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.program.Scale;

/**
 * What a verdict of {@code certify} is about: samples and a network's kind.
 *
 * @param data the samples as the user brought them, scaled if asked for
 * @param dataset the samples as the network sees them, with the constant input if there is one
 * @param architecture the architecture
 * @param widths the widths of its layers
 * @param scale the scale of its products
 * @param standardized whether the samples are scaled
 */
record CertifiedModel(
        TrainingData data,
        Dataset dataset,
        Architecture architecture,
        List<Integer> widths,
        Scale scale,
        boolean standardized) {

    /** Copies the list. */
    CertifiedModel {
        widths = List.copyOf(widths);
    }

    /** Whether there is a constant input. */
    boolean bias() {
        return dataset.inputDimension() > data.dataset().inputDimension();
    }

    /** Writes the fields of the network and the data. */
    void write(JsonWriter json, String digest) throws IOException {
        json.object("model", model -> {
            writeKind(model);
            model.whole("depth", architecture.depth());
            model.wholes("widths", widths);
            data.loss().write(model);
            model.text("scale", scale.text());
            model.truth("bias", bias());
        });
        json.object("data", samples -> {
            samples.whole("rows", dataset.samples());
            samples.whole("inputs", data.dataset().inputDimension());
            samples.whole("outputs", dataset.outputs());
            samples.text("digest", digest);
            samples.text("task", data.task().name().toLowerCase(Locale.ROOT));
            samples.truth("standardized", standardized);
            samples.texts("inputNames", data.inputs());
            samples.texts("classes", data.classes());
        });
    }

    /** Writes model and activations as problem files have them. */
    void writeKind(JsonWriter json) throws IOException {
        json.text("model", kind());
        json.object("activation", names -> {
            names.text("h1", architecture.activation().name());
            if (architecture.hasSkipConnections()) {
                names.text("h2", architecture.residualActivation().name());
            }
        });
    }

    /** Adds the network to a result's options. */
    void describe(Map<String, Object> options) {
        options.put("model", kind());
        options.put("depth", architecture.depth());
        options.put("width", widths.get(0));
        options.put("activation", architecture.activation().name());
        if (architecture.hasSkipConnections()) {
            options.put("residual-activation", architecture.residualActivation().name());
        }
    }

    private String kind() {
        return architecture.model().name().toLowerCase(Locale.ROOT);
    }

    /** The data in words. */
    String dataText() {
        String targets = data.classes().isEmpty()
                ? Descriptions.count(dataset.outputs(), "output")
                : data.classes().size() + " classes";
        return Descriptions.count(dataset.samples(), "row") + ", "
                + Descriptions.count(data.dataset().inputDimension(), "input") + (bias() ? " and a constant one" : "")
                + ", " + targets + (standardized ? ", standardized" : "");
    }

    /** The network in words. */
    String networkText() {
        return Descriptions.of(
                        architecture,
                        widths.stream().mapToInt(Integer::intValue).toArray())
                + ", " + data.loss().loss().name() + " loss";
    }
}
