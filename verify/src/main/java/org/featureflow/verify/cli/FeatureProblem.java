package org.featureflow.verify.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
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
import org.featureflow.verify.certificate.FeatureProof;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.report.Rounded;

/**
 * The feature program on given atoms, theory section 5.2.
 *
 * @param program the program
 */
record FeatureProblem(FeatureProgram program) implements ConvexProblem {

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
                json -> write(json, solution),
                solution.status() == FeatureSolution.Status.INFEASIBLE
                        ? Optional.empty()
                        : Optional.of(FeatureProof.of(program, solution.point(), solution.dualPoint())));
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
