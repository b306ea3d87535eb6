package org.featureflow.verify.report.html;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Statements are plain texts, so that a terminal can show them: {@code beta_L, m^(-1/2), sum_n, <=}. On a page they become the letters,
 * signs, indices and exponents that they stand for; every other word is left.
 */
final class Formula {

    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("alpha", "\u03b1"),
            Map.entry("beta", "\u03b2"),
            Map.entry("gamma", "\u03b3"),
            Map.entry("delta", "\u03b4"),
            Map.entry("eps", "\u03b5"),
            Map.entry("eta", "\u03b7"),
            Map.entry("theta", "\u03b8"),
            Map.entry("lambda", "\u03bb"),
            Map.entry("Lambda", "\u039b"),
            Map.entry("mu", "\u03bc"),
            Map.entry("nu", "\u03bd"),
            Map.entry("rho", "\u03c1"),
            Map.entry("sigma", "\u03c3"),
            Map.entry("tau", "\u03c4"),
            Map.entry("phi", "\u03c6"),
            Map.entry("sum", "\u2211"),
            Map.entry("int", "\u222b"),
            Map.entry("grad", "\u2207"),
            Map.entry("sqrt", "\u221a"),
            Map.entry("<=", "\u2264"),
            Map.entry(">=", "\u2265"),
            Map.entry("->", "\u2192"));

    /** A sign; an index or exponent; or a word, perhaps after the d of a derivative. {@code int} and {@code sum} are English, too. */
    private static final Pattern PARTS = Pattern.compile("(?<sign><=|>=|->)"
            + "|(?<=[\\p{L}\\p{N})|'])(?<level>[_^])(?:\\((?<inside>-[^()]*)\\)|(?<plain>-?\\d+(?:\\.\\d+)?(?:/\\d+)?|\\p{L}+\\d*))"
            + "|(?<!\\p{L})(?<d>d?)(?<word>alpha|beta|gamma|delta|eps|eta|theta|[lL]ambda|mu|nu|rho|sigma|tau|phi"
            + "|grad|sum(?=_)|int(?=_| \\|| \\p{L} )|sqrt(?=\\())(?!\\p{L})");

    private Formula() {}

    /** Writes a text with its formulas. */
    static void write(Markup page, String text) throws IOException {
        Matcher parts = PARTS.matcher(text);
        int from = 0;
        while (parts.find()) {
            page.text(text.substring(from, parts.start()));
            from = parts.end();
            write(page, parts);
        }
        page.text(text.substring(from));
    }

    private static void write(Markup page, Matcher part) throws IOException {
        String level = part.group("level");
        if (level != null) {
            String inside = part.group("inside") == null ? part.group("plain") : part.group("inside");
            String shown = WORDS.getOrDefault(inside, inside.replace('-', '\u2212'));
            page.element(level.equals("_") ? "sub" : "sup", shown);
        } else if (part.group("sign") != null) {
            page.text(WORDS.getOrDefault(part.group(), part.group()));
        } else {
            page.text(part.group("d") + WORDS.getOrDefault(part.group("word"), part.group("word")));
        }
    }
}
