package org.featureflow.verify.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
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

/** {@code replay REPORT.json}: runs a report's claims, or a result's call, again and compares. */
@Command(
        name = "replay",
        description =
                "Runs the claims of a report, or the call that a result is of, again, with its options and seed, and"
                        + " compares bit for bit all but the environment.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class ReplayCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "REPORT.json",
            description =
                    "A report.json that verify --report has written, or a result that certify, solve or flow --json has.")
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
        return RecordedCall.isIn(report) ? replayCall(file, report) : replayClaims(file, report);
    }

    private int replayCall(InputFile file, JsonValue result) {
        if (!glob.equals("*")) {
            throw new WrongInput("--claim chooses claims of a report of verify, for a result leave it out");
        }
        List<String> call = new ArrayList<>(RecordedCall.of(result));
        if (threads != null) {
            call.add("--threads=" + threads);
        }
        sayVersion(result);
        List<String> different = new ArrayList<>();
        compare("the result", comparable(file.text()), comparable(resultOf(call)), different);
        return end(
                different,
                result.get("command").get("name").text() + ", seed "
                        + result.get("seed").whole());
    }

    /** The result file of a call. */
    private String resultOf(List<String> call) {
        StringWriter messages = new StringWriter();
        Terminal quiet = new Terminal(new PrintWriter(Writer.nullWriter()), new PrintWriter(messages, true), false);
        try {
            Path folder = Files.createTempDirectory("featureflow-replay");
            Path json = folder.resolve("result.json");
            try {
                List<String> args = new ArrayList<>(call);
                args.add("--json=" + json);
                int exitCode = Main.run(quiet, args.toArray(String[]::new));
                if (exitCode == ExitCode.WRONG_INPUT) {
                    throw new WrongInput(messages.toString().strip().replaceFirst("^featureflow: ", ""));
                }
                return Files.readString(json);
            } finally {
                Files.deleteIfExists(json);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new WrongInput("a temporary file could not be written (" + e.getMessage() + "), make room");
        }
    }

    /** The version is said but not compared: another one that finds the same has reproduced the result. */
    private static JsonLeaves comparable(String json) {
        return leaves(json).without("environment").without("version");
    }

    private void sayVersion(JsonValue report) {
        String version = report.get("version").text();
        if (!version.equals(Version.current())) {
            terminal.err()
                    .println("featureflow: the report was made by version " + WrongInput.quote(version)
                            + ", this is version " + Version.current());
        }
    }

    private int end(List<String> different, String what) {
        terminal.out()
                .println(different.isEmpty() ? "identical: " + what : "different: " + String.join(", ", different));
        return different.isEmpty() ? ExitCode.AS_CLAIMED : ExitCode.NOT_AS_CLAIMED;
    }

    private int replayClaims(InputFile file, JsonValue report) {
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
        sayVersion(report);
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
        return end(different, Descriptions.count(chosen.size(), "claim") + ", seed " + run.seed());
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
