package org.featureflow.verify.problem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Activations;
import org.featureflow.flow.depth.Block;
import org.featureflow.flow.depth.BlockMeasure;
import org.featureflow.flow.depth.Blocks;
import org.featureflow.flow.depth.DepthProblem;
import org.featureflow.flow.depth.DepthScheme;
import org.featureflow.flow.depth.ParameterFlow;
import org.featureflow.flow.depth.ParameterFlowResult;

/**
 * The program {@code ode-resnet}: the parameter flow of a mean-field ODE Res-Net, theory section 7. Fields: {@code block} ({@code kind}
 * {@code unit} with {@code activation} and {@code clip}, or {@code linear}), {@code embedded} N x D, {@code readOut} D x c, {@code targets}
 * N x c, {@code theta} n x K x P, {@code substeps} (0 for the network of depth n, else Runge-Kutta steps a cell; absent: 0),
 * {@code integrator} ({@code method} {@code euler} or {@code runge-kutta}, {@code step}, {@code steps}).
 */
public final class OdeResNetProblem {

    private OdeResNetProblem() {}

    /**
     * Runs a problem.
     *
     * @param problem the problem file's tree
     * @return {@code losses} and {@code energyRates} (steps + 1 each), {@code predictions} N x c and {@code theta} at the end
     * @throws IllegalArgumentException if the tree is not such a problem, naming the field
     */
    public static ObjectNode run(JsonNode problem) {
        Fields fields = new Fields("problem", problem);
        fields.allowOnly(List.of(
                "format", "program", "block", "embedded", "readOut", "targets", "theta", "substeps", "integrator"));
        DMatrixRMaj embedded = fields.matrix("embedded");
        DepthProblem depthProblem = new DepthProblem(
                block(fields.child("block"), embedded.numCols),
                embedded,
                fields.matrix("readOut"),
                fields.matrix("targets"));
        boolean network = !fields.has("substeps") || fields.number("substeps") == 0;
        DepthScheme scheme = network ? DepthScheme.network() : DepthScheme.rungeKutta(fields.count("substeps"));
        Fields integrator = fields.child("integrator");
        integrator.allowOnly(List.of("method", "step", "steps"));
        ParameterFlowResult run = new ParameterFlow(depthProblem, scheme)
                .run(
                        BlockMeasure.ofEqualCells(fields.cube("theta")),
                        method(integrator.text("method")),
                        integrator.number("step"),
                        integrator.count("steps"));
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("losses", Fields.numbers(run.losses()));
        result.set("energyRates", Fields.numbers(run.energyRates()));
        DMatrixRMaj output = run.end().output();
        ArrayNode predictions = result.putArray("predictions");
        for (int n = 0; n < output.numRows; n++) {
            List<Double> row = new ArrayList<>();
            for (int c = 0; c < output.numCols; c++) {
                row.add(output.get(n, c));
            }
            predictions.add(Fields.numbers(row));
        }
        BlockMeasure end = run.end().measure();
        ArrayNode theta = result.putArray("theta");
        for (int i = 0; i < end.cells(); i++) {
            ArrayNode cell = theta.addArray();
            for (int k = 0; k < end.particles(); k++) {
                List<Double> row = new ArrayList<>();
                for (double entry : end.theta(i, k)) {
                    row.add(entry);
                }
                cell.add(Fields.numbers(row));
            }
        }
        return result;
    }

    private static Block block(Fields block, int dimension) {
        block.allowOnly(List.of("kind", "activation", "clip"));
        return switch (block.text("kind")) {
            case "unit" -> Blocks.unit(dimension, Activations.named(block.text("activation")), block.number("clip"));
            case "linear" -> Blocks.linear(dimension);
            default ->
                throw new IllegalArgumentException("field 'kind' is '" + block.text("kind") + "': use unit or linear");
        };
    }

    private static ParameterFlow.Method method(String name) {
        return switch (name) {
            case "euler" -> ParameterFlow.Method.EULER;
            case "runge-kutta" -> ParameterFlow.Method.RUNGE_KUTTA;
            default -> throw new IllegalArgumentException("field 'method' is '" + name + "': use euler or runge-kutta");
        };
    }
}
