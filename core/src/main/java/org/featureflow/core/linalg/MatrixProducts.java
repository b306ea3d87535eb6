package org.featureflow.core.linalg;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/**
 * Products of dense matrices with a chosen back end: {@code a b}, {@code a^T b} and {@code a b^T}, stored into or added to a
 * matrix that already has the shape of the result.
 *
 * <p>In every method {@code out} is the only argument that is modified. It must have the shape of the product and must not share
 * its array with {@code a} or {@code b}; otherwise, as for shapes that do not match, {@link IllegalArgumentException} is thrown
 * and nothing is changed. An empty inner dimension gives a zero product. Infinities and NaN propagate as in IEEE arithmetic.
 *
 * <p><b>Bits.</b> With the portable back end each entry is one chain of fused multiply-adds in the order of the inner index,
 * {@code fma(s a_K, b_K, ... fma(s a_1, b_1, out))} with {@code s a_k} rounded first (exact for s = 1 and s = -1) and {@code out}
 * taken as 0 by the three methods that overwrite it. So results are the same bits for any number of threads and any virtual
 * machine.
 *
 * <p><b>Error.</b> For an inner dimension K, {@code |computed - exact| <= (K + 1) u / (1 - (K + 1) u) (|out| + |s| |a| |b|)}
 * entrywise, u = 2^-53, unless a product underflows; K instead of K + 1 for s = 1 or -1.
 *
 * <p><b>Cost.</b> 2 x rows x inner x columns floating-point operations. Instances may be used by several threads at once.
 *
 * <p><b>Memory.</b> Those who compute with products take the matrices they fill from here, and give back those they no longer need.
 * That changes nothing unless the products were given {@linkplain #withWorkingMemory working memory}, as a run of many like steps
 * does: then a matrix that was given back is handed out again.
 */
public final class MatrixProducts {
    /** Rows of a triangle that is computed as a square. */
    private static final int SMALL_TRIANGLE = 128;

    private final String name;
    private final int threads;
    private final ProductKernel kernel;
    private final @Nullable WorkingMemory memory;

    private MatrixProducts(String name, int threads, ProductKernel kernel, @Nullable WorkingMemory memory) {
        this.name = name;
        this.threads = threads;
        this.kernel = kernel;
        this.memory = memory;
    }

    /**
     * The plain Java back end.
     *
     * @param threads how many threads a large product may use, the caller's among them; with 1 everything runs in the caller's.
     *     Results do not depend on it.
     * @return the back end
     * @throws IllegalArgumentException if {@code threads} is less than 1
     */
    public static MatrixProducts portable(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        ProductKernel kernel = new PortableKernel();
        return new MatrixProducts("portable", threads, threads == 1 ? kernel : new SplitKernel(kernel, threads), null);
    }

    /**
     * OpenBLAS, found on this machine and called through netlib's binding: about twice as fast as the portable back end. Bits depend on
     * its version, the processor and the number of threads, which OpenBLAS itself chooses (the environment variable
     * {@code OPENBLAS_NUM_THREADS} limits it). The property {@code dev.ludovic.netlib.blas.nativeLib} names another library. From JDK
     * 24 on the virtual machine wants {@code --enable-native-access}.
     *
     * @return the back end
     * @throws IllegalStateException if the library is not there, saying what to install; there is no silent fallback
     */
    public static MatrixProducts nativeBlas() {
        return new MatrixProducts("native (OpenBLAS)", nativeThreads(), NativeKernel.load(), null);
    }

    private static int nativeThreads() {
        int processors = Runtime.getRuntime().availableProcessors();
        String limit = System.getenv("OPENBLAS_NUM_THREADS");
        boolean isNumber = limit != null && limit.matches("[1-9][0-9]{0,3}");
        return isNumber ? Math.min(processors, Integer.parseInt(limit)) : processors;
    }

    /**
     * The same products with working memory for the calling thread; other threads get fresh matrices from it. Of each size it holds as
     * many matrices as were in use at one time, until it is garbage: it is for sizes that come again.
     *
     * @return the same back end
     */
    public MatrixProducts withWorkingMemory() {
        return new MatrixProducts(name, threads, kernel, new WorkingMemory());
    }

    /**
     * A matrix to fill.
     *
     * @param rows the number of rows
     * @param cols the number of columns
     * @return a matrix that nobody else has; its entries are arbitrary
     */
    public DMatrixRMaj take(int rows, int cols) {
        double[] array = memory == null ? null : memory.take(Math.multiplyExact(rows, cols));
        return array == null ? new DMatrixRMaj(rows, cols) : DMatrixRMaj.wrap(rows, cols, array);
    }

    /**
     * A copy to change.
     *
     * @param matrix not modified
     * @return a matrix that nobody else has, with the same entries
     */
    public DMatrixRMaj takeCopy(DMatrixRMaj matrix) {
        DMatrixRMaj copy = take(matrix.numRows, matrix.numCols);
        System.arraycopy(matrix.data, 0, copy.data, 0, copy.getNumElements());
        return copy;
    }

    /**
     * Gives back a matrix, or any other one that nobody needs, to be handed out again.
     *
     * @param matrix a matrix that nobody reads or writes from now on
     * @throws IllegalStateException if working memory has it already
     */
    public void giveBack(DMatrixRMaj matrix) {
        if (memory != null) {
            memory.giveBack(matrix);
        }
    }

    /**
     * The number of threads a large product may use.
     *
     * @return at least 1
     */
    public int threads() {
        return threads;
    }

