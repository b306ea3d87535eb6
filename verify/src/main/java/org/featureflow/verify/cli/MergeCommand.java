package org.featureflow.verify.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.ClaimResult;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.journal.Recorded;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.WrongInput;
import org.featureflow.verify.report.JsonDifference;
import org.featureflow.verify.report.JsonLeaves;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code verify merge DIR...}: joins the shards of a run. Nothing is checked again: the outcomes are those of the shards' journals. */
@Command(
        name = "merge",
        description = "Joins the reports of all shards of a run into the report of the whole run.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class MergeCommand implements Callable<Integer> {

    private static final int THREADS = 1;

    @Parameters(
            paramLabel = "DIR",
            arity = "1..*",
            description = "The --report directories of the shards, in any order.")
    private List<Path> directories;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Write the files of the whole run's report to DIR, which is created if need be.")
    private @Nullable Path report;

    @Spec
    private CommandSpec spec;

    private final Terminal terminal;

    MergeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    private record Part(Path directory, VerifyRun run, Recorded recorded) {}

    @Override
    public Integer call() {
        Stopwatch watch = new Stopwatch();
        if (!spec.parent().commandLine().getParseResult().matchedOptions().isEmpty()) {
            throw new WrongInput("options before 'merge' have no effect, write only those of merge, after it");
        }
        List<Part> parts = parts();
        VerifyRun whole = parts.get(0).run().whole();
        List<Claim> claims = whole.claims();
        Optional<ReportDirectory> files = Optional.ofNullable(report).map(MergeCommand::files);

        List<ClaimResult> results;
        try (ClaimProgress progress = new ClaimProgress(terminal, claims)) {
            results = whole.runner(MatrixProducts.portable(THREADS))
                    .run(
                            claims,
                            progress,
                            (claim, instance, products) ->
                                    recorded(parts.get(claims.indexOf(claim) % parts.size()), claim, instance));
        }
        watch.lap("claims");
        files.ifPresent(directory -> {
            for (int i = 0; i < results.size(); i++) {
                directory.copyCertificate(parts.get(i % parts.size()).directory(), results.get(i));
            }
            directory.write(whole, results, THREADS, watch.seconds());
        });
        VerifyCommand.print(terminal, whole, results);
        return ExitCode.of(results);
    }

    /** All shards, in the order of their numbers. */
    private List<Part> parts() {
        Map<Integer, Part> parts = new TreeMap<>();
        Part first = part(directories.get(0));
        for (Path directory : directories) {
            Part part = part(directory);
            fit(first, part);
            Part other = parts.put(shard(part).index(), part);
            if (other != null) {
                throw new WrongInput("shard " + shard(part) + " is both in '" + other.directory() + "' and in '"
                        + directory + "', name it once");
            }
        }
        for (int i = 1; i <= shard(first).count(); i++) {
            if (!parts.containsKey(i)) {
                throw new WrongInput(
                        "shard " + i + "/" + shard(first).count() + " is missing, name its directory, too");
            }
        }
        return List.copyOf(parts.values());
    }

    private static Part part(Path directory) {
        Path journal = ReportDirectory.journal(directory);
        if (!Files.isRegularFile(journal)) {
            throw new WrongInput("'" + directory + "' has no file '" + journal.getFileName()
                    + "', name directories that verify --report has written");
        }
        Optional<Recorded> recorded;
        try {
            recorded = Recorded.read(journal);
        } catch (IOException e) {
            throw new WrongInput("'" + journal + "' " + e.getMessage());
        }
        if (recorded.isEmpty() || !recorded.get().isFinished()) {
            throw new WrongInput("the run in '" + directory + "' is unfinished, end it with --resume first");
        }
        VerifyRun run = VerifyRun.ofJournal(
                JsonValue.parse(journal.toString(), recorded.get().header()));
        if (run.shard().isEmpty()) {
            throw new WrongInput("the run in '" + directory + "' is a whole one, name runs with --shard i/n");
        }
        return new Part(directory, run, recorded.get());
    }

    /** Refuses shards of another run, or of another version of this program. */
    private static void fit(Part first, Part part) {
        if (shard(part).count() != shard(first).count()) {
            throw new WrongInput("'" + part.directory() + "' has shard " + shard(part) + " and '" + first.directory()
                    + "' shard " + shard(first) + ", name the shards of one run");
        }
        VerifyRun same = new VerifyRun(
                first.run().glob(),
                first.run().profile(),
                first.run().tries(),
                part.run().shard(),
                first.run().seed(),
                first.run().backend());
        try {
            Optional<JsonDifference> difference =
                    JsonLeaves.of(part.recorded().header()).differenceFrom(JsonLeaves.of(same.journalHeader()));
            if (difference.isPresent()) {
                JsonDifference found = difference.get();
                throw new WrongInput("the run in '" + part.directory() + "' does not fit: " + found.path() + " is "
                        + found.first() + " there and " + found.second() + " for this version of the program and '"
                        + first.directory() + "', name the shards of one run");
            }
        } catch (IOException e) {
            throw new WrongInput("'" + part.directory() + "': " + e.getMessage());
        }
    }

    private static Shard shard(Part part) {
        return part.run().shard().orElseThrow();
    }

    private static Outcome recorded(Part part, Claim claim, InstanceSpec instance) {
        return part.recorded()
                .find(claim, instance)
                .orElseThrow(() -> new WrongInput("the run in '" + part.directory() + "' lacks an instance of claim "
                        + claim.id() + ", repeat it"));
    }

    private static ReportDirectory files(Path directory) {
        if (Files.exists(ReportDirectory.journal(directory))) {
            throw new WrongInput("--report: '" + directory + "' has the journal of a run, name a directory of its own");
        }
        return new ReportDirectory(directory);
    }
}
