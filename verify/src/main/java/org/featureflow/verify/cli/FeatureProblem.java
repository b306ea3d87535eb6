package org.featureflow.verify.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.FeatureDual;
import org.featureflow.convex.program.FeaturePoint;
import org.featureflow.convex.program.FeatureProgram;
import org.featureflow.convex.solver.Exclusion;
import org.featureflow.convex.solver.FeatureSettings;
import org.featureflow.convex.solver.FeatureSolution;
import org.featureflow.convex.solver.FeatureSolver;
import org.featureflow.core.model.Architecture.Model;
import org.featureflow.core.model.Objective;
import org.featureflow.core.model.Regularization;
import org.featureflow.verify.report.JsonWriter;
import org.featureflow.verify.report.Rounded;

/**
 * The feature program on given atoms, theory section 5.2.
 *
 * @param program the program
 */
record FeatureProblem(FeatureProgram program) implements ConvexProblem {

    /** Reads the fields of program {@code feature}. */
    static FeatureProblem of(JsonValue json) {
        Model model = FlowProblem.model(json.get("architecture"));
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
        return new FeatureProblem(json.make(() -> model == Model.RESNET
                ? FeatureProgram.resNet(objective, activated, reproduced, inputCost, lambda)
                : FeatureProgram.dnn(objective, activated, reproduced, inputCost, lambda)));
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
                    "the field '" + name + "' has length " + count + " for " + Descriptions.count(depth, "layer"),
                    "give one for each layer from the second on");
        }
    }

    private static double[] inputCost(JsonValue json, int atoms) {
        List<JsonValue> entries = json.elements();
        if (entries.size() != atoms) {
            throw json.wrong(
                    "there are " + Descriptions.count(entries.size(), "number") + " for "
                            + Descriptions.count(atoms, "atom") + " of layer 1",
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

    @Override
    public String description() {
        List<Integer> atoms = IntStream.rangeClosed(1, program.depth())
                .mapToObj(program::atoms)
                .toList();
        boolean equal = atoms.stream().distinct().count() == 1;
        String sizes = (equal ? atoms.subList(0, 1) : atoms)
                .stream().map(String::valueOf).collect(Collectors.joining(", "));
        return "feature program of a " + (program.model() == Model.RESNET ? "Res-Net" : "DNN") + ", "
                + Descriptions.count(program.depth(), "layer") + " of " + sizes
                + (sizes.equals("1") ? " atom, " : " atoms, ") + Descriptions.of(program.objective());
    }

    @Override
    public double defaultTolerance() {
        return FeatureSettings.defaults().tolerance();
    }

    @Override
    public boolean isToleranceRelative() {
        return true;
    }

    @Override
    public SolveResult solve(SolveLimits limits) {
        FeatureSolution solution = FeatureSolver.solve(
                program,
                FeatureSettings.defaults()
                        .withTolerance(limits.tolerance())
                        .withCancellation(limits::isTimeOver)
                        .withListener(at -> limits.show("iteration " + at.iteration(), at.primal(), at.dual())));
        return new SolveResult(
                SolveStatus.valueOf(solution.status().name()),
                reason(solution),
                solution.primal(),
                solution.dual(),
                Descriptions.count(solution.iterations(), "iteration"),
                json -> write(json, solution));
    }

    private String reason(FeatureSolution solution) {
        return switch (solution.status()) {
            case OPTIMAL -> "the dual bound proves it, up to rounding";
            case INFEASIBLE -> {
                Exclusion first = solution.exclusions().get(0);
                yield "no atom of a simplex can have mass; the features that layer " + first.layer()
                        + " must reproduce at atom " + first.atom() + " are outside the span of those at hand by "
                        + Rounded.near(first.distance()) + " of their norm";
            }
            case REDUCED -> "double precision allows no smaller gap";
            case BUDGET -> "iterations or time are spent";
        };
    }

    private void write(JsonWriter json, FeatureSolution solution) throws IOException {
        json.whole("iterations", solution.iterations());
        json.objects(
                "excluded",
                solution.exclusions().stream()
                        .map(exclusion -> (JsonWriter.Body) fields -> {
                            fields.whole("layer", exclusion.layer());
                            fields.whole("atom", exclusion.atom());
                            fields.number("distance", exclusion.distance());
                        })
                        .toList());
        if (solution.status() == FeatureSolution.Status.INFEASIBLE) {
            for (String name : List.of("p", "W", "c", "g", "M")) {
                json.nothing(name);
            }
            return;
        }
        FeaturePoint point = solution.point();
        List<DMatrixRMaj> masses = point.masses().stream()
                .map(p -> DMatrixRMaj.wrap(p.length, 1, p))
                .toList();
        if (program.model() == Model.RESNET) {
            json.columns("p", masses.get(0));
        } else {
            json.manyColumns("p", masses);
        }
        json.matrices("W", point.weights());
        json.columns("c", point.output());
        FeatureDual dual = solution.dualPoint();
        json.columns("g", dual.g());
        json.matrices("M", dual.multipliers());
    }
}
