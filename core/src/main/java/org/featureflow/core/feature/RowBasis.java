package org.featureflow.core.feature;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.linalg.SymmetricEigen;
import org.featureflow.core.numeric.RoundingError;

/**
 * Nearly orthonormal rows U (r x m) in which given rows are expressed: A = C U + what is lost. An orthogonalisation of long rows
 * whose work is products with the back end, 4 R r m operations and some of R^2 m.
 *
 * <p>Rows known to be orthogonal come first, normalised. From the others their part in U is taken; of what remains, the principal directions
 * (eigenvectors of its small Gram matrix) join U, those whose eigenvalue is not in the rounding error of the greatest; and so again
 * with what then remains. A Gram matrix squares the condition, so each round gives four to five digits, and each looks at explicit
 * remainders, which is why nothing is squared twice. That U is orthonormal to some 1e-12 only costs nothing: what is lost is
 * measured, not assumed.
 *
 * @param rows U
 * @param coefficients C, the rows known to be orthogonal first
 * @param lost a bound on the Frobenius norm of A - C U, rounding errors included
 */
record RowBasis(DMatrixRMaj rows, DMatrixRMaj coefficients, double lost) {

    /** Eigenvalues below this fraction of the greatest wait for the next round: their directions would be wrong by 1e-7 and more. */
    private static final double ACCURATE = 1e-9;

    /** A direction that loses more than this in a last orthogonalisation was rounding error. */
    private static final double REAL = 0.1;

    /** Each gains four digits; six are more than doubles have. */
    private static final int ROUNDS = 6;

    /**
     * A basis.
     *
     * @param products the back end
     * @param orthogonal rows orthogonal among themselves, not modified
     * @param others all other rows, as many numbers each; overwritten by what remains of them
     * @param negligible the Frobenius norm that may be lost
     */
    static RowBasis of(MatrixProducts products, DMatrixRMaj orthogonal, DMatrixRMaj others, double negligible) {
        int width = others.numCols;
        int first = orthogonal.numRows;
        double size = norm(others);
        DMatrixRMaj basis = orthogonal.copy();
        double[] norms = normalizeRows(basis);
        DMatrixRMaj inBasis = new DMatrixRMaj(others.numRows, first);
        int round = 0;
        while (others.numRows > 0) {
            project(products, others, basis, inBasis);
            if (norm(others) <= negligible || round == ROUNDS) {
                break;
            }
            DMatrixRMaj directions = directions(products, others, basis, negligible);
            if (directions.numRows == 0) {
                break;
            }
            basis = stacked(basis, directions);
            inBasis = widened(inBasis, basis.numRows);
            round++;
        }
        DMatrixRMaj coefficients = new DMatrixRMaj(first + others.numRows, basis.numRows);
        for (int i = 0; i < first; i++) {
            coefficients.set(i, i, norms[i]);
        }
        System.arraycopy(inBasis.data, 0, coefficients.data, first * basis.numRows, others.numRows * inBasis.numCols);
        // Each projection rounds with gamma_r |C| |U|, each normalised row once more.
        double rounding =
                (round + 1) * RoundingError.gamma(basis.numRows + 8L) * size + 2 * RoundingError.UNIT * norm(norms);
        return new RowBasis(
                basis, coefficients, others.numRows == 0 || width == 0 ? rounding : norm(others) + rounding);
    }

    /** Moves the part of the rows that lies in the basis into the coefficients. */
    private static void project(MatrixProducts products, DMatrixRMaj others, DMatrixRMaj basis, DMatrixRMaj inBasis) {
        DMatrixRMaj part = new DMatrixRMaj(others.numRows, basis.numRows);
        products.multiplyTransposedRight(others, basis, part);
        products.add(-1, part, basis, others);
        for (int i = 0; i < part.getNumElements(); i++) {
            inBasis.data[i] += part.data[i];
        }
    }

