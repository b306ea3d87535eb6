package org.featureflow.core.feature;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.numeric.RoundingError;

/**
 * Factored weights V = P^T Q by a truncated singular value decomposition: with P = A U and Q = B W ({@link RowBasis}) and A^T B = X S Y^T,
 * new factors S^(1/2) X^T U and S^(1/2) Y^T W, without the smallest singular values.
 *
 * @param weights the new weights, one term of orthogonal rows
 * @param change a bound on the Frobenius norm of the difference
 * @param operatorNorm a bound on the operator norm of the new weights
 */
record LayerRecompression(FactoredWeights weights, double change, double operatorNorm) {

    /** The share of the tolerance that the bases may lose. */
    private static final double BASIS_SHARE = 0.05;

    /** Less than this fraction of the factors' own size is rounding error. */
    private static final double NOISE = 0x1p-50;

    /** Bases are orthonormal to much better than this. */
    private static final double ORTHONORMAL = 1e-6;

    /** The rows and columns of V that stand for all in an estimate of its size. */
    private static final int PROBES = 64;

    static LayerRecompression of(MatrixProducts products, FactoredWeights weights, double tolerance) {
        if (weights.terms().size() == 1 && weights.orthogonal() > 0) {
            return truncated(weights, tolerance);
        }
        boolean known = weights.orthogonal() > 0;
        List<FactoredWeights.Term> rest =
                known ? weights.terms().subList(1, weights.terms().size()) : weights.terms();
        FactoredWeights others = balanced(rest, weights.rows(), weights.cols());
        DMatrixRMaj p = known ? weights.terms().get(0).p() : new DMatrixRMaj(0, weights.rows());
        DMatrixRMaj q = known ? weights.terms().get(0).q() : new DMatrixRMaj(0, weights.cols());
        FactoredWeights.Term other = others.terms().get(0);
        double sizeP = Math.hypot(RowBasis.norm(p), RowBasis.norm(other.p()));
        double sizeQ = Math.hypot(RowBasis.norm(q), RowBasis.norm(other.q()));
        double size = estimatedNorm(weights);
        RowBasis left = RowBasis.of(products, p, other.p(), negligible(tolerance, size, sizeQ, sizeP));
        RowBasis right = RowBasis.of(products, q, other.q(), negligible(tolerance, size, sizeP, sizeQ));
        double lost = left.lost() * sizeQ + (sizeP + left.lost()) * right.lost();
        return decomposed(products, left, right, tolerance, lost);
    }

    private static double negligible(double tolerance, double size, double otherFactor, double ownFactor) {
        double allowed = otherFactor > 0 ? BASIS_SHARE * tolerance * size / otherFactor : 0;
        return Math.max(allowed, NOISE * ownFactor);
    }

    private static LayerRecompression decomposed(
            MatrixProducts products, RowBasis left, RowBasis right, double tolerance, double lost) {
        DMatrixRMaj core = new DMatrixRMaj(left.rows().numRows, right.rows().numRows);
        products.multiplyTransposedLeft(left.coefficients(), right.coefficients(), core);
        int size = Math.min(core.numRows, core.numCols);
        if (size == 0) {
            return new LayerRecompression(
                    FactoredWeights.ofOrthogonal(
                            new DMatrixRMaj(0, left.rows().numCols), new DMatrixRMaj(0, right.rows().numCols)),
                    lost,
                    lost);
        }
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(core.numRows, core.numCols, true, true, true);
        if (!svd.decompose(core.copy())) {
            throw new ArithmeticException("the singular value iteration did not converge for " + core.numRows + " x "
                    + core.numCols + " weights in their bases");
        }
        DMatrixRMaj x = svd.getU(null, false);
        DMatrixRMaj y = svd.getV(null, false);
        double[] values = svd.getSingularValues();
        SingularOps_DDRM.descendingOrder(x, false, values, size, y, false);
        int rank = rank(values, size, tolerance);
        double roundings = RoundingError.gamma(16L * (core.numRows + core.numCols));
        double change = (1 + ORTHONORMAL) * tail(values, rank, size) + lost + roundings * sum(values, size);
        FactoredWeights result = FactoredWeights.ofOrthogonal(
                combined(products, x, values, rank, left.rows()), combined(products, y, values, rank, right.rows()));
        return new LayerRecompression(result, change, (1 + ORTHONORMAL) * values[0] + change);
    }

    /** S^(1/2) X^T U. */
    private static DMatrixRMaj combined(
            MatrixProducts products, DMatrixRMaj x, double[] values, int rank, DMatrixRMaj basis) {
        DMatrixRMaj combinations = new DMatrixRMaj(rank, basis.numRows);
        for (int i = 0; i < rank; i++) {
            double root = Math.sqrt(values[i]);
            for (int k = 0; k < basis.numRows; k++) {
                combinations.set(i, k, root * x.get(k, i));
            }
        }
        DMatrixRMaj combined = new DMatrixRMaj(rank, basis.numCols);
        products.multiply(combinations, basis, combined);
        return combined;
    }

