package org.featureflow.convex.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.math3.fraction.BigFraction;
import org.apache.commons.math3.fraction.BigFractionField;
import org.apache.commons.math3.linear.Array2DRowFieldMatrix;
import org.apache.commons.math3.linear.ArrayFieldVector;
import org.apache.commons.math3.linear.FieldLUDecomposition;
import org.apache.commons.math3.linear.FieldVector;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.numeric.Interval;
import org.junit.jupiter.api.Test;

class OrthogonalComplementTest {

    /**
     * Oracle: s0 - B (B^T B)^{-1} B^T s0 in rational numbers (commons-math3). Both it and the enclosed vector are orthogonal to B;
     * the interval must be within rounding of it.
     */
    @Property(tries = 30, seed = "81")
    void enclosesAnExactlyOrthogonalVector(
            @ForAll @IntRange(min = 2, max = 8) int n, @ForAll @LongRange(min = 0, max = 1 << 20) long seed) {
        Random random = new Random(seed);
        int r = 1 + random.nextInt(n - 1);
        DMatrixRMaj basis = new DMatrixRMaj(n, r);
        for (int i = 0; i < basis.data.length; i++) {
            basis.data[i] = random.nextGaussian();
        }
        double[] vector = random.doubles(n, -1, 1).toArray();
        Interval[] nearest = OrthogonalComplement.of(basis).orElseThrow().nearest(vector);
        double[] projection = projection(basis, vector);
        assertBoxMeetsComplement(basis, nearest);
        for (int i = 0; i < n; i++) {
            assertThat(nearest[i].width()).isLessThan(1e-14);
            assertThat(nearest[i].midpoint()).isCloseTo(projection[i], org.assertj.core.api.Assertions.within(1e-11));
        }
    }

    /** For one column the condition is exact: the box holds an orthogonal vector iff 0 is between the ends of B^T times it. */
    @Property(tries = 40, seed = "82")
    void theBoxReachesThePlane(
            @ForAll @IntRange(min = 2, max = 12) int n, @ForAll @LongRange(min = 0, max = 1 << 20) long seed) {
        Random random = new Random(seed);
        DMatrixRMaj basis = new DMatrixRMaj(n, 1);
        for (int i = 0; i < n; i++) {
            basis.data[i] = random.nextGaussian();
        }
        double[] vector = random.doubles(n, -1, 1).toArray();
        assertBoxMeetsComplement(
                basis, OrthogonalComplement.of(basis).orElseThrow().nearest(vector));
    }

    /**
     * Columns that differ by 1e-12 make the approximate inverse poor: the residual's bound must pay for it. The difference of the
     * columns is exact (Sterbenz) and in the range too; its small size makes it see errors that the columns themselves do not.
     */
    @Property(tries = 40, seed = "83")
    void illConditionedColumnsWidenTheBox(@ForAll @LongRange(min = 0, max = 1 << 20) long seed) {
        Random random = new Random(seed);
        DMatrixRMaj basis = new DMatrixRMaj(6, 2);
        for (int i = 0; i < 6; i++) {
            basis.set(i, 0, random.nextGaussian());
            basis.set(i, 1, basis.get(i, 0) + 1e-12 * random.nextGaussian());
        }
        double[] vector = random.doubles(6, -1, 1).toArray();
        DMatrixRMaj difference = new DMatrixRMaj(6, 1);
        for (int i = 0; i < 6; i++) {
            difference.set(i, 0, basis.get(i, 1) - basis.get(i, 0));
        }
        Interval[] box = OrthogonalComplement.of(basis).orElseThrow().nearest(vector);
        assertBoxMeetsComplement(basis, box);
        assertBoxMeetsComplement(difference, box);
    }

    @Test
    void provesNothingForDependentColumns() {
        DMatrixRMaj basis = new DMatrixRMaj(new double[][] {{1, 1}, {1, Math.nextUp(1.0)}, {1, 1}});
        assertThat(OrthogonalComplement.of(basis)).isEmpty();
        assertThat(OrthogonalComplement.of(new DMatrixRMaj(new double[][] {{1, 2}, {1, 2}, {0, 0}})))
                .isEmpty();
    }

    @Test
    void ofNothingIsAllAndOfAllIsZero() {
        double[] vector = {1, 2};
        Interval[] all =
                OrthogonalComplement.of(new DMatrixRMaj(2, 0)).orElseThrow().nearest(vector);
        assertThat(all).containsExactly(Interval.of(1), Interval.of(2));
        DMatrixRMaj full = new DMatrixRMaj(new double[][] {{1, 2}, {3, 4}});
        assertThat(OrthogonalComplement.of(full).orElseThrow().nearest(vector))
                .containsExactly(Interval.ZERO, Interval.ZERO);
    }

    /** 0 is in the exact range of each column of B over the box: necessary for any B, sufficient for one column. */
    private static void assertBoxMeetsComplement(DMatrixRMaj basis, Interval[] box) {
        for (int j = 0; j < basis.numCols; j++) {
            BigDecimal low = BigDecimal.ZERO;
            BigDecimal high = BigDecimal.ZERO;
            for (int i = 0; i < basis.numRows; i++) {
                BigDecimal entry = new BigDecimal(basis.get(i, j));
                BigDecimal one = entry.multiply(new BigDecimal(box[i].lower()));
                BigDecimal other = entry.multiply(new BigDecimal(box[i].upper()));
                low = low.add(one.min(other));
                high = high.add(one.max(other));
            }
            assertThat(low).isNotPositive();
            assertThat(high).isNotNegative();
        }
    }

    private static double[] projection(DMatrixRMaj basis, double[] vector) {
        int n = basis.numRows;
        int r = basis.numCols;
        Array2DRowFieldMatrix<BigFraction> b = new Array2DRowFieldMatrix<>(BigFractionField.getInstance(), n, r);
        BigFraction[] v = new BigFraction[n];
        for (int i = 0; i < n; i++) {
            v[i] = new BigFraction(vector[i]);
            for (int j = 0; j < r; j++) {
                b.setEntry(i, j, new BigFraction(basis.get(i, j)));
            }
        }
        FieldVector<BigFraction> x = new ArrayFieldVector<>(v);
        FieldVector<BigFraction> t = new FieldLUDecomposition<>(b.transpose().multiply(b))
                .getSolver()
                .solve(b.transpose().operate(x));
        FieldVector<BigFraction> s = x.subtract(b.operate(t));
        double[] result = new double[n];
        for (int i = 0; i < n; i++) {
            result[i] = s.getEntry(i)
                    .bigDecimalValue(40, java.math.RoundingMode.HALF_EVEN.ordinal())
                    .doubleValue();
        }
        return result;
    }
}
