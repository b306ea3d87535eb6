package org.featureflow.verify.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.featureflow.convex.program.EntropicProgram;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.convex.solver.EntropicSettings;
import org.featureflow.convex.solver.EntropicSolution;
import org.featureflow.convex.solver.EntropicSolver;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.program.ProblemFields;
import org.featureflow.verify.program.Programs;
import org.featureflow.verify.report.Rounded;

/**
 * The two-level program with entropy, theory section 5.3.
 *
 * @param program the program
 */
record EntropicProblem(EntropicProgram program) implements ConvexProblem {

    /** Reads the fields of program {@code entropic}. */
    static EntropicProblem of(JsonValue json) {
        ProblemFields.allowOnly(json, "loss", "inputs", "targets", "activation", "lambda");
        JsonValue lambda = json.get("lambda");
        lambda.allowOnly(List.of("input", "output", "entropy"));
        TwoLevelProgram twoLevel = Programs.twoLevelPart(json);
        return new EntropicProblem(new EntropicProgram(twoLevel, ProblemFields.positive(lambda.get("entropy"))));
    }

    @Override
    public String description() {
        return "entropic two-level program, " + TwoLevelProblem.sizes(program.twoLevel());
    }

    @Override
    public String certificateHindrance() {
        return "its bounds rest on an estimated error of quadrature";
    }

    @Override
    public double defaultTolerance() {
        return EntropicSettings.withDefaults().tolerance();
    }

    @Override
    public boolean isToleranceRelative() {
        return false;
    }

    @Override
    public SolveResult solve(SolveLimits limits) {
        EntropicSolution solution = EntropicSolver.solve(
                program,
                EntropicSettings.withDefaults()
                        .withTolerance(limits.tolerance())
                        .withSeed(limits.seed())
                        .withCancellation(limits::isTimeOver)
                        .withProgress(at -> limits.show(
                                "step " + at.step() + ", " + at.nodes() + " nodes", at.objective(), at.dual())));
        String range = "the dual value lies in " + Rounded.outward(solution.dualRange())
                + (solution.quadrature() == EntropicSolution.Quadrature.LATTICE
                        ? " by the quadrature's estimated error"
                        : " with confidence " + EntropicSettings.withDefaults().confidence());
        String reason = switch (solution.status()) {
            case OPTIMAL -> range + ", not a proof";
            case REDUCED -> "the integrals are not known to the tolerance; " + range;
            case BUDGET -> "steps or time are spent; " + range;
        };
        return new SolveResult(
                SolveStatus.valueOf(solution.status().name()),
                reason,
                solution.objective(),
                solution.dual(),
                Descriptions.count(solution.steps(), "Newton step") + ", "
                        + Descriptions.count(solution.nodes(), "node"),
                json -> write(json, solution),
                Optional.empty());
    }

    private static void write(JsonWriter json, EntropicSolution solution) throws IOException {
        json.interval("dualRange", solution.dualRange());
        json.text("quadrature", TwoLevelProblem.label(solution.quadrature()));
        json.whole("nodes", solution.nodes());
        json.whole("steps", solution.steps());
        json.number("logPartition", solution.gibbs().logPartition());
        json.columns("f", solution.gibbs().meanPrediction());
        json.columns("g", solution.gibbs().dual());
    }
}
