package org.featureflow.verify.cli;

import org.featureflow.flow.field.FlowState;
import org.featureflow.flow.integrate.FlowObserver;
import org.featureflow.flow.regularized.RegularizedObserver;
import org.featureflow.verify.report.Rounded;

/** Follows the steps of a flow on a live line. */
final class StepProgress implements FlowObserver, AutoCloseable {

    private final LiveLine line;
    private final String total;

    /** Follows a run of a known number of steps. */
    StepProgress(Terminal terminal, int steps) {
        this.line = new LiveLine(terminal);
        this.total = " of " + steps;
    }

    /** Follows a run whose end is not known. */
    StepProgress(Terminal terminal) {
        this.line = new LiveLine(terminal);
        this.total = "";
    }

    @Override
    public void accepted(int step, double time, FlowState state) {
        if (line.isDue()) {
            line.show("step " + step + total + ", flow time " + Rounded.near(time) + ", loss "
                    + Rounded.near(state.loss()));
        }
    }

    /** Follows a regularized run on the same line. */
    RegularizedObserver ofRegularized() {
        return (step, time, state) -> {
            if (line.isDue()) {
                line.show("step " + step + total + ", flow time " + Rounded.near(time) + ", objective "
                        + Rounded.near(state.objective()));
            }
        };
    }

    @Override
    public void close() {
        line.close();
    }
}
