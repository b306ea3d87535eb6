package org.featureflow.verify.property;

import java.util.List;
import org.featureflow.verify.claim.Evidence;

/** A failure's message: what was expected, then a line a fact, names in one column. */
final class Message {

    private static final int COLUMN = 26;

    /** Whole numbers below this are counts and are written as such. */
    private static final double LARGEST_WHOLE = 1e7;

    private final StringBuilder text = new StringBuilder();

    Message(String expectation) {
        text.append(System.lineSeparator()).append(expectation);
    }

    Message line(String name, Object value) {
        text.append(System.lineSeparator())
                .append("  ")
                .append(name)
                .append(" ".repeat(Math.max(1, COLUMN - name.length())))
                .append(value);
        return this;
    }

    Message evidence(List<Evidence> evidence) {
        for (Evidence item : evidence) {
            double value = item.value();
            boolean whole = value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE && value != 0;
            line(item.name(), whole ? Long.toString((long) value) : Double.toString(value));
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
