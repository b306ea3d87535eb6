package org.featureflow.convex.program;

import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A dual point (g, M) of a {@link FeatureProgram}: g (N x c) belongs to the outputs, M^l (N x K_l, l = 2..L) to the constraints
 * that tie layer l's features to the layer before. Every dual point gives a lower bound, {@link FeatureProgram#dualBound}.
 *
 * <p>Immutable: matrices are copied, coming and going.
 */
public final class FeatureDual {

    private final DMatrixRMaj g;
    private final List<DMatrixRMaj> multipliers;

    /**
     * A dual point.
     *
     * @param g N x c
     * @param multipliers M^2..M^L, N x K_l
     */
    public FeatureDual(DMatrixRMaj g, List<DMatrixRMaj> multipliers) {
        this.g = g.copy();
        this.multipliers = multipliers.stream().map(DMatrixRMaj::copy).toList();
    }

    /**
     * The part that belongs to the outputs, a gradient of the loss at a solution.
     *
     * @return a copy of g, N x c
     */
    public DMatrixRMaj g() {
        return g.copy();
    }

    /**
     * The multipliers of the constraints.
     *
     * @return copies of M^2..M^L
     */
    public List<DMatrixRMaj> multipliers() {
        return multipliers.stream().map(DMatrixRMaj::copy).toList();
    }

    DMatrixRMaj sharedG() {
        return g;
    }

    List<DMatrixRMaj> sharedMultipliers() {
        return multipliers;
    }
}
