package org.featureflow.verify.cli;

import org.featureflow.core.linalg.MatrixProducts;
import picocli.CommandLine.Option;

/** The options of every command that computes. */
final class RunOptions {

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Seed of all chance (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--threads",
            paramLabel = "T",
            description = "Threads of large matrix products; results do not depend on it (default: all processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = "portable",
            description = "Back end of matrix products: portable, the same bits everywhere (the default).")
    private String backend;

    /** The seed. */
    long seed() {
        return seed;
    }

    /** The number of threads. */
    int threads() {
        return threads;
    }

    /** The name of the back end. */
    String backend() {
        return backend;
    }

    /**
     * The back end.
     *
     * @throws WrongInput if there is none of that name, or no thread
     */
    MatrixProducts products() {
        if (threads < 1) {
            throw new WrongInput("--threads is " + threads + ", at least one thread is needed");
        }
        if (!backend.equals("portable")) {
            throw new WrongInput("unknown back end " + WrongInput.quote(backend) + " for --backend, use portable");
        }
        return MatrixProducts.portable(threads);
    }
}
