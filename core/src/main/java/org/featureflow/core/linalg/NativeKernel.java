package org.featureflow.core.linalg;

import dev.ludovic.netlib.blas.NativeBLAS;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Products by {@code dgemm} of a system OpenBLAS, which gets the heap arrays themselves. */
final class NativeKernel implements ProductKernel {
    /** Which library the binding opens. Its own default, libblas.so.3, may be the slow reference implementation. */
    private static final String LIBRARY_PROPERTY = "dev.ludovic.netlib.blas.nativeLib";

    private static final String LIBRARY = "libopenblas.so.0";

    /** Held strongly: a logger that is only looked up may be collected, and its level with it. */
    private static final Logger BINDING_LOGGER = Logger.getLogger("dev.ludovic.netlib.blas.InstanceBuilder");

    /** Numbers copied at a time: 256 KiB, a quarter of a second-level cache. */
    private static final int COPIED = 1 << 15;

    private static final int FEW_TERMS = 64;

    private static final ThreadLocal<double[]> PACKED = ThreadLocal.withInitial(() -> new double[COPIED]);

    private final NativeBLAS blas;

    private NativeKernel(NativeBLAS blas) {
        this.blas = blas;
    }

    /** Throws IllegalStateException, with what to do about it, if there is no library. */
    static NativeKernel load() {
        return load(LIBRARY);
    }

    static synchronized NativeKernel load(String library) {
        if (System.getProperty(LIBRARY_PROPERTY) == null) {
            System.setProperty(LIBRARY_PROPERTY, library);
        }
        Level level = BINDING_LOGGER.getLevel();
        BINDING_LOGGER.setLevel(Level.OFF); // it would warn on the standard error stream, of things that concern nobody
        try {
            return new NativeKernel(NativeBLAS.getInstance());
        } catch (RuntimeException | LinkageError e) {
            throw new IllegalStateException(
                    "OpenBLAS not found: install it (Debian and Ubuntu: apt-get install libopenblas0) "
                            + "or use the portable back end",
                    e);
        } finally {
            BINDING_LOGGER.setLevel(level);
        }
    }

    /**
     * The library only adds to what is there. A sum of few terms takes as long as its memory: its rows are copied so many at a time that
     * they are still in the second-level cache when the library comes to them.
     */
    @Override
    public void add(double s, Block a, Block b, Block from, Block out) {
        int rows = a.cols > FEW_TERMS ? out.rows : Math.max(1, COPIED / Math.max(FEW_TERMS, out.cols));
        if (from == out || rows >= out.rows) {
            if (from != out) {
                from.copyTo(out);
            }
            addTo(s, a, b, out);
            return;
        }
        double[] packed = PACKED.get();
        for (int first = 0; first < out.rows; first += rows) {
            int end = Math.min(first + rows, out.rows);
            Block part = out.rows(first, end);
            from.rows(first, end).copyTo(part);
            // A copy: the binding takes a part of a transposed matrix for one that sticks out of its array.
            addTo(s, a.rows(first, end).copyInto(packed), b, part);
        }
    }

    /** {@code out += s a b}. {@code dgemm} stores columns, so it is asked for {@code out^T += s b^T a^T}. */
    private void addTo(double s, Block a, Block b, Block out) {
        if (out.rows == 0 || out.cols == 0 || a.cols == 0) {
            return;
        }
        blas.dgemm(
                operation(b),
                operation(a),
                out.cols,
                out.rows,
                a.cols,
                s,
                b.data,
                b.offset,
                stride(b),
                a.data,
                a.offset,
                stride(a),
                1,
                out.data,
                out.offset,
                stride(out));
    }

    /** Stored by rows, a block is its own transpose to a library that stores by columns. */
    private static String operation(Block block) {
        return block.colStride == 1 ? "N" : "T";
    }

    /** The distance of two rows or columns; of a single one the library still asks that it be as long as that. */
    private static int stride(Block block) {
        return block.colStride == 1 ? Math.max(block.rowStride, block.cols) : Math.max(block.colStride, block.rows);
    }
}
