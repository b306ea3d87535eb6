package org.featureflow.verify.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.featureflow.verify.report.Environment;
import org.featureflow.verify.report.ResultHeader;
import org.featureflow.verify.report.Rounded;
import org.featureflow.verify.report.html.Markup;
import org.featureflow.verify.report.html.Page;
import org.featureflow.verify.report.html.PlotFigure;

/**
 * A verdict of {@code certify} as a page.
 *
 * @param report the verdict
 * @param header how to repeat the run
 * @param command the call that repeats it
 * @param environment what depends on the machine
 */
record CertifyPage(CertifyResult report, ResultHeader header, String command, Environment environment) {

    /** Writes the page. */
    void write(OutputStream out) throws IOException {
        Page.write(out, "Feature Flow: is this network optimal on its data?", page -> {
            page.element(
                    "p",
                    line -> {
                        Page.verdict(line, report.verdict());
                        line.text(" " + report.reason().replace("<=", "\u2264") + ".");
                    },
                    "class",
                    "summary");
            page.element("p", Page.meaning(report.verdict()));
            page.element(
                    "p", "objective \u2212 optimum \u2264 " + Rounded.near(report.tolerance()), "class", "statement");
            Page.facts(page, report.facts());
            Page.figures(
                    page,
                    report.plots().stream()
                            .map(plot -> new PlotFigure(plot, "plot-" + plot.name(), Optional.empty()))
                            .toList());
            if (!report.hypotheses().isEmpty()) {
                page.element("h2", "Hypotheses of the theorem");
                page.element(
                        "p",
                        "The verdict does not rest on them: it is about this network\u2019s objective and the optimum alone.");
                Page.hypotheses(page, report.hypotheses());
            }
            page.element("h2", "What would make it false");
            page.element("p", report.falsifiedBy());
            page.element("h2", "Repeat it");
            Page.command(page, command);
            Page.manifest(page, header, environment);
            columns(page);
        });
    }

    private void columns(Markup page) throws IOException {
        page.element("h2", "The data");
        TrainingData data = report.model().data();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("inputs", String.join(", ", data.inputs()));
        if (!data.classes().isEmpty()) {
            facts.put("classes", String.join(", ", data.classes()));
        }
        Page.facts(page, facts);
    }
}
