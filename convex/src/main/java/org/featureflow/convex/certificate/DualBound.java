package org.featureflow.convex.certificate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
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
 * <p>Where the enclosure of s leaves the domain of phi*, s is moved towards zero and its negligible entries become zero, in growing
 * measure, for the domain is convex and contains zero. Then a column of s need only be orthogonal to the block's rows at its other
 * entries. With a shift-invariant loss the entries of each row sum to zero too, so that only whole rows and whole classes are given
 * up, and one column is minus the sum of the others.
 */
final class DualBound {

    /** How far the point is moved towards zero. The bound pays the square of it only, since s . f = 0 at the optimum. */
    private static final double[] SHRINKAGE = {1e-13, 1e-10};

    /** Entries of the dual point below these fractions of the largest are given up. */
    private static final double[] NEGLIGIBLE = {0, 1e-14, 1e-11, 1e-8};

    /** A gap a sample that needs no excuse. */
    private static final double NOTHING = 1e-12;

    private final Loss loss;
    private final Objective objective;
    private final Block block;
    private final DMatrixRMaj generators;
    private final DMatrixRMaj dual;
    private final Map<List<Integer>, Optional<OrthogonalComplement>> complements = new HashMap<>();
    private final double lower;
    private final String shortfall;

    /** The bound for a block; {@code dual} holds N s, N x c; {@code outputs} encloses a feasible point, N x c. */
    DualBound(OutputProgram program, Block block, DMatrixRMaj dual, Interval[][] outputs) {
        this.objective = program.objective();
        this.loss = objective.loss();
        this.block = block;
        this.generators = block.generators();
        this.dual = dual;
        double infimum = infimum();
        if (infimum == Double.NEGATIVE_INFINITY) {
            lower = infimum;
            shortfall = "the loss " + loss.name() + " encloses no conjugate";
        } else if (!block.isSpanning()) {
            lower = infimum;
            shortfall = "the exact rank of the features over " + generators.numRows + " samples is too costly to prove";
        } else if (generators.numCols == generators.numRows) {
            lower = infimum; // nothing but zero is orthogonal
            shortfall = "";
        } else {
            double value = value();
            lower = Math.max(infimum, value);
            // Zero is as good a dual point as any where the feasible point comes this near the infimum.
            boolean closed = upper(outputs) - infimum <= NOTHING * generators.numRows;
            shortfall = value > Double.NEGATIVE_INFINITY || closed
                    ? ""
                    : "no dual point was proved orthogonal to the " + generators.numCols + " generators over "
                            + generators.numRows + " samples from sample " + (block.row(0) + 1);
        }
    }

    /** The lower bound, minus infinity if the loss encloses nothing. */
    double lower() {
        return lower;
    }

    /** Why the bound is that of unrestricted outputs although a better one was to be expected; empty if it is not. */
    String shortfall() {
        return shortfall;
    }

    /** The first value proved, in order of growing changes to the dual point. */
    private double value() {
        double largest = 0;
        for (int row : block.rows()) {
            for (int k = 0; k < dual.numCols; k++) {
                largest = Math.max(largest, Math.abs(dual.get(row, k)));
            }
        }
        for (double negligible : NEGLIGIBLE) {
            for (double shrinkage : SHRINKAGE) {
                boolean[][] kept = kept(negligible * largest);
                double value = loss.isShiftInvariant() ? closedValue(kept, shrinkage) : freeValue(kept, shrinkage);
                if (value > Double.NEGATIVE_INFINITY) {
                    return value;
                }
            }
        }
        return Double.NEGATIVE_INFINITY;
    }

    private boolean[][] kept(double negligible) {
        boolean[][] kept = new boolean[generators.numRows][dual.numCols];
        for (int i = 0; i < kept.length; i++) {
            for (int k = 0; k < dual.numCols; k++) {
                kept[i][k] = Math.abs(dual.get(block.row(i), k)) >= negligible;
            }
        }
        return kept;
    }

