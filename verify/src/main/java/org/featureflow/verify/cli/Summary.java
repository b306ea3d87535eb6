package org.featureflow.verify.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A result for people: lines of a label and a value, values below each other. */
final class Summary {

    private record Line(String label, String value) {}

    private final List<Line> lines = new ArrayList<>();

    /** Adds a line. */
    Summary line(String label, String value) {
        lines.add(new Line(label, value));
        return this;
    }

    /** Prints all lines. */
    void print(PrintWriter out) {
        int width = lines.stream().mapToInt(line -> line.label().length()).max().orElse(0);
        for (Line line : lines) {
            out.println((line.label() + " ".repeat(width + 2 - line.label().length()) + line.value()).stripTrailing());
        }
    }
}
