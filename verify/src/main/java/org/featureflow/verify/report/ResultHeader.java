package org.featureflow.verify.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.verify.json.JsonWriter;

/**
 * What every result file starts with: how to repeat the run.
 *
 * @param format the file's format, with a version
 * @param command the name of the command
 * @param options its options in a fixed order, each a text, a number, a truth value or a list of texts; no paths
 * @param seed the seed of all chance
 * @param version the version of the program
 * @param digest the SHA-256 digest of the input
 */
public record ResultHeader(
        String format, String command, Map<String, Object> options, long seed, String version, String digest) {

    /**
     * Copies the options, keeping their order.
     *
     * @param format the file's format, with a version
     * @param command the name of the command
     * @param options its options in a fixed order, each a text, a number, a truth value or a list of texts; no paths
     * @param seed the seed of all chance
     * @param version the version of the program
     * @param digest the SHA-256 digest of the input
     */
    public ResultHeader {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /**
     * The same run's header for another file.
     *
     * @param otherFormat its format
     * @return the header
     */
    public ResultHeader withFormat(String otherFormat) {
        return new ResultHeader(otherFormat, command, options, seed, version, digest);
    }

    /**
     * Writes a whole result file.
     *
     * @param out where to; flushed, not closed
     * @param body the result
     * @param environment what depends on the machine
     * @throws IOException if writing fails
     */
    public void write(OutputStream out, JsonWriter.Body body, Environment environment) throws IOException {
        JsonWriter.write(out, json -> {
            writeFields(json);
            body.write(json);
            json.object("environment", environment::write);
        });
    }

    /**
     * The header for people.
     *
     * @return texts by name, in a fixed order
     */
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("version", version);
        facts.put("command", command);
        options.forEach((name, value) -> facts.put(
                "--" + name,
                value instanceof List<?> list
                        ? String.join(", ", list.stream().map(Object::toString).toList())
                        : value instanceof Double number ? Rounded.near(number) : value.toString()));
        facts.put("seed", Long.toString(seed));
        facts.put("input digest", "sha256:" + digest);
        return facts;
    }

    /**
     * Writes the fields of the header alone.
     *
     * @param json the writer, inside an object
     * @throws IOException if writing fails
     */
    public void writeFields(JsonWriter json) throws IOException {
        json.text("format", format);
        json.object("command", inner -> {
            inner.text("name", command);
            inner.object("options", this::writeOptions);
        });
        json.whole("seed", seed);
        json.text("version", version);
        json.text("digest", digest);
    }

    private void writeOptions(JsonWriter json) throws IOException {
        for (Map.Entry<String, Object> option : options.entrySet()) {
            Object value = option.getValue();
            if (value instanceof Boolean truth) {
                json.truth(option.getKey(), truth);
            } else if (value instanceof Integer || value instanceof Long) {
                json.whole(option.getKey(), ((Number) value).longValue());
            } else if (value instanceof Number number) {
                json.number(option.getKey(), number.doubleValue());
            } else if (value instanceof List<?> list) {
                json.texts(option.getKey(), list.stream().map(Object::toString).toList());
            } else {
                json.text(option.getKey(), value.toString());
            }
        }
    }
}
