package org.featureflow.flow.integrate;

/**
 * The recompressions of factored weights in a run. None took away more than a tenth of the decrease of the loss of the step before it.
 *
 * @param count how often the weights were recompressed
 * @param greatestRank the greatest rank of a layer after one
 * @param weightChange a bound on the greatest change of a layer's weights in one, in the mean-field metric
 * @param outputChange the sum of the bounds on the change of outputs
 */
public record Recompressions(int count, int greatestRank, double weightChange, double outputChange) {

    /** Before the first. */
    static final Recompressions NONE = new Recompressions(0, 0, 0, 0);
}
