package org.featureflow.flow.regularized;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Features;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Weights;
import org.featureflow.flow.field.FlowState;
import org.jspecify.annotations.Nullable;

/**
 * A network on its way along a regularized flow: its objective F, and on request, computed once, velocity and mass derivatives.
 *
 * <p>Its values never change; because they are computed when first asked for, a state belongs to one thread.
 */
public final class RegularizedState {

    private final RegularizedFlow flow;
    private final FlowState lossState;
    private final PathWeights weights;
    private final double[] masses;
    private final double penalty;
    private @Nullable OutputJacobian jacobian;
    private @Nullable PathWeights velocity;
    private double @Nullable [] massDerivatives;

    RegularizedState(RegularizedFlow flow, FlowState lossState) {
        this.flow = flow;
        this.lossState = lossState;
        Network network = lossState.network();
        this.weights = PathWeights.of(network.weights());
        this.masses = new double[network.masses().width(0)];
        for (int k = 0; k < masses.length; k++) {
            masses[k] = network.masses().mass(0, k);
        }
        this.penalty = flow.penalty().value(weights, masses);
    }

    /**
     * The flow this is a state of.
     *
     * @return the flow
     */
    public RegularizedFlow flow() {
        return flow;
    }

    /**
     * The network.
     *
     * @return the network
     */
    public Network network() {
        return lossState.network();
    }

    /**
     * Its features.
     *
     * @return the result of the forward pass
     */
    public Features features() {
        return lossState.features();
    }

    /**
     * Its loss.
     *
     * @return L(f)
     */
    public double loss() {
        return lossState.loss();
    }

    /**
     * Its penalty.
     *
     * @return sum_l lambda_l R_l
     */
    public double penalty() {
        return penalty;
    }

    /**
     * The regularized objective.
     *
     * @return F = L(f) + sum_l lambda_l R_l
     */
    public double objective() {
        return loss() + penalty;
    }

    /**
     * The gradient of the loss in the outputs.
     *
     * @return a copy of g, N x c
     */
    public DMatrixRMaj gradient() {
        return lossState.gradient();
    }

    /**
     * The backward pass. At rest, if also r_k is at least its mean at every atom, g and M^l = -E_l are the optimal dual point of the
     * feature program on the network's atoms, theory section 6.
     *
     * @param layer l, from 1 to L
     * @return D_1 for l = 1, E_l for the others, N x m
     */
    public DMatrixRMaj backward(int layer) {
        return jacobian().backward(layer - 1, lossState.gradient());
    }

    /**
     * The velocity of the weights in transport, the right derivative of the flow: where V_l(k,j) = 0 the subgradient is the one that
     * makes it least.
     *
     * @return dV_1/dt, .., dv/dt in the shapes of the weights
     */
    public Weights velocity() {
        return pathVelocity().toWeights();
    }

    /**
     * The rate at which transport lowers the objective.
     *
     * @return the squared norm of the velocity, -dF/dt of the flow without reaction
     */
    public double energyRate() {
        return pathVelocity().squaredNorm(masses);
    }

    /**
     * The derivatives of the objective in the masses, weights held fixed and features recomputed, theory section 6:
     *
     * <pre>
     *   r_k = v_k g.A^L_k + lambda_1 q_k + lambda_{L+1} v_k^2
     *         + sum_l [ sum_j p_j V_l(k,j) E_l,j . A^{l-1}_k + lambda_l T_k^2 + 2 lambda_l sum_i p_i T_i |V_l(i,k)| ]
     * </pre>
     *
     * @return a copy of r, one number an atom
     */
    public double[] massDerivatives() {
        return sharedMassDerivatives().clone();
    }

    /**
     * The mean of the mass derivatives.
     *
     * @return sum_k p_k r_k
     */
    public double meanMassDerivative() {
        double mean = 0;
        double[] r = sharedMassDerivatives();
        for (int k = 0; k < r.length; k++) {
            mean += masses[k] * r[k];
        }
        return mean;
    }

    /**
     * The rate at which the reaction lowers the objective.
     *
     * @return the variance of r, sum_k p_k (r_k - mean)^2
     */
    public double reactionRate() {
        double mean = meanMassDerivative();
        double variance = 0;
        double[] r = sharedMassDerivatives();
        for (int k = 0; k < r.length; k++) {
            variance += masses[k] * (r[k] - mean) * (r[k] - mean);
        }
        return variance;
    }

    /**
     * How far masses are from optimal, atoms of zero mass included: at rest this is the gap of the feature program on the atoms.
     *
     * @return sum_k p_k r_k - min_k r_k, not negative up to rounding
     */
    public double massDefect() {
        double least = Double.POSITIVE_INFINITY;
        for (double derivative : sharedMassDerivatives()) {
            least = Math.min(least, derivative);
        }
        return meanMassDerivative() - least;
    }

    FlowState lossState() {
        return lossState;
    }

    PathWeights weights() {
        return weights;
    }

    double[] sharedMasses() {
        return masses;
    }

    OutputJacobian jacobian() {
        if (jacobian == null) {
            jacobian = new OutputJacobian(flow.loss().products(), flow.loss().inputs(), lossState.features(), masses);
        }
        return jacobian;
    }

    PathWeights pathVelocity() {
        if (velocity == null) {
            PathWeights loss = jacobian().pullBack(lossState.gradient());
            List<DMatrixRMaj> negative = new ArrayList<>();
            for (DMatrixRMaj layer : loss.layers()) {
                DMatrixRMaj minus = layer.copy();
                for (int i = 0; i < minus.getNumElements(); i++) {
                    minus.data[i] = -minus.data[i];
                }
                negative.add(minus);
            }
            velocity = flow.penalty().velocity(weights, new PathWeights(negative), masses);
        }
        return velocity;
    }

    private double[] sharedMassDerivatives() {
        if (massDerivatives == null) {
            double[] r = flow.penalty().massDerivatives(weights, masses);
            DMatrixRMaj outputs = jacobian().massDerivatives(weights);
            double[] g = lossState.gradient().data;
            for (int i = 0; i < outputs.numRows; i++) {
                for (int k = 0; k < r.length; k++) {
                    r[k] += g[i] * outputs.data[i * r.length + k];
                }
            }
            massDerivatives = r;
        }
        return massDerivatives;
    }
}
