package org.featureflow.core.linalg;

/**
 * The innermost loop of a matrix product: four rows of the result and four of the right factor.
 *
 * <p>Written in the one shape, found by measurement, that the compilers of JDK 17 and 25 reliably turn into vector instructions: arrays
 * read from index 0, constant distances between rows, a constant number of columns. Numbers of the panel are named anew for each row,
 * never in a local variable: a loaded value with several uses makes the compiler of JDK 17 pair up the wrong operations and give up, by
 * chance. On one core with a peak of 118 GFLOP/s the loop runs at 87 from the first-level cache; where it is not vectorised, at 10 to 14.
 * With a number of columns that is only known to be bounded, it runs at 50.
 */
final class MicroKernel {
    /** Rows of the result that are updated together. */
    static final int ROWS = 4;

    /** Inner indices that are added together. */
    static final int INNER = 4;

    /** Columns. */
    static final int WIDTH = 256;

    /** Up to so many columns {@link #addFirst} is the faster method. */
    static final int NARROW = 144;

    /** Numbers in the array of a group or panel. Six more make it, header included, a multiple of 64 bytes. */
    static final int SIZE = 4 * WIDTH + 6;

    private static final int SECOND = WIDTH;
    private static final int THIRD = 2 * WIDTH;
    private static final int FOURTH = 3 * WIDTH;

    private MicroKernel() {}

    /**
     * Adds to row i of the group {@code sum_q (s a_iq) (row q of the panel)}, in the order of q, each step a fused multiply-add, where
     * {@code a_iq = a[from + i * rowStride + q * colStride]}.
     */
    static void add(double[] group, double[] panel, double s, double[] a, int from, int rowStride, int colStride) {
        int row = from;
        double s00 = s * a[row];
        double s01 = s * a[row + colStride];
        double s02 = s * a[row + 2 * colStride];
        double s03 = s * a[row + 3 * colStride];
        row += rowStride;
        double s10 = s * a[row];
        double s11 = s * a[row + colStride];
        double s12 = s * a[row + 2 * colStride];
        double s13 = s * a[row + 3 * colStride];
        row += rowStride;
        double s20 = s * a[row];
        double s21 = s * a[row + colStride];
        double s22 = s * a[row + 2 * colStride];
        double s23 = s * a[row + 3 * colStride];
        row += rowStride;
        double s30 = s * a[row];
        double s31 = s * a[row + colStride];
        double s32 = s * a[row + 2 * colStride];
        double s33 = s * a[row + 3 * colStride];
        for (int j = 0; j < WIDTH; j++) {
            group[j] = Math.fma(
                    s03,
                    panel[j + FOURTH],
                    Math.fma(
                            s02,
                            panel[j + THIRD],
                            Math.fma(s01, panel[j + SECOND], Math.fma(s00, panel[j], group[j]))));
            group[j + SECOND] = Math.fma(
                    s13,
                    panel[j + FOURTH],
                    Math.fma(
                            s12,
                            panel[j + THIRD],
                            Math.fma(s11, panel[j + SECOND], Math.fma(s10, panel[j], group[j + SECOND]))));
            group[j + THIRD] = Math.fma(
                    s23,
                    panel[j + FOURTH],
                    Math.fma(
                            s22,
                            panel[j + THIRD],
                            Math.fma(s21, panel[j + SECOND], Math.fma(s20, panel[j], group[j + THIRD]))));
            group[j + FOURTH] = Math.fma(
                    s33,
                    panel[j + FOURTH],
                    Math.fma(
                            s32,
                            panel[j + THIRD],
                            Math.fma(s31, panel[j + SECOND], Math.fma(s30, panel[j], group[j + FOURTH]))));
        }
    }

    /** The same for the first n columns only, which is faster up to {@link #NARROW}. */
    static void addFirst(
            int n, double[] group, double[] panel, double s, double[] a, int from, int rowStride, int colStride) {
        int end = Math.min(n, WIDTH); // the bound lets JDK 17 vectorise
        int row = from;
        double s00 = s * a[row];
        double s01 = s * a[row + colStride];
        double s02 = s * a[row + 2 * colStride];
        double s03 = s * a[row + 3 * colStride];
        row += rowStride;
        double s10 = s * a[row];
        double s11 = s * a[row + colStride];
        double s12 = s * a[row + 2 * colStride];
        double s13 = s * a[row + 3 * colStride];
        row += rowStride;
        double s20 = s * a[row];
        double s21 = s * a[row + colStride];
        double s22 = s * a[row + 2 * colStride];
        double s23 = s * a[row + 3 * colStride];
        row += rowStride;
        double s30 = s * a[row];
        double s31 = s * a[row + colStride];
        double s32 = s * a[row + 2 * colStride];
        double s33 = s * a[row + 3 * colStride];
        for (int j = 0; j < end; j++) {
            group[j] = Math.fma(
                    s03,
                    panel[j + FOURTH],
                    Math.fma(
                            s02,
                            panel[j + THIRD],
                            Math.fma(s01, panel[j + SECOND], Math.fma(s00, panel[j], group[j]))));
            group[j + SECOND] = Math.fma(
                    s13,
                    panel[j + FOURTH],
                    Math.fma(
                            s12,
                            panel[j + THIRD],
                            Math.fma(s11, panel[j + SECOND], Math.fma(s10, panel[j], group[j + SECOND]))));
            group[j + THIRD] = Math.fma(
                    s23,
                    panel[j + FOURTH],
                    Math.fma(
                            s22,
                            panel[j + THIRD],
                            Math.fma(s21, panel[j + SECOND], Math.fma(s20, panel[j], group[j + THIRD]))));
            group[j + FOURTH] = Math.fma(
                    s33,
                    panel[j + FOURTH],
                    Math.fma(
                            s32,
                            panel[j + THIRD],
                            Math.fma(s31, panel[j + SECOND], Math.fma(s30, panel[j], group[j + FOURTH]))));
        }
    }
}
