package org.featureflow.core.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.math3.fraction.BigFraction;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class ExactRankTest {

    /** Oracle: Gaussian elimination in rational numbers (commons-math3 BigFraction). */
    @Property(tries = 40, seed = "51")
    void agreesWithRationalElimination(
            @ForAll @IntRange(min = 1, max = 7) int n,
            @ForAll @IntRange(min = 1, max = 7) int k,
            @ForAll @IntRange(min = 0, max = 7) int inner,
            @ForAll @LongRange(min = 0, max = 1 << 20) long seed) {
        Random random = new Random(seed);
        DMatrixRMaj a = new DMatrixRMaj(n, k);
        int[][] left = integers(random, n, inner);
        int[][] right = integers(random, inner, k);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < k; j++) {
                for (int p = 0; p < inner; p++) {
                    a.add(i, j, left[i][p] * right[p][j]);
                }
                a.set(i, j, Math.scalb(a.get(i, j), 40 * j - 100)); // columns of very different size
            }
        }
        ExactRank rank = ExactRank.of(a);
        assertThat(rank.isProved()).isTrue();
        assertThat(rank.rank()).isEqualTo(rationalRank(a));
        assertThat(rationalRank(rank.spanOf(a))).isEqualTo(rank.rank());
        assertThat(rank.columns()).hasSize(rank.rank()).isSorted();
    }

    @Test
    void tellsDependentFromNearlyDependent() {
        DMatrixRMaj dependent = new DMatrixRMaj(new double[][] {{0.1, 0.2, 0.4}, {0.3, 0.6, 1.2}, {0.7, 1.4, 2.8}});
        assertThat(ExactRank.of(dependent).rank()).isEqualTo(1);
        dependent.set(2, 2, Math.nextUp(2.8));
        assertThat(ExactRank.of(dependent).columns()).containsExactly(0, 2);
    }

    @Test
    void ofZerosIsZero() {
        ExactRank rank = ExactRank.of(new DMatrixRMaj(3, 2));
        assertThat(rank.rank()).isZero();
        assertThat(rank.isProved()).isTrue();
        assertThat(ExactRank.of(new DMatrixRMaj(0, 2)).rank()).isZero();
    }

    @Test
    void isNotFooledByEntriesThatThePrimeDivides() {
        double prime = Integer.MAX_VALUE; // 2^31 - 1
        DMatrixRMaj a = new DMatrixRMaj(new double[][] {{prime, 0}, {0, 1}, {0, 0}});
        assertThat(ExactRank.of(a).columns()).containsExactly(0, 1);
    }

    @Test
    void takesTheWholeRangeOfDoubles() {
        DMatrixRMaj a =
                new DMatrixRMaj(new double[][] {{Double.MIN_VALUE, 3}, {-Double.MAX_VALUE, 5}, {Double.MIN_VALUE, 3}});
        assertThat(ExactRank.of(a).rank()).isEqualTo(2);
        DMatrixRMaj same =
                new DMatrixRMaj(new double[][] {{Double.MIN_VALUE, 2 * Double.MIN_VALUE}, {-0x1p1000, -0x1p1001}, {0, 0}
                });
        assertThat(ExactRank.of(same).rank()).isEqualTo(1);
    }

    @Test
    void saysWhenAProofIsTooCostly() {
        Random random = new Random(1);
        int n = 700;
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < 40; j++) {
                a.set(i, j, random.nextGaussian());
            }
            for (int j = 40; j < n; j++) {
                a.set(i, j, a.get(i, j % 40));
            }
        }
        ExactRank rank = ExactRank.of(a);
        assertThat(rank.isProved()).isFalse();
        assertThat(rank.rank()).isEqualTo(40);
    }

    @Test
    void refusesWhatIsNotFinite() {
        assertThatThrownBy(() -> ExactRank.of(new DMatrixRMaj(new double[][] {{1, Double.NaN}})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(1, 2)");
    }

    private static int[][] integers(Random random, int rows, int cols) {
        int[][] integers = new int[rows][cols];
        for (int[] row : integers) {
            for (int j = 0; j < cols; j++) {
                row[j] = random.nextInt(2001) - 1000;
            }
        }
        return integers;
    }

    private static int rationalRank(DMatrixRMaj a) {
        BigFraction[][] rows = new BigFraction[a.numRows][a.numCols];
        for (int i = 0; i < a.numRows; i++) {
            for (int j = 0; j < a.numCols; j++) {
                rows[i][j] = new BigFraction(a.get(i, j));
            }
        }
        int rank = 0;
        for (int j = 0; j < a.numCols && rank < a.numRows; j++) {
            int pivot = rank;
            while (pivot < a.numRows && rows[pivot][j].equals(BigFraction.ZERO)) {
                pivot++;
            }
            if (pivot == a.numRows) {
                continue;
            }
            BigFraction[] row = rows[pivot];
            rows[pivot] = rows[rank];
            rows[rank] = row;
            for (int i = rank + 1; i < a.numRows; i++) {
                BigFraction factor = rows[i][j].divide(row[j]);
                for (int l = j; l < a.numCols; l++) {
                    rows[i][l] = rows[i][l].subtract(factor.multiply(row[l]));
                }
            }
            rank++;
        }
        return rank;
    }
}
