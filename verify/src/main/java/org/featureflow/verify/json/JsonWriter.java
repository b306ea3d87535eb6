package org.featureflow.verify.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.numeric.Interval;

/**
 * Writes the fields of a JSON object in the order of the calls. Numbers are the shortest that read back as the same double, the same
 * text on every Java version; a number that is infinite or not a number is {@code null}. Matrices are arrays of rows.
 */
public final class JsonWriter {

    /** Java's own conversion changed with version 19, this one is the same everywhere. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    /** What is added to the name of a number to name its kind. */
    private static final String KIND = "Is";

    private final JsonGenerator json;

    private JsonWriter(JsonGenerator json) {
        this.json = json;
    }

    /** Writes fields. */
    @FunctionalInterface
    public interface Body {

        /**
         * Writes fields of an object.
         *
         * @param json the writer, inside the object
         * @throws IOException if writing fails
         */
        void write(JsonWriter json) throws IOException;
    }

    /**
     * Writes a document.
     *
     * @param out where to; flushed, not closed
     * @param body the fields of the outermost object
     * @throws IOException if writing fails
     */
    public static void write(OutputStream out, Body body) throws IOException {
        JsonGenerator json = FACTORY.createGenerator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
        json.writeStartObject();
        body.write(new JsonWriter(json));
        json.writeEndObject();
        json.writeRaw('\n');
        json.close();
    }

