package org.featureflow.verify.cli;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.flow.field.FlowState;
import org.featureflow.flow.integrate.FlowObserver;

/** Keeps the time, the loss and the predictions of every accepted step, the start first. */
final class FlowRecord implements FlowObserver {

    private final List<Double> times = new ArrayList<>();
    private final List<Double> losses = new ArrayList<>();
    private final List<DMatrixRMaj> predictions = new ArrayList<>();

    private final FlowObserver next;

    /** Passes on what it is told. */
    FlowRecord(FlowObserver next) {
        this.next = next;
    }

    @Override
    public void accepted(int step, double time, FlowState state) {
        next.accepted(step, time, state);
        times.add(time);
        losses.add(state.loss());
        predictions.add(state.outputs());
    }

    /** The flow time of each loss. */
    List<Double> times() {
        return times;
    }

    List<Double> losses() {
        return losses;
    }

    /** One N x c matrix for each loss. */
    List<DMatrixRMaj> predictions() {
        return predictions;
    }
}
