package org.featureflow.verify.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.certificate.TwoLevelBound;
import org.featureflow.convex.program.TwoLevelMeasure;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.convex.solver.TwoLevelSettings;
import org.featureflow.convex.solver.TwoLevelSolution;
import org.featureflow.convex.solver.TwoLevelSolver;
import org.featureflow.verify.certificate.TwoLevelProof;
import org.featureflow.verify.json.JsonWriter;

/**
 * The two-level program over all features, theory section 5.3.
 *
 * @param program the program
 */
record TwoLevelProblem(TwoLevelProgram program) implements ConvexProblem {

    /** A two-level program in words. */
    static String sizes(TwoLevelProgram program) {
        return Descriptions.count(program.dimension(), "input") + ", "
                + program.activation().name() + ", " + Descriptions.of(program.objective());
    }

    @Override
    public String description() {
        return "two-level program over all features, " + sizes(program);
    }

    @Override
    public double defaultTolerance() {
        return TwoLevelSettings.withDefaults().tolerance();
    }

    @Override
    public boolean isToleranceRelative() {
        return false;
    }

    @Override
    public SolveResult solve(SolveLimits limits) {
        TwoLevelSolution solution = TwoLevelSolver.solve(
                program,
                TwoLevelSettings.withDefaults()
                        .withTolerance(limits.tolerance())
                        .withSeed(limits.seed())
                        .withCancellation(limits::isTimeOver)
                        .withProgress(at -> limits.show(
                                "round " + at.round() + ", " + Descriptions.count(at.atoms(), "feature"),
                                at.upper(),
                                at.lower())));
        boolean all = solution.bound().scope() == TwoLevelBound.Scope.ALL_FEATURES;
        String reason = switch (solution.status()) {
            case OPTIMAL -> "proved over all features, in outward-rounded arithmetic";
            case REDUCED ->
                all
                        ? "rounding allows no smaller gap"
                        : "the lower bound is proved over the dictionary only, not over all features";
            case BUDGET -> "rounds, boxes or time are spent";
        };
        return new SolveResult(
                SolveStatus.valueOf(solution.status().name()),
                reason,
                solution.upper(),
                solution.lower(),
                Descriptions.count(solution.measure().atoms(), "atom") + ", "
                        + Descriptions.count(solution.rounds(), "round") + ", "
                        + Descriptions.count(solution.boxes(), "box", "boxes"),
                json -> write(json, solution),
                all ? Optional.of(proof(program, solution, limits.tolerance())) : Optional.empty());
    }

    /** What proves the bounds of a solution over all features. */
    static TwoLevelProof proof(TwoLevelProgram program, TwoLevelSolution solution, double tolerance) {
        DMatrixRMaj least =
                DMatrixRMaj.wrap(1, program.dimension(), solution.bound().leastFeature());
        return TwoLevelProof.of(program, solution.measure(), solution.scaledDual(), least, tolerance);
    }

    @Override
    public String certificateHindrance() {
        return program.dimension() <= TwoLevelProof.MOST_INPUTS
                ? ""
                : "bounds over all features are proved for up to " + TwoLevelProof.MOST_INPUTS + " inputs";
    }

    private static void write(JsonWriter json, TwoLevelSolution solution) throws IOException {
        json.object("bound", bound -> {
            bound.text("scope", label(solution.bound().scope()));
            bound.text("outcome", label(solution.bound().outcome()));
        });
        json.whole("rounds", solution.rounds());
        json.whole("boxes", solution.boxes());
        TwoLevelMeasure measure = solution.measure();
        json.columns("p", measure.masses());
        json.columns("u", measure.outputWeights());
        json.matrix("w", measure.inputWeights());
        json.columns("scaledDual", solution.scaledDual());
    }

    /** A constant as files write it. */
    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
