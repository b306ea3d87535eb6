package org.featureflow.verify.cli;

import java.io.IOException;
import java.util.Optional;
import org.featureflow.verify.certificate.Proof;
import org.featureflow.verify.json.JsonWriter;

/**
 * A solved convex program.
 *
 * @param status how the solve ended
 * @param reason what the status rests on, or what is in the way, for people
 * @param primal the value at the primal point, an upper bound of the optimum
 * @param dual the value at the dual point, a lower bound of the optimum
 * @param work what was done, for people
 * @param points writes the primal and the dual point, with what else the program has to say
 * @param proof what proves the bounds, if that can be written down
 */
record SolveResult(
        SolveStatus status,
        String reason,
        double primal,
        double dual,
        String work,
        JsonWriter.Body points,
        Optional<Proof> proof) {

    /** Primal minus dual; not a number if there are none. */
    double gap() {
        return primal - dual;
    }

    /** Writes the fields of the result file. */
    void write(JsonWriter json) throws IOException {
        json.text("status", status.label());
        json.number("primal", primal);
        json.number("dual", dual);
        json.number("gap", gap());
        points.write(json);
    }
}
