package org.featureflow.verify.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.certificate.OutputSolution;
import org.featureflow.convex.program.OutputProgram;
import org.featureflow.convex.program.Subspace;
import org.featureflow.convex.solver.OutputSolver;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Architecture.Model;
import org.featureflow.core.model.Objective;
import org.featureflow.verify.report.JsonWriter;

/**
 * The output program, theory section 5.1: the loss alone, over a subspace of outputs.
 *
 * @param program the program
 * @param subspaceName how the file names the subspace
 */
record OutputProblem(OutputProgram program, String subspaceName) implements ConvexProblem {

    private static final double TOLERANCE = 1e-8;

    /** Reads the fields of program {@code output}; which others there are depends on {@code subspace}. */
    static OutputProblem of(JsonValue json) {
        JsonValue name = json.get("subspace");
        switch (name.text()) {
            case "all" -> ProblemFields.allowOnly(json, "loss", "targets", "subspace");
            case "range" -> ProblemFields.allowOnly(json, "loss", "targets", "subspace", "features");
            case "reachable" ->
                ProblemFields.allowOnly(
                        json, "loss", "targets", "subspace", "inputs", "architecture", "depth", "activation");
            default ->
                throw name.wrong("unknown subspace " + WrongInput.quote(name.text()), "use all, range or reachable");
        }
        Objective objective = ProblemFields.objective(json);
        Subspace subspace = switch (name.text()) {
            case "range" -> Subspace.range(ProblemFields.samples(json.get("features"), objective.samples()));
            case "reachable" -> reachable(json, objective.samples());
            default -> Subspace.all(objective.samples());
        };
        return new OutputProblem(new OutputProgram(objective, subspace), name.text());
    }

    private static Subspace reachable(JsonValue json, int samples) {
        DMatrixRMaj inputs = ProblemFields.samples(json.get("inputs"), samples);
        Model model = FlowProblem.model(json.get("architecture"));
        JsonValue depth = json.get("depth");
        int layers = depth.count();
        JsonValue activation = json.get("activation");
        activation.allowOnly(List.of("h1", "h2"));
        Activation h1 = FlowProblem.activation(activation.get("h1"));
        Optional<Activation> h2 = activation.find("h2").map(FlowProblem::activation);
        if (model == Model.RESNET && h2.isEmpty() && layers > 1) {
            throw activation.wrong("the field 'h2' is missing", "a Res-Net needs both activations");
        }
        Architecture architecture = depth.make(() -> new Architecture(model, layers, h1, h2.orElse(h1)));
        return Subspace.reachable(architecture, inputs);
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
                json -> write(json, solution));
    }

    private void write(JsonWriter json, OutputSolution solution) throws IOException {
        json.whole("dimension", program.subspace().dimension());
        json.columns("f", solution.outputs());
        json.columns("g", solution.dualPoint());
    }
}
