package org.featureflow.verify.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;

/**
 * Where a command prints.
 *
 * @param out results
 * @param err progress and messages
 * @param live whether {@code err} is a terminal on which a line may be written over
 */
record Terminal(PrintWriter out, PrintWriter err, boolean live) {

    /**
     * Whether a live line may be shown on standard error: it is a terminal, one that can move back, and NO_COLOR is not set.
     *
     * <p>{@code System.console()} cannot tell: it asks for standard input and output, and from Java 22 on may exist without a terminal.
     * The POSIX command {@code test -t 2} asks for standard error itself; where there is none, the answer is no.
     */
    static boolean isLive(Map<String, String> environment) {
        String term = environment.getOrDefault("TERM", "dumb");
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty() || term.equals("dumb")) {
            return false;
        }
        try {
            return new ProcessBuilder("test", "-t", "2")
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
