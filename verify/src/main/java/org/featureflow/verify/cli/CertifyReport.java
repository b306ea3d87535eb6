package org.featureflow.verify.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.featureflow.core.feature.Weights;
import org.featureflow.flow.integrate.FlowResult;
import org.featureflow.flow.integrate.TrajectoryPoint;
import org.featureflow.verify.certificate.Certificate;
import org.featureflow.verify.certificate.OutputProof;
import org.featureflow.verify.certificate.OutputProof.JudgedNetwork;
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.claim.Plot;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.program.ScaledWeights;
import org.featureflow.verify.report.ClaimsJson;
import org.featureflow.verify.report.Rounded;

/**
 * A verdict of {@code certify}, as a result file and for people.
 *
 * @param certification the verdict
 * @param model what it is about
 * @param judged the weights it is about
 */
record CertifyReport(Certification certification, CertifiedModel model, ScaledWeights judged) implements CertifyResult {

    @Override
    public Verdict verdict() {
        return certification.verdict();
    }

    @Override
    public Optional<Weights> trained() {
        return certification.training().map(training -> training.network().weights());
    }

    @Override
    public Optional<Certificate> certificate(int threads) {
        JudgedNetwork network =
                new JudgedNetwork(model.architecture(), judged, model.dataset().inputs());
        return Optional.of(OutputProof.certificate(
                                certification.solution(), model.data().loss(), network, threads)
                        .withVerdictAt(certification.tolerance()))
                .filter(certificate -> !certificate.claims().isEmpty());
    }

    @Override
    public void write(JsonWriter json, String digest) throws IOException {
        json.text("verdict", certification.verdict().name());
        json.text("reason", certification.reason());
        json.number("objective", certification.objective());
        json.interval("objectiveBounds", certification.bounds().objective());
        json.interval("optimum", certification.bounds().optimum());
        json.interval("excess", certification.excess());
        json.number("tolerance", certification.tolerance());
        if (certification.flow().isPresent()) {
            FlowResult flow = certification.flow().get();
            json.object("flow", fields -> writeFlow(fields, flow));
        } else {
            json.nothing("flow");
        }
        if (certification.training().isPresent()) {
            certification.training().get().write(json);
        }
        model.write(json, digest);
        ClaimsJson.writeHypotheses(json, certification.hypotheses());
    }

    @Override
    public String reason() {
        return certification.reason();
    }

    @Override
    public double tolerance() {
        return certification.tolerance();
    }

    @Override
    public List<Hypothesis> hypotheses() {
        return certification.hypotheses();
    }

    @Override
    public List<Plot> plots() {
        return certification.plots();
    }

    @Override
    public String falsifiedBy() {
        String above = "above the upper end of the optimum by more than " + Rounded.near(certification.tolerance());
        return certification.flow().isPresent()
                ? "A flow at rest whose objective is proved to lie " + above + "."
                : "A proof that the objective of these weights lies " + above + ".";
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("data", model.dataText());
        facts.put("network", model.networkText());
        facts.put(
                "objective",
                Rounded.near(certification.objective()) + "  in "
                        + Rounded.outward(certification.bounds().objective()));
        facts.put("optimum", "in " + Rounded.outward(certification.bounds().optimum()));
        facts.put("excess", "in " + Rounded.outward(certification.excess()));
        certification.flow().ifPresent(flow -> {
            facts.put(
                    "flow",
                    Certification.status(flow) + ": " + Descriptions.count(flow.accepted(), "step") + ", "
                            + Descriptions.count(flow.evaluations(), "evaluation") + ", flow time "
                            + Rounded.near(flow.flowTime()) + ", velocity "
                            + Rounded.near(flow.last().velocity()));
            facts.put("path", Descriptions.explained(flow.path()));
        });
        certification.training().ifPresent(training -> {
            facts.put("start", training.startText());
            training.recompressedText().ifPresent(text -> facts.put("recompressed", text));
        });
        return facts;
    }

    private static void writeFlow(JsonWriter json, FlowResult flow) throws IOException {
        json.text("status", Certification.status(flow));
        json.text("path", Descriptions.of(flow.path()));
        json.whole("steps", flow.accepted());
        json.whole("evaluations", flow.evaluations());
        json.number("flowTime", flow.flowTime());
        json.number("velocity", flow.last().velocity());
        json.object("recompressions", fields -> {
            fields.whole("count", flow.recompressions().count());
            fields.whole("greatestRank", flow.recompressions().greatestRank());
            fields.number("weightChange", flow.recompressions().weightChange());
            fields.number("outputChange", flow.recompressions().outputChange());
        });
        json.objects(
                "trajectory",
                flow.trajectory().stream()
                        .map(point -> (JsonWriter.Body) fields -> writePoint(fields, point))
                        .toList());
    }

    private static void writePoint(JsonWriter json, TrajectoryPoint point) throws IOException {
        json.whole("step", point.step());
        json.number("time", point.time());
        json.number("loss", point.loss());
        json.number("excess", point.excess());
        json.number("velocity", point.velocity());
        json.number("betaVelocity", point.betaVelocity());
        json.number("outputVelocity", point.outputVelocity());
        json.number("energyResidual", point.energyResidual());
    }
}
