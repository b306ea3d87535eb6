package org.featureflow.verify.cli;

import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.verify.json.WrongInput;
import org.jspecify.annotations.Nullable;
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
            description =
                    "Threads of large matrix products; results do not depend on it (default: all processors). Not with "
                            + "--backend native: OpenBLAS chooses its own, the environment variable OPENBLAS_NUM_THREADS limits them.")
    private @Nullable Integer threads;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = "portable",
            description =
                    "Back end of matrix products: portable, the same bits everywhere (the default); or native, OpenBLAS: faster, "
                            + "bits that depend on library, processor and threads.")
    private String backend;

    /** The seed. */
    long seed() {
        return seed;
    }

    /** The number of threads a large product may use. */
    int threads() {
        return products().threads();
    }

    /** The name of the back end. */
    String backend() {
        return backend;
    }

    /**
     * The back end.
     *
     * @throws WrongInput if there is none of that name, or its library is missing, or the number of threads cannot be had
     */
    MatrixProducts products() {
        if (threads != null && threads < 1) {
            throw new WrongInput("--threads is " + threads + ", at least one thread is needed");
        }
        return switch (backend) {
            case "portable" ->
                MatrixProducts.portable(threads == null ? Runtime.getRuntime().availableProcessors() : threads);
            case "native" -> nativeProducts();
            default ->
                throw new WrongInput(
                        "unknown back end " + WrongInput.quote(backend) + " for --backend, use portable or native");
        };
    }

    private MatrixProducts nativeProducts() {
        if (threads != null) {
            throw new WrongInput(
                    "--threads " + threads + " with --backend native: OpenBLAS chooses its own number, leave out "
                            + "--threads and set the environment variable OPENBLAS_NUM_THREADS");
        }
        try {
            return MatrixProducts.nativeBlas();
        } catch (IllegalStateException missing) {
            throw new WrongInput("--backend native: " + missing.getMessage());
        }
    }
}
