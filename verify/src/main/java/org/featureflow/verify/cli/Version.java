package org.featureflow.verify.cli;

import java.util.ResourceBundle;
import picocli.CommandLine.IVersionProvider;

/** The version of this build, which the build writes into a resource. */
final class Version implements IVersionProvider {

    /** Returns the project's version, for example {@code 0.1.0}. */
    static String current() {
        return ResourceBundle.getBundle("org.featureflow.verify.cli.version").getString("version");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"featureflow " + current()};
    }
}