    /** The value where each column is a dual point of its own. */
    private double freeValue(boolean[][] kept, double shrinkage) {
        Interval[][] s = zeros(kept.length);
        for (int k = 0; k < dual.numCols; k++) {
            int column = k;
            List<Integer> places = places(i -> kept[i][column]);
            if (!correct(s, k, places, shrinkage)) {
                return Double.NEGATIVE_INFINITY;
            }
        }
        return value(s);
    }

    /** The value where the entries of each row sum to zero. */
    private double closedValue(boolean[][] kept, double shrinkage) {
        Interval[][] s = zeros(kept.length);
        List<Integer> places = places(i -> IntStream.range(0, dual.numCols).anyMatch(k -> kept[i][k]));
        int closing = 0;
        double best = -1;
        boolean[] present = new boolean[dual.numCols];
        for (int k = 0; k < dual.numCols; k++) {
            double smallest = Double.POSITIVE_INFINITY;
            for (int i : places) {
                present[k] |= kept[i][k];
                smallest = Math.min(smallest, Math.abs(dual.get(block.row(i), k)));
            }
            // The closing column bears the errors of all others: it should be the farthest from the boundary.
            closing = smallest > best ? k : closing;
            best = Math.max(best, smallest);
        }
        for (int k = 0; k < dual.numCols; k++) {
            if (k == closing || !present[k]) {
                continue;
            }
            if (!correct(s, k, places, shrinkage)) {
                return Double.NEGATIVE_INFINITY;
            }
            for (int i : places) {
                s[i][closing] = s[i][closing].minus(s[i][k]);
            }
        }
        return value(s);
    }

    /** Writes into column k an enclosure of a vector that is zero off some rows and orthogonal to the block; false if none is proved. */
    private boolean correct(Interval[][] s, int k, List<Integer> places, double shrinkage) {
        double[] column = places.stream()
                .mapToDouble(i -> (1 - shrinkage) * dual.get(block.row(i), k))
                .toArray();
        Optional<OrthogonalComplement> complement = complements.computeIfAbsent(places, this::complement);
        if (complement.isEmpty()) {
            return false;
        }
        Interval[] nearest = complement.get().nearest(column);
        for (int i = 0; i < nearest.length; i++) {
            s[places.get(i)][k] = nearest[i];
        }
        return true;
    }

    /** What is orthogonal to some rows of B; empty if the proof fails or is too costly. */
    private Optional<OrthogonalComplement> complement(List<Integer> places) {
        if (places.size() == generators.numRows) {
            return OrthogonalComplement.of(generators);
        }
        DMatrixRMaj rows = new DMatrixRMaj(places.size(), generators.numCols);
        for (int i = 0; i < rows.numRows; i++) {
            System.arraycopy(generators.data, places.get(i) * rows.numCols, rows.data, i * rows.numCols, rows.numCols);
        }
        ExactRank rank = ExactRank.of(rows);
        return rank.isProved() ? OrthogonalComplement.of(rank.spanOf(rows)) : Optional.empty();
    }

    /** -sum phi*(s), the exact s in the box. */
    private double value(Interval[][] s) {
        double sum = 0;
        for (int i = 0; i < s.length; i++) {
            sum = Interval.addDown(sum, -loss.conjugateUpper(s[i], objective.target(block.row(i))));
        }
        return sum;
    }

    /** -sum phi*(0), the proved infimum over unrestricted outputs. */
    private double infimum() {
        return value(zeros(generators.numRows));
    }

    private double upper(Interval[][] outputs) {
        double sum = 0;
        for (int row : block.rows()) {
            sum = Interval.addUp(
                    sum, loss.value(outputs[row], objective.target(row)).upper());
        }
        return sum;
    }

    private Interval[][] zeros(int rows) {
        Interval[][] zeros = new Interval[rows][dual.numCols];
        for (Interval[] row : zeros) {
            Arrays.fill(row, Interval.ZERO);
        }
        return zeros;
    }

    private List<Integer> places(IntPredicate isKept) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < generators.numRows; i++) {
            if (isKept.test(i)) {
                places.add(i);
            }
        }
        return places;
    }
}
