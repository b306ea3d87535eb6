package org.featureflow.verify.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.ClaimCheck;
import org.featureflow.verify.claim.ClaimResult;
import org.featureflow.verify.claim.Profile;
import org.featureflow.verify.journal.OutcomeJournal;
import org.featureflow.verify.json.WrongInput;
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
            description =
                    "Write report.html, report.json, junit.xml, plots/ and certificates/ to DIR, which is created if need be, and keep"
                            + " there a journal of"
                            + " what is done.")
    private @Nullable Path report;

    @Option(
            names = "--resume",
            description = "Go on with the run in DIR that was broken off; start it if there is none.")
    private boolean resume;

    @Option(
            names = "--shard",
            paramLabel = "i/n",
            description = "Only the i-th of n parts of the claims; verify merge joins the reports.")
    private @Nullable Shard shard;

    @Mixin
    private RunOptions run;

    private final Terminal terminal;

    VerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    @SuppressWarnings("try") // the notice is open while the run goes on
    public Integer call() {
        Stopwatch watch = new Stopwatch();
        MatrixProducts products = run.products();
        VerifyRun verify = new VerifyRun(
                glob,
                profile,
                tries == null ? OptionalInt.empty() : OptionalInt.of(tries),
                Optional.ofNullable(shard),
                run.seed(),
                run.backend());
        List<Claim> claims = verify.claims();
        List<ClaimResult> results;
        if (report == null) {
            if (resume) {
                throw new WrongInput("--resume needs --report DIR, the directory of the run to go on with");
            }
            results = results(verify, products, claims, Claim::check);
        } else {
            ReportDirectory files = new ReportDirectory(report);
            try (OutcomeJournal journal = journal(files.journal(), verify.journalHeader());
                    InterruptNotice notice = new InterruptNotice(terminal, files.journal())) {
                results = results(verify, products, claims, journal);
                watch.lap("claims");
                files.writeCertificates(verify, results, products);
                watch.lap("certificates");
                files.write(verify, results, run.threads(), watch.seconds());
                journal.finish();
            } catch (IOException | UncheckedIOException e) {
                throw new WrongInput("--report: '" + files.journal() + "' could not be written (" + e.getMessage()
                        + "), make room and go on with --resume");
            }
        }
        print(terminal, verify, results);
        return ExitCode.of(results);
    }

    /** Prints the line under the table. */
    static void print(Terminal terminal, VerifyRun verify, List<ClaimResult> results) {
        long asExpected = results.stream().filter(ClaimResult::isAsExpected).count();
        terminal.out()
                .println(asExpected + " of " + Descriptions.count(results.size(), "claim") + " as expected, seed "
                        + verify.seed() + ", profile "
                        + verify.profile().name().toLowerCase(Locale.ROOT)
                        + verify.shard().map(part -> ", shard " + part).orElse(""));
    }

    private List<ClaimResult> results(VerifyRun verify, MatrixProducts products, List<Claim> claims, ClaimCheck check) {
        try (ClaimProgress progress = new ClaimProgress(terminal, claims)) {
            return verify.runner(products).run(claims, progress, check);
        }
    }

    private OutcomeJournal journal(Path path, String header) {
        try {
            if (!resume) {
                return OutcomeJournal.start(path, header);
            }
            OutcomeJournal journal = OutcomeJournal.resume(path, header);
            terminal.err()
                    .println("featureflow: " + Descriptions.count(journal.taken(), "check") + " taken from '" + path
                            + "'");
            return journal;
        } catch (IOException e) {
            throw new WrongInput("--report: '" + path + "' " + e.getMessage());
        }
    }
}
