package org.featureflow.verify.program;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.FeatureProgram;
import org.featureflow.core.model.Architecture.Model;
import org.featureflow.core.model.Objective;
import org.featureflow.core.model.Regularization;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.WrongInput;

/** The feature program as problem files state it. */
public final class FeatureFields {

    private FeatureFields() {}

    /** Reads the fields of program {@code feature}. */
    public static FeatureProgram read(JsonValue json) {
        Model model = Programs.model(json.get("architecture"));
        String reproducedName = model == Model.RESNET ? "residual" : "features";
        ProblemFields.allowOnly(
                json, "architecture", "loss", "targets", "activated", reproducedName, "inputCost", "lambda");
        Objective objective = ProblemFields.objective(json);
        List<DMatrixRMaj> activated = activated(json.get("activated"), objective.samples(), model);
        int depth = activated.size();

        // Depth 1 has nothing to reproduce, so that the fields may be left out.
        List<JsonValue> layers = optional(json, reproducedName, depth);
        checkCount(json, reproducedName, layers.size(), depth);
        List<DMatrixRMaj> reproduced = new ArrayList<>();
        for (int l = 1; l < depth; l++) {
            int atoms = activated.get(l).numCols;
            reproduced.add(ProblemFields.samples(layers.get(l - 1), objective.samples(), atoms, "atom"));
        }
        double[] inputCost = inputCost(json.get("inputCost"), activated.get(0).numCols);
        Regularization lambda = lambda(json.get("lambda"), depth);
        return json.make(() -> model == Model.RESNET
                ? FeatureProgram.resNet(objective, activated, reproduced, inputCost, lambda)
                : FeatureProgram.dnn(objective, activated, reproduced, inputCost, lambda));
    }

    private static List<DMatrixRMaj> activated(JsonValue json, int samples, Model model) {
        List<DMatrixRMaj> activated = new ArrayList<>();
        for (JsonValue layer : json.elements()) {
            // A Res-Net's atoms are paths through all layers.
            activated.add(
                    model == Model.RESNET && !activated.isEmpty()
                            ? ProblemFields.samples(layer, samples, activated.get(0).numCols, "atom")
                            : ProblemFields.samples(layer, samples));
        }
        if (activated.isEmpty()) {
            throw json.wrong("there is no layer", "give one matrix a layer");
        }
        return activated;
    }

    private static List<JsonValue> optional(JsonValue json, String name, int depth) {
        return depth == 1
                ? json.find(name).map(JsonValue::elements).orElse(List.of())
                : json.get(name).elements();
    }

    private static void checkCount(JsonValue json, String name, int count, int depth) {
        if (count != depth - 1) {
            throw json.wrong(
                    "the field '" + name + "' has length " + count + " for " + WrongInput.count(depth, "layer"),
                    "give one for each layer from the second on");
        }
    }

    private static double[] inputCost(JsonValue json, int atoms) {
        List<JsonValue> entries = json.elements();
        if (entries.size() != atoms) {
            throw json.wrong(
                    "there are " + WrongInput.count(entries.size(), "number") + " for "
                            + WrongInput.count(atoms, "atom") + " of layer 1",
                    "give one an atom");
        }
        return entries.stream().mapToDouble(ProblemFields::notNegative).toArray();
    }

    private static Regularization lambda(JsonValue json, int depth) {
        json.allowOnly(List.of("input", "hidden", "output"));
        double input = ProblemFields.notNegative(json.get("input"));
        List<Double> hidden = optional(json, "hidden", depth).stream()
                .map(ProblemFields::positive)
                .toList();
        checkCount(json, "hidden", hidden.size(), depth);
        return new Regularization(input, hidden, ProblemFields.positive(json.get("output")));
    }
}
