package org.featureflow.verify.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.featureflow.verify.claim.ClaimResult;
import org.featureflow.verify.report.ClaimsJson;
import org.featureflow.verify.report.ClaimsXml;
import org.featureflow.verify.report.Environment;
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
     * Writes the files, each moved in when it is complete.
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
        outputs.write(PAGE, out -> VerifyPage.write(out, run.header(), results, environment));
    }
}
