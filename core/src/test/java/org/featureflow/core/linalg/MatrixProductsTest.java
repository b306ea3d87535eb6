package org.featureflow.core.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

class MatrixProductsTest {
    private static final MatrixProducts PORTABLE = MatrixProducts.portable(1);

    /** The three products with the operands as they are stored, and by the definition. */
    enum Product {
        PLAIN,
        TRANSPOSED_LEFT,
        TRANSPOSED_RIGHT;

        DMatrixRMaj left(SplittableRandom random, int rows, int inner) {
            return this == TRANSPOSED_LEFT ? matrix(random, inner, rows) : matrix(random, rows, inner);
        }

        DMatrixRMaj right(SplittableRandom random, int inner, int cols) {
            return this == TRANSPOSED_RIGHT ? matrix(random, cols, inner) : matrix(random, inner, cols);
        }

        double a(DMatrixRMaj a, int i, int p) {
            return this == TRANSPOSED_LEFT ? a.get(p, i) : a.get(i, p);
        }

        double b(DMatrixRMaj b, int p, int j) {
            return this == TRANSPOSED_RIGHT ? b.get(j, p) : b.get(p, j);
        }

        void multiply(MatrixProducts products, DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj out) {
            switch (this) {
                case PLAIN:
                    products.multiply(a, b, out);
                    break;
                case TRANSPOSED_LEFT:
                    products.multiplyTransposedLeft(a, b, out);
                    break;
                default:
                    products.multiplyTransposedRight(a, b, out);
            }
        }

        void add(MatrixProducts products, double s, DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj out) {
            switch (this) {
                case PLAIN:
                    products.add(s, a, b, out);
                    break;
                case TRANSPOSED_LEFT:
                    products.addTransposedLeft(s, a, b, out);
                    break;
                default:
                    products.addTransposedRight(s, a, b, out);
            }
        }

        /** The chain of fused multiply-adds that the documentation promises. */
        void addByDefinition(double s, DMatrixRMaj a, DMatrixRMaj b, int inner, DMatrixRMaj out) {
            for (int i = 0; i < out.numRows; i++) {
                for (int j = 0; j < out.numCols; j++) {
                    double sum = out.get(i, j);
                    for (int p = 0; p < inner; p++) {
                        sum = Math.fma(s * a(a, i, p), b(b, p, j), sum);
                    }
                    out.set(i, j, sum);
                }
            }
        }

        DMatrixRMaj byEjml(DMatrixRMaj a, DMatrixRMaj b) {
            DMatrixRMaj out = new DMatrixRMaj();
            switch (this) {
                case PLAIN:
                    return CommonOps_DDRM.mult(a, b, out);
                case TRANSPOSED_LEFT:
                    return CommonOps_DDRM.multTransA(a, b, out);
                default:
                    return CommonOps_DDRM.multTransB(a, b, out);
            }
        }
    }

