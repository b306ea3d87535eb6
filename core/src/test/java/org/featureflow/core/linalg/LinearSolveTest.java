package org.featureflow.core.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinearSolveTest {

    private static DMatrixRMaj matrix(SplittableRandom random, int rows, int cols) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, cols);
        for (int i = 0; i < rows * cols; i++) {
            matrix.data[i] = 2 * random.nextDouble() - 1;
        }
        return matrix;
    }

    private static DMatrixRMaj gram(SplittableRandom random, int n, double ridge) {
        DMatrixRMaj factor = matrix(random, n, n);
        DMatrixRMaj gram = CommonOps_DDRM.multTransB(factor, factor, null);
        for (int i = 0; i < n; i++) {
            gram.add(i, i, ridge);
        }
        return gram;
    }

    /** |a x - b| relative to |a| |x|: a few n u for a backward stable method. */
    private static double backwardError(DMatrixRMaj a, DMatrixRMaj x, DMatrixRMaj b) {
        DMatrixRMaj residual = CommonOps_DDRM.mult(a, x, null);
        CommonOps_DDRM.subtractEquals(residual, b);
        double size = NormOps_DDRM.normF(a) * NormOps_DDRM.normF(x);
        return NormOps_DDRM.normF(residual) / size;
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,3", "31,1", "32,2", "33,1", "64,5", "97,1", "300,1", "330,40"})
    void solutionsHaveSmallBackwardErrors(int n, int k) {
        SplittableRandom random = new SplittableRandom(n);
        DMatrixRMaj general = matrix(random, n, n);
        DMatrixRMaj positive = gram(random, n, 1e-3);
        DMatrixRMaj b = matrix(random, n, k);
        DMatrixRMaj generalBefore = general.copy();
        DMatrixRMaj bBefore = b.copy();

        DMatrixRMaj x = LinearSolve.general(general, b).orElseThrow();
        DMatrixRMaj y = LinearSolve.positiveDefinite(positive, b).orElseThrow();

        assertThat(backwardError(general, x, b)).isLessThan(4 * n * 0x1p-53);
        assertThat(backwardError(positive, y, b)).isLessThan(4 * n * 0x1p-53);
        assertThat(general.data).isEqualTo(generalBefore.data);
        assertThat(b.data).isEqualTo(bBefore.data);
    }

    @Test
    void theKnownSolutionOfASmallSystem() {
        DMatrixRMaj a = new DMatrixRMaj(new double[][] {{0, 2}, {4, 1}});
        DMatrixRMaj b = new DMatrixRMaj(new double[][] {{2}, {9}});
        assertThat(LinearSolve.general(a, b).orElseThrow().data).containsExactly(2, 1);
        DMatrixRMaj upperOnly = new DMatrixRMaj(new double[][] {{4, 2}, {Double.NaN, 5}});
        DMatrixRMaj c = new DMatrixRMaj(new double[][] {{8}, {12}});
        assertThat(LinearSolve.positiveDefinite(upperOnly, c).orElseThrow().data)
                .containsExactly(1, 2);
    }

    @Test
    void singularMatricesAreNamed() {
        SplittableRandom random = new SplittableRandom(8);
        DMatrixRMaj b = matrix(random, 50, 1);
        DMatrixRMaj thin = matrix(random, 50, 49);
        DMatrixRMaj rankDeficient = CommonOps_DDRM.mult(thin, matrix(random, 49, 50), null);
        assertThat(LinearSolve.general(rankDeficient, b)).isEmpty();
        assertThat(LinearSolve.positiveDefinite(CommonOps_DDRM.multTransB(thin, thin, null), b))
                .isEmpty();
        DMatrixRMaj indefinite = gram(random, 50, -3);
        assertThat(LinearSolve.positiveDefinite(indefinite, b)).isEmpty();
        assertThat(LinearSolve.general(indefinite, b)).isPresent();
        assertThat(LinearSolve.general(new DMatrixRMaj(50, 50), b)).isEmpty();
        assertThat(LinearSolve.positiveDefinite(new DMatrixRMaj(50, 50), b)).isEmpty();
    }

    @Test
    void badScalingIsNotSingularity() {
        SplittableRandom random = new SplittableRandom(9);
        int n = 40;
        DMatrixRMaj general = matrix(random, n, n);
        DMatrixRMaj positive = gram(random, n, 0.1);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                general.data[i * n + j] *= Math.scalb(1.0, 10 * j);
                positive.data[i * n + j] *= Math.scalb(1.0, -10 * i - 10 * j);
            }
        }
        DMatrixRMaj b = matrix(random, n, 1);
        assertThat(LinearSolve.general(general, b)).isPresent();
        assertThat(LinearSolve.positiveDefinite(positive, b)).isPresent();
    }

    @Test
    void numbersThatAreNotFiniteGiveNothing() {
        BinaryOperator<DMatrixRMaj> solved = (a, b) -> {
            Optional<DMatrixRMaj> general = LinearSolve.general(a, b);
            assertThat(LinearSolve.positiveDefinite(a, b)).isEqualTo(Optional.empty());
            return general.orElse(new DMatrixRMaj(0, 0));
        };
        DMatrixRMaj identity = CommonOps_DDRM.identity(3);
        DMatrixRMaj b = new DMatrixRMaj(3, 1);
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            DMatrixRMaj a = identity.copy();
            a.set(1, 2, bad);
            b.set(2, 0, 1);
            assertThat(solved.apply(a, b).numRows).isZero();
            DMatrixRMaj c = new DMatrixRMaj(3, 1);
            c.set(0, 0, bad);
            assertThat(solved.apply(identity, c).numRows).isZero();
        }
    }

    @Test
    void shapes() {
        assertThat(LinearSolve.general(new DMatrixRMaj(0, 0), new DMatrixRMaj(0, 2))
                        .orElseThrow()
                        .numCols)
                .isEqualTo(2);
        assertThat(LinearSolve.positiveDefinite(CommonOps_DDRM.identity(2), new DMatrixRMaj(2, 0))
                        .orElseThrow()
                        .numRows)
                .isEqualTo(2);
        assertThatThrownBy(() -> LinearSolve.general(new DMatrixRMaj(2, 3), new DMatrixRMaj(2, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shapes do not match in a x = b: a is 2 x 3, b is 2 x 1");
        assertThatThrownBy(() -> LinearSolve.positiveDefinite(new DMatrixRMaj(2, 2), new DMatrixRMaj(3, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Recorded once on JDK 17 with 512-bit vectors: a virtual machine that differs has other bits. */
    @Test
    void bitsAreTheRecordedOnes() {
        SplittableRandom random = new SplittableRandom(4);
        DMatrixRMaj b = matrix(random, 200, 1);
        DMatrixRMaj general = LinearSolve.general(matrix(random, 200, 200), b).orElseThrow();
        DMatrixRMaj positive =
                LinearSolve.positiveDefinite(gram(random, 200, 1), b).orElseThrow();
        assertThat(Bits.digest(general.data) + " " + Bits.digest(positive.data)).isEqualTo("254de67d f06a06cd");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 60})
    void eigenvectorsDiagonalise(int n) {
        DMatrixRMaj a = gram(new SplittableRandom(n), n, -1);
        DMatrixRMaj before = a.copy();
        SymmetricEigen eigen = SymmetricEigen.of(a);
        assertThat(a.data).isEqualTo(before.data);
        double[] values = eigen.values();
        double[] ascending = values.clone();
        Arrays.sort(ascending);
        assertThat(values).isEqualTo(ascending);
        DMatrixRMaj vectors = eigen.vectors();
        DMatrixRMaj orthogonal = CommonOps_DDRM.multTransA(vectors, vectors, null);
        DMatrixRMaj back = CommonOps_DDRM.mult(vectors, CommonOps_DDRM.diag(values), null);
        back = CommonOps_DDRM.multTransB(back, vectors, null);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                assertThat(orthogonal.get(i, j)).isCloseTo(i == j ? 1 : 0, within(1e-13));
                assertThat(back.get(i, j)).isCloseTo(a.get(i, j), within(1e-13 * (1 + n)));
            }
        }
        assertThat(SymmetricEigen.of(a).vectors().data).isEqualTo(vectors.data);
    }

    @Test
    void eigenvectorsHaveADefiniteSign() {
        DMatrixRMaj a = new DMatrixRMaj(new double[][] {{2, 77}, {1, 2}}); // the upper triangle is not read
        SymmetricEigen eigen = SymmetricEigen.of(a);
        double half = Math.sqrt(0.5);
        assertThat(eigen.values()).containsExactly(new double[] {1, 3}, within(1e-15));
        assertThat(eigen.vectors().data).containsExactly(new double[] {half, half, -half, half}, within(1e-15));
    }

    @Test
    void matricesWithoutADecompositionAreRejected() {
        assertThatThrownBy(() -> SymmetricEigen.of(new DMatrixRMaj(2, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a must be square, not 2 x 3");
        DMatrixRMaj a = new DMatrixRMaj(2, 2);
        a.set(1, 0, Double.NaN);
        assertThatThrownBy(() -> SymmetricEigen.of(a))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(1, 0) is NaN");
    }
}
