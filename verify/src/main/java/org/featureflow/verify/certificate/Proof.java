package org.featureflow.verify.certificate;

import java.io.IOException;
import java.util.List;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.program.ProblemFields;

/** A problem with the points, and the network if there is one, from which bounds follow. The points are trusted in no respect. */
public interface Proof {

    /**
     * Derives what is proved.
     *
     * @param products a portable back end: the result must not depend on the machine
     * @return one statement a number, the same bits for any number of threads
     */
    List<Statement> statements(MatrixProducts products);

    /** The number that a verdict is about, how far the point at hand is above the optimum. */
    default String excess() {
        return "gap";
    }

    /** Writes the points, and what else there is beside the problem, as fields. */
    void write(JsonWriter json) throws IOException;

    /**
     * Reads a problem of a certificate and what stands beside it.
     *
     * @throws org.featureflow.verify.json.WrongInput if a field is missing or of the wrong shape
     */
    static Proof read(JsonValue certificate) {
        JsonValue problem = certificate.get("problem");
        ProblemFields.checkFormat(problem);
        JsonValue program = problem.get("program");
        boolean isOfNetwork = certificate.has("network");
        if (isOfNetwork && !List.of("output", "two-level").contains(program.text())) {
            throw certificate
                    .get("network")
                    .wrong("a certificate of program '" + program.text() + "' has no network", "leave it out");
        }
        return switch (program.text()) {
            case "output" -> OutputProof.read(certificate);
            case "feature" -> FeatureProof.read(certificate);
            case "relu" -> ReluProof.read(certificate);
            case "two-level" -> isOfNetwork ? RegularizedProof.read(certificate) : TwoLevelProof.read(certificate);
            default ->
                throw program.wrong(
                        "there are no certificates of program '" + program.text() + "'",
                        "the programs are output, feature, relu and two-level");
        };
    }
}
