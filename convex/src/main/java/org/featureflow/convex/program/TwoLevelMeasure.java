package org.featureflow.convex.program;

import org.ejml.data.DMatrixRMaj;

/**
 * A probability measure p = sum_k p_k delta_(u_k, w_k) of finitely many atoms, with u_k in R^c and w_k in R^d: a two-level network
 * of K hidden units whose masses need not be equal.
 *
 * <p>Immutable; matrices are copied in and out. Masses that sum to 1 up to rounding are taken for the masses divided by their
 * sum, here and in every certificate [FDZ], theory 5.3.
 */
public final class TwoLevelMeasure {

    /** How far the masses may be from sum 1: rounding, not carelessness. */
    private static final double MASS_ROUNDING = 1e-9;

    private final DMatrixRMaj masses;
    private final DMatrixRMaj outputWeights;
    private final DMatrixRMaj inputWeights;

    /**
     * The measure of given atoms.
     *
     * @param masses p, K x 1, not negative, sum 1 to 1e-9
     * @param outputWeights u, K x c
     * @param inputWeights w, K x d
     * @throws IllegalArgumentException if the shapes differ, an entry is not finite, a mass is negative or their sum is not 1
     */
    public TwoLevelMeasure(DMatrixRMaj masses, DMatrixRMaj outputWeights, DMatrixRMaj inputWeights) {
        int k = masses.numRows;
        if (k < 1 || masses.numCols != 1 || outputWeights.numRows != k || inputWeights.numRows != k) {
            throw new IllegalArgumentException("masses are " + shape(masses) + ", outputWeights " + shape(outputWeights)
                    + ", inputWeights " + shape(inputWeights)
                    + ": K x 1, K x c and K x d with one row for each of K >= 1 atoms are needed");
        }
        double total = 0;
        for (int i = 0; i < k; i++) {
            double mass = masses.data[i];
            if (!(mass >= 0)) {
                throw new IllegalArgumentException("masses: entry " + i + " is " + mass + ", a mass is not negative");
            }
            total += mass;
        }
        if (!(Math.abs(total - 1) <= MASS_ROUNDING)) {
            throw new IllegalArgumentException("masses: their sum is " + total + ", divide them by it");
        }
        checkFinite("outputWeights", outputWeights);
        checkFinite("inputWeights", inputWeights);
        this.masses = masses.copy();
        this.outputWeights = outputWeights.copy();
        this.inputWeights = inputWeights.copy();
    }

    /**
     * The number of atoms.
     *
     * @return K
     */
    public int atoms() {
        return masses.numRows;
    }

    /**
     * The number of outputs.
     *
     * @return c
     */
    public int outputs() {
        return outputWeights.numCols;
    }

    /**
     * The number of inputs.
     *
     * @return d
     */
    public int dimension() {
        return inputWeights.numCols;
    }

    /**
     * The mass of an atom.
     *
     * @param k the atom, from 0
     * @return p_k
     */
    public double mass(int k) {
        return masses.get(k, 0);
    }

    /**
     * An output weight of an atom.
     *
     * @param k the atom, from 0
     * @param j the output, from 0
     * @return u_kj
     */
    public double outputWeight(int k, int j) {
        return outputWeights.get(k, j);
    }

    /**
     * An input weight of an atom.
     *
     * @param k the atom, from 0
     * @param i the input, from 0
     * @return w_ki
     */
    public double inputWeight(int k, int i) {
        return inputWeights.get(k, i);
    }

    /**
     * The masses.
     *
     * @return a copy of p, K x 1
     */
    public DMatrixRMaj masses() {
        return masses.copy();
    }

    /**
     * The output weights.
     *
     * @return a copy of u, K x c
     */
    public DMatrixRMaj outputWeights() {
        return outputWeights.copy();
    }

    /**
     * The input weights.
     *
     * @return a copy of w, K x d
     */
    public DMatrixRMaj inputWeights() {
        return inputWeights.copy();
    }

    private static void checkFinite(String argument, DMatrixRMaj a) {
        for (int i = 0; i < a.getNumElements(); i++) {
            if (!Double.isFinite(a.data[i])) {
                throw new IllegalArgumentException(argument + ": entry (" + i / a.numCols + ", " + i % a.numCols
                        + ") is " + a.data[i] + ", it must be finite");
            }
        }
    }

    private static String shape(DMatrixRMaj a) {
        return a.numRows + " x " + a.numCols;
    }
}
