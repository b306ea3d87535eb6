package org.featureflow.flow.step;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.flow.field.FlowState;

/**
 * The curvature A of the loss in the outputs, N c x N c: block diagonal, its n-th block the Hessian of the loss at f_n over N.
 *
 * @param outputs c
 * @param blocks the blocks of A, N x (c c)
 */
record Curvature(int outputs, DMatrixRMaj blocks) {

    static Curvature at(FlowState state) {
        return new Curvature(state.flow().objective().outputs(), state.curvature());
    }

    /** A df for an N x c change of the outputs, a new N x c matrix. */
    DMatrixRMaj times(DMatrixRMaj change) {
        DMatrixRMaj product = new DMatrixRMaj(change.numRows, change.numCols);
        addProduct(1, change, 1, product);
        return product;
    }

    /** out = I + dt A H for a kernel of N c x N c. */
    void system(double step, DMatrixRMaj kernel, DMatrixRMaj out) {
        int size = kernel.numRows;
        out.zero();
        addProduct(step, kernel, size, out);
        for (int i = 0; i < size; i++) {
            out.data[i * size + i] += 1;
        }
    }

    /** out += (s A) v for v and out of N c rows, read row by row whatever shape they are kept in. */
    private void addProduct(double s, DMatrixRMaj v, int columns, DMatrixRMaj out) {
        for (int i = 0; i < blocks.numRows * outputs; i++) {
            int first = i - i % outputs;
            for (int k = 0; k < outputs; k++) {
                double a = s * blocks.data[i * outputs + k];
                for (int j = 0; j < columns; j++) {
                    out.data[i * columns + j] += a * v.data[(first + k) * columns + j];
                }
            }
        }
    }
}
