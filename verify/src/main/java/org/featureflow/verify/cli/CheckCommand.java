package org.featureflow.verify.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.featureflow.core.numeric.Interval;
import org.featureflow.verify.certificate.Certificate;
import org.featureflow.verify.certificate.Finding;
import org.featureflow.verify.certificate.Statement;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.WrongInput;
import org.featureflow.verify.report.Rounded;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code check CERTIFICATE}: derives every claim of a certificate again. */
@Command(
        name = "check",
        description = "Derives every claim of a certificate again from its content alone, with exact or outward-rounded"
                + " arithmetic and no solver.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class CheckCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "CERTIFICATE",
            description = "A file that certify, solve or verify wrote: featureflow-certificate/1.")
    private Path path;

    @Mixin
    private RunOptions run;

    private final Terminal terminal;

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        run.products();
        if (!run.backend().equals("portable")) {
            throw new WrongInput("--backend " + run.backend()
                    + ": certificates are checked with the portable back end, leave it out");
        }
        JsonValue json = InputFile.read(path).json();
        Certificate certificate = Certificate.read(json);
        List<Finding> findings = json.make(() -> certificate.check(run.threads()));
        Summary summary = new Summary();
        for (Finding finding : findings) {
            summary.line(label(finding), text(finding));
        }
        long failed = findings.stream().filter(finding -> !finding.holds()).count();
        String claims = WrongInput.count(findings.size(), "claim");
        if (failed == 0) {
            summary.line("VALID", claims + " derived again from the certificate alone");
        } else {
            summary.line("INVALID", failed + " of " + claims + " not derived");
        }
        summary.print(terminal.out());
        return failed == 0 ? ExitCode.AS_CLAIMED : ExitCode.NOT_AS_CLAIMED;
    }

    private static String label(Finding finding) {
        if (!finding.holds()) {
            return "not derived";
        }
        return finding.claimed().verdict().isEmpty()
                ? finding.claimed().quantity()
                : finding.claimed().verdict();
    }

    private static String text(Finding finding) {
        Statement claimed = finding.claimed();
        if (finding.holds()) {
            String range = claimed.verdict().isEmpty() ? range(claimed.range()) : verdict(claimed);
            return range + ", " + how(claimed) + remark(finding.proved());
        }
        StringBuilder text = new StringBuilder(
                claimed.quantity() + (claimed.verdict().isEmpty() ? "" : " (" + claimed.verdict() + ")"));
        if (finding.lowerShortfall() > 0) {
            text.append(" at least ")
                    .append(exact(claimed.range().lower()))
                    .append(" is claimed, ")
                    .append(exact(finding.proved().range().lower()))
                    .append(" derived, ")
                    .append(Rounded.near(finding.lowerShortfall()))
                    .append(" less");
        }
        if (finding.upperShortfall() > 0) {
            text.append(finding.lowerShortfall() > 0 ? ";" : "")
                    .append(" at most ")
                    .append(exact(claimed.range().upper()))
                    .append(" is claimed, ")
                    .append(exact(finding.proved().range().upper()))
                    .append(" derived, ")
                    .append(Rounded.near(finding.upperShortfall()))
                    .append(" more");
        }
        if (!finding.hasArithmetic()) {
            text.append(" is claimed ")
                    .append(how(claimed))
                    .append(" but derived ")
                    .append(how(finding.proved()));
        }
        return text + remark(finding.proved());
    }

    private static String exact(double x) {
        return Rounded.exact(x);
    }

    private static String verdict(Statement claimed) {
        Interval range = claimed.range();
        return claimed.quantity()
                + (range.lower() == Double.NEGATIVE_INFINITY
                        ? " <= " + Rounded.exact(range.upper())
                        : " > " + Rounded.exact(Math.nextDown(range.lower())));
    }

    private static String range(Interval range) {
        if (range.lower() == Double.NEGATIVE_INFINITY) {
            return "at most " + Rounded.up(range.upper());
        }
        return range.upper() == Double.POSITIVE_INFINITY
                ? "at least " + Rounded.down(range.lower())
                : "in " + Rounded.outward(range);
    }

    private static String how(Statement statement) {
        return switch (statement.by()) {
            case EXACT -> "proved in exact arithmetic";
            case OUTWARD_ROUNDING -> "proved by outward rounding";
            case FLOATING_POINT -> "in floating point, not proved";
        };
    }

    private static String remark(Statement statement) {
        return statement.remark().isEmpty() ? "" : ": " + statement.remark();
    }
}
