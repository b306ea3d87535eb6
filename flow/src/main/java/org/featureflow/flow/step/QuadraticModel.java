package org.featureflow.flow.step;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.flow.field.FlowState;

/**
 * The model g . df + 1/2 df . A df of the loss as a function of the change df of the outputs.
 *
 * @param gradient g, N x c
 * @param curvature A
 */
record QuadraticModel(DMatrixRMaj gradient, Curvature curvature) {

    static QuadraticModel at(FlowState state) {
        return new QuadraticModel(state.gradient(), Curvature.at(state));
    }

    /** By how much the model falls. */
    double decrease(DMatrixRMaj change) {
        DMatrixRMaj curved = curvature.times(change);
        double model = 0;
        for (int i = 0; i < change.getNumElements(); i++) {
            model += change.data[i] * (gradient.data[i] + curved.data[i] / 2);
        }
        return -model;
    }
}
