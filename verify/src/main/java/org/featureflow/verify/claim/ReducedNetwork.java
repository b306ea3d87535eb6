package org.featureflow.verify.claim;

import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.certificate.Excess;
import org.featureflow.convex.certificate.OutputSolution;
import org.featureflow.core.feature.FactoredWeights;
import org.featureflow.core.feature.OutputEnclosure;
import org.featureflow.core.feature.RedundancyRemoval;
import org.featureflow.core.feature.Regression;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.numeric.Interval;
import org.featureflow.flow.field.FlowState;

/**
 * The network a verdict is about where a flow ended with long factored weights: that of minimum norm with the same features on the samples
 * ({@link RedundancyRemoval}), small enough to be written down.
 *
 * @param state the reduced network with its outputs
 * @param ranks the rank of each hidden layer from the second
 * @param residual the greatest relative residual of the regressions
 * @param computedChange the greatest distance of an output on the samples from that of the network the flow ended at, in floating point
 * @param outputChange a proved bound on how far any output on the samples is from that of the network the flow ended at
 * @param excess its enclosed excess
 */
public record ReducedNetwork(
        FlowState state,
        List<Integer> ranks,
        double residual,
        double computedChange,
        double outputChange,
        Excess excess) {

    /**
     * Copies the list.
     *
     * @param state the reduced network with its outputs
     * @param ranks the rank of each hidden layer from the second
     * @param residual the greatest relative residual of the regressions
     * @param computedChange the greatest distance of an output on the samples from that of the network the flow ended at, in floating point
     * @param outputChange a proved bound on how far any output on the samples is from that of the network the flow ended at
     * @param excess its enclosed excess
     */
    public ReducedNetwork {
        ranks = List.copyOf(ranks);
    }

    /**
     * Reduces a network with factored weights.
     *
     * @param end the state at the end of a flow
     * @param solution the optimum
     * @param tolerance the excess to prove
     * @return the reduced network, if there are factored weights and its excess is proved to be within the tolerance
     */
    static Optional<ReducedNetwork> of(FlowState end, OutputSolution solution, double tolerance) {
        if (!isFactored(end)) {
            return Optional.empty();
        }
        MatrixProducts products = end.flow().products();
        RedundancyRemoval removal = RedundancyRemoval.of(products, end.features());
        FlowState state = end.flow().at(removal.network());
        Excess excess = Excess.of(products, state.features(), solution);
        if (!(excess.value().upper() <= tolerance)) {
            return Optional.empty();
        }
        return Optional.of(new ReducedNetwork(
                state,
                removal.regressions().stream().map(Regression::rank).toList(),
                removal.regressions().stream()
                        .mapToDouble(Regression::residual)
                        .max()
                        .orElse(0),
                distance(end.outputs(), state.outputs()),
                distance(OutputEnclosure.of(products, end.features()), OutputEnclosure.of(products, state.features())),
                excess));
    }

    /**
     * An upper bound of the excess of what a flow that ends at a state would be judged by.
     *
     * @param state the state
     * @param solution the optimum
     * @return the proved bound for the reduced network, or for the state's own if its weights are not factored
     */
    static double excessUpper(FlowState state, OutputSolution solution) {
        MatrixProducts products = state.flow().products();
        Excess excess = isFactored(state)
                ? Excess.of(
                        products,
                        RedundancyRemoval.of(products, state.features()).network(),
                        state.flow().inputs(),
                        solution)
                : Excess.of(products, state.features(), solution);
        return excess.value().upper();
    }

    private static boolean isFactored(FlowState state) {
        return state.network().weights().hidden().stream().anyMatch(FactoredWeights.class::isInstance);
    }

    /** The greatest distance of the outputs themselves. */
    private static double distance(DMatrixRMaj a, DMatrixRMaj b) {
        double greatest = 0;
        for (int i = 0; i < a.getNumElements(); i++) {
            greatest = Math.max(greatest, Math.abs(a.data[i] - b.data[i]));
        }
        return greatest;
    }

    private static double distance(Interval[][] a, Interval[][] b) {
        double greatest = 0;
        for (int n = 0; n < a.length; n++) {
            for (int k = 0; k < a[n].length; k++) {
                greatest = Math.max(greatest, a[n][k].minus(b[n][k]).magnitude());
            }
        }
        return greatest;
    }
}
