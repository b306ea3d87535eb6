package org.featureflow.verify.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/** A value in a JSON file together with its place, so that every complaint says where. */
public final class JsonValue {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String file;
    private final String place;
    private final JsonNode node;

    private JsonValue(String file, String place, JsonNode node) {
        this.file = file;
        this.place = place;
        this.node = node;
    }

    /**
     * Parses a text that holds one JSON object and stands in a file.
     *
     * @throws WrongInput if it is not JSON, truncated, or not an object
     */
    public static JsonValue parse(String file, String text) {
        JsonNode node;
        try {
            node = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String where = at == null ? "" : " line " + at.getLineNr() + " column " + at.getColumnNr();
            throw new WrongInput(
                    "not valid JSON (" + e.getOriginalMessage().replaceFirst(" \\(start marker at .*", "") + ")",
                    "'" + file + "'" + where,
                    "mend the file");
        }
        JsonValue value = new JsonValue(file, "", node);
        if (!node.isObject()) {
            throw value.wrong("an object is needed, not " + value.kind(), "write {...} with named fields");
        }
        return value;
    }

    /** The value as the tree of an object. */
    public ObjectNode object() {
        if (!(node instanceof ObjectNode object)) {
            throw wrong("an object is needed, not " + kind(), "write {...}");
        }
        return object;
    }

    /** The value as a tree, for readers of their own. */
    public JsonNode tree() {
        return node;
    }

    /** A field that must be there. */
    public JsonValue get(String name) {
        return find(name).orElseThrow(() -> wrong("the field '" + name + "' is missing", "add it"));
    }

    /** Whether there is a field, null or not. */
    public boolean has(String name) {
        return node.has(name);
    }

    /** A field that may be absent or null. */
    public Optional<JsonValue> find(String name) {
        if (!node.isObject()) {
            throw wrong("an object with the field '" + name + "' is needed, not " + kind(), "write {...}");
        }
        @Nullable JsonNode child = node.get(name);
        return child == null || child.isNull()
                ? Optional.empty()
                : Optional.of(new JsonValue(file, place.isEmpty() ? name : place + "." + name, child));
    }

    /** Refuses fields other than these, which are misspelt or meant for another program. */
    public void allowOnly(List<String> names) {
        for (Iterator<String> fields = node.fieldNames(); fields.hasNext(); ) {
            String name = fields.next();
            if (!names.contains(name)) {
                throw wrong("unknown field " + WrongInput.quote(name), "the fields are " + String.join(", ", names));
            }
        }
    }

    public boolean isObject() {
        return node.isObject();
    }

    public boolean isNull() {
        return node.isNull();
    }

    /** The elements of an array. */
    public List<JsonValue> elements() {
        if (!node.isArray()) {
            throw wrong("an array is needed, not " + kind(), "write [...]");
        }
        List<JsonValue> elements = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            elements.add(element(i));
        }
        return elements;
    }

    public String text() {
        if (!node.isTextual()) {
            throw wrong("a text is needed, not " + kind(), "write \"...\"");
        }
        return node.textValue();
    }

    /** A finite number. */
    public double number() {
        if (!node.isNumber()) {
            throw wrong("a number is needed, not " + kind(), "write a finite number");
        }
        double value = node.doubleValue();
        if (!Double.isFinite(value)) {
            throw wrong("the number is too large for a double", "write a finite number");
        }
        return value;
    }

    /** A whole number of 64 bits. */
    public long whole() {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw wrong("a whole number is needed, not " + (node.isNumber() ? node.asText() : kind()), "write one");
        }
        return node.longValue();
    }

    /** A whole number that is not negative. */
    public int count() {
        if (!node.isNumber() || !node.canConvertToExactIntegral() || !node.canConvertToInt() || node.intValue() < 0) {
            throw wrong(
                    "a whole number from 0 to " + Integer.MAX_VALUE + " is needed, not "
                            + (node.isNumber() ? node.asText() : kind()),
                    "write one");
        }
        return node.intValue();
    }

    /** A matrix, an array of rows of equal length. */
    public DMatrixRMaj matrix() {
        if (!node.isArray() || node.isEmpty()) {
            throw wrong("a matrix is needed, not " + kind(), "write an array of rows");
        }
        int columns = row(0).size();
        if (columns == 0) {
            throw wrong("the rows of this matrix are empty", "write at least one number a row");
        }
        DMatrixRMaj matrix = new DMatrixRMaj(node.size(), columns);
        for (int i = 0; i < matrix.numRows; i++) {
            if (row(i).size() != columns) {
                throw element(i)
                        .wrong(
                                "the row has " + row(i).size() + " numbers, the first one " + columns,
                                "make all rows equally long");
            }
            element(i).numbersInto(matrix, i * columns);
        }
        return matrix;
    }

    /** Columns: a matrix, or a vector for one column. */
    public DMatrixRMaj columns() {
        if (!node.isArray() || node.isEmpty() || node.get(0).isArray()) {
            return matrix();
        }
        DMatrixRMaj column = new DMatrixRMaj(node.size(), 1);
        numbersInto(column, 0);
        return column;
    }

    /** The complaint about this value. */
    public WrongInput wrong(String what, String remedy) {
        return new WrongInput(what, where(), remedy);
    }

    /** Makes something of this value: what the core refuses is wrong input, at this place. */
    public <T> T make(Supplier<T> construction) {
        try {
            return construction.get();
        } catch (IllegalArgumentException e) {
            throw new WrongInput(where() + ": " + e.getMessage());
        }
    }

    private String where() {
        return "'" + file + "'" + (place.isEmpty() ? "" : " at " + place);
    }

    private void numbersInto(DMatrixRMaj out, int first) {
        for (int j = 0; j < node.size(); j++) {
            JsonNode entry = node.get(j);
            // Values with their places are made for complaints only: a matrix may have millions of entries.
            out.data[first + j] = entry.isNumber() && Double.isFinite(entry.doubleValue())
                    ? entry.doubleValue()
                    : element(j).number();
        }
    }

    private JsonNode row(int i) {
        JsonNode row = node.get(i);
        if (!row.isArray()) {
            throw element(i)
                    .wrong("a row of numbers is needed, not " + element(i).kind(), "write an array of rows");
        }
        return row;
    }

    private JsonValue element(int i) {
        return new JsonValue(file, place + "[" + i + "]", node.get(i));
    }

    private String kind() {
        return switch (node.getNodeType()) {
            case ARRAY -> node.isEmpty() ? "an empty array" : "an array";
            case OBJECT -> "an object";
            case STRING -> "the text " + WrongInput.quote(node.textValue());
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL -> "null";
            default -> "nothing";
        };
    }
}
