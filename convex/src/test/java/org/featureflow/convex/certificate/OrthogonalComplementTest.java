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
     * the interval must be within rounding of it, and B^T times the box must contain zero.
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
        for (int j = 0; j < r; j++) {
            Interval sum = Interval.ZERO;
            for (int i = 0; i < n; i++) {
                sum = sum.plus(nearest[i].times(basis.get(i, j)));
            }
            assertThat(sum.contains(0)).isTrue();
        }
        for (int i = 0; i < n; i++) {
            assertThat(nearest[i].width()).isLessThan(1e-14);
            assertThat(nearest[i].midpoint()).isCloseTo(projection[i], org.assertj.core.api.Assertions.within(1e-11));
        }
    }

    /** For one column the exact entries are known: (1, c) is orthogonal to (c, -1). */
    @Test
    void holdsTheExactPointOfAPlane() {
        double c = 1.0 / 3;
        DMatrixRMaj basis = new DMatrixRMaj(new double[][] {{1}, {c}});
        Interval[] s = OrthogonalComplement.of(basis).orElseThrow().nearest(new double[] {c, -1});
        // s_1 = -c s_2 exactly for some s_2 in the box.
        Interval first = s[1].times(-c);
        assertThat(first.lower()).isLessThanOrEqualTo(s[0].upper());
        assertThat(first.upper()).isGreaterThanOrEqualTo(s[0].lower());
        assertThat(new BigDecimal(s[1].lower())).isLessThan(new BigDecimal(-0.999999));
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
