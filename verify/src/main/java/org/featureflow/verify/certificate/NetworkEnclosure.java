package org.featureflow.verify.certificate;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.OutputEnclosure;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.Interval;
import org.featureflow.verify.program.ScaledWeights;

/** Proved enclosures of the outputs of a network as its file has it. */
public final class NetworkEnclosure {

    private NetworkEnclosure() {}

    /**
     * Encloses the outputs: by {@link OutputEnclosure} in mean-field scale without biases, else by a pass in interval arithmetic.
     *
     * @param products the back end, any
     * @param architecture the architecture
     * @param weights the weights, as many layers as the architecture has
     * @param inputs X, N x d, not modified
     * @return N rows of c intervals, each of which contains the exact output
     */
    public static Interval[][] of(
            MatrixProducts products, Architecture architecture, ScaledWeights weights, DMatrixRMaj inputs) {
        return weights.isPlain()
                ? OutputEnclosure.of(products, Network.ofEqualMasses(architecture, weights.weights()), inputs)
                : new IntervalPass(weights, architecture).outputs(inputs);
    }
}
