package org.featureflow.convex.program;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;

/**
 * The activation cells of a data matrix: the patterns D = diag(1[X w &gt;= 0]) of a ReLU unit over all weights w in R^d.
 *
 * <p>Cell i is an open cone of R^d, a region of the arrangement of the hyperplanes x_n . w = 0; on its closure
 * (X w)_+ = D_i X w. The closures cover R^d. Patterns that only a lower-dimensional set of weights attains (w = 0 is always one)
 * are faces of these cells and add no function and no constraint, so they are left out.
 *
 * <p>For N points in general position in R^d there are 2 sum_{k &lt; d} C(N - 1, k) cells, otherwise fewer. Duplicate and
 * antipodal rows share a hyperplane; a zero row has none and is active in every cell; if X has rank r &lt; d the cells are
 * those of R^r times a subspace. Each cell carries a witness, an interior point with integer entries; patterns, count and
 * witnesses are exact, whatever the position of the points. Theory 5.4, [PE]. Immutable.
 */
public final class ActivationCells {
    /** Lengths, in bits, to which a witness may be rounded when it stays inside its cell. */
    private static final int[] SHORT_LENGTHS = {6, 10, 16, 24, 32, 48, 64};

    private final int samples;
    private final List<BitSet> active;
    private final List<IntegerVector> witnesses;

    private ActivationCells(int samples, List<BitSet> active, List<IntegerVector> witnesses) {
        this.samples = samples;
        this.active = active;
        this.witnesses = witnesses;
    }

    /**
     * Enumerates the cells of a data matrix.
     *
     * <p>Cost O(N C d) sign tests for C cells, nearly all of them decided in floating point with an error bound, the others in
     * integers.
     *
     * @param inputs X, N x d, finite; not modified
     * @param limit the largest number of cells wanted
     * @return the cells, in an order that depends on X only
     * @throws IllegalArgumentException if X is empty or not finite, or there are more cells than the limit
     */
    public static ActivationCells of(DMatrixRMaj inputs, int limit) {
        if (inputs.numRows < 1 || inputs.numCols < 1) {
            throw new IllegalArgumentException("inputs is " + inputs.numRows + " x " + inputs.numCols
                    + ": at least one sample and one input needed");
        }
        List<IntegerVector> rows = new ArrayList<>();
        Map<List<BigInteger>, IntegerVector> hyperplanes = new LinkedHashMap<>();
        for (int n = 0; n < inputs.numRows; n++) {
            double[] row = new double[inputs.numCols];
            for (int j = 0; j < row.length; j++) {
                row[j] = inputs.unsafe_get(n, j);
                if (!Double.isFinite(row[j])) {
                    throw new IllegalArgumentException(
                            "inputs(" + n + ", " + j + ") is " + row[j] + ": must be finite");
                }
            }
            IntegerVector normal = IntegerVector.ofDoubles(row);
            rows.add(normal);
            if (!normal.isZero()) {
                hyperplanes.putIfAbsent(normal.line(), normal);
            }
        }
        List<IntegerVector> points;
        try {
            points = new CellEnumeration(limit).interiorPoints(List.copyOf(hyperplanes.values()), inputs.numCols);
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException(
                    "inputs (" + inputs.numRows + " x " + inputs.numCols + ") has more than " + limit
                            + " activation cells: raise the limit, or use fewer samples or inputs",
                    e);
        }
        List<BitSet> active = new ArrayList<>(points.size());
        List<IntegerVector> witnesses = new ArrayList<>(points.size());
        for (IntegerVector point : points) {
            witnesses.add(shortened(point, hyperplanes.values()));
            BitSet pattern = new BitSet(rows.size());
            for (int n = 0; n < rows.size(); n++) {
                pattern.set(n, rows.get(n).signOfDot(point) >= 0);
            }
            active.add(pattern);
        }
        return new ActivationCells(inputs.numRows, active, witnesses);
    }

    private static IntegerVector shortened(IntegerVector point, Iterable<IntegerVector> hyperplanes) {
        for (int bits : SHORT_LENGTHS) {
            IntegerVector candidate = point.rounded(bits);
            boolean inside = true;
            for (IntegerVector h : hyperplanes) {
                inside &= h.signOfDot(candidate) == h.signOfDot(point);
                if (!inside) {
                    break;
                }
            }
            if (inside) {
                return candidate;
            }
        }
        return point;
    }

    /**
     * The number of cells of points in general position: any min(d, N) of them linearly independent.
     *
     * @param samples N, at least 1
     * @param rank d, at least 1; for a data matrix of lower rank its rank
     * @return 2 sum_{k &lt; d} C(N - 1, k), an upper bound for every data matrix of that shape
     */
    public static BigInteger generalPositionCount(int samples, int rank) {
        if (samples < 1 || rank < 1) {
            throw new IllegalArgumentException(
                    "samples is " + samples + ", rank is " + rank + ": both must be at least 1");
        }
        BigInteger sum = BigInteger.ZERO;
        BigInteger binomial = BigInteger.ONE;
        for (int k = 0; k < Math.min(rank, samples); k++) {
            sum = sum.add(binomial);
            binomial = binomial.multiply(BigInteger.valueOf(samples - 1L - k)).divide(BigInteger.valueOf(k + 1L));
        }
        return sum.shiftLeft(1);
    }

    /**
     * The number of cells.
     *
     * @return C, at least 1
     */
    public int count() {
        return active.size();
    }

    /**
     * The number of samples.
     *
     * @return N
     */
    public int samples() {
        return samples;
    }

    /**
     * Whether a unit whose weights lie in a cell passes a sample on.
     *
     * @param cell the cell, from 0
     * @param sample the sample, from 0
     * @return the diagonal entry of D: x_n . w &gt;= 0 throughout the cell
     */
    public boolean isActive(int cell, int sample) {
        if (sample < 0 || sample >= samples) {
            throw new IllegalArgumentException("sample is " + sample + ": must be in 0.." + (samples - 1));
        }
        return active.get(cell).get(sample);
    }

    /**
     * An interior point of a cell.
     *
     * @param cell the cell, from 0
     * @return d integers, a direction w with x_n . w not zero unless x_n is
     */
    public List<BigInteger> witness(int cell) {
        return witnesses.get(cell).entries();
    }
}
