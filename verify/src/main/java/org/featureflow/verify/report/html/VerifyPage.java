package org.featureflow.verify.report.html;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.ClaimResult;
import org.featureflow.verify.claim.Plot;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.report.Environment;
import org.featureflow.verify.report.PlotCsv;
import org.featureflow.verify.report.ResultHeader;

/** The page of a run of claims: a table of verdicts, then each claim with its evidence. */
public final class VerifyPage {

    private VerifyPage() {}

    /**
     * Writes the page.
     *
     * @param out where to; flushed, not closed
     * @param header how to repeat the run
     * @param results the results, in the order of the catalogue
     * @param certificates the path of a result's certificate relative to the page, empty if it has none
     * @param environment what depends on the machine
     * @throws IOException if writing fails
     */
    public static void write(
            OutputStream out,
            ResultHeader header,
            List<ClaimResult> results,
            Function<ClaimResult, Optional<String>> certificates,
            Environment environment)
            throws IOException {
        Page.write(out, "Feature Flow: claims verified", page -> {
            summary(page, results);
            counts(page, results);
            table(page, results);
            Page.manifest(page, header, environment);
            for (ClaimResult result : results) {
                page.element(
                        "section",
                        section -> {
                            heading(section, result.claim());
                            ClaimSection.write(section, result, certificates.apply(result));
                            section.element("p", line -> line.element("a", "all claims", "href", "#claims"));
                        },
                        "id",
                        result.claim().id());
            }
        });
    }

    /**
     * The numbers behind the page's pictures, which it links to.
     *
     * @param results the results
     * @return CSV by the file's path relative to the page, in the order of the paths
     */
    public static Map<String, String> numbers(List<ClaimResult> results) {
        Map<String, String> files = new TreeMap<>();
        for (ClaimResult result : results) {
            for (Plot plot : result.outcome().plots()) {
                files.put(PlotCsv.path(result.claim(), plot), PlotCsv.of(plot));
            }
        }
        return files;
    }

    private static void summary(Markup page, List<ClaimResult> results) throws IOException {
        List<Claim> others = results.stream()
                .filter(result -> !result.isAsExpected())
                .map(ClaimResult::claim)
                .toList();
        int good = results.size() - others.size();
        page.element(
                "p",
                line -> {
                    line.element("strong", good + " of " + results.size() + " claims as expected.");
                    if (!others.isEmpty()) {
                        line.text(" Not as expected: ");
                        for (int i = 0; i < others.size(); i++) {
                            line.text(i == 0 ? "" : ", ");
                            link(line, others.get(i));
                        }
                        line.text(".");
                    }
                },
                "class",
                "summary " + (others.isEmpty() ? "good" : "bad"));
    }

    private static void counts(Markup page, List<ClaimResult> results) throws IOException {
        Page.table(page, List.of("Verdict", "Claims", "Negative controls"), body -> {
            for (Verdict verdict : Verdict.values()) {
                body.element("tr", row -> {
                    row.element("th", cell -> Page.verdict(cell, verdict), "scope", "row");
                    for (boolean control : new boolean[] {false, true}) {
                        long count = results.stream()
                                .filter(result -> result.verdict() == verdict
                                        && result.claim().isControl() == control)
                                .count();
                        row.element("td", Long.toString(count), "class", "number");
                    }
                });
            }
        });
        page.element("details", details -> {
            details.element("summary", "What these words mean");
            Map<String, String> meanings = new LinkedHashMap<>();
            for (Verdict verdict : Verdict.values()) {
                meanings.put(verdict.name(), Page.meaning(verdict));
            }
            meanings.put(
                    "negative control",
                    "An instance outside a theorem\u2019s hypotheses that must come out REFUTED: a run that cannot refute"
                            + " proves nothing.");
            Page.facts(details, meanings);
        });
    }

    private static void table(Markup page, List<ClaimResult> results) throws IOException {
        page.element("h2", "Claims", "id", "claims");
        Page.table(page, List.of("Claim", "Verdict", "As expected"), body -> {
            for (ClaimResult result : results) {
                body.element("tr", row -> {
                    row.element(
                            "th",
                            cell -> {
                                link(cell, result.claim());
                                control(cell, result.claim());
                            },
                            "scope",
                            "row");
                    row.element("td", cell -> Page.verdict(cell, result.verdict()));
                    row.element("td", cell -> {
                        cell.text(result.asExpected() + " of " + result.tries());
                        if (!result.isAsExpected()) {
                            cell.text(" ");
                            ClaimSection.expectation(cell, result);
                        }
                    });
                });
            }
        });
    }

    private static void heading(Markup page, Claim claim) throws IOException {
        page.element("h2", heading -> {
            heading.text(claim.id());
            control(heading, claim);
        });
    }

    private static void control(Markup page, Claim claim) throws IOException {
        if (claim.isControl()) {
            page.text(" ");
            page.element("span", "control", "class", "control");
        }
    }

    private static void link(Markup page, Claim claim) throws IOException {
        page.element("a", claim.id(), "href", "#" + claim.id());
    }
}
