package org.featureflow.verify.cli;

import java.nio.file.Path;

/** Says how to go on when a run is interrupted, as by Ctrl-C; nothing when it ends by itself. */
final class InterruptNotice implements AutoCloseable {

    private final Thread hook;

    InterruptNotice(Terminal terminal, Path journal) {
        hook = new Thread(() -> terminal.err()
                .println((terminal.live() ? "\n" : "") + "featureflow: interrupted, what is done is in '" + journal
                        + "': the same call with --resume goes on from there"));
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyShuttingDown) {
            // The notice is being given.
        }
    }
}
