package org.featureflow.flow.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.DenseWeights;
import org.featureflow.core.feature.Displacement;
import org.featureflow.core.feature.LayerWeights;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.field.FlowState;

/**
 * This toolkit against gradient descent written by hand in NumPy and in PyTorch, {@code flow/src/bench/python}, on this machine in
 * one run: the time of one plain gradient step, then the time to an excess of 1e-8 from the same start. Gradient descent takes the
 * step that is best after 200 steps, its search not counted, and is cut off at 50 times the implicit flow's time.
 *
 * <p>Arguments: the width of the race (0: none), the number of threads, the Python interpreter, the script.
 */
public final class AgainstPython {

    private static final String[] FRAMEWORKS = {"numpy", "torch"};
    private static final int[][] STEP_SHAPES = {{10, 500}, {50, 1000}, {200, 2000}};
    private static final double MEASURED_SECONDS = 3;

    private final int threads;
    private final String interpreter;
    private final Path script;

    private AgainstPython(int threads, String interpreter, Path script) {
        this.threads = threads;
        this.interpreter = interpreter;
        this.script = script;
    }

    /**
     * Runs both comparisons and prints two tables.
     *
     * @param arguments width, threads, interpreter, script
     * @throws IOException if a file cannot be read or written, or Python fails
     * @throws InterruptedException if this process is to end
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int width = Integer.parseInt(arguments[0]);
        AgainstPython contest = new AgainstPython(Integer.parseInt(arguments[1]), arguments[2], Path.of(arguments[3]));
        contest.steps();
        if (width > 0) {
            contest.race(width);
        }
    }

    /** One plain gradient step: a forward and a backward pass of a tanh Res-Net of depth 3, and the update of all weights. */
    private void steps() throws IOException, InterruptedException {
        System.out.printf(
                "one gradient step, %d thread(s), milliseconds (median); ratio: NumPy's time over ours%n", threads);
        System.out.printf(
                "%10s | %9s %9s %9s %9s | %9s %9s%n",
                "N x m", "portable", "native", "numpy", "torch", "portable", "native");
        for (int[] shape : STEP_SHAPES) {
            double numpy =
                    python("step", "numpy", shape[0], shape[1]).get("seconds").doubleValue();
            double portable = stepSeconds(MatrixProducts.portable(threads), shape[0], shape[1]);
            double library = stepSeconds(nativeBackEnd(), shape[0], shape[1]);
            double torch =
                    python("step", "torch", shape[0], shape[1]).get("seconds").doubleValue();
            System.out.printf(
                    Locale.ROOT,
                    "%10s | %9.2f %9.2f %9.2f %9.2f | %9.2f %9.2f%n",
                    shape[0] + "x" + shape[1],
                    1e3 * portable,
                    1e3 * library,
                    1e3 * numpy,
                    1e3 * torch,
                    numpy / portable,
                    numpy / library);
        }
    }

    private MatrixProducts nativeBackEnd() {
        MatrixProducts products = MatrixProducts.nativeBlas();
        if (products.threads() != threads) {
            throw new IllegalStateException(
                    "OpenBLAS uses " + products.threads() + " threads: set OPENBLAS_NUM_THREADS=" + threads);
        }
        return products;
    }

    private static double stepSeconds(MatrixProducts products, int samples, int width) {
        SplittableRandom random = new SplittableRandom(1);
        Weights weights = new Weights(
                gaussian(random, 5, width),
                List.of(
                        DenseWeights.of(gaussian(random, width, width)),
                        DenseWeights.of(gaussian(random, width, width))),
                gaussian(random, width, 1));
        Architecture architecture = Architecture.resNet(Contest.DEPTH, Activations.tanh(), Activations.tanh());
        Network network = Network.ofEqualMasses(architecture, weights);
        FeatureFlow flow = new FeatureFlow(
                products, gaussian(random, samples, 5), new Objective(Losses.squared(), gaussian(random, samples, 1)));
        FlowState state = flow.start(network);
        List<Double> times = new ArrayList<>();
        long begin = System.nanoTime();
        double warm = 4;
        while (seconds(begin) < warm + MEASURED_SECONDS) {
            long start = System.nanoTime();
            FlowState next = state.moved(Displacement.of(1e-3, state.velocity()));
            state.release();
            state = next;
            if (seconds(begin) > warm) {
                times.add(seconds(start));
            }
        }
        return times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow();
    }

