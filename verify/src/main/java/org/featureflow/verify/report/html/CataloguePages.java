package org.featureflow.verify.report.html;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.featureflow.verify.claim.Claim;

/** The catalogue as pages: one of all claims, and one a claim. */
public final class CataloguePages {

    /** The name of the page of all claims. */
    public static final String INDEX = "index.html";

    private CataloguePages() {}

    /**
     * The name of a claim's page, beside that of all claims.
     *
     * @param claim the claim
     * @return a file name
     */
    public static String name(Claim claim) {
        return claim.id() + ".html";
    }

    /**
     * Writes the page of all claims, which links to theirs.
     *
     * @param out where to; flushed, not closed
     * @param claims the claims
     * @throws IOException if writing fails
     */
    public static void writeIndex(OutputStream out, List<Claim> claims) throws IOException {
        Page.write(
                out,
                "Feature Flow: catalogue of claims",
                page -> Page.table(page, List.of("Claim", "Expected", "Statement"), body -> {
                    for (Claim claim : claims) {
                        body.element("tr", row -> {
                            row.element(
                                    "th", cell -> cell.element("a", claim.id(), "href", name(claim)), "scope", "row");
                            row.element("td", cell -> Page.verdict(cell, claim.expected()));
                            row.element("td", text -> Formula.write(text, claim.statement()));
                        });
                    }
                }));
    }

    /**
     * Writes a claim's page.
     *
     * @param out where to; flushed, not closed
     * @param claim the claim
     * @throws IOException if writing fails
     */
    public static void write(OutputStream out, Claim claim) throws IOException {
        Page.write(out, claim.id(), page -> {
            ClaimSection.write(page, claim);
            page.element("p", line -> line.element("a", "all claims", "href", INDEX));
        });
    }
}
