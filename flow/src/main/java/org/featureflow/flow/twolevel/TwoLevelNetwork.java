package org.featureflow.flow.twolevel;

import java.util.Arrays;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.featureflow.core.linalg.ElementaryFunctions;

/**
 * A two-level network of K hidden units with masses: the measure sum_k p_k delta_(u_k, w_k) on R^c x R^d. A unit of mass zero adds
 * nothing to the outputs and moves as a probe of the first variation. Immutable; matrices are copied in and out.
 */
public final class TwoLevelNetwork {

    /** How far masses may be from sum 1: rounding, also of a file. */
    private static final double SUM_TOLERANCE = 1e-9;

    /** Far below what an objective shows, far above underflow. */
    private static final double LEAST_MASS = 1e-40;

    private final double[] masses;
    private final DMatrixRMaj outputWeights;
    private final DMatrixRMaj inputWeights;

    private TwoLevelNetwork(double[] masses, DMatrixRMaj outputWeights, DMatrixRMaj inputWeights) {
        this.masses = masses;
        this.outputWeights = outputWeights;
        this.inputWeights = inputWeights;
    }

    /**
     * The network of given units.
     *
     * @param masses p, K x 1, not negative, sum 1 to 1e-9
     * @param outputWeights u, K x c
     * @param inputWeights w, K x d
     * @return the network
     * @throws IllegalArgumentException if the shapes differ, an entry is not finite, a mass is negative or their sum is not 1
     */
    public static TwoLevelNetwork of(DMatrixRMaj masses, DMatrixRMaj outputWeights, DMatrixRMaj inputWeights) {
        int k = masses.numRows;
        if (k < 1 || masses.numCols != 1 || outputWeights.numRows != k || inputWeights.numRows != k) {
            throw new IllegalArgumentException("masses are " + shape(masses) + ", outputWeights " + shape(outputWeights)
                    + ", inputWeights " + shape(inputWeights)
                    + ": K x 1, K x c and K x d with one row for each of K >= 1 units are needed");
        }
        double total = 0;
        for (int i = 0; i < k; i++) {
            if (!(masses.data[i] >= 0)) {
                throw new IllegalArgumentException(
                        "masses: entry " + i + " is " + masses.data[i] + ", a mass is not negative");
            }
            total += masses.data[i];
        }
        if (!(Math.abs(total - 1) <= SUM_TOLERANCE)) {
            throw new IllegalArgumentException("masses: their sum is " + total + ", divide them by it");
        }
        checkFinite("outputWeights", outputWeights);
        checkFinite("inputWeights", inputWeights);
        return new TwoLevelNetwork(Arrays.copyOf(masses.data, k), outputWeights.copy(), inputWeights.copy());
    }

    /**
     * The network of width m with masses 1/m.
     *
     * @param outputWeights u, m x c
     * @param inputWeights w, m x d
     * @return the network
     * @throws IllegalArgumentException if the shapes differ or an entry is not finite
     */
    public static TwoLevelNetwork ofEqualMasses(DMatrixRMaj outputWeights, DMatrixRMaj inputWeights) {
        DMatrixRMaj masses = new DMatrixRMaj(outputWeights.numRows, 1);
        CommonOps_DDRM.fill(masses, 1.0 / Math.max(1, outputWeights.numRows));
        return of(masses, outputWeights, inputWeights);
    }

    /**
     * A network of equal masses and independent Gaussian weights.
     *
     * @param width m, at least 1
     * @param outputs c
     * @param inputs d
     * @param outputDeviation the standard deviation of an output weight
     * @param inputDeviation the standard deviation of an input weight
     * @param random gives the input weights, row by row, then the output weights
     * @return the network
     */
    public static TwoLevelNetwork normal(
            int width, int outputs, int inputs, double outputDeviation, double inputDeviation, RandomGenerator random) {
        DMatrixRMaj w = normal(width, inputs, inputDeviation, random);
        return ofEqualMasses(normal(width, outputs, outputDeviation, random), w);
    }

    private static DMatrixRMaj normal(int rows, int cols, double deviation, RandomGenerator random) {
        DMatrixRMaj a = new DMatrixRMaj(rows, cols);
        for (int i = 0; i < rows * cols; i++) {
            a.data[i] = deviation * random.nextGaussian();
        }
        return a;
    }

