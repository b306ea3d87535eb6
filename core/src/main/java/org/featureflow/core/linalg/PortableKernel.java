package org.featureflow.core.linalg;

/**
 * Products in plain Java. Every entry of the result is one chain of fused multiply-adds,
 * {@code out = fma(s a_K, b_K, ... fma(s a_2, b_2, fma(s a_1, b_1, out)))}, in the order of the inner index, whatever the tiles
 * are; so the bits depend neither on the tiles nor on the vector width nor on how {@code out} is split over threads.
 *
 * <p>Each tile of the result is updated in a {@link Tile}. A tall and narrow result, as of few outputs, is computed as the transposed product,
 * with the same chains.
 */
final class PortableKernel implements ProductKernel {
    /** Columns below which vectors would be mostly empty. */
    private static final int FEW_COLUMNS = 32;

    private static final ThreadLocal<Tile> TILE = ThreadLocal.withInitial(Tile::new);

    @Override
    public void add(double s, Block a, Block b, Block from, Block out) {
        if (out.cols < FEW_COLUMNS && out.rows > out.cols) {
            addTiles(1, b.transposed(), s, a.transposed(), from.transposed(), out.transposed());
        } else {
            addTiles(s, a, 1, b, from, out);
        }
    }

    /** {@code out = from + (s a) (t b)}. */
    private static void addTiles(double s, Block a, double t, Block b, Block from, Block out) {
        if (out.cols == 0) {
            return;
        }
        Tile tile = TILE.get();
        for (int top = 0; top < out.rows; top += Tile.ROWS) {
            int bottom = Math.min(top + Tile.ROWS, out.rows);
            for (int left = 0; left < out.cols; left += Tile.WIDTH) {
                int right = Math.min(left + Tile.WIDTH, out.cols);
                tile.load(from.rows(top, bottom).cols(left, right));
                for (int p = 0; p < a.cols; p += Tile.DEPTH) {
                    int end = Math.min(p + Tile.DEPTH, a.cols);
                    tile.pack(t, b.rows(p, end).cols(left, right));
                    tile.add(s, a.rows(top, bottom).cols(p, end), right - left);
                }
                tile.store(out.rows(top, bottom).cols(left, right));
            }
        }
    }
}
