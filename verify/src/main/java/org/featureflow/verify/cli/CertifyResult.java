package org.featureflow.verify.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import org.featureflow.core.feature.Weights;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.report.JsonWriter;

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

    /** Prints the summary. */
    void print(PrintWriter out);
}
