package org.featureflow.core.linalg;

/**
 * Products in plain Java. Every entry of the result is one chain of fused multiply-adds,
 * {@code out = fma(s a_K, b_K, ... fma(s a_2, b_2, fma(s a_1, b_1, out)))}, in the order of the inner index, whatever the tiles
 * are; so the bits depend neither on the tiles nor on the vector width nor on how {@code out} is split over threads.
 *
 * <p>A tile of the result, up to {@link #ROWS} rows by {@link MicroKernels#WIDTH} columns, is copied into groups of three rows. Then for
 * each {@link #DEPTH} rows of b, copied into panels of three rows that stay in the first-level cache, all groups are updated by
 * {@link MicroKernels}. The copies cost little beside the 2 x rows operations for each number of a panel, and let the compiler
 * vectorise; for b^T they transpose.
 */
final class PortableKernel implements ProductKernel {
    private static final int WIDTH = MicroKernels.WIDTH;

    /** Rows of the result in a tile: 480 KiB, half a second-level cache. */
    private static final int ROWS = 240;

    /** Rows of b in the first-level cache at a time: 30 KiB. */
    private static final int DEPTH = 15;

    /** Numbers of a group or panel. Six more make the arrays, header included, a multiple of 64 bytes. */
    private static final int SIZE = 3 * WIDTH + 6;

    private static final ThreadLocal<PortableKernel.Tile> TILE = ThreadLocal.withInitial(Tile::new);

    @Override
    public void add(double s, Block a, Block b, Block out) {
        addProduct(s, a, a.stride, 1, b, false, out, b.rows);
    }

    @Override
    public void addTransposedLeft(double s, Block a, Block b, Block out) {
        addProduct(s, a, 1, a.stride, b, false, out, b.rows);
    }

    @Override
    public void addTransposedRight(double s, Block a, Block b, Block out) {
        addProduct(s, a, a.stride, 1, b, true, out, b.cols);
    }

    private static void addProduct(
            double s, Block a, int aRow, int aInner, Block b, boolean transposed, Block out, int inner) {
        if (inner == 0 || out.cols == 0) {
            return;
        }
        Tile tile = TILE.get();
        int tiles = (out.cols + WIDTH - 1) / WIDTH;
        for (int top = 0; top < out.rows; top += ROWS) {
            int height = Math.min(ROWS, out.rows - top);
            for (int t = 0; t < tiles; t++) {
                int left = (int) ((long) out.cols * t / tiles);
                int right = (int) ((long) out.cols * (t + 1) / tiles);
                Block part = out.rows(top, top + height).cols(left, right);
                tile.load(part);
                for (int p = 0; p < inner; p += DEPTH) {
                    int depth = Math.min(DEPTH, inner - p);
                    if (transposed) {
                        tile.packTransposed(b.rows(left, right).cols(p, p + depth));
                    } else {
                        tile.pack(b.rows(p, p + depth).cols(left, right));
                    }
                    tile.add(s, a.data, a.offset + top * aRow + p * aInner, aRow, aInner, depth);
                }
                tile.store(part);
            }
        }
    }

    /** Working memory of one thread. */
    private static final class Tile {
        private final double[][] panels = new double[DEPTH / 3 + 1][SIZE];
        private final double[][] groups = new double[ROWS / 3 + 1][SIZE];
        private int rows;
        private int cols;

        /** How many rows group g holds, given the rows before it: 3, but 2 and 2 rather than 3 and 1 at the end. */
        private int groupHeight(int row) {
            int left = rows - row;
            return left == 4 ? 2 : Math.min(3, left);
        }

        void load(Block part) {
            rows = part.rows;
            cols = part.cols;
            for (int row = 0, g = 0; row < rows; g++) {
                int height = groupHeight(row);
                for (int i = 0; i < height; i++, row++) {
                    System.arraycopy(part.data, part.offset + row * part.stride, groups[g], i * WIDTH, cols);
                }
            }
        }

        void store(Block part) {
            for (int row = 0, g = 0; row < rows; g++) {
                int height = groupHeight(row);
                for (int i = 0; i < height; i++, row++) {
                    System.arraycopy(groups[g], i * WIDTH, part.data, part.offset + row * part.stride, cols);
                }
            }
        }

        void pack(Block b) {
            int threes = b.rows - b.rows % 3;
            for (int q = 0; q < b.rows; q++) {
                double[] panel = q < threes ? panels[q / 3] : panels[threes / 3 + q - threes];
                int place = q < threes ? q % 3 * WIDTH : 0;
                System.arraycopy(b.data, b.offset + q * b.stride, panel, place, b.cols);
            }
        }

        void packTransposed(Block b) {
            int q = 0;
            for (; q + 3 <= b.cols; q += 3) {
                packThreeColumns(b.data, b.offset + q, b.stride, panels[q / 3], b.rows);
            }
            for (int p = q / 3; q < b.cols; q++, p++) {
                for (int j = 0; j < b.rows; j++) {
                    panels[p][j] = b.data[b.offset + j * b.stride + q];
                }
            }
        }

        private static void packThreeColumns(double[] b, int from, int stride, double[] panel, int n) {
            for (int j = 0; j < n; j++) {
                int f = from + j * stride;
                panel[j] = b[f];
                panel[j + WIDTH] = b[f + 1];
                panel[j + 2 * WIDTH] = b[f + 2];
            }
        }

        void add(double s, double[] a, int from, int aRow, int aInner, int depth) {
            for (int row = 0, g = 0; row < rows; g++) {
                int height = groupHeight(row);
                int f = from + row * aRow;
                int q = 0;
                for (; q + 3 <= depth; q += 3) {
                    addThree(s, a, f + q * aInner, aRow, aInner, height, groups[g], panels[q / 3]);
                }
                for (int p = q / 3; q < depth; q++, p++) {
                    addOne(s, a, f + q * aInner, aRow, height, groups[g], panels[p]);
                }
                row += height;
            }
        }

        private void addThree(
                double s, double[] a, int f, int aRow, int aInner, int height, double[] group, double[] panel) {
            double s00 = s * a[f];
            double s01 = s * a[f + aInner];
            double s02 = s * a[f + 2 * aInner];
            if (height == 1) {
                MicroKernels.add1x3(group, panel, s00, s01, s02);
                return;
            }
            int f1 = f + aRow;
            double s10 = s * a[f1];
            double s11 = s * a[f1 + aInner];
            double s12 = s * a[f1 + 2 * aInner];
            if (height == 2) {
                MicroKernels.add2x3(group, panel, s00, s01, s02, s10, s11, s12);
                return;
            }
            int f2 = f1 + aRow;
            double s20 = s * a[f2];
            double s21 = s * a[f2 + aInner];
            double s22 = s * a[f2 + 2 * aInner];
            MicroKernels.add3x3(group, panel, s00, s01, s02, s10, s11, s12, s20, s21, s22);
        }

        private void addOne(double s, double[] a, int f, int aRow, int height, double[] group, double[] panel) {
            if (height == 1) {
                MicroKernels.add1x1(group, panel, s * a[f]);
            } else if (height == 2) {
                MicroKernels.add2x1(group, panel, s * a[f], s * a[f + aRow]);
            } else {
                MicroKernels.add3x1(group, panel, s * a[f], s * a[f + aRow], s * a[f + 2 * aRow]);
            }
        }
    }
}