    /** The principal directions of the remainder, orthonormal, and orthogonal to the basis. */
    private static DMatrixRMaj directions(
            MatrixProducts products, DMatrixRMaj remainder, DMatrixRMaj basis, double negligible) {
        int count = remainder.numRows;
        DMatrixRMaj gram = new DMatrixRMaj(count, count);
        products.multiplyTransposedRight(remainder, remainder, gram);
        SymmetricEigen eigen = SymmetricEigen.of(gram);
        double[] values = eigen.values();
        DMatrixRMaj vectors = eigen.vectors();
        double least = Math.max(ACCURATE * values[count - 1], negligible * negligible / count);
        int from = 0;
        while (from < count && !(values[from] > least)) {
            from++;
        }
        DMatrixRMaj combinations = new DMatrixRMaj(count - from, count);
        for (int i = from; i < count; i++) {
            for (int n = 0; n < count; n++) {
                combinations.set(count - 1 - i, n, vectors.get(n, i) / Math.sqrt(values[i]));
            }
        }
        DMatrixRMaj directions = new DMatrixRMaj(count - from, remainder.numCols);
        products.multiply(combinations, remainder, directions);
        normalizeRows(directions);
        DMatrixRMaj part = new DMatrixRMaj(directions.numRows, basis.numRows);
        products.multiplyTransposedRight(directions, basis, part);
        products.add(-1, part, basis, directions);
        double[] left = normalizeRows(directions);
        int kept = 0;
        for (int i = 0; i < directions.numRows; i++) {
            if (left[i] > REAL) {
                System.arraycopy(
                        directions.data,
                        i * directions.numCols,
                        directions.data,
                        kept * directions.numCols,
                        directions.numCols);
                kept++;
            }
        }
        directions.reshape(kept, directions.numCols, true);
        return directions;
    }

    private static DMatrixRMaj stacked(DMatrixRMaj top, DMatrixRMaj bottom) {
        DMatrixRMaj stacked = new DMatrixRMaj(top.numRows + bottom.numRows, bottom.numCols);
        System.arraycopy(top.data, 0, stacked.data, 0, top.getNumElements());
        System.arraycopy(bottom.data, 0, stacked.data, top.getNumElements(), bottom.getNumElements());
        return stacked;
    }

    private static DMatrixRMaj widened(DMatrixRMaj a, int cols) {
        DMatrixRMaj widened = new DMatrixRMaj(a.numRows, cols);
        for (int i = 0; i < a.numRows; i++) {
            System.arraycopy(a.data, i * a.numCols, widened.data, i * cols, a.numCols);
        }
        return widened;
    }

    /** Divides each row by its norm, unless that is 0. */
    private static double[] normalizeRows(DMatrixRMaj a) {
        double[] norms = rowNorms(a);
        for (int i = 0; i < a.numRows; i++) {
            for (int j = i * a.numCols; j < (i + 1) * a.numCols && norms[i] > 0; j++) {
                a.data[j] /= norms[i];
            }
        }
        return norms;
    }

    static double[] rowNorms(DMatrixRMaj a) {
        double[] norms = new double[a.numRows];
        for (int i = 0; i < a.numRows; i++) {
            norms[i] = Math.sqrt(squares(a.data, i * a.numCols, (i + 1) * a.numCols));
        }
        return norms;
    }

    static double norm(DMatrixRMaj a) {
        return Math.sqrt(squares(a.data, 0, a.getNumElements()));
    }

    private static double norm(double[] a) {
        return Math.sqrt(squares(a, 0, a.length));
    }

    /** Four sums, so that additions overlap; their order is fixed. */
    private static double squares(double[] a, int from, int to) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            s0 += a[i] * a[i];
            s1 += a[i + 1] * a[i + 1];
            s2 += a[i + 2] * a[i + 2];
            s3 += a[i + 3] * a[i + 3];
        }
        for (; i < to; i++) {
            s0 += a[i] * a[i];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
