package org.featureflow.verify.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.featureflow.core.model.Architecture;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.Plot;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.json.JsonWriter;

/** Instances and outcomes as JSON, from which they are read back equal. */
final class OutcomeJson {

    private OutcomeJson() {}

    static void write(JsonWriter json, InstanceSpec spec) throws IOException {
        json.whole("seed", spec.seed());
        json.text("data", spec.data().name());
        json.whole("samples", spec.samples());
        json.whole("inputs", spec.inputs());
        json.truth("bias", spec.bias());
        json.text("model", spec.model().name());
        json.whole("depth", spec.depth());
        json.whole("width", spec.width());
        json.text("activation", spec.activation());
        json.text("loss", spec.loss());
    }

    static InstanceSpec readInstance(JsonNode json) {
        return new InstanceSpec(
                required(json, "seed").longValue(),
                InstanceSpec.DataKind.valueOf(text(json, "data")),
                required(json, "samples").intValue(),
                required(json, "inputs").intValue(),
                required(json, "bias").booleanValue(),
                Architecture.Model.valueOf(text(json, "model")),
                required(json, "depth").intValue(),
                required(json, "width").intValue(),
                text(json, "activation"),
                text(json, "loss"));
    }

    static void write(JsonWriter json, Outcome outcome) throws IOException {
        json.text("verdict", outcome.verdict().name());
        objects(json, "hypotheses", outcome.hypotheses(), (fields, hypothesis) -> {
            fields.text("name", hypothesis.name());
            fields.text("status", hypothesis.status().name());
            fields.text("how", hypothesis.how());
        });
        objects(json, "evidence", outcome.evidence(), (fields, evidence) -> {
            fields.text("name", evidence.name());
            fields.exactNumber("value", evidence.value());
        });
        objects(json, "plots", outcome.plots(), OutcomeJson::write);
    }

    static Outcome readOutcome(JsonNode json) {
        return new Outcome(
                Verdict.valueOf(text(json, "verdict")),
                list(
                        json,
                        "hypotheses",
                        hypothesis -> new Hypothesis(
                                text(hypothesis, "name"),
                                Hypothesis.Status.valueOf(text(hypothesis, "status")),
                                text(hypothesis, "how"))),
                list(
                        json,
                        "evidence",
                        evidence -> new Evidence(text(evidence, "name"), JsonWriter.exactNumber(evidence, "value"))),
                list(json, "plots", OutcomeJson::readPlot));
    }

    private static void write(JsonWriter json, Plot plot) throws IOException {
        json.text("name", plot.name());
        json.text("title", plot.title());
        json.object("x", fields -> write(fields, plot.x()));
        json.object("y", fields -> write(fields, plot.y()));
        objects(json, "series", plot.series(), (fields, series) -> {
            fields.text("label", series.label());
            fields.text("mark", series.mark().name());
            objects(fields, "points", series.points(), OutcomeJson::write);
        });
    }

    private static Plot readPlot(JsonNode json) {
        return new Plot(
                text(json, "name"),
                text(json, "title"),
                readAxis(required(json, "x")),
                readAxis(required(json, "y")),
                list(
                        json,
                        "series",
                        series -> new Plot.Series(
                                text(series, "label"),
                                Plot.Mark.valueOf(text(series, "mark")),
                                list(series, "points", OutcomeJson::readPoint))));
    }

    private static void write(JsonWriter json, Plot.Axis axis) throws IOException {
        json.text("label", axis.label());
        json.text("scale", axis.scale().name());
    }

    private static Plot.Axis readAxis(JsonNode json) {
        return new Plot.Axis(text(json, "label"), Plot.Scale.valueOf(text(json, "scale")));
    }

    private static void write(JsonWriter json, Plot.Point point) throws IOException {
        json.exactNumber("x", point.x());
        json.exactNumber("y", point.y());
        json.exactNumber("lower", point.lower());
        json.exactNumber("upper", point.upper());
    }

    private static Plot.Point readPoint(JsonNode json) {
        return new Plot.Point(
                JsonWriter.exactNumber(json, "x"),
                JsonWriter.exactNumber(json, "y"),
                JsonWriter.exactNumber(json, "lower"),
                JsonWriter.exactNumber(json, "upper"));
    }

    private interface Fields<T> {
        void write(JsonWriter json, T element) throws IOException;
    }

    private static <T> void objects(JsonWriter json, String name, List<T> elements, Fields<T> fields)
            throws IOException {
        json.objects(
                name,
                elements.stream()
                        .map(element -> (JsonWriter.Body) inner -> fields.write(inner, element))
                        .toList());
    }

    private static <T> List<T> list(JsonNode json, String name, Function<JsonNode, T> read) {
        List<T> elements = new ArrayList<>();
        for (JsonNode element : required(json, name)) {
            elements.add(read.apply(element));
        }
        return elements;
    }

    private static String text(JsonNode json, String name) {
        return required(json, name).asText();
    }

    private static JsonNode required(JsonNode json, String name) {
        if (!json.has(name)) {
            throw new IllegalArgumentException("field '" + name + "' is missing");
        }
        return json.get(name);
    }
}
