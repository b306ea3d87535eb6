package org.featureflow.convex.certificate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.OutputProgram;
import org.featureflow.convex.program.Subspace.Block;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Objective;
import org.featureflow.core.numeric.ExactRank;
import org.featureflow.core.numeric.Interval;

/**
 * A proved lower bound of sum_n phi(f_n, y_n) over one block of an output program's subspace: -sum_n phi*(s_n) for an exact s
 * orthogonal to the block, next to the given one.
 *
 * <p>Rows (and with a shift-invariant loss classes) whose dual entries are negligible are given up where the whole point does not
 * stay in the domain of phi*: zero entries are in the domain, and s need only be orthogonal to the block's remaining rows.
 */
final class DualBound {

    /** Moves the point off the boundary of phi*'s domain. The bound pays the square of it only, since s . f = 0 at the optimum. */
    private static final double SHRINK = 1 - 1e-12;

    /** Entries of the dual point below these fractions of the largest are given up, one level after the other. */
    private static final double[] NEGLIGIBLE = {0, 1e-14, 1e-11, 1e-8};

    private final Loss loss;
    private final Objective objective;
    private final Block block;
    private final DMatrixRMaj generators;
    private final DMatrixRMaj dual;

    private double lower;
    private String shortfall = "";

    /** The bound for a block; {@code dual} holds N s, N x c. */
    DualBound(OutputProgram program, Block block, DMatrixRMaj dual) {
        this.objective = program.objective();
        this.loss = objective.loss();
        this.block = block;
        this.generators = block.generators();
        this.dual = dual;
        bound();
    }

    /** The lower bound, minus infinity if the loss encloses nothing. */
    double lower() {
        return lower;
    }

    /** Why the bound is that of unrestricted outputs although a better one was to be expected; empty if it is not. */
    String shortfall() {
        return shortfall;
    }

    private void bound() {
        lower = infimum(block.rows());
        if (lower == Double.NEGATIVE_INFINITY) {
            shortfall = "the loss " + loss.name() + " encloses no conjugate";
            return;
        }
        if (generators.numCols == generators.numRows && block.isSpanning()) {
            return; // nothing but zero is orthogonal
        }
        if (!block.isSpanning()) {
            shortfall = "the exact rank of the " + generators.numRows + " features is too expensive to prove";
            return;
        }
        double largest = 0;
        for (int row : block.rows()) {
            for (int k = 0; k < dual.numCols; k++) {
                largest = Math.max(largest, Math.abs(dual.get(row, k)));
            }
        }
        for (double level : NEGLIGIBLE) {
            Optional<Double> value = value(level * largest);
            if (value.isPresent()) {
                lower = Math.max(lower, value.get());
                return;
            }
        }
        shortfall = "no dual point was proved to be orthogonal to the " + generators.numCols
                + " generators over samples " + (block.row(0) + 1) + " to " + (block.row(generators.numRows - 1) + 1);
    }

    /** The value at a point without the rows and classes whose entries are all negligible; empty if it is not proved. */
    private Optional<Double> value(double negligible) {
        List<Integer> places = new ArrayList<>();
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < generators.numRows; i++) {
            boolean counts = negligible == 0;
            for (int k = 0; k < dual.numCols; k++) {
                counts |= Math.abs(dual.get(block.row(i), k)) > negligible;
            }
            if (counts) {
                places.add(i);
            } else {
                left.add(block.row(i));
            }
        }
        List<Integer> classes = new ArrayList<>();
        for (int k = 0; k < dual.numCols; k++) {
            boolean counts = negligible == 0 || !loss.isShiftInvariant();
            for (int i : places) {
                counts |= Math.abs(dual.get(block.row(i), k)) > negligible;
            }
            if (counts) {
                classes.add(k);
            }
        }
        DMatrixRMaj basis = generators;
        if (!left.isEmpty()) {
            basis = independent(places);
            if (basis.numCols == 0 || basis.numCols == basis.numRows) {
                return Optional.empty();
            }
        }
        return OrthogonalComplement.of(basis).flatMap(complement -> value(complement, places, classes, left));
    }

    private Optional<Double> value(
            OrthogonalComplement complement, List<Integer> places, List<Integer> classes, List<Integer> left) {
        Interval[][] s = new Interval[places.size()][dual.numCols];
        for (Interval[] row : s) {
            Arrays.fill(row, Interval.ZERO);
        }
        int closing = loss.isShiftInvariant() ? closingClass(places, classes) : -1;
        for (int k : classes) {
            if (k == closing) {
                continue;
            }
            double[] column = new double[places.size()];
            for (int i = 0; i < column.length; i++) {
                column[i] = SHRINK * dual.get(block.row(places.get(i)), k);
            }
            Interval[] nearest = complement.nearest(column);
            for (int i = 0; i < column.length; i++) {
                s[i][k] = nearest[i];
                if (closing >= 0) {
                    // The entries of a row sum to zero exactly; then the closing column is orthogonal as well.
                    s[i][closing] = s[i][closing].minus(nearest[i]);
                }
            }
        }
        double sum = infimum(left);
        for (int i = 0; i < s.length; i++) {
            double conjugate = loss.conjugateUpper(s[i], objective.target(block.row(places.get(i))));
            sum = Interval.addDown(sum, -conjugate);
        }
        return sum > Double.NEGATIVE_INFINITY ? Optional.of(sum) : Optional.empty();
    }

    /** The class whose entries can best bear an error: that with the largest sum of dual entries away from zero. */
    private int closingClass(List<Integer> places, List<Integer> classes) {
        int best = classes.get(0);
        double largest = -1;
        for (int k : classes) {
            double smallest = Double.POSITIVE_INFINITY;
            for (int i : places) {
                smallest = Math.min(smallest, Math.abs(dual.get(block.row(i), k)));
            }
            if (smallest > largest) {
                largest = smallest;
                best = k;
            }
        }
        return best;
    }

    /** -sum phi*(0) over samples, the proved infimum over unrestricted outputs. */
    private double infimum(List<Integer> rows) {
        Interval[] zero = new Interval[dual.numCols];
        Arrays.fill(zero, Interval.ZERO);
        double sum = 0;
        for (int row : rows) {
            sum = Interval.addDown(sum, -loss.conjugateUpper(zero, objective.target(row)));
        }
        return sum;
    }

    /** Independent columns that span the range of some rows of B; none if that is not proved. */
    private DMatrixRMaj independent(List<Integer> places) {
        DMatrixRMaj rows = new DMatrixRMaj(places.size(), generators.numCols);
        for (int i = 0; i < rows.numRows; i++) {
            System.arraycopy(generators.data, places.get(i) * rows.numCols, rows.data, i * rows.numCols, rows.numCols);
        }
        if (rows.numRows == 0) {
            return new DMatrixRMaj(0, 0);
        }
        ExactRank rank = ExactRank.of(rows);
        int[] columns = rank.isProved() ? rank.columns() : new int[0];
        DMatrixRMaj result = new DMatrixRMaj(rows.numRows, columns.length);
        for (int i = 0; i < rows.numRows; i++) {
            for (int j = 0; j < columns.length; j++) {
                result.set(i, j, rows.get(i, columns[j]));
            }
        }
        return result;
    }
}
