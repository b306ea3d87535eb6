package org.featureflow.verify.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.featureflow.verify.json.WrongInput;

/** A NumPy archive NPZ: a ZIP file with an NPY file for each array. */
final class NpzArchive {

    private static final String SUFFIX = ".npy";

    private NpzArchive() {}

    /**
     * Reads all arrays.
     *
     * @throws WrongInput if it is not such an archive
     */
    static Map<String, NpyArray> read(InputFile file) {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.path().toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String name = entry.getName();
                if (!name.endsWith(SUFFIX)) {
                    throw new WrongInput("'" + file + "' holds " + WrongInput.quote(name)
                            + ", which is no NumPy array, write the file with numpy.savez");
                }
                String array = name.substring(0, name.length() - SUFFIX.length());
                try (InputStream in = zip.getInputStream(entry)) {
                    arrays.put(array, NpyArray.parse(array, in.readAllBytes()));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new WrongInput("'" + file + "': " + e.getMessage());
        } catch (IOException e) {
            throw new WrongInput(
                    "'" + file + "' is not a readable NPZ archive (" + e.getMessage() + "), save it again");
        }
        return arrays;
    }
}
