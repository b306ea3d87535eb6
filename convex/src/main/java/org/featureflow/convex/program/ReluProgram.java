package org.featureflow.convex.program;

import org.ejml.data.DMatrixRMaj;

/**
 * Training of a two-layer ReLU network with weight decay, over all widths:
 *
 * <p>minimise (1/2N) |f - y|^2 + (lambda/2) (|W|^2 + |u|^2), f = sum_j u_j (X w_j)_+, over m, W (d x m) and u (m).
 *
 * <p>Scaling w_j by t and u_j by 1/t keeps f, and the best t makes the penalty of unit j lambda |u_j| |w_j|. On the closure of
 * an activation cell (X w)_+ = D X w is linear. So the program equals the convex group lasso with one pair of groups per cell,
 *
 * <p>minimise (1/2N) |f - y|^2 + lambda sum_i (|v_i| + |w_i|), f = sum_i D_i X (v_i - w_i), (2 D_i - I) X v_i &gt;= 0,
 * (2 D_i - I) X w_i &gt;= 0. Its dual is to maximise -(N/2) |z|^2 - z . y over the z in R^N with |z . (X w)_+| &lt;= lambda |w|
 * for all w; at the optimum z = (f - y)/N.
 *
 * <p>Theory 5.4, [PE]. Immutable.
 */
public final class ReluProgram {
    private final DMatrixRMaj inputs;
    private final double[] targets;
    private final double lambda;

    private ReluProgram(DMatrixRMaj inputs, double[] targets, double lambda) {
        this.inputs = inputs;
        this.targets = targets;
        this.lambda = lambda;
    }

    /**
     * States the program.
     *
     * @param inputs X, N x d, N &gt;= 1, d &gt;= 1, finite; copied. Rows may repeat, vanish or depend on each other
     * @param targets y, N numbers, finite; copied
     * @param lambda the weight decay, positive and finite
     * @return the program
     * @throws IllegalArgumentException if a shape or a number is wrong
     */
    public static ReluProgram of(DMatrixRMaj inputs, double[] targets, double lambda) {
        if (inputs.numRows < 1 || inputs.numCols < 1) {
            throw new IllegalArgumentException("inputs is " + inputs.numRows + " x " + inputs.numCols
                    + ": at least one sample and one input needed");
        }
        if (targets.length != inputs.numRows) {
            throw new IllegalArgumentException("targets has " + targets.length + " entries and inputs has "
                    + inputs.numRows + " rows: one target per row needed");
        }
        for (int i = 0; i < inputs.getNumElements(); i++) {
            requireFinite("inputs", i / inputs.numCols, inputs.data[i]);
        }
        for (int n = 0; n < targets.length; n++) {
            requireFinite("targets", n, targets[n]);
        }
        if (!(lambda > 0) || Double.isInfinite(lambda)) {
            throw new IllegalArgumentException("lambda is " + lambda + ": must be positive and finite");
        }
        return new ReluProgram(inputs.copy(), targets.clone(), lambda);
    }

    private static void requireFinite(String name, int row, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " has " + value + " in row " + row + ": must be finite");
        }
    }

    /**
     * The same data under another weight decay.
     *
     * @param other the new lambda, positive and finite
     * @return a program
     */
    public ReluProgram withLambda(double other) {
        return of(inputs, targets, other);
    }

    /**
     * The number of samples.
     *
     * @return N
     */
    public int samples() {
        return inputs.numRows;
    }

    /**
     * The number of inputs.
     *
     * @return d
     */
    public int dimension() {
        return inputs.numCols;
    }

    /**
     * The inputs.
     *
     * @return X, N x d, a copy
     */
    public DMatrixRMaj inputs() {
        return inputs.copy();
    }

    /**
     * The targets.
     *
     * @return y, N numbers, a copy
     */
    public double[] targets() {
        return targets.clone();
    }

    /**
     * The weight decay.
     *
     * @return lambda
     */
    public double lambda() {
        return lambda;
    }

    /**
     * The objective of a network, under plain weight decay whether or not its layers are balanced:
     * (1/2N) |f - y|^2 + (lambda/2) (|W|^2 + |u|^2).
     *
     * <p>Every network is feasible, so that this is an upper bound of the optimum, up to rounding. Cost O(N d m).
     *
     * @param hiddenWeights W, d x m, column j the weights of unit j; m = 0 is the zero function; not modified
     * @param outputWeights u, m numbers; not modified
     * @return the objective
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public double objective(DMatrixRMaj hiddenWeights, double[] outputWeights) {
        if (hiddenWeights.numRows != dimension() || hiddenWeights.numCols != outputWeights.length) {
            throw new IllegalArgumentException("hiddenWeights is " + hiddenWeights.numRows + " x "
                    + hiddenWeights.numCols + ": must be " + dimension() + " x " + outputWeights.length
                    + ", inputs x hidden units");
        }
        double penalty = 0;
        for (int i = 0; i < hiddenWeights.getNumElements(); i++) {
            penalty += hiddenWeights.data[i] * hiddenWeights.data[i];
        }
        for (double u : outputWeights) {
            penalty += u * u;
        }
        double loss = 0;
        for (int n = 0; n < samples(); n++) {
            double residual = -targets[n];
            for (int j = 0; j < outputWeights.length; j++) {
                double feature = 0;
                for (int i = 0; i < dimension(); i++) {
                    feature += inputs.unsafe_get(n, i) * hiddenWeights.unsafe_get(i, j);
                }
                residual += outputWeights[j] * Math.max(0, feature);
            }
            loss += residual * residual;
        }
        return loss / (2 * samples()) + lambda / 2 * penalty;
    }

    /**
     * The activation cells of the inputs.
     *
     * @param limit the largest number of cells wanted
     * @return the cells
     * @throws IllegalArgumentException if there are more
     * @see ActivationCells#of(DMatrixRMaj, int)
     */
    public ActivationCells cells(int limit) {
        return ActivationCells.of(inputs, limit);
    }
}
