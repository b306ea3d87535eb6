package org.featureflow.core.linalg;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The products of a flow's step, N samples and width m; perNanosecond is GFLOP/s, the baseline is EJML. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 1, time = 3) // one, since counters of several are added up
public class MatrixProductsBenchmark {
    @Param({"10x500", "50x1000", "200x2000"})
    String shape = "";

    @Param({"portable", "portable, 2 threads", "native"})
    String backEnd = "";

    private MatrixProducts products = MatrixProducts.portable(1);
    private int n;
    private int m;
    private DMatrixRMaj a = new DMatrixRMaj();
    private DMatrixRMaj e = new DMatrixRMaj();
    private DMatrixRMaj v = new DMatrixRMaj();
    private DMatrixRMaj wide = new DMatrixRMaj();
    private DMatrixRMaj gram = new DMatrixRMaj();

    /** Draws the matrices. */
    @Setup
    public void setUp() {
        n = Integer.parseInt(shape.substring(0, shape.indexOf('x')));
        m = Integer.parseInt(shape.substring(shape.indexOf('x') + 1));
        products = backEnd.equals("native")
                ? MatrixProducts.nativeBlas()
                : MatrixProducts.portable(backEnd.equals("portable") ? 1 : 2);
        SplittableRandom random = new SplittableRandom(1);
        a = matrix(random, n, m);
        e = matrix(random, n, m);
        v = matrix(random, m, m);
        wide = new DMatrixRMaj(n, m);
        gram = new DMatrixRMaj(n, n);
    }

    private static DMatrixRMaj matrix(SplittableRandom random, int rows, int cols) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, cols);
        for (int i = 0; i < rows * cols; i++) {
            matrix.data[i] = 2 * random.nextDouble() - 1;
        }
        return matrix;
    }

    /** Forward: (N x m)(m x m). */
    @Benchmark
    public void product(Paired paired) {
        paired.run(2.0 * n * m * m, () -> products.multiply(a, v, wide), () -> CommonOps_DDRM.mult(a, v, wide));
    }

    /** Backward: (N x m)(m x m)^T. */
    @Benchmark
    public void transposedRight(Paired paired) {
        paired.run(
                2.0 * n * m * m,
                () -> products.multiplyTransposedRight(a, v, wide),
                () -> CommonOps_DDRM.multTransB(a, v, wide));
    }

    /** A step: (m x m) += (m x N)(N x m). */
    @Benchmark
    public void update(Paired paired) {
        paired.run(
                2.0 * n * m * m,
                () -> products.addTransposedLeft(1e-9, a, e, v),
                () -> CommonOps_DDRM.multAddTransA(1e-9, a, e, v));
    }

    /** The kernel: (N x m)(m x N). */
    @Benchmark
    public void gram(Paired paired) {
        paired.run(
                2.0 * n * n * m,
                () -> products.multiplyTransposedRight(a, e, gram),
                () -> CommonOps_DDRM.multTransB(a, e, gram));
    }
}
