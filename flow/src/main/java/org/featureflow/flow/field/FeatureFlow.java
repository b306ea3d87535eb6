package org.featureflow.flow.field;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Objective;

/**
 * The neural feature flow of Res-Nets and DNNs on a data set, theory section 4 and [FLYZ] secs. 2-3: the gradient flow of
 * L(f) = (1/N) sum_n phi(f_n, y_n) in the weights at mean-field scale.
 *
 * <p>Immutable; the inputs are copied.
 */
public final class FeatureFlow {

    private final MatrixProducts products;
    private final DMatrixRMaj inputs;
    private final Objective objective;

    /**
     * The flow on a data set.
     *
     * @param products the back end
     * @param inputs X, N x d, copied
     * @param objective the loss with its N targets
     * @throws IllegalArgumentException if the numbers of samples differ
     */
    public FeatureFlow(MatrixProducts products, DMatrixRMaj inputs, Objective objective) {
        if (inputs.numRows != objective.samples()) {
            throw new IllegalArgumentException("inputs have " + inputs.numRows + " rows, the objective "
                    + objective.samples() + " samples: the numbers must agree");
        }
        this.products = products;
        this.inputs = inputs.copy();
        this.objective = objective;
    }

    /**
     * The state of the flow at a network.
     *
     * @param network the network, with d input rows and c outputs
     * @return the state; costs one forward pass, and more when more is asked of it
     */
    public FlowState at(Network network) {
        return FlowState.of(this, products, network);
    }

    /**
     * The state a run starts from. It and those made from it share working memory: a run {@linkplain FlowState#release releases} those
     * that it leaves behind, so that its steps allocate next to nothing.
     *
     * @param network the network, with d input rows and c outputs; its weights stay
     * @return the state, for the calling thread
     */
    public FlowState start(Network network) {
        return FlowState.of(this, products.withWorkingMemory(), network);
    }

    /**
     * The back end.
     *
     * @return the matrix products in use
     */
    public MatrixProducts products() {
        return products;
    }

    /**
     * The objective.
     *
     * @return L
     */
    public Objective objective() {
        return objective;
    }

    /** The inputs themselves, for passes that only read. */
    DMatrixRMaj sharedInputs() {
        return inputs;
    }

    /**
     * The inputs.
     *
     * @return a copy of X, N x d
     */
    public DMatrixRMaj inputs() {
        return inputs.copy();
    }
}