    /**
     * The number of units.
     *
     * @return K
     */
    public int units() {
        return masses.length;
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
    public int inputs() {
        return inputWeights.numCols;
    }

    /**
     * The mass of a unit.
     *
     * @param unit the unit, from 0
     * @return p_k
     */
    public double mass(int unit) {
        return masses[unit];
    }

    /**
     * The masses.
     *
     * @return a copy of p, K x 1
     */
    public DMatrixRMaj masses() {
        return DMatrixRMaj.wrap(masses.length, 1, masses.clone());
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

    /**
     * The same units with other masses.
     *
     * @param newMasses p, K x 1, not negative, sum 1 to 1e-9
     * @return the network
     * @throws IllegalArgumentException if they are no masses of K units
     */
    public TwoLevelNetwork withMasses(DMatrixRMaj newMasses) {
        return of(newMasses, outputWeights, inputWeights);
    }

    /**
     * This network with more units, of mass zero: probes of the first variation.
     *
     * @param probeOutputWeights u, M x c
     * @param probeInputWeights w, M x d
     * @return a network of K + M units, the probes last
     * @throws IllegalArgumentException if a shape is wrong or an entry is not finite
     */
    public TwoLevelNetwork withProbes(DMatrixRMaj probeOutputWeights, DMatrixRMaj probeInputWeights) {
        int probes = probeOutputWeights.numRows;
        if (probeOutputWeights.numCols != outputs()
                || probeInputWeights.numCols != inputs()
                || probeInputWeights.numRows != probes) {
            throw new IllegalArgumentException("probes are " + shape(probeOutputWeights) + " and "
                    + shape(probeInputWeights) + ": M x " + outputs() + " and M x " + inputs() + " are needed");
        }
        DMatrixRMaj p = DMatrixRMaj.wrap(units() + probes, 1, Arrays.copyOf(masses, units() + probes));
        DMatrixRMaj u = new DMatrixRMaj(units() + probes, outputs());
        DMatrixRMaj w = new DMatrixRMaj(units() + probes, inputs());
        CommonOps_DDRM.concatRows(outputWeights, probeOutputWeights, u);
        CommonOps_DDRM.concatRows(inputWeights, probeInputWeights, w);
        return of(p, u, w);
    }

    /**
     * A network of equal masses drawn from this one by systematic resampling: unit k is drawn floor(m p_k) or ceil(m p_k) times, with
     * expectation m p_k.
     *
     * @param width m, at least 1
     * @param random gives one number
     * @return a network of m units, in the order of this one's
     * @throws IllegalArgumentException if the width is less than 1
     */
    public TwoLevelNetwork resampled(int width, RandomGenerator random) {
        if (width < 1) {
            throw new IllegalArgumentException("width " + width + ": a network has at least 1 unit");
        }
        double offset = random.nextDouble();
        double total = Arrays.stream(masses).sum();
        DMatrixRMaj u = new DMatrixRMaj(width, outputs());
        DMatrixRMaj w = new DMatrixRMaj(width, inputs());
        int unit = 0;
        double upTo = masses[0] / total;
        for (int i = 0; i < width; i++) {
            double level = (i + offset) / width;
            while (level >= upTo && unit < units() - 1) {
                unit++;
                upTo += masses[unit] / total;
            }
            CommonOps_DDRM.extract(outputWeights, unit, unit + 1, 0, outputs(), u, i, 0);
            CommonOps_DDRM.extract(inputWeights, unit, unit + 1, 0, inputs(), w, i, 0);
        }
        return ofEqualMasses(u, w);
    }

    /** The weights u, not copied: for reading inside this package. */
    DMatrixRMaj u() {
        return outputWeights;
    }

    /** The weights w, not copied: for reading inside this package. */
    DMatrixRMaj w() {
        return inputWeights;
    }

    /** This network with all coordinates moved, a unit's side by side; entries may overflow. */
    TwoLevelNetwork moved(Moving moving, double[] by) {
        int c = outputs();
        int d = inputs();
        int leading = moving.leading();
        int size = leading + c + d;
        DMatrixRMaj u = outputWeights.copy();
        DMatrixRMaj w = inputWeights.copy();
        double[] shifts = new double[units()];
        for (int k = 0; k < units(); k++) {
            shifts[k] = leading > 0 ? by[k * size] : 0;
            for (int j = 0; j < c; j++) {
                u.data[k * c + j] += by[k * size + leading + j];
            }
            for (int i = 0; i < d; i++) {
                w.data[k * d + i] += by[k * size + leading + c + i];
            }
        }
        return new TwoLevelNetwork(leading > 0 ? multiplied(shifts) : masses, u, w);
    }

    /** The same masses with weights that nobody else holds. */
    TwoLevelNetwork withWeights(DMatrixRMaj u, DMatrixRMaj w) {
        return new TwoLevelNetwork(masses, u, w);
    }

    /** Masses proportional to p exp(shift), kept above the least mass. */
    private double[] multiplied(double[] shifts) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < masses.length; k++) {
            highest = Math.max(highest, shifts[k]);
        }
        double[] moved = new double[masses.length];
        double total = 0;
        for (int k = 0; k < masses.length; k++) {
            moved[k] = Math.max(LEAST_MASS, masses[k]) * ElementaryFunctions.exp(shifts[k] - highest);
            total += moved[k];
        }
        double sum = 0;
        for (int k = 0; k < masses.length; k++) {
            moved[k] = Math.max(LEAST_MASS, moved[k] / total);
            sum += moved[k];
        }
        for (int k = 0; k < masses.length; k++) {
            moved[k] /= sum;
        }
        return moved;
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
