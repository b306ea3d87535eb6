package org.featureflow.core.linalg;

import java.util.Arrays;

/**
 * A tile of the result of a product, and the part of the right factor that is being added to it: the working memory of one thread.
 *
 * <p>Both are copied into small arrays of a fixed layout (see {@link MicroKernel}): the tile into groups of four rows, the right factor
 * into panels of four, {@link #DEPTH} rows at a time, which stay in the first-level cache while all rows of the tile are updated. The copies
 * cost little beside the 2 x rows operations for each number of the right factor. Where rows or inner indices are missing from a group of
 * four, the factors are -0 and the numbers of the panel 0: adding their product, -0, changes nothing, not even a sign.
 */
final class Tile {
    static final int WIDTH = MicroKernel.WIDTH;

    /** Rows of a tile: 480 KiB, half a second-level cache. */
    static final int ROWS = 240;

    /** Inner indices at a time: 24 KiB of panels, which with a group fill a first-level cache of 32 KiB. */
    static final int DEPTH = 12;

    private final double[][] panels = new double[DEPTH / MicroKernel.INNER][MicroKernel.SIZE];
    private final double[][] groups = new double[ROWS / MicroKernel.ROWS][MicroKernel.SIZE];
    private final double[] factors = new double[MicroKernel.ROWS * MicroKernel.INNER];

    /** Copies the block that is added to, of at most {@link #ROWS} x {@link #WIDTH}. */
    void load(Block from) {
        for (int i = 0; i < from.rows; i++) {
            copy(1, from, i, groups[i / MicroKernel.ROWS], i % MicroKernel.ROWS * WIDTH);
        }
    }

    /** Copies the tile into the block of the result. */
    void store(Block out) {
        for (int i = 0; i < out.rows; i++) {
            double[] group = groups[i / MicroKernel.ROWS];
            int from = i % MicroKernel.ROWS * WIDTH;
            int to = out.offset + i * out.rowStride;
            if (out.colStride == 1) {
                System.arraycopy(group, from, out.data, to, out.cols);
            } else {
                for (int j = 0; j < out.cols; j++) {
                    out.data[to + j * out.colStride] = group[from + j];
                }
            }
        }
    }

    /** Copies t times the block of the right factor, of at most {@link #DEPTH} x {@link #WIDTH}. */
    void pack(double t, Block b) {
        for (int q = 0; q < b.rows; q++) {
            copy(t, b, q, panels[q / MicroKernel.INNER], q % MicroKernel.INNER * WIDTH);
        }
        int inLast = b.rows % MicroKernel.INNER;
        if (inLast > 0) {
            Arrays.fill(panels[b.rows / MicroKernel.INNER], inLast * WIDTH, MicroKernel.INNER * WIDTH, 0);
        }
    }

    private static void copy(double t, Block block, int row, double[] to, int place) {
        int from = block.offset + row * block.rowStride;
        if (block.colStride == 1) {
            System.arraycopy(block.data, from, to, place, block.cols);
        } else {
            for (int j = 0; j < block.cols; j++) {
                to[place + j] = block.data[from + j * block.colStride];
            }
        }
        if (t != 1) {
            for (int j = place; j < place + block.cols; j++) {
                to[j] *= t;
            }
        }
    }

    /** Adds s a times the packed block to a tile of so many columns. */
    void add(double s, Block a, int cols) {
        int fullRows = a.rows - a.rows % MicroKernel.ROWS;
        int fullInner = a.cols - a.cols % MicroKernel.INNER;
        for (int i = 0; i < a.rows; i += MicroKernel.ROWS) {
            double[] group = groups[i / MicroKernel.ROWS];
            int from = a.offset + i * a.rowStride;
            for (int p = 0; p < a.cols; p += MicroKernel.INNER) {
                double[] panel = panels[p / MicroKernel.INNER];
                if (i < fullRows && p < fullInner) {
                    add(cols, group, panel, s, a.data, from + p * a.colStride, a.rowStride, a.colStride);
                } else {
                    collect(s, a, i, p);
                    add(cols, group, panel, 1, factors, 0, MicroKernel.INNER, 1);
                }
            }
        }
    }

    private static void add(
            int cols, double[] group, double[] panel, double s, double[] a, int from, int rowStride, int colStride) {
        if (cols > MicroKernel.NARROW) {
            MicroKernel.add(group, panel, s, a, from, rowStride, colStride);
        } else {
            MicroKernel.addFirst(cols, group, panel, s, a, from, rowStride, colStride);
        }
    }

    /** The factors of a block that sticks out of a. */
    private void collect(double s, Block a, int row, int inner) {
        Arrays.fill(factors, -0.0);
        for (int i = row; i < Math.min(row + MicroKernel.ROWS, a.rows); i++) {
            for (int p = inner; p < Math.min(inner + MicroKernel.INNER, a.cols); p++) {
                factors[(i - row) * MicroKernel.INNER + p - inner] =
                        s * a.data[a.offset + i * a.rowStride + p * a.colStride];
            }
        }
    }
}
