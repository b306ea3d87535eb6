package org.featureflow.convex.certificate;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * What proves that training a two-layer ReLU network with weight decay, of any width, has its optimum in an interval.
 *
 * <p>The problem is to minimise (1/2N) |f - y|^2 + (lambda/2) (|W|^2 + |u|^2), f = sum_j u_j (X w_j)_+. The certificate holds
 * X (N x d), y, lambda; a dual point z in R^N; for each activation cell D of X an interior point and multipliers mu_+, mu_- &gt;=
 * 0 in R^N; and a network (W, u). For w with |w| &lt;= 1 in the closed cell, s z . D X w &lt;= w . (s X^T D z +
 * X^T (2D - I) mu) &lt;= |s X^T D z + X^T (2D - I) mu|; if that norm is at most lambda for all cells and both signs s, then
 * -(N/2) |z|^2 - z . y bounds the objective of every network from below. The objective of (W, u) bounds the optimum from above.
 *
 * <p>The certificate claims nothing: {@link ReluCertificateChecker} derives the interval, or refuses. Theory 5.4, [PE].
 * Immutable; matrices and arrays are copied in and out.
 */
public final class ReluCertificate {
    private final DMatrixRMaj inputs;
    private final double[] targets;
    private final double lambda;
    private final double[] dualPoint;
    private final List<Cell> cells;
    private final DMatrixRMaj hiddenWeights;
    private final double[] outputWeights;

    /**
     * Collects the parts of a certificate. Only their shapes are looked at.
     *
     * @param inputs X, N x d
     * @param targets y, N numbers
     * @param lambda the weight decay
     * @param dualPoint z, N numbers
     * @param cells one entry per activation cell
     * @param hiddenWeights W, d x m
     * @param outputWeights u, m numbers
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public ReluCertificate(
            DMatrixRMaj inputs,
            double[] targets,
            double lambda,
            double[] dualPoint,
            List<Cell> cells,
            DMatrixRMaj hiddenWeights,
            double[] outputWeights) {
        requireLength("targets", targets.length, inputs.numRows);
        requireLength("dualPoint", dualPoint.length, inputs.numRows);
        requireLength("rows of hiddenWeights", hiddenWeights.numRows, inputs.numCols);
        requireLength("columns of hiddenWeights", hiddenWeights.numCols, outputWeights.length);
        this.inputs = inputs.copy();
        this.targets = targets.clone();
        this.lambda = lambda;
        this.dualPoint = dualPoint.clone();
        this.cells = List.copyOf(cells);
        this.hiddenWeights = hiddenWeights.copy();
        this.outputWeights = outputWeights.clone();
    }

    private static void requireLength(String name, int found, int wanted) {
        if (found != wanted) {
            throw new IllegalArgumentException(name + ": " + found + " found, " + wanted + " needed");
        }
    }

    /**
     * The inputs.
     *
     * @return X, N x d
     */
    public DMatrixRMaj inputs() {
        return inputs.copy();
    }

    /**
     * The targets.
     *
     * @return y, N numbers
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
     * The dual point.
     *
     * @return z, N numbers
     */
    public double[] dualPoint() {
        return dualPoint.clone();
    }

    /**
     * The cells.
     *
     * @return one entry per activation cell
     */
    public List<Cell> cells() {
        return cells;
    }

    /**
     * The hidden layer of the network.
     *
     * @return W, d x m
     */
    public DMatrixRMaj hiddenWeights() {
        return hiddenWeights.copy();
    }

    /**
     * The output layer of the network.
     *
     * @return u, m numbers
     */
    public double[] outputWeights() {
        return outputWeights.clone();
    }

    /**
     * One activation cell: a point inside, from whose signs the pattern D follows, and the multipliers of both signs s.
     *
     * @param witness d integers w with x_n . w not zero unless x_n is zero
     * @param plus mu for s = 1
     * @param minus mu for s = -1
     */
    public record Cell(List<BigInteger> witness, Multiplier plus, Multiplier minus) {
        /**
         * Copies the witness.
         *
         * @param witness d integers
         * @param plus mu for s = 1
         * @param minus mu for s = -1
         */
        public Cell {
            witness = List.copyOf(witness);
        }
    }

    /** A vector mu in R^N of which few entries are not zero. Immutable. */
    public static final class Multiplier {
        /** The zero vector. */
        public static final Multiplier NONE = new Multiplier(new int[0], new double[0]);

        private final int[] samples;
        private final double[] values;

        /**
         * Collects the entries.
         *
         * @param samples indices of samples, from 0; copied. Entries of the same sample add up
         * @param values the entries of mu there, as many; copied
         * @throws IllegalArgumentException if the lengths differ
         */
        public Multiplier(int[] samples, double[] values) {
            requireLength("values", values.length, samples.length);
            this.samples = samples.clone();
            this.values = values.clone();
        }

        /**
         * The number of entries held.
         *
         * @return that number
         */
        public int size() {
            return samples.length;
        }

        /**
         * The sample of an entry.
         *
         * @param entry the entry, from 0
         * @return a sample, from 0
         */
        public int sample(int entry) {
            return samples[entry];
        }

        /**
         * The value of an entry.
         *
         * @param entry the entry, from 0
         * @return mu at its sample
         */
        public double value(int entry) {
            return values[entry];
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Multiplier that
                    && Arrays.equals(samples, that.samples)
                    && Arrays.equals(values, that.values);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(samples) + Arrays.hashCode(values);
        }
    }
}
