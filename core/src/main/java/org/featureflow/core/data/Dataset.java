package org.featureflow.core.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;

/**
 * N samples with d inputs and c targets each: X (N x d) and y (N x c), row n is a sample.
 *
 * <p>Immutable: matrices are copied on the way in and out. All entries are finite.
 */
public final class Dataset {

    private final DMatrixRMaj inputs;
    private final DMatrixRMaj targets;

    /**
     * A data set.
     *
     * @param inputs X, N x d, copied
     * @param targets y, N x c, copied
     * @throws IllegalArgumentException if a matrix is empty, the numbers of rows differ, or an entry is not finite, naming it
     */
    public Dataset(DMatrixRMaj inputs, DMatrixRMaj targets) {
        if (inputs.numRows < 1 || inputs.numCols < 1 || targets.numCols < 1 || inputs.numRows != targets.numRows) {
            throw new IllegalArgumentException("inputs are " + shape(inputs) + ", targets " + shape(targets)
                    + ": both need the same number of rows, at least one, and at least one column");
        }
        checkFinite("input", inputs);
        checkFinite("target", targets);
        this.inputs = inputs.copy();
        this.targets = targets.copy();
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
     * The number of inputs, the bias included if there is one.
     *
     * @return d
     */
    public int inputDimension() {
        return inputs.numCols;
    }

    /**
     * The number of targets.
     *
     * @return c
     */
    public int outputs() {
        return targets.numCols;
    }

    /**
     * The inputs.
     *
     * @return a copy of X, N x d
     */
    public DMatrixRMaj inputs() {
        return inputs.copy();
    }

    /**
     * The targets.
     *
     * @return a copy of y, N x c
     */
    public DMatrixRMaj targets() {
        return targets.copy();
    }

    /**
     * This data set with a constant input 1 as its last column. Without one, one-dimensional inputs are all parallel and every
     * Gram matrix of an odd activation is singular.
     *
     * @return a data set with d + 1 inputs
     */
    public Dataset withBias() {
        DMatrixRMaj extended = new DMatrixRMaj(samples(), inputDimension() + 1);
        for (int n = 0; n < samples(); n++) {
            for (int i = 0; i < inputDimension(); i++) {
                extended.set(n, i, inputs.get(n, i));
            }
            extended.set(n, inputDimension(), 1);
        }
        return new Dataset(extended, targets);
    }

    /**
     * This data set with inputs of mean 0 and variance 1 (with 1/N). A constant column becomes zero.
     *
     * @return a data set of the same shapes
     */
    public Dataset withStandardizedInputs() {
        return new Dataset(standardize(inputs), targets);
    }

    /**
     * This data set with targets of mean 0 and variance 1 (with 1/N).
     *
     * @return a data set of the same shapes
     * @throws IllegalArgumentException if a target is constant, naming it
     */
    public Dataset withStandardizedTargets() {
        for (int k = 0; k < outputs(); k++) {
            boolean constant = true;
            for (int n = 1; n < samples(); n++) {
                constant &= targets.get(n, k) == targets.get(0, k);
            }
            if (constant) {
                throw new IllegalArgumentException("target " + (k + 1) + " is " + targets.get(0, k)
                        + " in every sample: a constant target has no variance to scale to 1");
            }
        }
        return new Dataset(inputs, standardize(targets));
    }

    /**
     * The groups of samples with identical inputs. No network can tell the members of a group apart.
     *
     * @return the groups in the order of their first member, each with its members in ascending order
     */
    public List<List<Integer>> groupsOfIdenticalInputs() {
        Map<List<Double>, Integer> numbers = new HashMap<>();
        List<List<Integer>> groups = new ArrayList<>();
        for (int n = 0; n < samples(); n++) {
            List<Double> row = new ArrayList<>();
            for (int i = 0; i < inputDimension(); i++) {
                row.add(inputs.get(n, i) + 0.0); // so that -0 equals 0
            }
            int group = numbers.computeIfAbsent(row, key -> {
                groups.add(new ArrayList<>());
                return groups.size() - 1;
            });
            groups.get(group).add(n);
        }
        return groups.stream().map(List::copyOf).toList();
    }

    private static DMatrixRMaj standardize(DMatrixRMaj a) {
        DMatrixRMaj result = new DMatrixRMaj(a.numRows, a.numCols);
        double[] column = new double[a.numRows];
        for (int i = 0; i < a.numCols; i++) {
            for (int n = 0; n < a.numRows; n++) {
                column[n] = a.get(n, i);
            }
            standardize(column);
            for (int n = 0; n < a.numRows; n++) {
                result.set(n, i, column[n]);
            }
        }
        return result;
    }

    /**
     * Differences from the first entry, of which those of a constant column are exactly 0, and scaling before squares keep all
     * digits at any offset and size. Multiplying by powers of two is exact.
     */
    private static void standardize(double[] column) {
        double first = column[0];
        int exponent = Math.getExponent(largest(column));
        for (int n = 0; n < column.length; n++) {
            column[n] = Math.scalb(column[n], -exponent) - Math.scalb(first, -exponent);
        }
        double scale = largest(column);
        if (scale == 0) {
            return;
        }
        double mean = 0;
        for (int n = 0; n < column.length; n++) {
            column[n] /= scale;
            mean += column[n] / column.length;
        }
        double variance = 0;
        for (int n = 0; n < column.length; n++) {
            column[n] -= mean;
            variance += column[n] * column[n] / column.length;
        }
        for (int n = 0; n < column.length; n++) {
            column[n] /= Math.sqrt(variance);
        }
    }

    private static double largest(double[] column) {
        double largest = 0;
        for (double entry : column) {
            largest = Math.max(largest, Math.abs(entry));
        }
        return largest;
    }

    private static void checkFinite(String what, DMatrixRMaj a) {
        for (int n = 0; n < a.numRows; n++) {
            for (int i = 0; i < a.numCols; i++) {
                if (!Double.isFinite(a.get(n, i))) {
                    throw new IllegalArgumentException(what + " " + (i + 1) + " of sample " + (n + 1) + " is "
                            + a.get(n, i) + ": every entry must be a finite number");
                }
            }
        }
    }

    private static String shape(DMatrixRMaj a) {
        return a.numRows + " x " + a.numCols;
    }
}
