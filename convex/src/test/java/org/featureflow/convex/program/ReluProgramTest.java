package org.featureflow.convex.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class ReluProgramTest {
    private static final DMatrixRMaj INPUTS = new DMatrixRMaj(new double[][] {{1, 2}, {-1, 0.5}});
    private static final double[] TARGETS = {1, -2};

    @Test
    void objectiveIsTheFormula() {
        ReluProgram program = ReluProgram.of(INPUTS, TARGETS, 0.5);
        // Pre-activations (3, -0.5) and (-1, 1); f = (2*3, -1*1); loss (25 + 1)/4; penalty .25 (1 + 1 + 1 + 4 + 1)
        DMatrixRMaj w = new DMatrixRMaj(new double[][] {{1, -1}, {1, 0}});
        assertThat(program.objective(w, new double[] {2, -1})).isCloseTo(26.0 / 4 + 0.25 * 8, within(1e-14));
        assertThat(program.objective(new DMatrixRMaj(2, 0), new double[0])).isCloseTo(5.0 / 4, within(1e-15));
    }

    @Test
    void dataAreCopied() {
        DMatrixRMaj x = INPUTS.copy();
        double[] y = TARGETS.clone();
        ReluProgram program = ReluProgram.of(x, y, 0.5);
        x.set(0, 0, 7);
        y[0] = 7;
        program.inputs().set(0, 0, 8);
        program.targets()[0] = 8;
        assertThat(program.inputs().get(0, 0)).isEqualTo(1);
        assertThat(program.targets()[0]).isEqualTo(1);
        assertThat(program.withLambda(2).lambda()).isEqualTo(2);
        assertThat(program.cells(10).count()).isEqualTo(4);
    }

    @Test
    void refusalsNameTheArgument() {
        assertThatThrownBy(() -> ReluProgram.of(INPUTS, new double[3], 1)).hasMessageContaining("targets has 3");
        assertThatThrownBy(() -> ReluProgram.of(new DMatrixRMaj(2, 0), TARGETS, 1))
                .hasMessageContaining("2 x 0");
        assertThatThrownBy(() -> ReluProgram.of(INPUTS, TARGETS, 0)).hasMessageContaining("lambda is 0.0");
        assertThatThrownBy(() -> ReluProgram.of(INPUTS, TARGETS, Double.NaN)).hasMessageContaining("lambda is NaN");
        assertThatThrownBy(() -> ReluProgram.of(INPUTS, new double[] {0, Double.NaN}, 1))
                .hasMessageContaining("targets has NaN in row 1");
        assertThatThrownBy(() -> ReluProgram.of(new DMatrixRMaj(new double[][] {{1}, {1.0 / 0}}), TARGETS, 1))
                .hasMessageContaining("inputs has Infinity in row 1");
        ReluProgram program = ReluProgram.of(INPUTS, TARGETS, 1);
        assertThatThrownBy(() -> program.objective(new DMatrixRMaj(3, 1), new double[1]))
                .hasMessageContaining("hiddenWeights is 3 x 1: must be 2 x 1");
    }
}
