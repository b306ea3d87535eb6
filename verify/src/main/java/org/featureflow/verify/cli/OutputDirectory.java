package org.featureflow.verify.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.featureflow.verify.json.WrongInput;
import org.featureflow.verify.report.ResultFile;

/** A directory that takes several files. */
final class OutputDirectory {

    private OutputDirectory() {}

    /**
     * Creates the directory of an option if it is not there.
     *
     * @throws WrongInput if that is not possible
     */
    static void create(String option, Path folder) {
        Path parent = folder.toAbsolutePath().getParent();
        if (Files.exists(folder) ? !Files.isDirectory(folder) : parent == null || !Files.isDirectory(parent)) {
            throw new WrongInput(
                    option + ": '" + folder + "' is not a directory and none can be made there, name another");
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new WrongInput(option + ": '" + folder + "' cannot be made (" + e.getMessage() + "), name another");
        }
    }

    /**
     * Writes texts; other files that are there are left.
     *
     * @param option the option that names the directory
     * @param folder the directory, which exists
     * @param files texts by their path in it
     * @throws WrongInput if one cannot be written
     */
    static void write(String option, Path folder, Map<String, String> files) {
        for (Map.Entry<String, String> file : files.entrySet()) {
            write(
                    option,
                    folder.resolve(file.getKey()),
                    out -> out.write(file.getValue().getBytes(StandardCharsets.UTF_8)));
        }
    }

    /**
     * Writes a file and makes the directory it is in.
     *
     * @param option the option that names a directory above
     * @param path the file
     * @param content its content
     * @throws WrongInput if it cannot be written
     */
    static void write(String option, Path path, ResultFile.Content content) {
        try {
            Files.createDirectories(path.resolveSibling(""));
            ResultFile.at(path).write(content);
        } catch (IOException e) {
            throw new WrongInput(option + ": '" + path + "' could not be written (" + e.getMessage()
                    + "), make room or name another directory");
        }
    }
}