    private static DMatrixRMaj gaussian(SplittableRandom random, int rows, int cols) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, cols);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = random.nextGaussian();
        }
        return matrix;
    }

    private void race(int width) throws IOException, InterruptedException {
        System.out.printf(
                Locale.ROOT,
                "%ntime to excess %.0e, tanh Res-Net, depth %d, width %d, portable products, %d thread(s)%n",
                Contest.EXCESS,
                Contest.DEPTH,
                width,
                threads);
        System.out.printf(
                "%-10s %4s | %9s %6s | %-6s %9s %9s %9s %9s | %s%n",
                "data", "N", "ours", "steps", "", "step", "steps", "time", "excess", "their time over ours");
        MatrixProducts products = MatrixProducts.portable(threads);
        for (TrainingSet set : TrainingSet.all()) {
            Contest.of(products, set, Math.min(20, width)).implicit(5);
        }
        for (TrainingSet set : TrainingSet.all()) {
            Contest contest = Contest.of(products, set, width);
            Contest.ImplicitRun ours = contest.implicit();
            Path folder = Files.createTempDirectory("featureflow-race");
            try {
                write(contest, folder);
                for (String framework : FRAMEWORKS) {
                    JsonNode theirs = python("race", folder, framework, Contest.CUT_OFF * ours.seconds());
                    double ratio = theirs.get("seconds").doubleValue() / ours.seconds();
                    System.out.printf(
                            Locale.ROOT,
                            "%-10s %4d | %8.2fs %6d | %-6s %9.3g %9d %8.1fs %9.1e | %s%.1f%n",
                            set.name(),
                            set.data().samples(),
                            ours.seconds(),
                            ours.result().accepted(),
                            framework,
                            theirs.get("step").doubleValue(),
                            theirs.get("steps").intValue(),
                            theirs.get("seconds").doubleValue(),
                            theirs.get("excess").doubleValue(),
                            theirs.get("reached").booleanValue() ? "" : "more than ",
                            ratio);
                }
            } finally {
                delete(folder);
            }
        }
    }

    /** Runs the script, without settings that slow OpenBLAS down, and reads what it prints. */
    private JsonNode python(Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(interpreter, script.toString()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        Map<String, String> environment = builder.environment();
        environment.remove("OPENBLAS_CORETYPE");
        environment.remove("OPENBLAS_L2_SIZE");
        environment.put("OPENBLAS_NUM_THREADS", Integer.toString(threads));
        Process process = builder.start();
        byte[] printed = process.getInputStream().readAllBytes();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed; it needs NumPy and PyTorch");
        }
        return new ObjectMapper().readTree(printed);
    }

    private static void write(Contest contest, Path folder) throws IOException {
        ObjectNode race = new ObjectMapper().createObjectNode();
        race.put("loss", contest.set().loss().name());
        race.put("optimum", contest.optimum());
        race.put("firstStep", new GradientDescent(contest.flow(), contest.start()).firstStep());
        Files.writeString(folder.resolve("race.json"), race.toString());
        Weights weights = contest.start().weights();
        writeArray(folder, "inputs", contest.flow().inputs());
        writeArray(folder, "targets", contest.set().data().targets());
        writeArray(folder, "input", weights.input());
        int l = 0;
        for (LayerWeights layer : weights.hidden()) {
            writeArray(folder, "hidden" + l++, layer.toDense());
        }
        writeArray(folder, "output", weights.output());
    }

    /** NumPy's format, version 1.0: a magic number, a header padded to 64 bytes, the doubles. */
    private static void writeArray(Path folder, String name, DMatrixRMaj matrix) throws IOException {
        String shape = "(" + matrix.numRows + ", " + matrix.numCols + ")";
        String header = "{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + ", }";
        int padding = 64 - (10 + header.length() + 1) % 64;
        byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer buffer = ByteBuffer.allocate(10 + text.length + 8 * matrix.getNumElements())
                .order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        buffer.putShort((short) text.length).put(text);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            buffer.putDouble(matrix.data[i]);
        }
        Files.write(folder.resolve(name + ".npy"), buffer.array());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) * 1e-9;
    }
}
