package org.featureflow.verify.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.ClaimListener;
import org.featureflow.verify.claim.ClaimResult;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.report.Rounded;

/** Prints the table of verdicts row by row as claims are done, and follows their tries on a live line. */
final class ClaimProgress implements ClaimListener, AutoCloseable {

    private final Terminal terminal;
    private final LiveLine line;
    private final String row;
    private final int count;
    private int done;

    ClaimProgress(Terminal terminal, List<Claim> claims) {
        this.terminal = terminal;
        this.line = new LiveLine(terminal);
        this.count = claims.size();
        int width = claims.stream().mapToInt(claim -> claim.id().length()).max().orElse(0);
        this.row = "%-" + Math.max(width, "claim".length()) + "s  %-12s  %-12s  %s";
        print("claim", "verdict", "expected", "as expected");
    }

    @Override
    public void tried(Claim claim, int tried, int tries) {
        line.show("claim " + (done + 1) + " of " + count + ": " + claim.id() + ", try " + tried + " of " + tries);
    }

    @Override
    public void finished(ClaimResult result) {
        line.clear();
        done++;
        Claim claim = result.claim();
        print(
                claim.id(),
                result.verdict().name(),
                claim.expected().name(),
                result.asExpected() + " of " + result.tries() + (result.isAsExpected() ? "" : "  <-- NOT AS EXPECTED"));
        if (!result.isAsExpected()) {
            explain(result);
        }
    }

    @Override
    public void close() {
        line.close();
    }

    private void print(String id, String verdict, String expected, String tries) {
        terminal.out().println(String.format(Locale.ROOT, row, id, verdict, expected, tries));
    }

    /** What a reader needs in order to look into it. */
    private void explain(ClaimResult result) {
        PrintWriter out = terminal.out();
        out.println("  claimed: " + result.claim().statement() + " ("
                + result.claim().source() + ")");
        out.println("  instance: " + result.decisive());
        for (Evidence evidence : result.outcome().evidence()) {
            out.println("  " + evidence.name() + ": " + Rounded.near(evidence.value()));
        }
        out.println("  repeat with: featureflow " + String.join(" ", result.replay()));
    }
}
