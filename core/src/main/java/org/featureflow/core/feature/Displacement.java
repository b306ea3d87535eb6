package org.featureflow.core.feature;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.featureflow.core.linalg.MatrixProducts;

/**
 * A change of a network's weights made of velocities at several states of one run, sum_i t_i u_i: what a method of several stages adds
 * to the weights, or its estimate of the error of that.
 *
 * <p>Kept by the velocities' factors: those of N rows each are stacked, no m x m matrix is formed. Immutable.
 */
public final class Displacement {

    /** Up to this many rows a QR decomposition takes some milliseconds. */
    private static final int FEW_ROWS = 64;

    /** A QR decomposition pays where a layer has this many units a row: it runs at so much lower a speed than a product. */
    private static final int WIDTH_A_ROW = 16;

    /** Destination units whose hidden weights are formed at a time. */
    private static final int FORMED_UNITS = 256;

    /** Units in one QR decomposition. */
    private static final int UNITS_A_PART = 2048;

    private final List<Term> terms;

    private record Term(double time, Velocity velocity) {}

    private Displacement(List<Term> terms) {
        this.terms = List.copyOf(terms);
    }

    /**
     * The change t u.
     *
     * @param time t
     * @param velocity u
     * @return the change
     */
    public static Displacement of(double time, Velocity velocity) {
        return new Displacement(List.of(new Term(time, velocity)));
    }

    /**
     * This change and another, t u.
     *
     * @param time t
     * @param velocity u, of the same depth; its state may be another
     * @return the sum
     * @throws IllegalArgumentException if the networks' masses, and so their widths, differ
     */
    public Displacement plus(double time, Velocity velocity) {
        Velocity.checkSameMasses(terms.get(0).velocity().features(), velocity.features());
        List<Term> more = new ArrayList<>(terms);
        more.add(new Term(time, velocity));
        return new Displacement(more);
    }

    /**
     * The squared norm in the metric of {@link Velocity#dot}, (1/d) mean_j |V_1(:,j)|^2 + sum_l mean_ij V_l(i,j)^2 + mean_j |v_j|^2 with
     * means by the masses. Accurate also where the terms cancel, as those of an error estimate do, since nothing is squared before it is
     * summed: hidden weights h^T E are formed, some columns at a time; for few rows s N their norm is that of R E,
     * (h o p^(1/2))^T = Q R a QR decomposition.
     *
     * @param products the back end
     * @return the squared norm, not negative; rounding errors are relative to the largest term. Costs 2 s N m^2 operations a layer for s
     *     velocities, for few rows 4 (s N)^2 m
     */
    public double squaredNorm(MatrixProducts products) {
        Velocity first = terms.get(0).velocity();
        Masses masses = first.features().network().masses();
        int depth = first.depth();
        double sum = weightedSquares(masses, 0, product(products, 0)) / first.left(0).numCols;
        for (int l = 1; l < depth; l++) {
            DMatrixRMaj left = left(products, l);
            DMatrixRMaj right = right(products, l);
            double squares = hasFewRows(right)
                    ? reducedSquares(products, masses, l, left, right)
                    : formedSquares(products, masses, l, left, right);
            giveBack(products, left, right);
            sum += scale() * scale() * squares;
        }
        DMatrixRMaj output = product(products, depth);
        for (int j = 0; j < output.numRows; j++) {
            for (int k = 0; k < output.numCols; k++) {
                sum += masses.mass(depth - 1, j) * output.get(j, k) * output.get(j, k);
            }
        }
        return sum;
    }

    /** Whether the QR decomposition is cheap: it does few operations, but tens of times slower than a product does them. */
    private static boolean hasFewRows(DMatrixRMaj right) {
        return right.numRows <= Math.max(FEW_ROWS, right.numCols / WIDTH_A_ROW);
    }

    /** sum_ij p_i p_j (h^T E)(i,j)^2 from R E. */
    private static double reducedSquares(
            MatrixProducts products, Masses masses, int index, DMatrixRMaj left, DMatrixRMaj right) {
        DMatrixRMaj triangle = triangle(masses, index - 1, left);
        DMatrixRMaj reduced = new DMatrixRMaj(triangle.numRows, right.numCols);
        products.multiply(triangle, right, reduced);
        return weightedSquares(masses, index, reduced);
    }

    /** The same from h^T E, formed as its transpose some rows at a time. */
    private static double formedSquares(
            MatrixProducts products, Masses masses, int index, DMatrixRMaj left, DMatrixRMaj right) {
        double sum = 0;
        for (int from = 0; from < right.numCols; from += FORMED_UNITS) {
            int units = Math.min(FORMED_UNITS, right.numCols - from);
            DMatrixRMaj part = products.take(right.numRows, units);
            for (int n = 0; n < right.numRows; n++) {
                System.arraycopy(right.data, n * right.numCols + from, part.data, n * units, units);
            }
            DMatrixRMaj formed = products.take(units, left.numCols);
            products.multiplyTransposedLeft(part, left, formed);
            products.giveBack(part);
            for (int j = 0; j < units; j++) {
                double squares = 0;
                for (int i = 0; i < left.numCols; i++) {
                    double entry = formed.data[j * left.numCols + i];
                    squares += masses.mass(index - 1, i) * entry * entry;
                }
                sum += masses.mass(index, from + j) * squares;
            }
            products.giveBack(formed);
        }
        return sum;
    }