    private static DMatrixRMaj matrix(SplittableRandom random, int rows, int cols) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, cols);
        for (int i = 0; i < rows * cols; i++) {
            matrix.data[i] = 2 * random.nextDouble() - 1;
        }
        return matrix;
    }

    @Property(tries = 150, seed = "-7215623468")
    void addsTheChainOfFusedMultiplyAddsBitForBit(
            @ForAll Product product,
            @ForAll @IntRange(max = 300) int rows,
            @ForAll @IntRange(max = 40) int inner,
            @ForAll @IntRange(max = 600) int cols,
            @ForAll @IntRange(min = 1, max = 3) int threads,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj a = product.left(random, rows, inner);
        DMatrixRMaj b = product.right(random, inner, cols);
        DMatrixRMaj out = matrix(random, rows, cols);
        DMatrixRMaj expected = out.copy();
        DMatrixRMaj aBefore = a.copy();
        DMatrixRMaj bBefore = b.copy();
        double s = random.nextDouble();

        product.add(MatrixProducts.portable(threads), s, a, b, out);

        product.addByDefinition(s, a, b, inner, expected);
        assertThat(out.data).isEqualTo(expected.data);
        assertThat(a.data).isEqualTo(aBefore.data);
        assertThat(b.data).isEqualTo(bBefore.data);
    }

    @Property(tries = 60, seed = "48151623")
    void agreesWithEjml(
            @ForAll Product product,
            @ForAll @IntRange(min = 1, max = 70) int rows,
            @ForAll @IntRange(min = 1, max = 70) int inner,
            @ForAll @IntRange(min = 1, max = 300) int cols,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj a = product.left(random, rows, inner);
        DMatrixRMaj b = product.right(random, inner, cols);
        DMatrixRMaj out = matrix(random, rows, cols); // to be overwritten
        product.multiply(PORTABLE, a, b, out);
        DMatrixRMaj expected = product.byEjml(a, b);
        for (int i = 0; i < rows * cols; i++) {
            // both sums are within (K + 1) u of the sum of sizes, which is at most K
            assertThat(Math.abs(out.data[i] - expected.data[i])).isLessThanOrEqualTo(2 * (inner + 1) * inner * 0x1p-53);
        }
    }

    @Property(tries = 40, seed = "1123581321")
    void errorIsWithinTheDocumentedBound(
            @ForAll Product product,
            @ForAll @IntRange(min = 1, max = 4) int rows,
            @ForAll @IntRange(min = 1, max = 60) int inner,
            @ForAll @IntRange(min = 1, max = 4) int cols,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj a = product.left(random, rows, inner);
        DMatrixRMaj b = product.right(random, inner, cols);
        DMatrixRMaj before = matrix(random, rows, cols);
        DMatrixRMaj out = before.copy();
        double s = 4 * random.nextDouble();
        product.add(PORTABLE, s, a, b, out);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                BigDecimal exact = new BigDecimal(before.get(i, j));
                BigDecimal sizes = exact.abs();
                for (int p = 0; p < inner; p++) {
                    BigDecimal term = new BigDecimal(s)
                            .multiply(new BigDecimal(product.a(a, i, p)))
                            .multiply(new BigDecimal(product.b(b, p, j)));
                    exact = exact.add(term);
                    sizes = sizes.add(term.abs());
                }
                double factor = (inner + 1) * 0x1p-53 / (1 - (inner + 1) * 0x1p-53);
                assertThat(new BigDecimal(out.get(i, j)).subtract(exact).abs())
                        .isLessThanOrEqualTo(sizes.multiply(new BigDecimal(factor)));
            }
        }
    }

    @Example
    void largeProductsDoNotDependOnThreads() {
        SplittableRandom random = new SplittableRandom(3);
        for (Product product : Product.values()) {
            for (int[] shape : new int[][] {{60, 300, 700}, {700, 60, 90}, {501, 333, 5}}) {
                DMatrixRMaj a = product.left(random, shape[0], shape[1]);
                DMatrixRMaj b = product.right(random, shape[1], shape[2]);
                DMatrixRMaj one = new DMatrixRMaj(shape[0], shape[2]);
                product.multiply(PORTABLE, a, b, one);
                for (int threads = 2; threads <= 5; threads++) {
                    DMatrixRMaj many = new DMatrixRMaj(shape[0], shape[2]);
                    product.multiply(MatrixProducts.portable(threads), a, b, many);
                    assertThat(many.data).isEqualTo(one.data);
                }
            }
        }
    }

    @Property(tries = 40, seed = "27182818")
    void aLowerTriangleHasTheBitsOfTheWholeProduct(
            @ForAll @IntRange(min = 0, max = 300) int rows,
            @ForAll @IntRange(min = 0, max = 40) int inner,
            @ForAll @IntRange(min = 1, max = 2) int threads,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj a = matrix(random, rows, inner);
        DMatrixRMaj b = matrix(random, rows, inner);
        DMatrixRMaj whole = new DMatrixRMaj(rows, rows);
        DMatrixRMaj lower = matrix(random, rows, rows); // to be overwritten
        PORTABLE.multiplyTransposedRight(a, b, whole);
        MatrixProducts.portable(threads).multiplyTransposedRightLower(a, b, lower);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j <= i; j++) {
                assertThat(lower.get(i, j)).isEqualTo(whole.get(i, j));
            }
        }
    }

    @Property(tries = 40, seed = "16180339")
    void aSumIntoAnotherMatrixHasTheBitsOfOneInPlace(
            @ForAll @IntRange(min = 1, max = 300) int rows,
            @ForAll @IntRange(min = 0, max = 40) int inner,
            @ForAll @IntRange(min = 1, max = 600) int cols,
            @ForAll @IntRange(min = 1, max = 2) int threads,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj a = matrix(random, inner, rows);
        DMatrixRMaj b = matrix(random, inner, cols);
        DMatrixRMaj from = matrix(random, rows, cols);
        DMatrixRMaj inPlace = from.copy();
        PORTABLE.addTransposedLeft(0.3, a, b, inPlace);
        DMatrixRMaj before = from.copy();
        DMatrixRMaj out = new DMatrixRMaj(rows, cols);
        MatrixProducts.portable(threads).addTransposedLeft(0.3, a, b, from, out);
        assertThat(out.data).isEqualTo(inPlace.data);
        assertThat(from.data).isEqualTo(before.data);
    }

    @Example
    void anEmptyInnerDimensionGivesZero() {
        DMatrixRMaj out = new DMatrixRMaj(2, 3);
        out.fill(7);
        PORTABLE.multiply(new DMatrixRMaj(2, 0), new DMatrixRMaj(0, 3), out);
        assertThat(out.data).containsOnly(0);
        PORTABLE.multiplyTransposedRight(new DMatrixRMaj(0, 4), new DMatrixRMaj(5, 4), new DMatrixRMaj(0, 5));
    }

    @Example
    void missingRowsAndInnerIndicesOfATileChangeNoSign() {
        DMatrixRMaj out = new DMatrixRMaj(new double[][] {{-0.0}});
        PORTABLE.add(1, new DMatrixRMaj(new double[][] {{-0.0}}), new DMatrixRMaj(new double[][] {{1}}), out);
        assertThat(Double.doubleToRawLongBits(out.get(0))).isEqualTo(Long.MIN_VALUE);
    }

    @Example
    void threadsEndByThemselves() throws InterruptedException {
        MatrixProducts products = MatrixProducts.portable(2);
        DMatrixRMaj a = matrix(new SplittableRandom(1), 300, 300);
        products.multiply(a, a, new DMatrixRMaj(300, 300));
        Thread worker = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("matrix-products"))
                .findAny()
                .orElseThrow();
        assertThat(worker.isDaemon()).isTrue();
        worker.join(20_000);
        assertThat(worker.isAlive()).isFalse();
    }

    @Example
    void infinitiesAndNotANumberPropagateAndStayInTheirRows() {
        DMatrixRMaj a = new DMatrixRMaj(new double[][] {{Double.NaN, 1}, {1, 1}, {Double.POSITIVE_INFINITY, 0}});
        DMatrixRMaj b = new DMatrixRMaj(new double[][] {{1, 2}, {3, 4}});
        DMatrixRMaj out = new DMatrixRMaj(3, 2);
        PORTABLE.multiply(a, b, out);
        assertThat(out.data)
                .containsExactly(Double.NaN, Double.NaN, 4, 6, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    @Example
    void shapesThatDoNotMatchAreNamed() {
        DMatrixRMaj a = new DMatrixRMaj(2, 3);
        DMatrixRMaj b = new DMatrixRMaj(4, 5);
        DMatrixRMaj out = new DMatrixRMaj(2, 5);
        assertThatThrownBy(() -> PORTABLE.multiply(a, b, out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shapes do not match in out = a b: a is 2 x 3, b is 4 x 5, out is 2 x 5");
        assertThatThrownBy(() -> PORTABLE.addTransposedLeft(1, a, b, out)).hasMessageContaining("a^T b");
        assertThatThrownBy(() -> PORTABLE.addTransposedRight(1, a, b, out)).hasMessageContaining("a b^T");
        assertThatThrownBy(() -> PORTABLE.multiply(a, new DMatrixRMaj(3, 5), new DMatrixRMaj(3, 5)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void aResultThatIsAnInputIsRejected() {
        DMatrixRMaj square = new DMatrixRMaj(2, 2);
        DMatrixRMaj other = new DMatrixRMaj(2, 2);
        assertThatThrownBy(() -> PORTABLE.multiply(square, other, square)).hasMessageContaining("shares");
        assertThatThrownBy(() -> PORTABLE.multiply(other, square, square)).hasMessageContaining("shares");
    }

    @Example
    void onlySquareProductsHaveALowerTriangleAndASumGoesElsewhere() {
        DMatrixRMaj a = new DMatrixRMaj(2, 3);
        assertThatThrownBy(() -> PORTABLE.multiplyTransposedRightLower(a, new DMatrixRMaj(4, 3), new DMatrixRMaj(2, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a b^T, square");
        DMatrixRMaj out = new DMatrixRMaj(3, 3);
        assertThatThrownBy(() -> PORTABLE.addTransposedLeft(1, a, a, out, out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shares");
    }

    @Example
    void needsAThread() {
        assertThatThrownBy(() -> MatrixProducts.portable(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("threads must be at least 1, not 0");
        assertThat(MatrixProducts.portable(3).threads()).isEqualTo(3);
        assertThat(PORTABLE.name()).isEqualTo("portable");
    }

    /** Recorded once on JDK 17 with 512-bit vectors: a virtual machine that differs has other bits. */
    @Example
    void bitsAreTheRecordedOnes() {
        SplittableRandom random = new SplittableRandom(5);
        StringBuilder digests = new StringBuilder();
        for (Product product : Product.values()) {
            DMatrixRMaj a = product.left(random, 50, 200);
            DMatrixRMaj b = product.right(random, 200, 300);
            DMatrixRMaj out = matrix(random, 50, 300);
            for (int repetition = 0; repetition < 100; repetition++) { // long enough to run compiled code as well
                product.add(PORTABLE, 0.3, a, b, out);
            }
            digests.append(Bits.digest(out.data)).append(' ');
        }
        assertThat(digests).hasToString("35d0f4a5 d10abfe8 a343997f ");
    }
}
