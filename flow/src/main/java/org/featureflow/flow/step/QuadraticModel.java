package org.featureflow.flow.step;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.flow.field.FlowState;

/**
 * The model g . df + 1/2 df . A df of the loss as a function of the change df of the outputs, A block diagonal, its n-th block the
 * curvature of the loss at f_n over N.
 *
 * @param gradient g, N x c
 * @param curvature the blocks of A, N x (c c)
 */
record QuadraticModel(DMatrixRMaj gradient, DMatrixRMaj curvature) {

    static QuadraticModel at(FlowState state) {
        return new QuadraticModel(state.gradient(), state.curvature());
    }

    /** A df, a new N x c matrix. */
    DMatrixRMaj curved(DMatrixRMaj change) {
        int outputs = gradient.numCols;
        DMatrixRMaj curved = new DMatrixRMaj(gradient.numRows, outputs);
        for (int i = 0; i < curved.getNumElements(); i++) {
            int first = i - i % outputs;
            for (int k = 0; k < outputs; k++) {
                curved.data[i] += curvature.data[i * outputs + k] * change.data[first + k];
            }
        }
        return curved;
    }

    /** By how much the model falls. */
    double decrease(DMatrixRMaj change) {
        DMatrixRMaj curved = curved(change);
        double model = 0;
        for (int i = 0; i < change.getNumElements(); i++) {
            model += change.data[i] * (gradient.data[i] + curved.data[i] / 2);
        }
        return -model;
    }
}