    /** The first rows of weights that are in the form of a result already. */
    private static LayerRecompression truncated(FactoredWeights weights, double tolerance) {
        FactoredWeights.Term term = weights.terms().get(0);
        double[] p = RowBasis.rowNorms(term.p());
        double[] q = RowBasis.rowNorms(term.q());
        double[] values = new double[p.length];
        for (int i = 0; i < p.length; i++) {
            values[i] = p[i] * q[i];
        }
        int rank = rank(values, values.length, tolerance);
        double change = (1 + ORTHONORMAL) * tail(values, rank, values.length);
        return new LayerRecompression(
                FactoredWeights.ofOrthogonal(first(term.p(), rank), first(term.q(), rank)),
                change,
                (1 + ORTHONORMAL) * values[0]);
    }

    private static DMatrixRMaj first(DMatrixRMaj a, int rows) {
        DMatrixRMaj first = new DMatrixRMaj(rows, a.numCols);
        System.arraycopy(a.data, 0, first.data, 0, first.getNumElements());
        return first;
    }

    /** The smallest rank whose tail is within the tolerance. */
    private static int rank(double[] values, int size, double tolerance) {
        double allowed = tolerance * tail(values, 0, size);
        int rank = size;
        while (rank > 0 && tail(values, rank - 1, size) <= allowed) {
            rank--;
        }
        return rank;
    }

    private static double tail(double[] values, int from, int size) {
        double squares = 0;
        for (int i = size - 1; i >= from; i--) {
            squares += values[i] * values[i];
        }
        return Math.sqrt(squares);
    }

    private static double sum(double[] values, int size) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += values[i];
        }
        return sum;
    }

    /** One term of all, the two factors of each rank-one term scaled by powers of two to nearly the same norm: V does not change. */
    private static FactoredWeights balanced(List<FactoredWeights.Term> terms, int rows, int cols) {
        int rank = terms.stream().mapToInt(term -> term.p().numRows).sum();
        DMatrixRMaj p = new DMatrixRMaj(rank, rows);
        DMatrixRMaj q = new DMatrixRMaj(rank, cols);
        int to = 0;
        for (FactoredWeights.Term term : terms) {
            double[] normsP = RowBasis.rowNorms(term.p());
            double[] normsQ = RowBasis.rowNorms(term.q());
            for (int i = 0; i < normsP.length; i++, to++) {
                boolean scalable = normsP[i] > 0 && normsQ[i] > 0;
                int shift = scalable ? (Math.getExponent(normsQ[i]) - Math.getExponent(normsP[i])) / 2 : 0;
                copyScaled(term.p(), i, shift, p, to);
                copyScaled(term.q(), i, -shift, q, to);
            }
        }
        return FactoredWeights.ofOrthogonal(p, q);
    }

    private static void copyScaled(DMatrixRMaj from, int row, int shift, DMatrixRMaj to, int toRow) {
        double scale = Math.scalb(1.0, shift);
        for (int j = 0; j < from.numCols; j++) {
            to.data[toRow * to.numCols + j] = scale * from.data[row * from.numCols + j];
        }
    }

    /** The Frobenius norm as that of evenly spaced rows and columns has it: for choosing what to neglect, not for bounds. */
    private static double estimatedNorm(FactoredWeights weights) {
        int[] sources = probes(weights.rows());
        int[] destinations = probes(weights.cols());
        DMatrixRMaj block = new DMatrixRMaj(sources.length, destinations.length);
        for (FactoredWeights.Term term : weights.terms()) {
            MatrixProducts.portable(1)
                    .addTransposedLeft(1, columns(term.p(), sources), columns(term.q(), destinations), block);
        }
        double part = (double) sources.length * destinations.length;
        return part == 0 ? 0 : RowBasis.norm(block) * Math.sqrt((double) weights.rows() * weights.cols() / part);
    }

    private static int[] probes(int count) {
        int[] probes = new int[Math.min(PROBES, count)];
        for (int i = 0; i < probes.length; i++) {
            probes[i] = (int) ((long) i * count / probes.length);
        }
        return probes;
    }

    private static DMatrixRMaj columns(DMatrixRMaj a, int[] columns) {
        DMatrixRMaj selected = new DMatrixRMaj(a.numRows, columns.length);
        for (int i = 0; i < a.numRows; i++) {
            for (int j = 0; j < columns.length; j++) {
                selected.set(i, j, a.get(i, columns[j]));
            }
        }
        return selected;
    }
}
