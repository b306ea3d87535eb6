package org.featureflow.verify.report;

import java.io.IOException;
import java.util.ResourceBundle;
import java.util.TreeSet;
import org.featureflow.verify.json.JsonWriter;

/** The versions of the libraries this program was built with, which the build writes into a resource. */
final class Libraries {

    private Libraries() {}

    static void write(JsonWriter json) throws IOException {
        ResourceBundle versions = ResourceBundle.getBundle("org.featureflow.verify.report.libraries");
        for (String library : new TreeSet<>(versions.keySet())) {
            json.text(library, versions.getString(library));
        }
    }
}
