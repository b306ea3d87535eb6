package org.featureflow.verify.cli;

import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.WrongInput;
import org.featureflow.verify.program.FeatureFields;
import org.featureflow.verify.program.ProblemFields;
import org.featureflow.verify.program.Programs;

/** A convex program as a problem file states it. */
interface ConvexProblem {

    /**
     * Reads a problem.
     *
     * @throws WrongInput if it is not a problem that {@code solve} knows
     */
    static ConvexProblem of(JsonValue json) {
        ProblemFields.checkFormat(json);
        JsonValue program = json.get("program");
        return switch (program.text()) {
            case "feature" -> new FeatureProblem(FeatureFields.read(json));
            case "output" -> OutputProblem.of(json);
            case "two-level" -> new TwoLevelProblem(Programs.twoLevel(json));
            case "entropic" -> EntropicProblem.of(json);
            case "relu" -> ReluProblem.of(json);
            case "flow" -> throw program.wrong("a flow is not a program to solve", "use featureflow flow");
            default ->
                throw program.wrong(
                        "unknown program " + WrongInput.quote(program.text()),
                        "use feature, output, two-level, entropic or relu");
        };
    }

    /** The program in words: its kind and sizes. */
    String description();

    /** Why there are no certificates of this problem's solution, empty if there are. */
    default String certificateHindrance() {
        return "";
    }

    /** What the tolerance is if none is given. */
    double defaultTolerance();

    /** Whether the tolerance is in relation to the value, not in the units of the objective. */
    boolean isToleranceRelative();

    /** Solves it. */
    SolveResult solve(SolveLimits limits);
}
