package org.featureflow.verify.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.featureflow.verify.catalogue.Catalogue;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.report.html.CataloguePages;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code claims}: lists the catalogue. */
@Command(
        name = "claims",
        description = "Lists the claims: name, expected verdict (REFUTED for negative controls), statement, source.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ClaimsCommand implements Callable<Integer> {

    @Option(
            names = "--html",
            paramLabel = "DIR",
            description = "Write a page of each claim and index.html to DIR, which is created if need be.")
    private @Nullable Path html;

    private final Terminal terminal;

    ClaimsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<Claim> claims = Catalogue.all();
        if (html != null) {
            write(html, claims);
        }
        Summary summary = new Summary();
        for (Claim claim : claims) {
            summary.line(claim.id(), claim.expected() + "  " + claim.statement() + " (" + claim.source() + ")");
        }
        summary.print(terminal.out());
        return ExitCode.AS_CLAIMED;
    }

    private static void write(Path folder, List<Claim> claims) {
        OutputDirectory.create("--html", folder);
        Outputs outputs = new Outputs(List.of());
        outputs.add("--html", folder.resolve(CataloguePages.INDEX));
        for (Claim claim : claims) {
            outputs.add("--html " + claim.id(), folder.resolve(CataloguePages.name(claim)));
        }
        outputs.write("--html", out -> CataloguePages.writeIndex(out, claims));
        for (Claim claim : claims) {
            outputs.write("--html " + claim.id(), out -> CataloguePages.write(out, claim));
        }
    }
}
