package org.featureflow.flow.depth;

/**
 * A residual block f(X, theta), X in R^D, theta in R^P, [LMLLY] sec. 2. Users may supply their own; {@link Blocks} has the usual ones.
 *
 * <p>The theorems ask for blocks that are bounded and Lipschitz in X for every theta, and universal: linear combinations of
 * f(., theta) are dense in the continuous functions on compact sets. Implementations are immutable and safe for threads. No method
 * modifies an argument but {@code out}, which never is another argument.
 */
public interface Block {

    /**
     * The dimension of the state.
     *
     * @return D, at least 1
     */
    int stateDimension();

    /**
     * The number of parameters.
     *
     * @return P, at least 1
     */
    int parameterDimension();

    /**
     * Adds the value: out += scale f(x, theta).
     *
     * @param scale a factor
     * @param x the state, length D
     * @param theta the parameters, length P
     * @param out is added to, length D
     */
    void addValue(double scale, double[] x, double[] theta, double[] out);

    /**
     * Adds the gradient of q . f in the state: out += scale (D_X f)^T q.
     *
     * @param scale a factor
     * @param x the state, length D
     * @param theta the parameters, length P
     * @param q a covector, length D
     * @param out is added to, length D
     */
    void addStateGradient(double scale, double[] x, double[] theta, double[] q, double[] out);

    /**
     * Adds the gradient of q . f in the parameters: out += scale (D_theta f)^T q.
     *
     * @param scale a factor
     * @param x the state, length D
     * @param theta the parameters, length P
     * @param q a covector, length D
     * @param out is added to, length P
     */
    void addParameterGradient(double scale, double[] x, double[] theta, double[] q, double[] out);

    /**
     * The bound sup_X |f(X, theta)|, Euclidean norm.
     *
     * @param theta the parameters, length P
     * @return an upper bound, infinite if there is none
     */
    double bound(double[] theta);

    /**
     * The Lipschitz constant sup_X |D_X f(X, theta)|, spectral norm.
     *
     * @param theta the parameters, length P
     * @return an upper bound, infinite if there is none
     */
    double lipschitz(double[] theta);

    /**
     * Whether linear combinations of f(., theta) over all theta are dense in the continuous functions on every compact set.
     *
     * @return true only if that is known
     */
    boolean isUniversal();
}
