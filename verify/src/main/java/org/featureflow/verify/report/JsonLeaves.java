package org.featureflow.verify.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON document as its leaves: every text, number and truth value by the path to it, for instance {@code claims/3/verdict}. Numbers
 * are kept as they are written, so that two documents agree only if every digit does.
 */
public final class JsonLeaves {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final int LONGEST_SHOWN = 60;

    private final Map<String, String> leaves;

    private JsonLeaves(Map<String, String> leaves) {
        this.leaves = leaves;
    }

    /**
     * Reads a document.
     *
     * @param json its text
     * @return its leaves
     * @throws IOException if it is not JSON
     */
    public static JsonLeaves of(String json) throws IOException {
        Map<String, String> leaves = new LinkedHashMap<>();
        try (JsonParser parser = FACTORY.createParser(json)) {
            JsonToken last = JsonToken.NOT_AVAILABLE;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                String path = parser.getParsingContext().pathAsPointer().toString();
                boolean emptyArray = last == JsonToken.START_ARRAY && token == JsonToken.END_ARRAY;
                boolean emptyObject = last == JsonToken.START_OBJECT && token == JsonToken.END_OBJECT;
                if (token == JsonToken.VALUE_STRING) {
                    leaves.put(path, '"' + parser.getText() + '"');
                } else if (token.isScalarValue() || emptyArray || emptyObject) {
                    leaves.put(path, emptyArray ? "[]" : emptyObject ? "{}" : parser.getText());
                }
                last = token;
            }
        }
        return new JsonLeaves(leaves);
    }

    /**
     * The document at a place.
     *
     * @param path the place, for instance {@code claims/3}
     * @return its leaves, by paths from there; none if there is no such place
     */
    public JsonLeaves at(String path) {
        String start = "/" + path + "/";
        Map<String, String> inside = new LinkedHashMap<>();
        leaves.forEach((leaf, value) -> {
            if (leaf.startsWith(start)) {
                inside.put(leaf.substring(start.length() - 1), value);
            }
        });
        return new JsonLeaves(inside);
    }

    /**
     * The document but for a field.
     *
     * @param path the field
     * @return the other leaves
     */
    public JsonLeaves without(String path) {
        Map<String, String> others = new LinkedHashMap<>(leaves);
        others.keySet().removeIf(leaf -> leaf.equals("/" + path) || leaf.startsWith("/" + path + "/"));
        return new JsonLeaves(others);
    }

    /**
     * The first difference from another document.
     *
     * @param other the other
     * @return where it is and what stands there in this and in the other one, none if they agree in every digit
     */
    public Optional<JsonDifference> differenceFrom(JsonLeaves other) {
        Set<String> paths = new LinkedHashSet<>(leaves.keySet());
        paths.addAll(other.leaves.keySet());
        return paths.stream()
                .filter(path -> !Objects.equals(leaves.get(path), other.leaves.get(path)))
                .findFirst()
                .map(path -> new JsonDifference(path.substring(1), shown(path), other.shown(path)));
    }

    private String shown(String path) {
        String value = leaves.getOrDefault(path, "nothing");
        return value.length() <= LONGEST_SHOWN ? value : value.substring(0, LONGEST_SHOWN) + "...";
    }
}
