package org.featureflow.verify.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.verify.catalogue.Catalogue;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.ClaimListener;
import org.featureflow.verify.claim.ClaimResult;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.json.WrongInput;
import org.featureflow.verify.report.ClaimsJson;
import org.featureflow.verify.report.JsonDifference;
import org.featureflow.verify.report.JsonLeaves;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code replay REPORT.json}: runs a report's claims again and compares. */
@Command(
        name = "replay",
        description =
                "Runs the claims of a report again, with its options and seed, and compares bit for bit all but the"
                        + " environment.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class ReplayCommand implements Callable<Integer> {

    @Parameters(paramLabel = "REPORT.json", description = "A report.json that verify --report has written.")
    private Path path;

    @Option(
            names = "--claim",
            paramLabel = "GLOB",
            defaultValue = "*",
            description = "Only claims of such a name, * and ? as in file names (default: all of the report).")
    private String glob;

    @Option(
            names = "--threads",
            paramLabel = "T",
            description = "Threads of large matrix products; results do not depend on it (default: all processors).")
    private @Nullable Integer threads;

    private final Terminal terminal;

    ReplayCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        InputFile file = InputFile.read(path);
        JsonValue report = file.json();
        VerifyRun run = VerifyRun.ofReport(report);
        MatrixProducts products = products(run.backend());
        List<String> ids = report.get("claims").elements().stream()
                .map(claim -> claim.get("id").text())
                .toList();
        List<String> chosen = ids.stream().filter(Catalogue.names(glob)).toList();
        if (chosen.isEmpty() && !ids.isEmpty()) {
            throw new WrongInput("--claim: no claim of the report is named " + WrongInput.quote(glob) + ", it has "
                    + String.join(", ", ids));
        }
        String version = report.get("version").text();
        if (!version.equals(Version.current())) {
            terminal.err()
                    .println("featureflow: the report was made by version " + WrongInput.quote(version)
                            + ", this is version " + Version.current());
        }
        JsonLeaves before = leaves(file.text());
        List<String> different = new ArrayList<>();

        List<Claim> claims = run.claims().stream()
                .filter(claim -> Catalogue.names(glob).test(claim.id()))
                .toList();
        compare("the header", headerOf(before), headerOf(run), different);
        List<String> now = claims.stream().map(Claim::id).toList();
        for (String id : chosen) {
            if (!now.contains(id)) {
                print(id, "DIFFERENT: it is in the report but not in this run");
                different.add(id);
            }
        }
        try (LiveLine line = new LiveLine(terminal)) {
            run.runner(products).run(claims, new ClaimListener() {
                @Override
                public void tried(Claim claim, int tried, int tries) {
                    line.show(claim.id() + ", try " + tried + " of " + tries);
                }

                @Override
                public void finished(ClaimResult result) {
                    line.clear();
                    String id = result.claim().id();
                    int place = ids.indexOf(id);
                    if (place < 0) {
                        print(id, "DIFFERENT: it is in this run but not in the report");
                        different.add(id);
                    } else {
                        compare(id, before.at("claims/" + place), leavesOf(result), different);
                    }
                }
            });
        }
        terminal.out()
                .println(
                        different.isEmpty()
                                ? "identical: " + Descriptions.count(chosen.size(), "claim") + ", seed " + run.seed()
                                : "different: " + String.join(", ", different));
        return different.isEmpty() ? ExitCode.AS_CLAIMED : ExitCode.NOT_AS_CLAIMED;
    }

    private void compare(String what, JsonLeaves before, JsonLeaves now, List<String> different) {
        Optional<JsonDifference> difference = before.differenceFrom(now);
        difference.ifPresent(found -> {
            different.add(what);
            print(
                    what,
                    "DIFFERENT: " + found.path() + " is " + found.first() + " in the report and " + found.second()
                            + " now");
        });
        if (difference.isEmpty()) {
            print(what, "identical");
        }
    }

    private void print(String what, String finding) {
        terminal.out().println(WrongInput.oneLine(what + "  " + finding));
    }

    /** The version is said but not compared: another one that finds the same has reproduced the report. */
    private static JsonLeaves headerOf(JsonLeaves report) {
        return report.without("claims").without("environment").without("version");
    }

    private static JsonLeaves headerOf(VerifyRun run) {
        return headerOf(leaves(JsonWriter.line(json -> {
            run.header().writeFields(json);
            VerifyRun.writeData(json);
        })));
    }

    private static JsonLeaves leavesOf(ClaimResult result) {
        return leaves(JsonWriter.line(json -> ClaimsJson.writeResult(json, result)));
    }

    private static JsonLeaves leaves(String json) {
        try {
            return JsonLeaves.of(json);
        } catch (IOException e) {
            throw new WrongInput("not valid JSON (" + e.getMessage() + "), mend the file");
        }
    }

    /** The back end of the report, chosen as on the command line. */
    private MatrixProducts products(String backend) {
        List<String> args = new ArrayList<>(List.of("--backend=" + backend));
        if (threads != null) {
            args.add("--threads=" + threads);
        }
        return CommandLine.populateCommand(new RunOptions(), args.toArray(String[]::new))
                .products();
    }
}
