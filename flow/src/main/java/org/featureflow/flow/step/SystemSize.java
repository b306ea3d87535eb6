package org.featureflow.flow.step;

import org.featureflow.flow.field.FlowState;

/**
 * The size of a function-space system, from which follows how it is solved.
 *
 * @param samples N
 * @param outputs c
 * @param units the number of hidden units of all layers
 * @param weights the number of hidden weights
 */
record SystemSize(int samples, int outputs, double units, double weights) {

    /** Up to this many unknowns a direct solve takes some hundredths of a second, too little to be worth a choice. */
    private static final int SMALL = 1000;

    /** Conjugate gradients on digits and irises: 5 iterations for the first digit of the residual, more than 10 for the third. */
    private static final double ITERATIONS_PER_DIGIT = 8;

    static SystemSize of(int samples, int outputs, int[] widths) {
        double units = 0;
        double weights = 0;
        for (int l = 0; l < widths.length; l++) {
            units += widths[l];
            weights += l == 0 ? 0 : (double) widths[l - 1] * widths[l];
        }
        return new SystemSize(samples, outputs, units, weights);
    }

    static SystemSize of(FlowState state) {
        return of(
                state.features().samples(),
                state.flow().objective().outputs(),
                state.network().weights().widths());
    }

    /** Whether a direct solve needs fewer operations than an iteration to a relative residual. */
    boolean isDirect(double relativeResidual) {
        double unknowns = (double) samples * outputs;
        if (unknowns <= SMALL) {
            return true;
        }
        double squares = (double) samples * samples;
        double direct = 2.0 * outputs * samples * weights
                + outputs * (outputs + 1) * squares * units
                + 2 * Math.pow(unknowns, 3) / 3;
        double product = 4 * samples * weights + Math.min(2 * squares * units, 4 * samples * weights);
        boolean fits = unknowns * unknowns < Integer.MAX_VALUE;
        return fits && direct <= ITERATIONS_PER_DIGIT * -Math.log10(relativeResidual) * product;
    }

    /** The number of entries of the largest matrix that a solve needs. */
    double largestMatrix(double relativeResidual) {
        return isDirect(relativeResidual)
                ? Math.pow((double) samples * outputs, 2)
                : Math.min((double) samples * samples, samples * units);
    }
}
