package org.featureflow.core.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Factors that are kept; how exact a solution is {@link LinearSolveTest} measures. */
class PivotedLuTest {

    private static DMatrixRMaj matrix(SplittableRandom random, int rows, int cols) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, cols);
        for (int i = 0; i < rows * cols; i++) {
            matrix.data[i] = 2 * random.nextDouble() - 1;
        }
        return matrix;
    }

    /** Whatever was solved before, and whatever became of a. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 33, 100})
    void eachSolutionHasTheBitsOfASolveOfItsOwn(int n) {
        SplittableRandom random = new SplittableRandom(n);
        DMatrixRMaj a = matrix(random, n, n);
        List<DMatrixRMaj> rights = new ArrayList<>();
        List<double[]> expected = new ArrayList<>();
        for (int k : new int[] {1, 3, 0, 1}) {
            rights.add(matrix(random, n, k));
            expected.add(LinearSolve.general(a, rights.get(rights.size() - 1)).orElseThrow().data);
        }

        PivotedLu lu = PivotedLu.of(a).orElseThrow();
        a.zero();

        for (int i : new int[] {0, 1, 2, 3, 0}) {
            DMatrixRMaj before = rights.get(i).copy();
            DMatrixRMaj x = lu.solve(rights.get(i)).orElseThrow();
            assertThat(x.data).as("right-hand side %s", i).isEqualTo(expected.get(i));
            assertThat(x.numCols).isEqualTo(before.numCols);
            assertThat(rights.get(i).data).isEqualTo(before.data);
        }
    }

    @Test
    void theMatrixIsNotModified() {
        DMatrixRMaj a = matrix(new SplittableRandom(5), 40, 40);
        DMatrixRMaj before = a.copy();
        assertThat(PivotedLu.of(a)).isPresent();
        assertThat(a.data).isEqualTo(before.data);
    }

    @Test
    void singularMatricesHaveNoFactors() {
        assertThat(PivotedLu.of(new DMatrixRMaj(new double[][] {{1, 2}, {2, 4}})))
                .isEmpty();
        assertThat(PivotedLu.of(new DMatrixRMaj(3, 3))).isEmpty();
        DMatrixRMaj bad = CommonOps_DDRM.identity(3);
        bad.set(1, 1, Double.NaN);
        assertThat(PivotedLu.of(bad)).isEmpty();
    }

    /** One right-hand side that has no finite solution does not spoil the next. */
    @Test
    void aSolutionThatIsNotFiniteIsNone() {
        PivotedLu lu = PivotedLu.of(CommonOps_DDRM.diag(0.5, 1)).orElseThrow();
        assertThat(lu.solve(new DMatrixRMaj(new double[][] {{Double.MAX_VALUE}, {1}})))
                .isEmpty();
        assertThat(lu.solve(new DMatrixRMaj(new double[][] {{Double.NaN}, {1}})))
                .isEmpty();
        assertThat(lu.solve(new DMatrixRMaj(new double[][] {{3}, {1}})).orElseThrow().data)
                .containsExactly(6, 1);
    }

    @Test
    void shapesThatDoNotMatchAreRejected() {
        assertThatThrownBy(() -> PivotedLu.of(new DMatrixRMaj(2, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a must be square, not 2 x 3");
        PivotedLu lu = PivotedLu.of(CommonOps_DDRM.identity(2)).orElseThrow();
        assertThatThrownBy(() -> lu.solve(new DMatrixRMaj(3, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shapes do not match in a x = b: a is 2 x 2, b is 3 x 1");
    }
}
