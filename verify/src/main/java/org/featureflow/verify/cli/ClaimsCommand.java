package org.featureflow.verify.cli;

import java.util.concurrent.Callable;
import org.featureflow.verify.catalogue.Catalogue;
import org.featureflow.verify.claim.Claim;
import picocli.CommandLine.Command;

/** {@code claims}: lists the catalogue. */
@Command(
        name = "claims",
        description = "Lists the claims: name, expected verdict (REFUTED for negative controls), statement, source.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ClaimsCommand implements Callable<Integer> {

    private final Terminal terminal;

    ClaimsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Summary summary = new Summary();
        for (Claim claim : Catalogue.all()) {
            summary.line(claim.id(), claim.expected() + "  " + claim.statement() + " (" + claim.source() + ")");
        }
        summary.print(terminal.out());
        return ExitCode.AS_CLAIMED;
    }
}
