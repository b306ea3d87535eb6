package org.featureflow.verify.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.json.WrongInput;
import org.featureflow.verify.report.Environment;
import org.featureflow.verify.report.ResultFile;
import org.featureflow.verify.report.ResultHeader;
import org.jspecify.annotations.Nullable;

/** The files a command is to write, each named by an option. Their places are checked before the work begins. */
final class Outputs {

    private final List<Path> inputs;
    private final Map<String, ResultFile> files = new LinkedHashMap<>();
    private final Map<String, String> paths = new LinkedHashMap<>();

    /** Outputs beside input files, none of which may be written over. */
    Outputs(List<Path> inputs) {
        this.inputs = List.copyOf(inputs);
    }

    /**
     * Adds the file of an option; nothing if the option was not given.
     *
     * @throws WrongInput if the file cannot be written, is an input, or two options name the same
     */
    Outputs add(String option, @Nullable Path path) {
        if (path == null) {
            return this;
        }
        try {
            ResultFile file = ResultFile.at(path);
            for (Path input : inputs) {
                if (file.isAt(input)) {
                    throw new WrongInput(option + " would write over the input '" + input + "', name another file");
                }
            }
            for (ResultFile other : files.values()) {
                if (file.isAt(Path.of(other.toString()))) {
                    throw new WrongInput("two outputs are to be written to '" + path + "', name two files");
                }
            }
            files.put(option, file);
            paths.put(option.substring("--".length()), path.toString());
            return this;
        } catch (IOException e) {
            throw new WrongInput(option + ": " + e.getMessage());
        }
    }

    /** The paths by option, as the user wrote them. */
    Map<String, String> paths() {
        return paths;
    }

    /** Writes the result file of an option, if it was given. */
    void write(String option, ResultHeader header, JsonWriter.Body body, Environment environment) {
        write(option, out -> header.write(out, body, environment));
    }

    /** Writes the file of an option, if it was given. */
    void write(String option, ResultFile.Content content) {
        ResultFile file = files.get(option);
        try {
            if (file != null) {
                file.write(content);
            }
        } catch (IOException e) {
            throw new WrongInput(option + ": '" + files.get(option) + "' could not be written (" + e.getMessage()
                    + "), make room or name another file");
        }
    }
}
