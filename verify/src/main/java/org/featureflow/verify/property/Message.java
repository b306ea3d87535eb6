package org.featureflow.verify.property;

import java.util.List;
import org.featureflow.verify.claim.Evidence;

/** A failure's message: what was expected, then a line a fact, names in one column. */
final class Message {

    private static final int COLUMN = 26;

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
            line(item.name(), item.value());
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
