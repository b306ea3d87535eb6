package org.featureflow.flow.twolevel;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Objective;

/**
 * The regularized objective of two-level networks,
 * <pre>  F = L(f) + lambda_2 sum_k p_k |u_k|^2 + lambda_1 sum_k p_k |w_k|^2,   f_n = sum_k p_k u_k h(w_k . x_n),</pre>
 * and its gradient flow u_k' = -(1/p_k) dF/du_k, w_k' = -(1/p_k) dF/dw_k, in which masses cancel [FDZ], theory sections 5.3 and 6.
 *
 * <p>Inputs are used as they are, without a factor 1/d. Immutable; matrices are copied in.
 */
public final class TwoLevelFlow {

    private final MatrixProducts products;
    private final DMatrixRMaj x;
    private final Objective objective;
    private final Activation activation;
    private final double inputPenalty;
    private final double outputPenalty;

    /**
     * The flow on given data.
     *
     * @param products the back end
     * @param inputs X, N x d
     * @param objective L: loss, and targets N x c
     * @param activation h, differentiable
     * @param inputPenalty lambda_1, finite, not negative
     * @param outputPenalty lambda_2, finite, not negative
     * @throws IllegalArgumentException if inputs and targets differ in rows or a penalty is out of range
     */
    public TwoLevelFlow(
            MatrixProducts products,
            DMatrixRMaj inputs,
            Objective objective,
            Activation activation,
            double inputPenalty,
            double outputPenalty) {
        if (inputs.numRows != objective.samples() || inputs.numCols < 1) {
            throw new IllegalArgumentException("inputs are " + inputs.numRows + " x " + inputs.numCols + ", targets "
                    + objective.samples() + " x " + objective.outputs()
                    + ": one row for each sample and at least one input are needed");
        }
        checkPenalty("inputPenalty", inputPenalty);
        checkPenalty("outputPenalty", outputPenalty);
        this.products = products;
        this.x = inputs.copy();
        this.objective = objective;
        this.activation = activation;
        this.inputPenalty = inputPenalty;
        this.outputPenalty = outputPenalty;
    }

    private static void checkPenalty(String argument, double value) {
        if (!(value >= 0) || value == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(argument + " is " + value + ": it must be finite and not negative");
        }
    }

    /**
     * The state of a network: its objective and its velocity.
     *
     * @param network a network of d inputs and c outputs
     * @return the state; costs O(N K (d + c))
     * @throws IllegalArgumentException if the network has other numbers of inputs or outputs
     */
    public TwoLevelState at(TwoLevelNetwork network) {
        if (network.inputs() != x.numCols || network.outputs() != objective.outputs()) {
            throw new IllegalArgumentException("network has " + network.inputs() + " inputs and " + network.outputs()
                    + " outputs, the data " + x.numCols + " and " + objective.outputs() + ": they must agree");
        }
        return new TwoLevelState(this, network);
    }

    /**
     * The back end.
     *
     * @return the products
     */
    public MatrixProducts products() {
        return products;
    }

    /**
     * The inputs.
     *
     * @return a copy of X, N x d
     */
    public DMatrixRMaj inputs() {
        return x.copy();
    }

    /**
     * The objective without regularizer.
     *
     * @return L
     */
    public Objective objective() {
        return objective;
    }

    /**
     * The activation.
     *
     * @return h
     */
    public Activation activation() {
        return activation;
    }

    /**
     * The penalty on input weights.
     *
     * @return lambda_1
     */
    public double inputPenalty() {
        return inputPenalty;
    }

    /**
     * The penalty on output weights.
     *
     * @return lambda_2
     */
    public double outputPenalty() {
        return outputPenalty;
    }

    /** X, not copied: for reading inside this package. */
    DMatrixRMaj x() {
        return x;
    }
}
