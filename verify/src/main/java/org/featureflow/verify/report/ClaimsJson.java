package org.featureflow.verify.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.ClaimResult;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.json.JsonWriter;

/** Results of claims as fields of a result file. */
public final class ClaimsJson {

    private ClaimsJson() {}

    /**
     * Writes the field {@code claims}.
     *
     * @param json the result file
     * @param results the results, in the order of the catalogue
     * @throws IOException if writing fails
     */
    public static void write(JsonWriter json, List<ClaimResult> results) throws IOException {
        json.objects(
                "claims",
                results.stream()
                        .map(result -> (JsonWriter.Body) fields -> writeResult(fields, result))
                        .toList());
    }

    /**
     * Writes the field {@code hypotheses}.
     *
     * @param json the result file
     * @param hypotheses the hypotheses
     * @throws IOException if writing fails
     */
    public static void writeHypotheses(JsonWriter json, List<Hypothesis> hypotheses) throws IOException {
        json.objects(
                "hypotheses",
                hypotheses.stream()
                        .map(hypothesis -> (JsonWriter.Body) fields -> {
                            fields.text("name", hypothesis.name());
                            fields.text("status", text(hypothesis.status()));
                            fields.text("how", hypothesis.how());
                        })
                        .toList());
    }

    /**
     * Writes the field {@code evidence}.
     *
     * @param json the result file
     * @param evidence the numbers
     * @throws IOException if writing fails
     */
    public static void writeEvidence(JsonWriter json, List<Evidence> evidence) throws IOException {
        json.objects(
                "evidence",
                evidence.stream()
                        .map(number -> (JsonWriter.Body) fields -> {
                            fields.text("name", number.name());
                            fields.exactNumber("value", number.value());
                        })
                        .toList());
    }

    /**
     * A status in words.
     *
     * @param status the status
     * @return {@code holds}, {@code fails} or {@code not checked}
     */
    public static String text(Hypothesis.Status status) {
        return status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /**
     * Writes the fields of one result.
     *
     * @param json the writer, inside an object
     * @param result the result
     * @throws IOException if writing fails
     */
    public static void writeResult(JsonWriter json, ClaimResult result) throws IOException {
        Claim claim = result.claim();
        json.text("id", claim.id());
        json.text("statement", claim.statement());
        json.text("source", claim.source());
        json.text("falsifiedBy", claim.falsifiedBy());
        json.truth("control", claim.isControl());
        json.text("expected", claim.expected().name());
        json.text("verdict", result.verdict().name());
        json.whole("tries", result.tries());
        json.whole("asExpected", result.asExpected());
        json.text("instance", result.decisive().toString());
        writeEvidence(json, result.outcome().evidence());
        writeHypotheses(json, result.outcome().hypotheses());
        writePlots(json, result);
        json.texts("replay", result.replay());
    }

    /** The numbers are in files of their own; their digests are compared with the rest of the report. */
    private static void writePlots(JsonWriter json, ClaimResult result) throws IOException {
        json.objects(
                "plots",
                result.outcome().plots().stream()
                        .map(plot -> (JsonWriter.Body) fields -> {
                            fields.text("title", plot.title());
                            fields.text("file", PlotCsv.path(result.claim(), plot));
                            fields.text("digest", Digest.of(PlotCsv.of(plot).getBytes(StandardCharsets.UTF_8)));
                        })
                        .toList());
    }
}
