package org.featureflow.flow.integrate;

import java.util.Collections;
import org.featureflow.core.feature.Recompression;
import org.featureflow.flow.field.FlowState;

/** Keeps the factors of a network's weights short along a run, and the loss falling. */
final class Recompressor {

    /** What a layer may lose, relative to its size: far below any tolerance, and far above rounding, so that ranks stay small. */
    private static final double TOLERANCE = 0x1p-40;

    /** Where that costs too much of the loss's decrease, only rounding errors are taken away. */
    private static final double FINE = 0x1p-50;

    /** The share of a step's decrease of the loss that may be given back. */
    private static final double SHARE = 0.1;

    private Recompressions summary = Recompressions.NONE;

    /**
     * The state after an accepted step, with recompressed weights if they have grown and the loss allows it.
     *
     * @param before where the step started
     * @param state where it ended
     */
    FlowState lightened(FlowState before, FlowState state) {
        if (!Recompression.isDue(state.features())) {
            return state;
        }
        double highest = state.loss() + SHARE * Math.max(0, before.loss() - state.loss());
        for (double tolerance : new double[] {TOLERANCE, FINE}) {
            Recompression recompression = Recompression.of(state.products(), state.features(), tolerance);
            FlowState lightened = state.at(recompression.network());
            if (lightened.loss() <= highest) {
                summary = new Recompressions(
                        summary.count() + 1,
                        Math.max(summary.greatestRank(), Collections.max(recompression.ranks())),
                        Math.max(summary.weightChange(), recompression.weightChange()),
                        summary.outputChange() + recompression.outputChange());
                return lightened;
            }
            lightened.release();
        }
        return state;
    }

    Recompressions summary() {
        return summary;
    }
}
