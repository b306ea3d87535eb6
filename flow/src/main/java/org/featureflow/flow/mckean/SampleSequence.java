package org.featureflow.flow.mckean;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.data.Dataset;

/** The samples of a run, checked against the model. */
final class SampleSequence {

    private final double[][] inputs;
    private final double[] targets;

    SampleSequence(FrozenEndsModel model, Dataset samples, double step) {
        if (samples.inputDimension() != model.inputs() || samples.outputs() != 1) {
            throw new IllegalArgumentException("samples have " + samples.inputDimension() + " inputs and "
                    + samples.outputs() + " outputs: " + model.inputs() + " and 1 are needed");
        }
        if (!(step > 0)) {
            throw new IllegalArgumentException("step " + step + ": it must be positive");
        }
        DMatrixRMaj x = samples.inputs();
        this.inputs = new double[x.numRows][];
        for (int k = 0; k < x.numRows; k++) {
            inputs[k] = Arrays.copyOfRange(x.data, k * x.numCols, (k + 1) * x.numCols);
        }
        this.targets = samples.targets().data.clone();
    }

    int length() {
        return inputs.length;
    }

    /** Not to be modified. */
    double[] input(int k) {
        return inputs[k];
    }

    double target(int k) {
        return targets[k];
    }
}
