package org.featureflow.flow.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.DenseWeights;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Velocity;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.field.FlowState;

/**
 * Where the time of a step goes, and which roof binds: each phase's rate of arithmetic against that of a large product, its least
 * traffic of weights against the bandwidth of a copy, both measured here.
 *
 * <p>Arguments: unused, the number of threads.
 */
public final class StepPhases {

    private static final int[][] SHAPES = {{10, 500}, {50, 1000}, {200, 2000}};
    private static final double WARM_SECONDS = 3;
    private static final double MEASURED_SECONDS = 2;

    private StepPhases() {}

    /**
     * Prints a table.
     *
     * @param arguments a number that is not used, and the number of threads
     */
    public static void main(String[] arguments) {
        MatrixProducts products = MatrixProducts.portable(Integer.parseInt(arguments[1]));
        DMatrixRMaj large = gaussian(512, 2048);
        DMatrixRMaj square = gaussian(2048, 2048);
        DMatrixRMaj out = new DMatrixRMaj(512, 2048);
        double gigaflops = 2e-9
                * 512
                * 2048
                * 2048
                / seconds(() -> {
                    products.multiply(large, square, out);
                    return out;
                });
        double gigabytes = 16e-9 * square.getNumElements() / seconds(() -> square.copy());
        System.out.printf(
                Locale.ROOT,
                "%s products, %d thread(s); roofs: %.1f GFLOP/s (a large product), %.1f GB/s (a copy)%n",
                products.name(),
                products.threads(),
                gigaflops,
                gigabytes);
        System.out.printf(
                "%10s %-10s %9s %9s %8s %9s %8s  %s%n",
                "N x m", "phase", "ms", "GFLOP/s", "of roof", "GB/s", "of roof", "binds");
        for (int[] shape : SHAPES) {
            phases(products, shape[0], shape[1], gigaflops, gigabytes);
        }
    }

    private static void phases(MatrixProducts products, int samples, int width, double gigaflops, double gigabytes) {
        Weights weights = new Weights(
                gaussian(5, width),
                List.of(DenseWeights.of(gaussian(width, width)), DenseWeights.of(gaussian(width, width))),
                gaussian(width, 1));
        Network network = Network.ofEqualMasses(
                Architecture.resNet(Contest.DEPTH, Activations.tanh(), Activations.tanh()), weights);
        FeatureFlow flow =
                new FeatureFlow(products, gaussian(samples, 5), new Objective(Losses.squared(), gaussian(samples, 1)));
        FlowState state = flow.start(network);
        Velocity velocity = state.velocity();
        double flops = 2.0 * (Contest.DEPTH - 1) * samples * width * width;
        double bytes = 8.0 * (Contest.DEPTH - 1) * width * width;
        String shape = samples + "x" + width;
        // In the run's working memory, as the steps of a run are.
        double forward = seconds(() -> {
            FlowState next = state.at(network);
            next.release();
            return next;
        });
        print(shape, "forward", forward, flops, bytes, gigaflops, gigabytes);
        // A new state each time, whose forward pass is subtracted: a state computes its velocity once.
        double both = seconds(() -> {
            FlowState next = state.at(network);
            next.velocity();
            next.release();
            return next;
        });
        print(shape, "backward", Math.max(both - forward, 1e-9), flops, bytes, gigaflops, gigabytes);
        // The old weights are read, the new ones written.
        double update = seconds(() -> {
            Weights next = weights.plus(state.products(), 1e-3, velocity);
            next.release(state.products());
            return next;
        });
        print(shape, "update", update, flops, 2 * bytes, gigaflops, gigabytes);
    }

    private static void print(
            String shape,
            String phase,
            double seconds,
            double flops,
            double bytes,
            double gigaflops,
            double gigabytes) {
        double arithmetic = 1e-9 * flops / seconds;
        double traffic = 1e-9 * bytes / seconds;
        System.out.printf(
                Locale.ROOT,
                "%10s %-10s %9.3f %9.1f %7.0f%% %9.1f %7.0f%%  %s%n",
                shape,
                phase,
                1e3 * seconds,
                arithmetic,
                100 * arithmetic / gigaflops,
                traffic,
                100 * traffic / gigabytes,
                arithmetic / gigaflops >= traffic / gigabytes ? "arithmetic" : "memory");
    }

    /** The median time of a call, warmed up. */
    private static double seconds(Supplier<?> call) {
        long begin = System.nanoTime();
        double[] times = new double[100_000];
        int count = 0;
        Object last = null;
        while (elapsed(begin) < WARM_SECONDS + MEASURED_SECONDS && count < times.length) {
            long start = System.nanoTime();
            last = call.get();
            double time = elapsed(start);
            if (elapsed(begin) > WARM_SECONDS) {
                times[count++] = time;
            }
        }
        if (last == null || count == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        Arrays.sort(times, 0, count);
        return times[count / 2];
    }

    private static double elapsed(long begin) {
        return (System.nanoTime() - begin) * 1e-9;
    }

    private static DMatrixRMaj gaussian(int rows, int cols) {
        SplittableRandom random = new SplittableRandom(1);
        DMatrixRMaj matrix = new DMatrixRMaj(rows, cols);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = random.nextGaussian();
        }
        return matrix;
    }
}
