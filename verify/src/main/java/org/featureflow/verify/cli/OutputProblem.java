package org.featureflow.verify.cli;

import java.io.IOException;
import java.util.Optional;
import org.featureflow.convex.certificate.OutputSolution;
import org.featureflow.convex.program.OutputProgram;
import org.featureflow.convex.solver.OutputSolver;
import org.featureflow.verify.certificate.OutputProof;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.program.Programs;

/**
 * The output program, theory section 5.1: the loss alone, over a subspace of outputs.
 *
 * @param program the program
 * @param subspaceName how the file names the subspace
 */
record OutputProblem(OutputProgram program, String subspaceName) implements ConvexProblem {

    private static final double TOLERANCE = 1e-8;

    /** Reads the fields of program {@code output}. */
    static OutputProblem of(JsonValue json) {
        return new OutputProblem(Programs.output(json), json.get("subspace").text());
    }

    @Override
    public String description() {
        return "output program over "
                + switch (subspaceName) {
                    case "range" -> "the range of the features";
                    case "reachable" -> "what the architecture can reach";
                    default -> "all outputs";
                }
                + ", dimension " + program.subspace().dimension() + ", " + Descriptions.of(program.objective());
    }

    @Override
    public double defaultTolerance() {
        return TOLERANCE;
    }

    @Override
    public boolean isToleranceRelative() {
        return false;
    }

    @Override
    public SolveResult solve(SolveLimits limits) {
        OutputSolution solution = OutputSolver.solve(program);
        boolean closed = solution.gap() <= limits.tolerance();
        String reason = closed
                ? "proved, in outward-rounded arithmetic"
                : solution.isProved()
                        ? "the proved bounds are further apart"
                        : "the bound is not proved: " + solution.shortfall();
        return new SolveResult(
                closed ? SolveStatus.OPTIMAL : SolveStatus.REDUCED,
                reason,
                solution.optimum().upper(),
                solution.optimum().lower(),
                Descriptions.count(program.subspace().blocks().size(), "block"),
                json -> write(json, solution),
                Optional.of(OutputProof.of(solution, Optional.empty())));
    }

    private void write(JsonWriter json, OutputSolution solution) throws IOException {
        json.whole("dimension", program.subspace().dimension());
        json.columns("f", solution.outputs());
        json.columns("g", solution.dualPoint());
    }
}
