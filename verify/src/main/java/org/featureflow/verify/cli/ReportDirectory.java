package org.featureflow.verify.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.verify.certificate.Certificate;
import org.featureflow.verify.claim.ClaimResult;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.report.ClaimsJson;
import org.featureflow.verify.report.ClaimsXml;
import org.featureflow.verify.report.Environment;
import org.featureflow.verify.report.ResultFile;
import org.featureflow.verify.report.ResultHeader;
import org.featureflow.verify.report.html.VerifyPage;

/** The directory that {@code --report} names, and the files in it. */
final class ReportDirectory {

    private static final String JSON = "--report";
    private static final String XML = "--report junit";
    private static final String PAGE = "--report page";

    private final Path directory;
    private final Outputs outputs;

    /**
     * A directory, made if need be.
     *
     * @throws WrongInput if it cannot be made, or a file in it cannot be written
     */
    ReportDirectory(Path directory) {
        this.directory = directory;
        OutputDirectory.create("--report", directory);
        outputs = new Outputs(List.of())
                .add(JSON, directory.resolve("report.json"))
                .add(XML, directory.resolve("junit.xml"))
                .add(PAGE, directory.resolve("report.html"));
    }

    /** The journal of a run that reports there. */
    static Path journal(Path directory) {
        return directory.resolve("journal.jsonl");
    }

    /** The journal in this directory. */
    Path journal() {
        return journal(directory);
    }

    /**
     * Writes the files, each moved in when it is complete; certificates, which the page names, are written before.
     *
     * @throws WrongInput if one cannot be written
     */
    void write(VerifyRun run, List<ClaimResult> results, int threads, Map<String, Double> seconds) {
        Environment environment = new Environment(outputs.paths(), threads, seconds);
        outputs.write(
                JSON,
                run.header(),
                json -> {
                    VerifyRun.writeData(json);
                    ClaimsJson.write(json, results);
                },
                environment);
        outputs.write(XML, out -> ClaimsXml.write(out, results));
        OutputDirectory.write("--report", directory, VerifyPage.numbers(results));
        outputs.write(PAGE, out -> VerifyPage.write(out, run.header(), results, this::certificate, environment));
    }

    /** The certificate of a result that stands here, relative to the page. */
    private Optional<String> certificate(ClaimResult result) {
        Path file = ClaimCertificates.file(directory, result.claim().id());
        return result.verdict() == Verdict.CERTIFIED && Files.isRegularFile(file)
                ? Optional.of(directory.relativize(file).toString().replace('\\', '/'))
                : Optional.empty();
    }

    /**
     * Writes the certificates of certified claims, each found anew from its decisive instance.
     *
     * @throws WrongInput if one cannot be written
     */
    void writeCertificates(VerifyRun run, List<ClaimResult> results, MatrixProducts products) {
        // A shard's certificates are those of the whole run.
        ResultHeader header = run.whole().header().withFormat(Certificate.FORMAT);
        for (ClaimResult result : results) {
            ClaimCertificates.of(result, products)
                    .ifPresent(certificate -> writeCertificate(
                            result,
                            out -> header.write(
                                    out, certificate::write, new Environment(Map.of(), products.threads(), Map.of()))));
        }
    }

    /**
     * Copies the certificate of a claim, if it is certified and one stands in another directory.
     *
     * @throws WrongInput if it cannot be read or written
     */
    void copyCertificate(Path from, ClaimResult result) {
        Path source = ClaimCertificates.file(from, result.claim().id());
        if (result.verdict() == Verdict.CERTIFIED && Files.isRegularFile(source)) {
            writeCertificate(result, out -> Files.copy(source, out));
        }
    }

    private void writeCertificate(ClaimResult result, ResultFile.Content content) {
        Path file = ClaimCertificates.file(directory, result.claim().id());
        OutputDirectory.write("--report", file, content);
    }
}
