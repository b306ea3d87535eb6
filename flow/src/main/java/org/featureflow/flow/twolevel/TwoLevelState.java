package org.featureflow.flow.twolevel;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;

/**
 * A two-level network with what the flow needs of it. With g = phi'(f)/N and S_k = sum_n g_n h(w_k . x_n):
 * <pre>
 *  u_k' = -S_k - 2 lambda_2 u_k
 *  w_k' = -sum_n (g_n . u_k) h'(w_k . x_n) x_n - 2 lambda_1 w_k
 *  r_k  = u_k . S_k + lambda_2 |u_k|^2 + lambda_1 |w_k|^2      the first variation dF/dp_k
 * </pre>
 * and dF/dt = -sum_k p_k (|u_k'|^2 + |w_k'|^2), the energy identity, theory section 6. Immutable.
 */
public final class TwoLevelState {

    private final TwoLevelFlow flow;
    private final TwoLevelNetwork network;
    private final DMatrixRMaj z;
    private final DMatrixRMaj h;
    private final DMatrixRMaj slopes;
    private final DMatrixRMaj predictions;
    private final DMatrixRMaj gradient;
    private final DMatrixRMaj outputVelocity;
    private final DMatrixRMaj inputVelocity;
    private final double[] variation;
    private final double objective;

    TwoLevelState(TwoLevelFlow flow, TwoLevelNetwork network) {
        this.flow = flow;
        this.network = network;
        MatrixProducts products = flow.products();
        int samples = flow.x().numRows;
        int units = network.units();
        this.z = new DMatrixRMaj(samples, units);
        products.multiplyTransposedRight(flow.x(), network.w(), z);
        this.h = new DMatrixRMaj(samples, units);
        this.slopes = new DMatrixRMaj(samples, units);
        flow.activation().values(z.data, h.data);
        flow.activation().derivatives(z.data, h.data, slopes.data);
        this.predictions = new DMatrixRMaj(samples, network.outputs());
        products.multiply(h, weightedOutputs(), predictions);
        this.gradient = flow.objective().gradient(predictions);
        this.outputVelocity = new DMatrixRMaj(units, network.outputs());
        products.addTransposedLeft(-1, h, gradient, outputVelocity);
        this.variation = new double[units];
        double penalty = velocityOfOutputsAndVariation();
        this.objective = flow.objective().value(predictions) + penalty;
        this.inputVelocity = velocityOfInputs();
    }

    private DMatrixRMaj weightedOutputs() {
        DMatrixRMaj weighted = network.outputWeights();
        for (int k = 0; k < weighted.numRows; k++) {
            for (int j = 0; j < weighted.numCols; j++) {
                weighted.data[k * weighted.numCols + j] *= network.mass(k);
            }
        }
        return weighted;
    }

    /** Turns -S into u', fills r and returns the penalty. */
    private double velocityOfOutputsAndVariation() {
        int c = network.outputs();
        double penalty = 0;
        for (int k = 0; k < variation.length; k++) {
            double cost = flow.inputPenalty() * squaredRow(network.w(), k)
                    + flow.outputPenalty() * squaredRow(network.u(), k);
            double pull = 0;
            for (int j = 0; j < c; j++) {
                pull -= network.u().data[k * c + j] * outputVelocity.data[k * c + j];
                outputVelocity.data[k * c + j] -= 2 * flow.outputPenalty() * network.u().data[k * c + j];
            }
            variation[k] = pull + cost;
            penalty += network.mass(k) * cost;
        }
        return penalty;
    }

    private DMatrixRMaj velocityOfInputs() {
        DMatrixRMaj velocity = new DMatrixRMaj(network.units(), network.inputs());
        flow.products().addTransposedLeft(-1, pullsTimes(slopes), flow.x(), velocity);
        for (int i = 0; i < velocity.getNumElements(); i++) {
            velocity.data[i] -= 2 * flow.inputPenalty() * network.w().data[i];
        }
        return velocity;
    }

    /** The entries (g_n . u_k) a_nk. */
    private DMatrixRMaj pullsTimes(DMatrixRMaj a) {
        DMatrixRMaj pulls = new DMatrixRMaj(a.numRows, a.numCols);
        flow.products().multiplyTransposedRight(gradient, network.u(), pulls);
        for (int i = 0; i < pulls.getNumElements(); i++) {
            pulls.data[i] *= a.data[i];
        }
        return pulls;
    }

