package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.field.FlowState;
import org.junit.jupiter.api.Test;

class StepProgressTest {

    private final StringWriter err = new StringWriter();

    @Test
    void aLiveTerminalShowsOneLineAndClearsIt() {
        try (StepProgress progress = new StepProgress(terminal(true), 20)) {
            progress.accepted(0, 0, state());
            // Too soon to be shown.
            progress.accepted(1, 0.5, state());
        }

        String line = "step 0 of 20, flow time 0, loss 0.5";
        assertThat(err).hasToString("\r" + line + "\r" + " ".repeat(line.length()) + "\r");
    }

    @Test
    void anywhereElseNothingIsShown() {
        try (StepProgress progress = new StepProgress(terminal(false))) {
            progress.accepted(0, 0, state());
        }

        assertThat(err.toString()).isEmpty();
    }

    @Test
    void noColourMeansNoLiveLine() {
        assertThat(Terminal.isLive(Map.of("NO_COLOR", "1", "TERM", "xterm"))).isFalse();
        assertThat(Terminal.isLive(Map.of("TERM", "dumb"))).isFalse();
        assertThat(Terminal.isLive(Map.of())).isFalse();
    }

    private Terminal terminal(boolean live) {
        PrintWriter writer = new PrintWriter(err, true);
        return new Terminal(writer, writer, live);
    }

    private static FlowState state() {
        DMatrixRMaj one = new DMatrixRMaj(new double[][] {{1}});
        Network network = Network.ofEqualMasses(
                Architecture.dnn(1, Activations.tanh()), new Weights(one, List.of(), new DMatrixRMaj(1, 1)));
        return new FeatureFlow(MatrixProducts.portable(1), one, new Objective(Losses.squared(), one)).at(network);
    }
}
