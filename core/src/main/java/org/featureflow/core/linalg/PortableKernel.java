package org.featureflow.core.linalg;

/**
 * Products in plain Java. Every entry of the result is one chain of fused multiply-adds,
 * {@code out = fma(s a_K, b_K, ... fma(s a_2, b_2, fma(s a_1, b_1, out)))}, in the order of the inner index, whatever the tiles
 * are; so the bits depend neither on the tiles nor on the vector width nor on how {@code out} is split over threads.
 */
final class PortableKernel implements ProductKernel {
    /** Columns of a tile: one row of it stays in the first-level cache with the four rows that feed it. */
    private static final int TILE_COLS = 256;

    /** Inner indices of a tile: 256 x 16 doubles are 32 KiB. */
    private static final int TILE_INNER = 16;

    @Override
    public void add(double s, Block a, Block b, Block out) {
        addTiles(s, a.data, a.offset, a.stride, 1, b, out, b.rows);
    }

    @Override
    public void addTransposedLeft(double s, Block a, Block b, Block out) {
        addTiles(s, a.data, a.offset, 1, a.stride, b, out, b.rows);
    }

    @Override
    public void addTransposedRight(double s, Block a, Block b, Block out) {
        for (int i = 0; i < out.rows; i++) {
            for (int j = 0; j < out.cols; j++) {
                int to = out.offset + i * out.stride + j;
                double sum = out.data[to];
                int fromA = a.offset + i * a.stride;
                int fromB = b.offset + j * b.stride;
                for (int p = 0; p < a.cols; p++) {
                    sum = Math.fma(s * a.data[fromA + p], b.data[fromB + p], sum);
                }
                out.data[to] = sum;
            }
        }
    }

    private static void addTiles(
            double s, double[] a, int aOffset, int aRow, int aInner, Block b, Block out, int inner) {
        for (int j = 0; j < out.cols; j += TILE_COLS) {
            int width = Math.min(TILE_COLS, out.cols - j);
            for (int p = 0; p < inner; p += TILE_INNER) {
                int depth = Math.min(TILE_INNER, inner - p);
                for (int i = 0; i < out.rows; i++) {
                    int fromA = aOffset + i * aRow + p * aInner;
                    int fromB = b.offset + p * b.stride + j;
                    int to = out.offset + i * out.stride + j;
                    int q = 0;
                    for (; q + 4 <= depth; q += 4) {
                        addFour(
                                s * a[fromA + q * aInner],
                                s * a[fromA + (q + 1) * aInner],
                                s * a[fromA + (q + 2) * aInner],
                                s * a[fromA + (q + 3) * aInner],
                                b.data,
                                fromB + q * b.stride,
                                b.stride,
                                out.data,
                                to,
                                width);
                    }
                    for (; q < depth; q++) {
                        addOne(s * a[fromA + q * aInner], b.data, fromB + q * b.stride, out.data, to, width);
                    }
                }
            }
        }
    }

    private static void addFour(
            double s0,
            double s1,
            double s2,
            double s3,
            double[] b,
            int from,
            int stride,
            double[] out,
            int to,
            int width) {
        int from1 = from + stride;
        int from2 = from1 + stride;
        int from3 = from2 + stride;
        for (int j = 0; j < width; j++) {
            out[to + j] = Math.fma(
                    s3,
                    b[from3 + j],
                    Math.fma(s2, b[from2 + j], Math.fma(s1, b[from1 + j], Math.fma(s0, b[from + j], out[to + j]))));
        }
    }

    private static void addOne(double s, double[] b, int from, double[] out, int to, int width) {
        for (int j = 0; j < width; j++) {
            out[to + j] = Math.fma(s, b[from + j], out[to + j]);
        }
    }
}