    /**
     * The name of the back end, as a report would state it.
     *
     * @return {@code "portable"} or the name of the native library
     */
    public String name() {
        return name;
    }

    /**
     * {@code out = a b}.
     *
     * @param a n x k
     * @param b k x m
     * @param out n x m, overwritten
     */
    public void multiply(DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj out) {
        checkProduct(a, b, out);
        clear(out);
        add(1, Block.of(a), Block.of(b), out);
    }

    /**
     * {@code out = a^T b}.
     *
     * @param a k x n
     * @param b k x m
     * @param out n x m, overwritten
     */
    public void multiplyTransposedLeft(DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj out) {
        checkTransposedLeft(a, b, out);
        clear(out);
        add(1, Block.of(a).transposed(), Block.of(b), out);
    }

    /**
     * {@code out = a b^T}.
     *
     * @param a n x k
     * @param b m x k
     * @param out n x m, overwritten
     */
    public void multiplyTransposedRight(DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj out) {
        checkTransposedRight(a, b, out);
        clear(out);
        add(1, Block.of(a), Block.of(b).transposed(), out);
    }

    /**
     * The lower triangle of {@code out = a b^T}, as of a product that is known to be symmetric, for little more than half the operations.
     *
     * @param a n x k
     * @param b n x k
     * @param out n x n, entries (i, j) with j &lt;= i overwritten by those of {@link #multiplyTransposedRight}, to the bit with the
     *     portable back end; the others are arbitrary
     */
    public void multiplyTransposedRightLower(DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj out) {
        checkTransposedRight(a, b, out);
        check(a.numRows == b.numRows, "a b^T, square", a, b, out);
        clear(out);
        addLower(Block.of(a), Block.of(b).transposed(), Block.of(out), 0, out.numRows);
    }

    /** Rows and columns {@code from} to {@code to}: the square below the diagonal at once, the two triangles beside it likewise. */
    private void addLower(Block a, Block b, Block out, int from, int to) {
        int middle = to - from <= SMALL_TRIANGLE ? to : (from + to) / 2;
        if (middle == to) {
            kernel.add(1, a.rows(from, to), b.cols(from, to), out.rows(from, to).cols(from, to));
            return;
        }
        addLower(a, b, out, from, middle);
        kernel.add(
                1,
                a.rows(middle, to),
                b.cols(from, middle),
                out.rows(middle, to).cols(from, middle));
        addLower(a, b, out, middle, to);
    }

    /**
     * {@code out += s a b}.
     *
     * @param s the factor
     * @param a n x k
     * @param b k x m
     * @param out n x m, added to
     */
    public void add(double s, DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj out) {
        checkProduct(a, b, out);
        add(s, Block.of(a), Block.of(b), out);
    }

    /**
     * {@code out += s a^T b}.
     *
     * @param s the factor
     * @param a k x n
     * @param b k x m
     * @param out n x m, added to
     */
    public void addTransposedLeft(double s, DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj out) {
        checkTransposedLeft(a, b, out);
        add(s, Block.of(a).transposed(), Block.of(b), out);
    }

    /**
     * {@code out = from + s a^T b}, in one pass over {@code from}.
     *
     * @param s the factor
     * @param a k x n
     * @param b k x m
     * @param from n x m, with an array of its own
     * @param out n x m, overwritten
     */
    public void addTransposedLeft(double s, DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj from, DMatrixRMaj out) {
        checkTransposedLeft(a, b, from);
        checkTransposedLeft(a, b, out);
        checkApart(from, out);
        kernel.add(s, Block.of(a).transposed(), Block.of(b), Block.of(from), Block.of(out));
    }

    /**
     * {@code out += s a b^T}.
     *
     * @param s the factor
     * @param a n x k
     * @param b m x k
     * @param out n x m, added to
     */
    public void addTransposedRight(double s, DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj out) {
        checkTransposedRight(a, b, out);
        add(s, Block.of(a), Block.of(b).transposed(), out);
    }

    private void add(double s, Block a, Block b, DMatrixRMaj out) {
        kernel.add(s, a, b, Block.of(out));
    }

    private static void clear(DMatrixRMaj out) {
        Arrays.fill(out.data, 0, out.numRows * out.numCols, 0);
    }

    private static void checkProduct(DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj out) {
        check(a.numCols == b.numRows && out.numRows == a.numRows && out.numCols == b.numCols, "a b", a, b, out);
    }

    private static void checkTransposedLeft(DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj out) {
        check(a.numRows == b.numRows && out.numRows == a.numCols && out.numCols == b.numCols, "a^T b", a, b, out);
    }

    private static void checkTransposedRight(DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj out) {
        check(a.numCols == b.numCols && out.numRows == a.numRows && out.numCols == b.numRows, "a b^T", a, b, out);
    }

    private static void check(boolean shapesMatch, String product, DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj out) {
        if (!shapesMatch) {
            throw new IllegalArgumentException("shapes do not match in out = " + product + ": a is " + shape(a)
                    + ", b is " + shape(b) + ", out is " + shape(out));
        }
        checkApart(a, out);
        checkApart(b, out);
    }

    private static void checkApart(DMatrixRMaj in, DMatrixRMaj out) {
        boolean empty = out.data.length == 0; // empty matrices may share one constant array
        if (!empty && out.data == in.data) {
            throw new IllegalArgumentException("out shares its array with an input");
        }
    }

    private static String shape(DMatrixRMaj matrix) {
        return matrix.numRows + " x " + matrix.numCols;
    }
}