    /**
     * An object in one line.
     *
     * @param body its fields
     * @return its text, without a line end
     */
    public static String line(Body body) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            body.write(new JsonWriter(json));
            json.writeEndObject();
        } catch (IOException e) {
            throw new AssertionError("a text in memory cannot fail", e);
        }
        return text.toString();
    }

    /**
     * A field with an object.
     *
     * @param name its name
     * @param body the fields of the object
     * @throws IOException if writing fails
     */
    public void object(String name, Body body) throws IOException {
        json.writeObjectFieldStart(name);
        body.write(this);
        json.writeEndObject();
    }

    /**
     * A field with an array of objects.
     *
     * @param name its name
     * @param bodies the fields of each object
     * @throws IOException if writing fails
     */
    public void objects(String name, List<? extends Body> bodies) throws IOException {
        json.writeArrayFieldStart(name);
        for (Body body : bodies) {
            json.writeStartObject();
            body.write(this);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /**
     * A field with a text.
     *
     * @param name its name
     * @param value the text
     * @throws IOException if writing fails
     */
    public void text(String name, String value) throws IOException {
        json.writeStringField(name, value);
    }

    /**
     * A field with an array of texts.
     *
     * @param name its name
     * @param values the texts
     * @throws IOException if writing fails
     */
    public void texts(String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    /**
     * A field with a number.
     *
     * @param name its name
     * @param value the number
     * @throws IOException if writing fails
     */
    public void number(String name, double value) throws IOException {
        json.writeFieldName(name);
        writeNumber(value);
    }

    /**
     * A field with a number from which the same double can be read: for a number that is infinite or not a number, {@code null} is
     * followed by a field {@code nameIs} with the text {@code NaN}, {@code Infinity} or {@code -Infinity}.
     *
     * @param name its name
     * @param value the number
     * @throws IOException if writing fails
     */
    public void exactNumber(String name, double value) throws IOException {
        number(name, value);
        if (!Double.isFinite(value)) {
            text(name + KIND, Double.toString(value));
        }
    }

    /**
     * Reads what {@link #exactNumber} wrote.
     *
     * @param object the object with the field
     * @param name the field's name
     * @return the number
     * @throws IllegalArgumentException if there is none
     */
    public static double exactNumber(JsonNode object, String name) {
        JsonNode value = object.path(name);
        if (value.isNumber()) {
            return value.doubleValue();
        }
        if (!object.path(name + KIND).isTextual()) {
            throw new IllegalArgumentException("field '" + name + "' is no number");
        }
        return Double.parseDouble(object.path(name + KIND).textValue());
    }

    /**
     * A field with a whole number.
     *
     * @param name its name
     * @param value the number
     * @throws IOException if writing fails
     */
    public void whole(String name, long value) throws IOException {
        json.writeNumberField(name, value);
    }

    /**
     * A field with an array of whole numbers.
     *
     * @param name its name
     * @param values the numbers
     * @throws IOException if writing fails
     */
    public void wholes(String name, List<Integer> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (int value : values) {
            json.writeNumber(value);
        }
        json.writeEndArray();
    }

    /**
     * A field that is true or false.
     *
     * @param name its name
     * @param value its value
     * @throws IOException if writing fails
     */
    public void truth(String name, boolean value) throws IOException {
        json.writeBooleanField(name, value);
    }

    /**
     * A field without a value.
     *
     * @param name its name
     * @throws IOException if writing fails
     */
    public void nothing(String name) throws IOException {
        json.writeNullField(name);
    }

    /**
     * A field with an interval, as {@code {lower, upper}}.
     *
     * @param name its name
     * @param value the interval
     * @throws IOException if writing fails
     */
    public void interval(String name, Interval value) throws IOException {
        object(name, inner -> {
            inner.number("lower", value.lower());
            inner.number("upper", value.upper());
        });
    }

    /**
     * A field with an array of numbers.
     *
     * @param name its name
     * @param values the numbers
     * @throws IOException if writing fails
     */
    public void numbers(String name, List<Double> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (double value : values) {
            writeNumber(value);
        }
        json.writeEndArray();
    }

    /**
     * A field with a matrix.
     *
     * @param name its name
     * @param value the matrix
     * @throws IOException if writing fails
     */
    public void matrix(String name, DMatrixRMaj value) throws IOException {
        json.writeFieldName(name);
        writeMatrix(value);
    }

    /**
     * A field with an array of matrices, each formed only when its turn comes.
     *
     * @param name its name
     * @param values the matrices
     * @throws IOException if writing fails
     */
    public void matrices(String name, Iterable<DMatrixRMaj> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (DMatrixRMaj value : values) {
            writeMatrix(value);
        }
        json.writeEndArray();
    }

    /**
     * A field with one entry or row a sample, or unit: a vector if there is one column.
     *
     * @param name its name
     * @param value the columns
     * @throws IOException if writing fails
     */
    public void columns(String name, DMatrixRMaj value) throws IOException {
        json.writeFieldName(name);
        writeColumns(value);
    }

    /**
     * A field with an array of such columns.
     *
     * @param name its name
     * @param values the columns
     * @throws IOException if writing fails
     */
    public void manyColumns(String name, Iterable<DMatrixRMaj> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (DMatrixRMaj value : values) {
            writeColumns(value);
        }
        json.writeEndArray();
    }

    /**
     * A field with an array of such columns, {@code null} where there are none.
     *
     * @param name its name
     * @param values the columns
     * @throws IOException if writing fails
     */
    public void manyColumnsOrNothing(String name, Iterable<Optional<DMatrixRMaj>> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (Optional<DMatrixRMaj> value : values) {
            if (value.isPresent()) {
                writeColumns(value.get());
            } else {
                json.writeNull();
            }
        }
        json.writeEndArray();
    }

    /**
     * The fields of a tree, at this place.
     *
     * @param tree an object of objects, arrays, texts and numbers
     * @throws IOException if writing fails
     */
    public void fields(ObjectNode tree) throws IOException {
        for (Map.Entry<String, JsonNode> field : tree.properties()) {
            json.writeFieldName(field.getKey());
            writeTree(field.getValue());
        }
    }

    private void writeTree(JsonNode node) throws IOException {
        if (node instanceof ObjectNode object) {
            json.writeStartObject();
            fields(object);
            json.writeEndObject();
        } else if (node.isArray()) {
            json.writeStartArray();
            for (JsonNode element : node) {
                writeTree(element);
            }
            json.writeEndArray();
        } else if (node.isIntegralNumber() && node.canConvertToLong()) {
            json.writeNumber(node.longValue());
        } else if (node.isNumber()) {
            writeNumber(node.doubleValue());
        } else if (node.isNull()) {
            json.writeNull();
        } else {
            json.writeString(node.asText());
        }
    }

    private void writeColumns(DMatrixRMaj value) throws IOException {
        if (value.numCols == 1) {
            writeRow(value, 0, value.numRows);
        } else {
            writeMatrix(value);
        }
    }

    private void writeMatrix(DMatrixRMaj value) throws IOException {
        json.writeStartArray();
        for (int i = 0; i < value.numRows; i++) {
            writeRow(value, i * value.numCols, value.numCols);
        }
        json.writeEndArray();
    }

    private void writeRow(DMatrixRMaj value, int first, int length) throws IOException {
        json.writeStartArray();
        for (int j = 0; j < length; j++) {
            writeNumber(value.data[first + j]);
        }
        json.writeEndArray();
    }

    private void writeNumber(double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }
}