    Weights addTo(MatrixProducts products, Weights weights) {
        int depth = terms.get(0).velocity().depth();
        if (weights.depth() != depth) {
            throw new IllegalArgumentException("the weights have depth " + weights.depth() + ", the velocity " + depth
                    + ": the depths must agree");
        }
        List<LayerWeights> hidden = new ArrayList<>();
        for (int l = 1; l < depth; l++) {
            DMatrixRMaj left = left(products, l);
            DMatrixRMaj right = right(products, l);
            hidden.add(weights.hidden().get(l - 1).plus(products, -scale(), left, right));
            giveBack(products, left, right);
        }
        DMatrixRMaj input = products.takeCopy(weights.sharedInput());
        addTo(products, 0, input);
        DMatrixRMaj output = products.takeCopy(weights.sharedOutput());
        addTo(products, depth, output);
        return weights.with(input, hidden, output);
    }

    /** The change of matrices that are small in one direction. */
    private DMatrixRMaj product(MatrixProducts products, int index) {
        Velocity first = terms.get(0).velocity();
        DMatrixRMaj product = new DMatrixRMaj(first.left(index).numCols, first.right(index).numCols);
        addTo(products, index, product);
        return product;
    }

    private void addTo(MatrixProducts products, int index, DMatrixRMaj out) {
        DMatrixRMaj left = left(products, index);
        DMatrixRMaj right = right(products, index);
        products.addTransposedLeft(-scale(), left, right, out);
        giveBack(products, left, right);
    }

    /** A single time is a factor of the product; several are factors of the rows. */
    private double scale() {
        return terms.size() == 1 ? terms.get(0).time() : 1;
    }

    private DMatrixRMaj left(MatrixProducts products, int index) {
        return terms.size() == 1
                ? terms.get(0).velocity().left(index)
                : stack(
                        products,
                        terms.stream().map(term -> term.velocity().left(index)).toList());
    }

    /** Factors of several terms are stacks, which are not needed any more. */
    private void giveBack(MatrixProducts products, DMatrixRMaj left, DMatrixRMaj right) {
        if (terms.size() > 1) {
            products.giveBack(left);
            products.giveBack(right);
        }
    }

    private DMatrixRMaj right(MatrixProducts products, int index) {
        if (terms.size() == 1) {
            return terms.get(0).velocity().right(index);
        }
        DMatrixRMaj stack = stack(
                products,
                terms.stream().map(term -> term.velocity().right(index)).toList());
        int at = 0;
        for (Term term : terms) {
            int end = at + term.velocity().right(index).getNumElements();
            for (; at < end; at++) {
                stack.data[at] *= term.time();
            }
        }
        return stack;
    }

    private static DMatrixRMaj stack(MatrixProducts products, List<DMatrixRMaj> blocks) {
        int rows = blocks.stream().mapToInt(block -> block.numRows).sum();
        DMatrixRMaj stack = products.take(rows, blocks.get(0).numCols);
        int at = 0;
        for (DMatrixRMaj block : blocks) {
            System.arraycopy(block.data, 0, stack.data, at, block.getNumElements());
            at += block.getNumElements();
        }
        return stack;
    }

    /** R of the QR decomposition of (a o p^(1/2))^T, by parts that fit into the cache: each stands below the R of those before it. */
    private static DMatrixRMaj triangle(Masses masses, int index, DMatrixRMaj a) {
        DMatrixRMaj triangle = new DMatrixRMaj(0, a.numRows);
        for (int from = 0; from < a.numCols; from += UNITS_A_PART) {
            int units = Math.min(UNITS_A_PART, a.numCols - from);
            int above = triangle.numRows;
            DMatrixRMaj part = new DMatrixRMaj(above + units, a.numRows);
            System.arraycopy(triangle.data, 0, part.data, 0, above * a.numRows);
            for (int k = 0; k < units; k++) {
                double root = Math.sqrt(masses.mass(index, from + k));
                for (int n = 0; n < a.numRows; n++) {
                    part.set(above + k, n, a.get(n, from + k) * root);
                }
            }
            QRDecomposition<DMatrixRMaj> decomposition = DecompositionFactory_DDRM.qr(part.numRows, part.numCols);
            // It reports dependent columns as a failure, but R is right all the same: they have zeros on its diagonal.
            decomposition.decompose(part);
            triangle = decomposition.getR(null, true);
        }
        return triangle;
    }

    /** sum_j p_j |column j|^2. */
    private static double weightedSquares(Masses masses, int index, DMatrixRMaj a) {
        double sum = 0;
        for (int j = 0; j < a.numCols; j++) {
            double squares = 0;
            for (int i = 0; i < a.numRows; i++) {
                squares += a.get(i, j) * a.get(i, j);
            }
            sum += masses.mass(index, j) * squares;
        }
        return sum;
    }
}
