package org.featureflow.core.linalg;

import org.ejml.data.DMatrixRMaj;

/**
 * A rectangular part of a row-major matrix: entry (i, j) is {@code data[offset + i * stride + j]}. A view; nothing is copied.
 */
final class Block {
    final double[] data;
    final int offset;
    final int stride;
    final int rows;
    final int cols;

    private Block(double[] data, int offset, int stride, int rows, int cols) {
        this.data = data;
        this.offset = offset;
        this.stride = stride;
        this.rows = rows;
        this.cols = cols;
    }

    static Block of(DMatrixRMaj matrix) {
        return new Block(matrix.data, 0, matrix.numCols, matrix.numRows, matrix.numCols);
    }

    /** Rows {@code from} (inclusive) to {@code to} (exclusive). */
    Block rows(int from, int to) {
        return new Block(data, offset + from * stride, stride, to - from, cols);
    }

    /** Columns {@code from} (inclusive) to {@code to} (exclusive). */
    Block cols(int from, int to) {
        return new Block(data, offset + from, stride, rows, to - from);
    }
}
