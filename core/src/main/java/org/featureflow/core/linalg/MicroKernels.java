package org.featureflow.core.linalg;

/**
 * The innermost loops of a matrix product: h rows of the result and d rows of the right factor, each {@link #WIDTH} numbers in one
 * array, row after row. For row i of the result, {@code row_i += s_i0 panel_0 + s_i1 panel_1 + ..}, one fused multiply-add after the other.
 *
 * <p>The shapes are those that the compiler of JDK 17 vectorises, found by measurement: arrays read from index 0, constant distances
 * between rows, a constant number of columns, and bodies small enough to be unrolled to the vector length. On one core with a peak of 118
 * GFLOP/s, from the first-level cache: 3 x 3 runs at 92, 2 x 3 at 80, 1 x 3 at 57, but 4 x 3 and 3 x 4 at 14, unvectorised; so does 3 x 3
 * with a variable number of columns.
 */
final class MicroKernels {
    /** Distance of two rows. */
    static final int WIDTH = 256;

    private static final int SECOND = WIDTH;
    private static final int THIRD = 2 * WIDTH;

    private MicroKernels() {}

    static void add3x3(
            double[] rows,
            double[] panel,
            double s00,
            double s01,
            double s02,
            double s10,
            double s11,
            double s12,
            double s20,
            double s21,
            double s22) {
        for (int j = 0; j < WIDTH; j++) {
            double b0 = panel[j];
            double b1 = panel[j + SECOND];
            double b2 = panel[j + THIRD];
            rows[j] = Math.fma(s02, b2, Math.fma(s01, b1, Math.fma(s00, b0, rows[j])));
            rows[j + SECOND] = Math.fma(s12, b2, Math.fma(s11, b1, Math.fma(s10, b0, rows[j + SECOND])));
            rows[j + THIRD] = Math.fma(s22, b2, Math.fma(s21, b1, Math.fma(s20, b0, rows[j + THIRD])));
        }
    }

    static void add2x3(
            double[] rows, double[] panel, double s00, double s01, double s02, double s10, double s11, double s12) {
        for (int j = 0; j < WIDTH; j++) {
            double b0 = panel[j];
            double b1 = panel[j + SECOND];
            double b2 = panel[j + THIRD];
            rows[j] = Math.fma(s02, b2, Math.fma(s01, b1, Math.fma(s00, b0, rows[j])));
            rows[j + SECOND] = Math.fma(s12, b2, Math.fma(s11, b1, Math.fma(s10, b0, rows[j + SECOND])));
        }
    }

    static void add1x3(double[] rows, double[] panel, double s0, double s1, double s2) {
        for (int j = 0; j < WIDTH; j++) {
            rows[j] = Math.fma(s2, panel[j + THIRD], Math.fma(s1, panel[j + SECOND], Math.fma(s0, panel[j], rows[j])));
        }
    }

    static void add3x1(double[] rows, double[] panel, double s0, double s1, double s2) {
        for (int j = 0; j < WIDTH; j++) {
            double b = panel[j];
            rows[j] = Math.fma(s0, b, rows[j]);
            rows[j + SECOND] = Math.fma(s1, b, rows[j + SECOND]);
            rows[j + THIRD] = Math.fma(s2, b, rows[j + THIRD]);
        }
    }

    static void add2x1(double[] rows, double[] panel, double s0, double s1) {
        for (int j = 0; j < WIDTH; j++) {
            double b = panel[j];
            rows[j] = Math.fma(s0, b, rows[j]);
            rows[j + SECOND] = Math.fma(s1, b, rows[j + SECOND]);
        }
    }

    static void add1x1(double[] rows, double[] panel, double s) {
        for (int j = 0; j < WIDTH; j++) {
            rows[j] = Math.fma(s, panel[j], rows[j]);
        }
    }
}
