package org.featureflow.core.feature;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;

/**
 * The redundancy removal of [FLYZ] Alg. 2 on a network at any time: each hidden layer gets the weights of minimum norm that reproduce its
 * features on the samples, V_l = h1(beta_{l-1})^T K^^+ alpha_l, of rank N at most, as factors. Features and outputs on the samples stay
 * as they are, to rounding and what the regressions report; between the samples the network is another one, and so is its flow.
 *
 * @param network the network of the new weights
 * @param regressions what each regression did, for layers 2..L
 */
public record RedundancyRemoval(Network network, List<Regression> regressions) {

    /**
     * Copies the list.
     *
     * @param network the network of the new weights
     * @param regressions what each regression did, for layers 2..L
     */
    public RedundancyRemoval {
        regressions = List.copyOf(regressions);
    }

    /**
     * Removes the redundancy.
     *
     * @param products the back end
     * @param features the forward pass of a network of equal masses
     * @return the reduced network, its hidden weights factored; costs O(N^3 + N^2 m) a layer
     * @throws IllegalArgumentException if masses are not equal
     */
    public static RedundancyRemoval of(MatrixProducts products, Features features) {
        Network network = features.network();
        Weights weights = network.weights();
        if (!network.masses().equals(Masses.uniform(weights.widths()))) {
            throw new IllegalArgumentException(
                    "the network has " + network.masses() + ": the regression is for equal masses");
        }
        List<LayerWeights> hidden = new ArrayList<>();
        List<Regression> regressions = new ArrayList<>();
        for (int l = 1; l < weights.depth(); l++) {
            boolean skip = network.architecture().hasSkipConnections();
            DMatrixRMaj target = skip ? features.sharedAlpha(l) : features.sharedBeta(l);
            DMatrixRMaj activated = features.sharedActivated(l - 1);
            Regression.Fit fit = Regression.of(products, l + 1, activated, target);
            hidden.add(fit.factors(products, activated, target));
            regressions.add(fit.report());
        }
        Weights reduced = new Weights(weights.sharedInput(), hidden, weights.sharedOutput());
        return new RedundancyRemoval(network.withWeights(reduced), regressions);
    }
}
