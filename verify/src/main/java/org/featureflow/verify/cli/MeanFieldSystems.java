package org.featureflow.verify.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.problem.McKeanVlasovProblem;
import org.featureflow.verify.problem.OdeResNetProblem;
import org.featureflow.verify.problem.TwoLevelFlowProblem;
import org.featureflow.verify.program.ProblemFields;

/** The programs of {@code flow} other than the neural feature flow: each reads its own fields and returns its own result. */
final class MeanFieldSystems {

    private static final Map<String, BiFunction<JsonNode, Long, ObjectNode>> PROGRAMS = Map.of(
            "ode-resnet",
            (problem, seed) -> OdeResNetProblem.run(problem),
            "mckean-vlasov",
            McKeanVlasovProblem::run,
            "two-level-flow",
            TwoLevelFlowProblem::run);

    private MeanFieldSystems() {}

    /**
     * Runs a problem if it is one of these.
     *
     * @return the result's fields; empty if the program has another name
     * @throws WrongInput if the fields are wrong
     */
    static Optional<ObjectNode> run(JsonValue problem, long seed) {
        JsonValue program = problem.get("program");
        BiFunction<JsonNode, Long, ObjectNode> system = PROGRAMS.get(program.text());
        if (system == null) {
            return Optional.empty();
        }
        ProblemFields.checkFormat(problem);
        try {
            return Optional.of(system.apply(problem.tree(), seed));
        } catch (IllegalArgumentException e) {
            throw problem.wrong(String.valueOf(e.getMessage()), "see the README's table of problem files");
        }
    }
}
