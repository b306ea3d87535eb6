package org.featureflow.verify.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.featureflow.verify.json.JsonValue;

/** The call that made a result file of certify, solve or flow, from the file's own words. */
final class RecordedCall {

    private static final String FORMATS = "featureflow-(certify|solve|flow)-result/1";

    private RecordedCall() {}

    /** Whether a file of this format holds the result of one call. */
    static boolean isIn(JsonValue file) {
        return file.get("format").text().matches(FORMATS);
    }

    /**
     * The command, its operand and its options, without those that name output files.
     *
     * @throws WrongInput if the file does not say where its input was
     */
    static List<String> of(JsonValue file) {
        JsonValue command = file.get("command");
        JsonValue paths = file.get("environment").get("paths");
        String name = command.get("name").text();
        List<String> call = new ArrayList<>(List.of(
                name, paths.get(name.equals("certify") ? "data" : "problem").text()));
        boolean givenWeights = paths.find("weights").isPresent();
        for (Map.Entry<String, JsonNode> option : command.get("options").tree().properties()) {
            String key = option.getKey();
            // The width of given weights is their file's to say, for layers may differ.
            if (!(givenWeights && key.equals("width"))) {
                addOption(
                        call,
                        key,
                        givenWeights && key.equals("weights") ? paths.get(key).tree() : option.getValue());
            }
        }
        call.add("--seed=" + file.get("seed").whole());
        return call;
    }

    private static void addOption(List<String> call, String key, JsonNode value) {
        if (value.isArray()) {
            value.forEach(element -> call.add("--" + key + "=" + element.asText()));
        } else if (!value.isBoolean()) {
            call.add("--" + key + "=" + value.asText());
        } else if (value.booleanValue() != isOnUnlessSaid(key)) {
            call.add((value.booleanValue() ? "--" : "--no-") + key);
        }
    }

    /** What is on by itself has an option that begins with {@code --no}. */
    private static boolean isOnUnlessSaid(String option) {
        return option.equals("bias") || option.equals("standardize");
    }
}
