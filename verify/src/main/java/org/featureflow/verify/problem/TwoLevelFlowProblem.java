package org.featureflow.verify.problem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.twolevel.IntegrationSettings;
import org.featureflow.flow.twolevel.Langevin;
import org.featureflow.flow.twolevel.TwoLevelFlow;
import org.featureflow.flow.twolevel.TwoLevelIntegrator;
import org.featureflow.flow.twolevel.TwoLevelNetwork;
import org.featureflow.flow.twolevel.TwoLevelPoint;
import org.featureflow.flow.twolevel.TwoLevelResult;

/**
 * The program {@code two-level-flow}: the regularized, repopulated or noisy flow of a two-level network, theory sections 5.3 and 6. Fields:
 * {@code loss}, {@code activation}, {@code inputs} N x d, {@code targets}, {@code lambda} ({@code input}, {@code output}, and {@code entropy}
 * with noise), {@code atoms} ({@code p}, absent: equal; {@code u} K x c, {@code w} K x d), {@code masses} ({@code fixed} or {@code moving}), {@code
 * integrator} ({@code method} {@code rosenbrock} with {@code steps} and, if wanted, {@code accuracy}, {@code time}, {@code rest}; or
 * {@code langevin} with {@code step}, {@code settling}, {@code steps}, for fixed masses).
 */
public final class TwoLevelFlowProblem {

    private TwoLevelFlowProblem() {}

    /**
     * Runs a problem.
     *
     * @param problem the problem file's tree
     * @param seed the seed of the noise
     * @return {@code atoms} ({@code p}, {@code u}, {@code w}) and {@code predictions} N x c at the end; without noise {@code status},
     *     {@code times}, {@code objectives}, {@code velocities} and {@code massVelocities} of the start and each accepted step; with noise
     *     {@code meanPrediction} N x c
     * @throws IllegalArgumentException if the tree is not such a problem, naming the field
     */
    public static ObjectNode run(JsonNode problem, long seed) {
        Fields fields = new Fields("problem", problem);
        fields.allowOnly(List.of(
                "format",
                "program",
                "loss",
                "activation",
                "inputs",
                "targets",
                "lambda",
                "atoms",
                "masses",
                "integrator"));
        Fields lambda = fields.child("lambda");
        lambda.allowOnly(List.of("input", "output", "entropy"));
        TwoLevelFlow flow = new TwoLevelFlow(
                MatrixProducts.portable(1),
                fields.matrix("inputs"),
                new Objective(loss(fields), fields.columns("targets")),
                Activations.named(fields.text("activation")),
                lambda.number("input"),
                lambda.number("output"));
        TwoLevelNetwork start = network(fields.child("atoms"));
        boolean moving = areMassesMoving(fields.text("masses"));
        Fields integrator = fields.child("integrator");
        return switch (integrator.text("method")) {
            case "rosenbrock" -> rosenbrock(flow, start, moving, integrator);
            case "langevin" -> {
                if (moving) {
                    throw new IllegalArgumentException(
                            "field 'masses' is 'moving': method langevin has fixed masses only");
                }
                yield langevin(flow, start, lambda.number("entropy"), integrator, seed);
            }
            default ->
                throw new IllegalArgumentException(
                        "field 'method' is '" + integrator.text("method") + "': use rosenbrock or langevin");
        };
    }

    private static ObjectNode rosenbrock(TwoLevelFlow flow, TwoLevelNetwork start, boolean moving, Fields integrator) {
        integrator.allowOnly(List.of("method", "steps", "accuracy", "time", "rest"));
        IntegrationSettings settings = IntegrationSettings.withDefaults().withMaximalSteps(integrator.count("steps"));
        settings = integrator.has("accuracy") ? settings.withAccuracy(integrator.number("accuracy")) : settings;
        settings = integrator.has("time") ? settings.withMaximalFlowTime(integrator.number("time")) : settings;
        settings = integrator.has("rest") ? settings.withRestingVelocity(integrator.number("rest")) : settings;
        TwoLevelResult run = (moving
                        ? TwoLevelIntegrator.ofTransportAndReaction(settings)
                        : TwoLevelIntegrator.ofTransport(settings))
                .run(flow, start);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("status", run.status().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        List<TwoLevelPoint> points = run.trajectory();
        result.set(
                "times", Fields.numbers(points.stream().map(TwoLevelPoint::time).toList()));
        result.set(
                "objectives",
                Fields.numbers(points.stream().map(TwoLevelPoint::objective).toList()));
        result.set(
                "velocities",
                Fields.numbers(points.stream().map(TwoLevelPoint::velocity).toList()));
        result.set(
                "massVelocities",
                Fields.numbers(
                        points.stream().map(TwoLevelPoint::reactionVelocity).toList()));
        result.set("predictions", Fields.rows(run.end().predictions()));
        writeAtoms(result, run.end().network());
        return result;
    }

    private static ObjectNode langevin(
            TwoLevelFlow flow, TwoLevelNetwork start, double entropy, Fields integrator, long seed) {
        integrator.allowOnly(List.of("method", "step", "settling", "steps"));
        Langevin langevin = new Langevin(flow, entropy, integrator.number("step"));
        Langevin.Run run = langevin.run(
                start,
                integrator.count("settling"),
                integrator.count("steps"),
                new RandomStreams(seed).stream("noise"));
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("meanPrediction", Fields.rows(run.meanPrediction()));
        result.set("predictions", Fields.rows(flow.at(run.end()).predictions()));
        writeAtoms(result, run.end());
        return result;
    }

    private static void writeAtoms(ObjectNode result, TwoLevelNetwork network) {
        ObjectNode atoms = result.putObject("atoms");
        atoms.set(
                "p", Fields.numbers(Arrays.stream(network.masses().data).boxed().toList()));
        atoms.set("u", Fields.rows(network.outputWeights()));
        atoms.set("w", Fields.rows(network.inputWeights()));
    }

    private static TwoLevelNetwork network(Fields atoms) {
        atoms.allowOnly(List.of("p", "u", "w"));
        DMatrixRMaj u = atoms.columns("u");
        DMatrixRMaj w = atoms.matrix("w");
        return atoms.has("p") ? TwoLevelNetwork.of(atoms.columns("p"), u, w) : TwoLevelNetwork.ofEqualMasses(u, w);
    }

    private static Loss loss(Fields fields) {
        if (!fields.isObject("loss")) {
            return Losses.named(fields.text("loss"));
        }
        Fields loss = fields.child("loss");
        loss.allowOnly(List.of("name", "delta"));
        if (!loss.has("delta")) {
            return Losses.named(loss.text("name"));
        }
        if (!loss.text("name").equals("huber")) {
            throw new IllegalArgumentException("field 'delta' belongs to loss huber, not to " + loss.text("name"));
        }
        return Losses.huber(loss.number("delta"));
    }

    private static boolean areMassesMoving(String name) {
        return switch (name) {
            case "fixed" -> false;
            case "moving" -> true;
            default -> throw new IllegalArgumentException("field 'masses' is '" + name + "': use fixed or moving");
        };
    }
}
