package org.featureflow.verify.cli;

import java.io.IOException;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.ReluProgram;
import org.featureflow.convex.solver.ReluSettings;
import org.featureflow.convex.solver.ReluSolution;
import org.featureflow.convex.solver.ReluSolver;
import org.featureflow.verify.certificate.ReluProof;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.program.Programs;

/**
 * Two-layer ReLU training with weight decay, theory section 5.4.
 *
 * @param program the program
 * @param inputs the field that too many cells come from
 */
record ReluProblem(ReluProgram program, JsonValue inputs) implements ConvexProblem {

    /** Reads the fields of program {@code relu}. */
    static ReluProblem of(JsonValue json) {
        return new ReluProblem(Programs.relu(json), json.get("inputs"));
    }

    @Override
    public String description() {
        return "two-layer ReLU training with weight decay, " + Descriptions.count(program.dimension(), "input") + ", "
                + Descriptions.count(program.samples(), "sample") + ", 1 output, squared loss";
    }

    @Override
    public double defaultTolerance() {
        return ReluSettings.withDefaults().tolerance();
    }

    @Override
    public boolean isToleranceRelative() {
        return true;
    }

    @Override
    public SolveResult solve(SolveLimits limits) {
        ReluSettings settings =
                ReluSettings.withDefaults().withTolerance(limits.tolerance()).withCancellation(limits::isTimeOver);
        // Too many cells are the one thing about a checked program that the solver refuses.
        ReluSolution solution = inputs.make(() -> ReluSolver.solve(program, settings));
        return new SolveResult(
                switch (solution.status()) {
                    case OPTIMAL -> SolveStatus.OPTIMAL;
                    case REDUCED_ACCURACY -> SolveStatus.REDUCED;
                    case BUDGET_SPENT -> SolveStatus.BUDGET;
                },
                switch (solution.status()) {
                    case OPTIMAL -> "proved for every width, in exact arithmetic";
                    case REDUCED_ACCURACY -> "rounding allows no smaller gap";
                    case BUDGET_SPENT -> "rounds or time are spent";
                },
                solution.primal(),
                solution.dual(),
                Descriptions.count(solution.outputWeights().length, "unit") + ", "
                        + Descriptions.count(solution.cellCount(), "cell") + ", "
                        + Descriptions.count(solution.rounds(), "round"),
                json -> write(json, solution),
                Optional.of(new ReluProof(solution.certificate())));
    }

    private static void write(JsonWriter json, ReluSolution solution) throws IOException {
        json.whole("cells", solution.cellCount());
        json.whole("rounds", solution.rounds());
        json.object("weights", weights -> {
            weights.matrix("input", solution.hiddenWeights());
            weights.columns("output", column(solution.outputWeights()));
        });
        json.columns("g", column(solution.dualPoint()));
    }

    private static DMatrixRMaj column(double[] entries) {
        return DMatrixRMaj.wrap(entries.length, 1, entries);
    }
}
