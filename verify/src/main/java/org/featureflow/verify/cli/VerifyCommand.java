package org.featureflow.verify.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.verify.catalogue.Catalogue;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.ClaimResult;
import org.featureflow.verify.claim.ClaimRunner;
import org.featureflow.verify.claim.Profile;
import org.featureflow.verify.report.ClaimsJson;
import org.featureflow.verify.report.ClaimsXml;
import org.featureflow.verify.report.Digest;
import org.featureflow.verify.report.Environment;
import org.featureflow.verify.report.ResultHeader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code verify}: runs the catalogue of claims. */
@Command(
        name = "verify",
        description = "Runs the catalogue of claims and prints a table of verdicts.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class VerifyCommand implements Callable<Integer> {

    @Option(
            names = "--claim",
            paramLabel = "GLOB",
            defaultValue = "*",
            description = "Only claims of such a name, * and ? as in file names (default: all).")
    private String glob;

    @Option(names = "--tries", paramLabel = "N", description = "Instances of each claim (default: by the profile).")
    private @Nullable Integer tries;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "quick",
            description = "smoke (one try each), quick (minutes, the default) or full.")
    private Profile profile;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Write report.json and junit.xml to DIR, which is created if need be.")
    private @Nullable Path report;

    @Mixin
    private RunOptions run;

    private final Terminal terminal;

    VerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Stopwatch watch = new Stopwatch();
        MatrixProducts products = run.products();
        if (tries != null && tries < 1) {
            throw new WrongInput("--tries is " + tries + ", at least one is needed");
        }
        List<Claim> claims = claims();
        Outputs outputs = outputs();

        List<ClaimResult> results;
        try (ClaimProgress progress = new ClaimProgress(terminal, claims)) {
            results = new ClaimRunner(
                            products, run.seed(), profile, tries == null ? OptionalInt.empty() : OptionalInt.of(tries))
                    .run(claims, progress);
        }
        watch.lap("claims");

        Map<String, Object> options = new LinkedHashMap<>();
        options.put("claim", glob);
        options.put("profile", profile.name().toLowerCase(Locale.ROOT));
        if (tries != null) {
            options.put("tries", tries);
        }
        options.put("backend", run.backend());
        // The input of this command is the list of claims itself.
        String statements = claims.stream()
                .map(claim -> claim.id() + ": " + claim.statement() + "\n")
                .collect(Collectors.joining());
        outputs.write(
                "--report",
                new ResultHeader(
                        "featureflow-verify-report/1",
                        "verify",
                        options,
                        run.seed(),
                        Version.current(),
                        Digest.of(statements.getBytes(StandardCharsets.UTF_8))),
                json -> ClaimsJson.write(json, results),
                new Environment(outputs.paths(), run.threads(), watch.seconds()));
        outputs.write("--report junit", out -> ClaimsXml.write(out, results));
        long asExpected = results.stream().filter(ClaimResult::isAsExpected).count();
        terminal.out()
                .println(asExpected + " of " + Descriptions.count(results.size(), "claim") + " as expected, seed "
                        + run.seed() + ", profile " + options.get("profile"));
        return ExitCode.of(results);
    }

    private List<Claim> claims() {
        try {
            return Catalogue.matching(glob);
        } catch (IllegalArgumentException e) {
            throw new WrongInput("--claim: " + e.getMessage());
        }
    }

    private Outputs outputs() {
        Outputs outputs = new Outputs(List.of());
        if (report == null) {
            return outputs;
        }
        Path parent = report.toAbsolutePath().getParent();
        if (Files.exists(report) ? !Files.isDirectory(report) : parent == null || !Files.isDirectory(parent)) {
            throw new WrongInput(
                    "--report: '" + report + "' is not a directory and none can be made there, name another");
        }
        try {
            Files.createDirectories(report);
        } catch (IOException e) {
            throw new WrongInput("--report: '" + report + "' cannot be made (" + e.getMessage() + "), name another");
        }
        return outputs.add("--report", report.resolve("report.json"))
                .add("--report junit", report.resolve("junit.xml"));
    }
}
