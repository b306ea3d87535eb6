package org.featureflow.verify.cli;

import java.util.Locale;
import java.util.function.BiPredicate;
import org.featureflow.core.feature.LayerWeights;
import org.featureflow.flow.step.LinearlyImplicitEuler;
import org.featureflow.verify.json.WrongInput;

/**
 * An estimate of the memory a flow needs, so that absurd sizes are refused in a line before the work begins.
 *
 * @param bytes the bytes needed at once
 * @param largestArray the number of entries of the largest matrix
 */
record MemoryNeed(double bytes, double largestArray) {

    private static final int DOUBLE = 8;

    /** Weights before and after a step, and a matrix of random numbers or their update. */
    private static final int WEIGHT_COPIES = 3;

    /** Features, residuals, activated features and slopes of two states, bounds; as many again may be sensitivities of each output. */
    private static final int FEATURE_COPIES = 14;

    /** The kernel, the system, its factors and copies of them; for an iteration Gram matrices of the layers. */
    private static final int KERNEL_COPIES = 5;

    /** Rows of factored weights, in samples, when they are recompressed at the latest, and a layer's copies while they are. */
    private static final int FACTOR_ROWS = 25;

    /**
     * The need of a flow from a start drawn here, whose hidden weights are factored where that is cheaper.
     *
     * @param stepper the method, were it the linearly implicit one
     * @param samples N
     * @param inputs d
     * @param widths the widths of the layers
     * @param outputs c
     * @return the estimate
     */
    static MemoryNeed ofTraining(LinearlyImplicitEuler stepper, int samples, int inputs, int[] widths, int outputs) {
        return of(
                stepper,
                samples,
                inputs,
                widths,
                outputs,
                (rows, cols) -> LayerWeights.factorsPay(samples, rows, cols));
    }

    /**
     * The need of a flow with dense weights.
     *
     * @param stepper the method, were it the linearly implicit one
     * @param samples N
     * @param inputs d
     * @param widths the widths of the layers
     * @param outputs c
     * @return the estimate
     */
    static MemoryNeed ofFlow(LinearlyImplicitEuler stepper, int samples, int inputs, int[] widths, int outputs) {
        return of(stepper, samples, inputs, widths, outputs, (rows, cols) -> false);
    }

    private static MemoryNeed of(
            LinearlyImplicitEuler stepper,
            int samples,
            int inputs,
            int[] widths,
            int outputs,
            BiPredicate<Integer, Integer> factored) {
        double weights = (double) inputs * widths[0];
        double features = 0;
        double kernel = stepper.largestMatrix(samples, outputs, widths);
        int sensitivities = stepper.isDirect(samples, outputs, widths) ? outputs : 1;
        double factorNumbers = 0;
        double recompression = 0;
        double largest = Math.max(weights, kernel);
        for (int l = 0; l < widths.length; l++) {
            double next = l + 1 < widths.length ? widths[l + 1] : outputs;
            boolean factors = l + 1 < widths.length && factored.test(widths[l], widths[l + 1]);
            double rank = (double) FACTOR_ROWS * samples;
            // Factors are shared by the states before and after a step: one copy, and one more of a layer in its
            // recompression.
            factorNumbers += factors ? rank * (widths[l] + next) : 0;
            recompression = Math.max(recompression, factors ? 2 * rank * (widths[l] + next) : 0);
            weights += factors ? 0 : widths[l] * next;
            features += (double) samples * widths[l] * sensitivities;
            double layer = factors ? rank * Math.max(widths[l], next) : widths[l] * next;
            largest = Math.max(largest, Math.max(layer, (double) samples * widths[l]));
        }
        return new MemoryNeed(
                DOUBLE
                        * (WEIGHT_COPIES * weights
                                + factorNumbers
                                + recompression
                                + FEATURE_COPIES * features
                                + KERNEL_COPIES * kernel),
                largest);
    }

    /** This need and that of so many numbers more. */
    MemoryNeed plus(double numbers) {
        return new MemoryNeed(bytes + DOUBLE * numbers, largestArray);
    }

    /**
     * Refuses what cannot be met.
     *
     * @param remedy what to make smaller
     * @throws WrongInput if this virtual machine may not use so much memory, or a matrix has more entries than an array can have
     */
    void require(String remedy) {
        double most = Runtime.getRuntime().maxMemory();
        if (bytes > most || largestArray > Integer.MAX_VALUE - DOUBLE) {
            throw new WrongInput(
                    "the flow needs about " + gibibytes(bytes) + " of memory",
                    "this Java virtual machine may use " + gibibytes(most)
                            + (bytes > most ? "" : " but no matrix of more than 2^31 entries"),
                    "choose " + remedy + (bytes > most ? " or give it more with java -Xmx" : ""));
        }
    }

    private static String gibibytes(double bytes) {
        return String.format(Locale.ROOT, "%.3g GiB", bytes / (1L << 30));
    }
}
