package org.featureflow.verify.report.html;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.ClaimResult;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.report.PlotCsv;

/** The part of a page about one claim: the only place where claims are described to people at length. */
final class ClaimSection {

    private ClaimSection() {}

    /** What the claim says, and how to run it. */
    static void write(Markup page, Claim claim) throws IOException {
        statement(page, claim);
        Page.command(page, "featureflow verify --claim " + claim.id());
    }

    /** What the claim says and what a run shows of it, with its pictures' numbers and its certificate in files of the same run. */
    static void write(Markup page, ClaimResult result, Optional<String> certificate) throws IOException {
        Claim claim = result.claim();
        Outcome outcome = result.outcome();
        page.element(
                "p",
                line -> {
                    Page.verdict(line, result.verdict());
                    line.text(" ");
                    expectation(line, result);
                },
                "class",
                "judgement");
        statement(page, claim);
        page.element("h3", "Verdict");
        page.element("p", rule(result) + " " + Page.meaning(result.verdict()));
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("As expected", result.asExpected() + " of " + result.tries() + " instances tried");
        facts.put(
                result.isAsExpected() ? "Shown below" : "Shown below, shrunk",
                result.decisive().toString());
        Page.facts(page, facts);
        Page.figures(
                page,
                outcome.plots().stream()
                        .map(plot -> new PlotFigure(
                                plot,
                                "plot-" + claim.id() + "--" + plot.name(),
                                Optional.of(PlotCsv.path(claim, plot))))
                        .toList());
        Page.evidence(page, outcome.evidence());
        page.element("h3", "Hypotheses");
        Page.hypotheses(page, outcome.hypotheses());
        page.element("h3", "Repeat it");
        Page.command(page, "featureflow " + String.join(" ", result.replay()));
        if (certificate.isPresent()) {
            String file = certificate.get();
            page.element("h3", "Check the proof");
            page.element("p", line -> {
                line.text("Of the instance shown, from the content of ");
                line.element("a", file, "href", file);
                line.text(" alone:");
            });
            Page.command(page, "featureflow check " + file);
        }
    }

    /** The verdict and whether it was expected, in a line. */
    static void expectation(Markup line, ClaimResult result) throws IOException {
        if (result.isAsExpected()) {
            line.element("span", "as expected", "class", "good");
        } else {
            line.element(
                    "strong", "NOT AS EXPECTED (" + result.claim().expected().name() + ")", "class", "bad");
        }
    }

    private static void statement(Markup page, Claim claim) throws IOException {
        page.element("p", text -> Formula.write(text, claim.statement()), "class", "statement");
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Source", claim.source());
        facts.put(claim.isControl() ? "As a control" : "Made false by", claim.falsifiedBy());
        facts.put(
                "Expected",
                claim.expected().name()
                        + (claim.isControl()
                                ? ": a negative control, outside the theorem\u2019s hypotheses, that must fail"
                                : claim.expected() == Verdict.CERTIFIED ? "" : " or better"));
        Page.formulas(page, facts);
    }

    private static String rule(ClaimResult result) {
        String verdicts = "The verdict is the " + (result.claim().isControl() ? "best" : "worst")
                + " of all instances tried"
                + (result.claim().isControl()
                        ? ", for a control must fail on each of them."
                        : ", for a claim must hold on each of them.");
        return result.tries() == 1 ? "One instance was tried." : verdicts;
    }
}
