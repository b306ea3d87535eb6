package org.featureflow.verify.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.model.Regularization;
import org.featureflow.flow.regularized.RegularizedResult;
import org.featureflow.flow.regularized.RegularizedState;
import org.featureflow.verify.certificate.Certificate;
import org.featureflow.verify.certificate.RegularizedProof;
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.claim.Plot;
import org.featureflow.verify.claim.RegularizedMatch;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.program.Programs;
import org.featureflow.verify.report.Rounded;

/**
 * A verdict of {@code certify --lambda}.
 *
 * @param match the end of the flow and the optimum
 * @param tolerance the tolerance
 * @param repopulates whether masses moved
 * @param model what it is about
 */
record RegularizedReport(RegularizedMatch match, double tolerance, boolean repopulates, CertifiedModel model)
        implements CertifyResult {

    @Override
    public Verdict verdict() {
        return match.verdict(tolerance);
    }

    @Override
    public Optional<Weights> trained() {
        return Optional.of(match.flow().network().weights());
    }

    /** One over all features only: a bound on atoms is a floating-point one. */
    @Override
    public Optional<Certificate> certificate(int threads) {
        if (match.scope() != RegularizedMatch.Scope.ALL_FEATURES) {
            return Optional.empty();
        }
        TwoLevelProgram program = RegularizedMatch.program(match.state());
        RegularizedProof proof = new RegularizedProof(
                TwoLevelProblem.proof(program, match.solved().orElseThrow(), RegularizedTraining.closeness(tolerance)),
                match.state().network(),
                match.state().flow().lambda());
        JsonWriter.Body problem = json -> Programs.write(json, model.data().loss(), program);
        return Optional.of(Certificate.of(problem, proof, threads).withVerdictAt(tolerance));
    }

    @Override
    public void write(JsonWriter json, String digest) throws IOException {
        json.text("verdict", verdict().name());
        json.text("reason", reason());
        json.number("objective", match.state().objective());
        json.interval("objectiveBounds", match.objective());
        json.interval("optimum", match.optimum());
        json.interval("excess", match.excess());
        json.number("tolerance", tolerance);
        json.text("scope", scope());
        json.object("regularization", fields -> {
            Regularization lambda = match.state().flow().lambda();
            fields.number("input", lambda.input());
            fields.numbers("hidden", lambda.hidden());
            fields.number("output", lambda.output());
            fields.number("loss", match.state().loss());
            fields.number("penalty", match.state().penalty());
        });
        json.object("flow", this::writeFlow);
        json.object("lowering", this::writeLowering);
        model.write(json, digest);
        json.objects("hypotheses", List.of());
    }

    private void writeFlow(JsonWriter json) throws IOException {
        RegularizedResult flow = match.flow();
        json.text("status", status());
        json.whole("steps", flow.accepted());
        json.whole("evaluations", flow.evaluations());
        json.number("flowTime", flow.flowTime());
        json.number("velocity", velocity());
        json.whole("reactions", flow.reactions());
        json.number("massDefect", match.state().massDefect());
        json.whole("atoms", match.state().network().masses().width(0));
    }

    /** Where mass would go, if it could: what a stationary flow above the optimum misses. */
    private void writeLowering(JsonWriter json) throws IOException {
        int atom = match.cheapestAtom();
        json.whole("atom", atom + 1);
        json.number("massDerivative", derivative(atom));
        json.numbers("inputWeights", inputWeights(atom));
        if (match.feature().isPresent()) {
            json.numbers("feature", match.feature().get());
        } else {
            json.nothing("feature");
        }
    }

    private double derivative(int atom) {
        RegularizedState state = match.state();
        return state.massDerivatives()[atom] - state.meanMassDerivative();
    }

    private List<Double> inputWeights(int atom) {
        DMatrixRMaj input = match.state().network().weights().input();
        List<Double> weights = new ArrayList<>();
        for (int i = 0; i < input.numRows; i++) {
            weights.add(input.get(i, atom));
        }
        return weights;
    }

    @Override
    public List<Hypothesis> hypotheses() {
        return List.of();
    }

    @Override
    public List<Plot> plots() {
        return List.of();
    }

    @Override
    public String falsifiedBy() {
        return "A flow at rest whose regularized objective is proved to lie above the upper end of the optimum by more than "
                + Rounded.near(tolerance) + ".";
    }

    @Override
    public Map<String, String> facts() {
        RegularizedResult flow = match.flow();
        Regularization lambda = match.state().flow().lambda();
        List<Double> factors = new ArrayList<>(List.of(lambda.input()));
        factors.addAll(lambda.hidden());
        factors.add(lambda.output());
        int atoms = match.state().network().masses().width(0);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("data", model.dataText());
        facts.put("network", model.networkText());
        facts.put("lambda", factors.stream().map(Rounded::near).collect(Collectors.joining(", ")));
        facts.put(
                "objective",
                Rounded.near(match.state().objective()) + "  in " + Rounded.outward(match.objective()) + ", loss "
                        + Rounded.near(match.state().loss()));
        facts.put("optimum", "in " + Rounded.outward(match.optimum()) + ", " + scope());
        facts.put("excess", "in " + Rounded.outward(match.excess()));
        facts.put(
                "flow",
                status() + ": " + Descriptions.count(flow.accepted(), "step") + ", "
                        + Descriptions.count(flow.evaluations(), "evaluation") + ", flow time "
                        + Rounded.near(flow.flowTime()) + ", velocity " + Rounded.near(velocity())
                        + (repopulates
                                ? ", " + Descriptions.count(flow.reactions(), "exact solve") + ", "
                                        + Descriptions.count(atoms, "atom")
                                : ""));
        if (verdict() == Verdict.REFUTED) {
            int atom = match.cheapestAtom();
            facts.put(
                    "lower",
                    "mass to atom " + (atom + 1) + ", input weights " + text(inputWeights(atom))
                            + ": the objective falls at rate " + Rounded.near(-derivative(atom)));
            match.feature()
                    .ifPresent(feature -> facts.put("or", "mass to the feature of input weights " + text(feature)));
        }
        return facts;
    }

    private static String text(List<Double> numbers) {
        return numbers.stream().map(Rounded::near).collect(Collectors.joining(", ", "(", ")"));
    }

    private String scope() {
        return switch (match.scope()) {
            case ALL_FEATURES -> "over all features, proved";
            case DICTIONARY -> "lower end over a dictionary of features";
            case ATOMS -> "lower end over the network's atoms, in floating point";
        };
    }

    private double velocity() {
        return Math.sqrt(match.state().energyRate());
    }

    private String status() {
        return match.flow().status().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String reason() {
        String limit = Rounded.near(tolerance);
        return switch (verdict()) {
            case CERTIFIED ->
                "the excess over the regularized optimum is proved to be at most "
                        + Rounded.up(match.excess().upper()) + " <= " + limit;
            case REFUTED ->
                "the flow is stationary above the optimum: it rests, at velocity " + Rounded.near(velocity())
                        + ", and a network is proved to be better by at least "
                        + Rounded.down(match.excess().lower()) + " > " + limit;
            case SUPPORTED ->
                "the excess is at most " + Rounded.up(match.excess().upper()) + " <= " + limit
                        + (match.scope() == RegularizedMatch.Scope.ATOMS
                                ? " on the network's atoms, in floating point"
                                : " on the features of a dictionary");
            case INCONCLUSIVE ->
                "the flow ended " + status() + " at velocity " + Rounded.near(velocity())
                        + ", and its excess is neither shown to be within " + limit + " nor refuted";
        };
    }
}