    private static double squaredRow(DMatrixRMaj a, int row) {
        double sum = 0;
        for (int i = row * a.numCols; i < (row + 1) * a.numCols; i++) {
            sum += a.data[i] * a.data[i];
        }
        return sum;
    }

    /**
     * The flow.
     *
     * @return the flow this is a state of
     */
    public TwoLevelFlow flow() {
        return flow;
    }

    /**
     * The network.
     *
     * @return the network
     */
    public TwoLevelNetwork network() {
        return network;
    }

    /**
     * The regularized objective.
     *
     * @return F
     */
    public double objective() {
        return objective;
    }

    /**
     * The outputs.
     *
     * @return a copy of f, N x c
     */
    public DMatrixRMaj predictions() {
        return predictions.copy();
    }

    /**
     * The gradient of L, which is a dual point of the convex program.
     *
     * @return a copy of g = phi'(f)/N, N x c
     */
    public DMatrixRMaj gradient() {
        return gradient.copy();
    }

    /**
     * The velocity of the output weights.
     *
     * @return a copy of u', K x c
     */
    public DMatrixRMaj outputVelocity() {
        return outputVelocity.copy();
    }

    /**
     * The velocity of the input weights.
     *
     * @return a copy of w', K x d
     */
    public DMatrixRMaj inputVelocity() {
        return inputVelocity.copy();
    }

    /**
     * The first variation at a unit, the change of F for mass put there.
     *
     * @param unit the unit, from 0
     * @return r_k
     */
    public double variation(int unit) {
        return variation[unit];
    }

    /**
     * The mean of the first variation. By convexity F is at most this minus min_(u,w) r above the optimum over all measures.
     *
     * @return sum_k p_k r_k
     */
    public double meanVariation() {
        double mean = 0;
        for (int k = 0; k < variation.length; k++) {
            mean += network.mass(k) * variation[k];
        }
        return mean;
    }

    /**
     * The rate at which transport lowers the objective.
     *
     * @return sum_k p_k (|u_k'|^2 + |w_k'|^2)
     */
    public double energyRate() {
        double rate = 0;
        for (int k = 0; k < variation.length; k++) {
            rate += network.mass(k) * (squaredRow(outputVelocity, k) + squaredRow(inputVelocity, k));
        }
        return rate;
    }

    /**
     * The rate at which the reaction p_k' = -p_k (r_k - sum_j p_j r_j) lowers the objective.
     *
     * @return sum_k p_k (r_k - sum_j p_j r_j)^2
     */
    public double reactionRate() {
        double mean = meanVariation();
        double rate = 0;
        for (int k = 0; k < variation.length; k++) {
            rate += network.mass(k) * (variation[k] - mean) * (variation[k] - mean);
        }
        return rate;
    }

    /**
     * The norm of the weights' velocity.
     *
     * @return the root of {@link #energyRate()}
     */
    public double velocity() {
        return Math.sqrt(energyRate());
    }

    /** h(w_k . x_n), N x K, not copied. */
    DMatrixRMaj activated() {
        return h;
    }

    /** h'(w_k . x_n), N x K, not copied. */
    DMatrixRMaj slopes() {
        return slopes;
    }

    /** (g_n . u_k) h''(w_k . x_n), N x K. */
    DMatrixRMaj bends() {
        DMatrixRMaj second = new DMatrixRMaj(z.numRows, z.numCols);
        for (int i = 0; i < second.getNumElements(); i++) {
            second.data[i] = flow.activation().secondDerivative(z.data[i]);
        }
        return pullsTimes(second);
    }

    /** g, not copied. */
    DMatrixRMaj dual() {
        return gradient;
    }

    /** f, not copied. */
    DMatrixRMaj outputs() {
        return predictions;
    }

    /** Writes the velocity (u_k', w_k') of a unit, c + d numbers. */
    void copyVelocity(int unit, double[] out, int at) {
        int c = network.outputs();
        int d = network.inputs();
        System.arraycopy(outputVelocity.data, unit * c, out, at, c);
        System.arraycopy(inputVelocity.data, unit * d, out, at + c, d);
    }
}
