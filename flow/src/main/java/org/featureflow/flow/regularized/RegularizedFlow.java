package org.featureflow.flow.regularized;

import org.featureflow.core.feature.Network;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Regularization;
import org.featureflow.flow.field.FeatureFlow;

/**
 * The regularized flow of a Res-Net on a data set, theory sections 5.2 and 6 [FGZZ]: the gradient flow, in the metric of the
 * energy identity, of
 *
 * <pre>
 *   F = L(f) + lambda_1 sum_k p_k |v_1^k|^2 + sum_{l=2..L} lambda_l sum_k p_k T_k^2 + lambda_{L+1} sum_k p_k |v_k|^2,
 *   T_k = sum_j p_j |V_l(k,j)|
 * </pre>
 *
 * <p>To the velocities of the loss come -2 d lambda_1 V_1, -2 lambda_l T_k sign V_l(k,j) and -2 lambda_{L+1} v. With the reaction
 * dp_k/dt = -p_k (r_k - sum_j p_j r_j), r_k = dF/dp_k with all weights held fixed, masses flow too, and dF/dt is minus the squared
 * velocity minus the variance of r.
 *
 * <p>Hidden weights are kept entry by entry: for widths up to some hundreds. Immutable.
 *
 * @param loss the flow without regularizer: back end, inputs, loss and targets
 * @param lambda the factors of the regularizers
 */
public record RegularizedFlow(FeatureFlow loss, Regularization lambda) {

    /**
     * A flow.
     *
     * @param loss the flow without regularizer: back end, inputs, loss and targets
     * @param lambda the factors of the regularizers
     */
    public RegularizedFlow {}

    /**
     * The state of the flow at a network.
     *
     * @param network a Res-Net, with d input rows and c outputs
     * @return the state; costs one forward pass, and more when more is asked of it
     * @throws IllegalArgumentException if it is a DNN, or its depth is not that of the factors
     */
    public RegularizedState at(Network network) {
        Architecture architecture = network.architecture();
        if (!architecture.hasSkipConnections()) {
            throw new IllegalArgumentException("the network is a DNN: regularized flows are those of Res-Nets, whose"
                    + " units have one mass in all layers");
        }
        if (architecture.depth() != lambda.depth()) {
            throw new IllegalArgumentException("the network has depth " + architecture.depth() + ", the regularization "
                    + lambda.depth() + ": the depths must agree");
        }
        return new RegularizedState(this, loss.at(network));
    }

    Penalty penalty() {
        return new Penalty(lambda);
    }
}
