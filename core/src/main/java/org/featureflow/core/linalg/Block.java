package org.featureflow.core.linalg;

import org.ejml.data.DMatrixRMaj;

/**
 * A rectangular part of a matrix or of its transpose: entry (i, j) is {@code data[offset + i * rowStride + j * colStride]}, and one of the
 * strides is 1. A view; nothing is copied.
 */
final class Block {
    final double[] data;
    final int offset;
    final int rowStride;
    final int colStride;
    final int rows;
    final int cols;

    private Block(double[] data, int offset, int rowStride, int colStride, int rows, int cols) {
        this.data = data;
        this.offset = offset;
        this.rowStride = rowStride;
        this.colStride = colStride;
        this.rows = rows;
        this.cols = cols;
    }

    static Block of(DMatrixRMaj matrix) {
        return new Block(matrix.data, 0, matrix.numCols, 1, matrix.numRows, matrix.numCols);
    }

    /** Copies the numbers into a block of the same shape, both stored by rows. */
    void copyTo(Block out) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(data, offset + i * rowStride, out.data, out.offset + i * out.rowStride, cols);
        }
    }

    /** The same numbers by rows in the first places of an array. */
    Block copyInto(double[] array) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                array[i * cols + j] = data[offset + i * rowStride + j * colStride];
            }
        }
        return new Block(array, 0, cols, 1, rows, cols);
    }

    Block transposed() {
        return new Block(data, offset, colStride, rowStride, cols, rows);
    }

    /** Rows {@code from} (inclusive) to {@code to} (exclusive). */
    Block rows(int from, int to) {
        return new Block(data, offset + from * rowStride, rowStride, colStride, to - from, cols);
    }

    /** Columns {@code from} (inclusive) to {@code to} (exclusive). */
    Block cols(int from, int to) {
        return new Block(data, offset + from * colStride, rowStride, colStride, rows, to - from);
    }
}
