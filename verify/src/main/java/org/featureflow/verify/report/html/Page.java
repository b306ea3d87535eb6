package org.featureflow.verify.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.report.ClaimsJson;
import org.featureflow.verify.report.Environment;
import org.featureflow.verify.report.ResultHeader;
import org.featureflow.verify.report.Rounded;

/** What all pages are made of. */
public final class Page {

    private Page() {}

    /**
     * Writes a page that needs nothing outside itself: its style is inside, and it asks the browser to load nothing.
     *
     * @param out where to; flushed, not closed
     * @param title the page's title and first heading
     * @param body the page below the heading
     * @throws IOException if writing fails
     */
    public static void write(OutputStream out, String title, Markup.Body body) throws IOException {
        String style = style();
        Markup.write(
                out,
                page -> page.element(
                        "html",
                        html -> {
                            html.element("head", head -> {
                                head.empty("meta", "charset", "utf-8");
                                head.empty(
                                        "meta",
                                        "http-equiv",
                                        "Content-Security-Policy",
                                        "content",
                                        "default-src 'none'; style-src 'unsafe-inline'");
                                head.empty(
                                        "meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
                                head.element("title", title);
                                head.element("style", style);
                            });
                            html.element(
                                    "body",
                                    inside -> inside.element("main", main -> {
                                        main.element("h1", title);
                                        body.write(main);
                                    }));
                        },
                        "lang",
                        "en"));
    }

    /**
     * A table of names and texts.
     *
     * @param page the page
     * @param facts the texts by name, in their order
     * @throws IOException if writing fails
     */
    public static void facts(Markup page, Map<String, String> facts) throws IOException {
        list(page, facts, Markup::text);
    }

    /** A table of names and texts with formulas. */
    static void formulas(Markup page, Map<String, String> texts) throws IOException {
        list(page, texts, Formula::write);
    }

    private interface Text {
        void write(Markup page, String text) throws IOException;
    }

    private static void list(Markup page, Map<String, String> pairs, Text text) throws IOException {
        page.element(
                "dl",
                list -> {
                    for (Map.Entry<String, String> pair : pairs.entrySet()) {
                        list.element("div", item -> {
                            item.element("dt", pair.getKey());
                            item.element("dd", value -> text.write(value, pair.getValue()));
                        });
                    }
                },
                "class",
                "facts");
    }

    /**
     * Hypotheses and how each was checked.
     *
     * @param page the page
     * @param hypotheses the hypotheses
     * @throws IOException if writing fails
     */
    public static void hypotheses(Markup page, List<Hypothesis> hypotheses) throws IOException {
        if (hypotheses.isEmpty()) {
            page.element("p", "This statement has no hypotheses beside the kind of its instances.");
            return;
        }
        table(page, List.of("Hypothesis", "Status", "How it was checked"), body -> {
            for (Hypothesis hypothesis : hypotheses) {
                body.element("tr", row -> {
                    row.element("th", text -> Formula.write(text, hypothesis.name()), "scope", "row");
                    row.element(
                            "td",
                            ClaimsJson.text(hypothesis.status()),
                            "class",
                            "status " + hypothesis.status().name());
                    row.element("td", text -> Formula.write(text, hypothesis.how()));
                });
            }
        });
    }

    /**
     * The numbers a verdict rests on.
     *
     * @param page the page
     * @param evidence the numbers
     * @throws IOException if writing fails
     */
    public static void evidence(Markup page, List<Evidence> evidence) throws IOException {
        table(page, List.of("Evidence", "Value"), body -> {
            for (Evidence number : evidence) {
                body.element("tr", row -> {
                    row.element("th", text -> Formula.write(text, number.name()), "scope", "row");
                    row.element("td", Rounded.exact(number.value()), "class", "number");
                });
            }
        });
    }

    /**
     * Pictures, beside each other where there is room.
     *
     * @param page the page
     * @param figures the pictures; nothing is written if there is none
     * @throws IOException if writing fails
     */
    public static void figures(Markup page, List<PlotFigure> figures) throws IOException {
        if (!figures.isEmpty()) {
            page.element(
                    "div",
                    frame -> {
                        for (PlotFigure figure : figures) {
                            figure.write(frame);
                        }
                    },
                    "class",
                    "figures");
        }
    }

    /**
     * A verdict.
     *
     * @param page the page
     * @param verdict the verdict
     * @throws IOException if writing fails
     */
    public static void verdict(Markup page, Verdict verdict) throws IOException {
        page.element("span", verdict.name(), "class", "verdict " + verdict.name());
    }

    /**
     * What a verdict says.
     *
     * @param verdict the verdict
     * @return one sentence
     */
    public static String meaning(Verdict verdict) {
        return switch (verdict) {
            case CERTIFIED -> "Rigorous bounds, rounded outward, prove it.";
            case SUPPORTED -> "Floating-point or statistical evidence speaks for it; nothing is proved.";
            case INCONCLUSIVE -> "Neither shown: too little evidence, or the budget was spent. Never a pass.";
            case REFUTED -> "It is false here; where the claim is about an optimum, rigorous bounds prove that.";
        };
    }

    /**
     * A command for a shell.
     *
     * @param page the page
     * @param command the command
     * @throws IOException if writing fails
     */
    public static void command(Markup page, String command) throws IOException {
        page.element("pre", pre -> pre.element("code", command), "class", "command");
    }

    /**
     * What it takes to repeat a run, and apart from it what depends on the machine.
     *
     * @param page the page
     * @param header the run's header
     * @param environment the machine's part
     * @throws IOException if writing fails
     */
    public static void manifest(Markup page, ResultHeader header, Environment environment) throws IOException {
        page.element(
                "section",
                section -> {
                    section.element("h2", "This run");
                    facts(section, header.facts());
                    section.element("details", details -> {
                        details.element("summary", "Environment: what depends on the machine, and changes no result");
                        facts(details, environment.facts());
                    });
                },
                "id",
                "run");
    }

    /**
     * A table that scrolls by itself where it is too wide.
     *
     * @param page the page
     * @param columns the headings
     * @param body its rows
     * @throws IOException if writing fails
     */
    static void table(Markup page, List<String> columns, Markup.Body body) throws IOException {
        page.element(
                "div",
                frame -> frame.element("table", table -> {
                    table.element(
                            "thead",
                            head -> head.element("tr", row -> {
                                for (String column : columns) {
                                    row.element("th", column, "scope", "col");
                                }
                            }));
                    table.element("tbody", body);
                }),
                "class",
                "wide");
    }

    private static String style() throws IOException {
        try (InputStream in = Page.class.getResourceAsStream("page.css")) {
            if (in == null) {
                throw new IOException("the style sheet page.css is missing beside " + Page.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
