package org.featureflow.verify.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.featureflow.core.feature.Weights;
import org.featureflow.verify.certificate.Certificate;
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.claim.Plot;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.report.ClaimsJson;

/** A verdict of {@code certify}, as a result file and for people. */
interface CertifyResult {

    /** The verdict. */
    Verdict verdict();

    /** The weights of the network trained, if one was. */
    Optional<Weights> trained();

    /** What the verdict is about. */
    CertifiedModel model();

    /** Writes the fields of the result file. */
    void write(JsonWriter json, String digest) throws IOException;

    /**
     * What proves the verdict, its claims derived with the portable back end whatever the verdict was found with.
     *
     * @param threads of matrix products
     * @return the certificate, if something is proved and can be written down
     */
    Optional<Certificate> certificate(int threads);

    /** Why the verdict is what it is. */
    String reason();

    /** The tolerance on the excess. */
    double tolerance();

    /** The numbers in words, by what they are of. */
    Map<String, String> facts();

    /** Hypotheses that do not gate the verdict. */
    List<Hypothesis> hypotheses();

    /** Pictures. */
    List<Plot> plots();

    /** What would make the verdict false. */
    String falsifiedBy();

    /** Prints the summary. */
    default void print(PrintWriter out) {
        Summary summary = new Summary();
        facts().forEach(summary::line);
        for (Hypothesis hypothesis : hypotheses()) {
            summary.line(ClaimsJson.text(hypothesis.status()), hypothesis.name() + ": " + hypothesis.how());
        }
        summary.line(verdict().name(), reason()).print(out);
    }
}
