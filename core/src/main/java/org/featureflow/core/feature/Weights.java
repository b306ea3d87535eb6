package org.featureflow.core.feature;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;

/**
 * The weights of a network at mean-field scale: input V_1 (d x m_1), hidden V_2..V_L (m_{l-1} x m_l), output v (m_L x c).
 *
 * <p>Immutable: the input and the output matrix are copied; the hidden layers are immutable themselves. Only {@link #release} ends their
 * life.
 */
public final class Weights {

    private final DMatrixRMaj input;
    private final List<LayerWeights> hidden;
    private final DMatrixRMaj output;
    private final Held held = new Held("weights were");

    /**
     * Weights.
     *
     * @param input V_1, d x m_1, copied
     * @param hidden V_2..V_L, the first has m_1 rows
     * @param output v, m_L x c, copied
     * @throws IllegalArgumentException if neighbouring shapes do not fit, naming both
     */
    public Weights(DMatrixRMaj input, List<? extends LayerWeights> hidden, DMatrixRMaj output) {
        int width = input.numCols;
        for (int i = 0; i < hidden.size(); i++) {
            if (hidden.get(i).rows() != width) {
                throw new IllegalArgumentException("hidden weights " + (i + 1) + " are "
                        + hidden.get(i).rows() + " x " + hidden.get(i).cols() + ", the layer before has " + width
                        + " units: the number of rows must be that");
            }
            width = hidden.get(i).cols();
        }
        if (output.numRows != width || output.numCols < 1 || input.numRows < 1) {
            throw new IllegalArgumentException("input weights are " + input.numRows + " x " + input.numCols
                    + ", output weights " + output.numRows + " x " + output.numCols + ", the last hidden layer has "
                    + width + " units: input weights need rows, output weights that many rows and a column");
        }
        this.input = input.copy();
        this.hidden = List.copyOf(hidden);
        this.output = output.copy();
    }

    private Weights(List<LayerWeights> hidden, DMatrixRMaj input, DMatrixRMaj output) {
        this.input = input;
        this.hidden = hidden;
        this.output = output;
    }

    /** Weights of the shapes of these, which take the matrices over. */
    Weights with(DMatrixRMaj otherInput, List<LayerWeights> otherHidden, DMatrixRMaj otherOutput) {
        return new Weights(List.copyOf(otherHidden), otherInput, otherOutput);
    }

    /**
     * The number of hidden layers.
     *
     * @return L
     */
    public int depth() {
        return hidden.size() + 1;
    }

    /**
     * The widths of the hidden layers.
     *
     * @return m_1..m_L
     */
    public int[] widths() {
        int[] widths = new int[depth()];
        widths[0] = input.numCols;
        for (int l = 1; l < widths.length; l++) {
            widths[l] = hidden.get(l - 1).cols();
        }
        return widths;
    }

    /**
     * The input weights.
     *
     * @return a copy of V_1, d x m_1
     */
    public DMatrixRMaj input() {
        return sharedInput().copy();
    }

    /**
     * The hidden weights.
     *
     * @return V_2..V_L
     */
    public List<LayerWeights> hidden() {
        return hidden;
    }

    /**
     * The output weights.
     *
     * @return a copy of v, m_L x c
     */
    public DMatrixRMaj output() {
        return sharedOutput().copy();
    }

    /**
     * The weights after a step along a velocity: every matrix plus time times its velocity.
     *
     * @param products the back end
     * @param time the length of the step
     * @param velocity the velocity, of the same shapes
     * @return the new weights; costs two N m^2 operations a dense layer
     * @throws IllegalArgumentException if the shapes differ
     */
    public Weights plus(MatrixProducts products, double time, Velocity velocity) {
        return plus(products, Displacement.of(time, velocity));
    }

    /**
     * The weights after a change.
     *
     * @param products the back end
     * @param displacement the change, of the same shapes
     * @return the new weights; costs 2 s N m^2 operations a dense layer, for s velocities
     * @throws IllegalArgumentException if the shapes differ
     */
    public Weights plus(MatrixProducts products, Displacement displacement) {
        return displacement.addTo(products, this);
    }

    /**
     * Gives the memory back, for those who own these weights alone: they are not used again. Where any hidden weights are factored all of
     * those stay, for other weights may share them.
     *
     * @param products the back end they were computed with
     */
    public void release(MatrixProducts products) {
        held.release();
        products.giveBack(input);
        products.giveBack(output);
        if (hidden.stream().allMatch(DenseWeights.class::isInstance)) {
            hidden.forEach(layer -> ((DenseWeights) layer).release(products));
        }
    }

    /** The input weights themselves, for passes that only read. */
    DMatrixRMaj sharedInput() {
        held.check();
        return input;
    }

    /** The output weights themselves, for passes that only read. */
    DMatrixRMaj sharedOutput() {
        held.check();
        return output;
    }
}
