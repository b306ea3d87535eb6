package org.featureflow.convex.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.math3.optim.MaxIter;
import org.apache.commons.math3.optim.linear.LinearConstraint;
import org.apache.commons.math3.optim.linear.LinearConstraintSet;
import org.apache.commons.math3.optim.linear.LinearObjectiveFunction;
import org.apache.commons.math3.optim.linear.NonNegativeConstraint;
import org.apache.commons.math3.optim.linear.Relationship;
import org.apache.commons.math3.optim.linear.SimplexSolver;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActivationCellsTest {
    private static final int LIMIT = 100_000;

    @ParameterizedTest
    @CsvSource({"20,3,382", "40,3,1562", "20,4,2320", "1,3,2", "2,5,4", "5,8,32", "7,1,2", "9,2,18"})
    void generalPositionHasAsManyCellsAsTheFormula(int samples, int dimension, int expected) {
        ActivationCells cells = ActivationCells.of(gaussian(samples, dimension, 1), LIMIT);
        assertThat(cells.count()).isEqualTo(expected);
        assertThat(ActivationCells.generalPositionCount(samples, dimension)).isEqualTo(BigInteger.valueOf(expected));
        assertThat(patterns(cells)).hasSize(expected);
    }

    @Property(tries = 60, seed = "1")
    void degenerateDataHasTheCellsThatLinearProgrammingFinds(
            @ForAll @IntRange(min = 1, max = 6) int samples,
            @ForAll @IntRange(min = 1, max = 3) int dimension,
            @ForAll @LongRange(min = 0, max = 1000) long seed) {
        // Entries in -1..1 make zero, duplicate, antipodal and coplanar rows common.
        Random random = new Random(seed);
        DMatrixRMaj x = new DMatrixRMaj(samples, dimension);
        for (int i = 0; i < x.getNumElements(); i++) {
            x.data[i] = random.nextInt(3) - 1;
        }
        assertThat(patterns(ActivationCells.of(x, LIMIT))).isEqualTo(feasiblePatterns(x));
    }

    @Property(tries = 20, seed = "2")
    void rankDeficientDataHasTheCellsOfItsRank(@ForAll @LongRange(min = 0, max = 1000) long seed) {
        // Small integers, so that the product X = A B of rank 2 is exact.
        Random random = new Random(seed);
        DMatrixRMaj x = new DMatrixRMaj(8, 4);
        int[][] b = {{1, 2, -3, 1}, {2, 1, 1, -1}};
        for (int n = 0; n < 8; n++) {
            int first = n + 1;
            int second = random.nextInt(2) == 0 ? n * n + 1 : -n * n - 1;
            for (int j = 0; j < 4; j++) {
                x.set(n, j, first * b[0][j] + second * b[1][j]);
            }
        }
        Set<Double> lines = new HashSet<>();
        for (int n = 0; n < 8; n++) {
            double first = (x.get(n, 0) * 1 - x.get(n, 1) * 2) / -3;
            lines.add((x.get(n, 0) - first) / first);
        }
        assertThat(ActivationCells.of(x, LIMIT).count()).isEqualTo(2 * lines.size());
    }

    @Test
    void zeroRowsAreActiveEverywhereAndAddNoCell() {
        ActivationCells cells = ActivationCells.of(new DMatrixRMaj(new double[][] {{0, 0}, {1, 2}, {0, 0}}), LIMIT);
        assertThat(patterns(cells)).containsExactlyInAnyOrder(List.of(true, true, true), List.of(true, false, true));
        ActivationCells none = ActivationCells.of(new DMatrixRMaj(2, 3), LIMIT);
        assertThat(patterns(none)).containsExactly(List.of(true, true));
        assertThat(none.witness(0)).containsExactly(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);
    }

    @Test
    void planesThroughOneLineUpToTheLastBitAreToldApart() {
        // The third row is the sum of the others, exactly, with all bits in use; then it is off by one unit in the last
        // place.
        double[] a = {0x1.5555555555555p-2, 0x1.999999999999bp-3, 0x1.6666666666667p-2};
        double[] b = {0x1.2492492492491p-2, 0x1.3333333333335p-3, -0x1.9999999999998p-4};
        double[] sum = new double[3];
        for (int j = 0; j < 3; j++) {
            sum[j] = a[j] + b[j];
            assertThat(new BigDecimal(a[j]).add(new BigDecimal(b[j]))).isEqualByComparingTo(new BigDecimal(sum[j]));
        }
        assertThat(ActivationCells.of(new DMatrixRMaj(new double[][] {a, b, sum}), LIMIT)
                        .count())
                .isEqualTo(6);
        sum[2] = Math.nextUp(sum[2]);
        assertThat(ActivationCells.of(new DMatrixRMaj(new double[][] {a, b, sum}), LIMIT)
                        .count())
                .isEqualTo(8);
    }

    @Test
    void extremeExponentsAreExact() {
        double[][] rows = {{1e300, 1}, {1e300, Math.nextUp(1.0)}, {Double.MIN_VALUE, 1e-300}, {-1e300, -1}};
        assertThat(ActivationCells.of(new DMatrixRMaj(rows), LIMIT).count()).isEqualTo(6);
    }

    @Property(tries = 20, seed = "3")
    void witnessesLieInTheirCells(
            @ForAll @IntRange(min = 1, max = 15) int samples,
            @ForAll @IntRange(min = 1, max = 4) int dimension,
            @ForAll @LongRange(min = 0, max = 1000) long seed) {
        DMatrixRMaj x = gaussian(samples, dimension, seed);
        ActivationCells cells = ActivationCells.of(x, LIMIT);
        for (int i = 0; i < cells.count(); i++) {
            for (int n = 0; n < samples; n++) {
                BigDecimal dot = BigDecimal.ZERO;
                for (int j = 0; j < dimension; j++) {
                    dot = dot.add(new BigDecimal(x.get(n, j))
                            .multiply(new BigDecimal(cells.witness(i).get(j))));
                }
                assertThat(dot.signum()).isEqualTo(cells.isActive(i, n) ? 1 : -1);
            }
        }
    }

    @Test
    void permutedSamplesHavePermutedCells() {
        DMatrixRMaj x = gaussian(9, 3, 4);
        DMatrixRMaj reversed = new DMatrixRMaj(9, 3);
        for (int n = 0; n < 9; n++) {
            for (int j = 0; j < 3; j++) {
                reversed.set(8 - n, j, x.get(n, j));
            }
        }
        Set<List<Boolean>> turned = new HashSet<>();
        for (List<Boolean> pattern : patterns(ActivationCells.of(reversed, LIMIT))) {
            List<Boolean> back = new ArrayList<>(pattern);
            Collections.reverse(back);
            turned.add(back);
        }
        assertThat(turned).isEqualTo(patterns(ActivationCells.of(x, LIMIT)));
    }

    @Test
    void refusalsNameTheArgument() {
        assertThatThrownBy(() -> ActivationCells.of(gaussian(20, 3, 1), 381))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("20 x 3")
                .hasMessageContaining("381");
        assertThatThrownBy(() -> ActivationCells.of(new DMatrixRMaj(0, 3), LIMIT))
                .hasMessageContaining("inputs is 0 x 3");
        assertThatThrownBy(() -> ActivationCells.of(new DMatrixRMaj(new double[][] {{1, Double.NaN}}), LIMIT))
                .hasMessageContaining("inputs(0, 1)");
        assertThatThrownBy(() -> ActivationCells.generalPositionCount(0, 1)).hasMessageContaining("samples is 0");
        ActivationCells cells = ActivationCells.of(gaussian(3, 2, 1), LIMIT);
        assertThat(cells.samples()).isEqualTo(3);
        assertThatThrownBy(() -> cells.isActive(0, 3)).hasMessageContaining("0..2");
    }

    static DMatrixRMaj gaussian(int rows, int columns, long seed) {
        Random random = new Random(seed);
        DMatrixRMaj x = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < x.getNumElements(); i++) {
            x.data[i] = random.nextGaussian();
        }
        return x;
    }

    private static Set<List<Boolean>> patterns(ActivationCells cells) {
        Set<List<Boolean>> patterns = new HashSet<>();
        for (int i = 0; i < cells.count(); i++) {
            List<Boolean> pattern = new ArrayList<>();
            for (int n = 0; n < cells.samples(); n++) {
                pattern.add(cells.isActive(i, n));
            }
            patterns.add(pattern);
        }
        return patterns;
    }

    /** All sign patterns for which max t, sign_n x_n . w >= t, |w_j| <= 1 is positive; zero rows count as active. */
    private static Set<List<Boolean>> feasiblePatterns(DMatrixRMaj x) {
        Set<List<Boolean>> feasible = new HashSet<>();
        for (int code = 0; code < 1 << x.numRows; code++) {
            List<Boolean> pattern = new ArrayList<>();
            List<LinearConstraint> constraints = new ArrayList<>();
            boolean proper = true;
            for (int n = 0; n < x.numRows; n++) {
                boolean active = (code >> n & 1) == 1;
                pattern.add(active);
                double[] row = new double[x.numCols + 1];
                boolean zero = true;
                for (int j = 0; j < x.numCols; j++) {
                    row[j] = active ? x.get(n, j) : -x.get(n, j);
                    zero &= row[j] == 0;
                }
                row[x.numCols] = -1;
                proper &= !zero || active;
                if (!zero) {
                    constraints.add(new LinearConstraint(row, Relationship.GEQ, 0));
                }
            }
            for (int j = 0; j <= x.numCols; j++) {
                double[] axis = new double[x.numCols + 1];
                axis[j] = 1;
                constraints.add(new LinearConstraint(axis, Relationship.LEQ, 1));
                constraints.add(new LinearConstraint(axis, Relationship.GEQ, -1));
            }
            double[] goal = new double[x.numCols + 1];
            goal[x.numCols] = 1;
            if (proper) {
                double depth = new SimplexSolver()
                        .optimize(
                                new MaxIter(1000),
                                new LinearObjectiveFunction(goal, 0),
                                new LinearConstraintSet(constraints),
                                GoalType.MAXIMIZE,
                                new NonNegativeConstraint(false))
                        .getValue();
                if (depth > 1e-6) {
                    feasible.add(pattern);
                }
            }
        }
        return feasible;
    }
}
