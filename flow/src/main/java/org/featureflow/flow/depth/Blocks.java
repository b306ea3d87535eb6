package org.featureflow.flow.depth;

import org.featureflow.core.model.Activation;

/** The usual residual blocks. */
public final class Blocks {

    private Blocks() {}

    /**
     * One hidden unit, f(X, theta) = c(u) sigma(w . X + b) with theta = (u, w, b), u and w in R^D, b in R, so P = 2 D + 1. The
     * smooth clip c(u) = clip tanh(u / clip), entrywise, bounds f over all theta.
     *
     * @param dimension D, at least 1
     * @param sigma the activation; with a bounded and Lipschitz one the block is as [LMLLY] asks
     * @param clip the bound on the entries of c(u), positive
     * @return the block
     * @throws IllegalArgumentException if the dimension or the bound is not positive
     */
    public static Block unit(int dimension, Activation sigma, double clip) {
        return new UnitBlock(dimension, sigma, clip);
    }

    /**
     * The linear block f(X, theta) = A X, theta the D x D matrix A row by row. Neither bounded nor universal: outside the
     * hypotheses of every theorem of [LMLLY].
     *
     * @param dimension D, at least 1
     * @return the block
     * @throws IllegalArgumentException if the dimension is not positive
     */
    public static Block linear(int dimension) {
        return new LinearBlock(dimension);
    }
}
