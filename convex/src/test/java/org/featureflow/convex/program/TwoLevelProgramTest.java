package org.featureflow.convex.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Losses;
import org.junit.jupiter.api.Test;

class TwoLevelProgramTest {

    private final DMatrixRMaj x = new DMatrixRMaj(new double[][] {{1, 2}});
    private final DMatrixRMaj y = new DMatrixRMaj(new double[][] {{0.5}});
    private final TwoLevelProgram program = new TwoLevelProgram(x, y, Losses.squared(), Activations.tanh(), 0.1, 0.2);

    @Test
    void objectiveIsTheFormulaOfTheory53() {
        TwoLevelMeasure measure = new TwoLevelMeasure(
                column(0.25, 0.75), column(2, -1), new DMatrixRMaj(new double[][] {{1, 0}, {0, -1}}));
        double f = 0.25 * 2 * Math.tanh(1) + 0.75 * -1 * Math.tanh(-2);
        double expected = 0.5 * (f - 0.5) * (f - 0.5) + 0.2 * (0.25 * 4 + 0.75) + 0.1 * (0.25 + 0.75);
        assertThat(program.predictions(measure).get(0, 0)).isCloseTo(f, within(1e-15));
        assertThat(program.objective(measure)).isCloseTo(expected, within(1e-15));
    }

    @Test
    void priceIsTheFormulaOfTheory53() {
        double s = 0.3 * Math.tanh(1 - 2);
        assertThat(program.price(new double[] {1, -1}, column(0.3))).isCloseTo(0.2 - s * s / 0.8, within(1e-15));
    }

    @Test
    void aProgramIsImmutable() {
        x.set(0, 0, 9);
        program.inputs().set(0, 0, 7);
        assertThat(program.inputs().get(0, 0)).isEqualTo(1);
    }

    @Test
    void anUnboundedActivationIsRefused() {
        assertThatThrownBy(() -> new TwoLevelProgram(x, y, Losses.squared(), Activations.relu(), 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("relu")
                .hasMessageContaining("bounded");
    }

    @Test
    void wrongArgumentsAreNamed() {
        DMatrixRMaj two = new DMatrixRMaj(2, 1);
        assertThatThrownBy(() -> new TwoLevelProgram(x, two, Losses.squared(), Activations.tanh(), 1, 1))
                .hasMessageContaining("inputs are 1 x 2, targets 2 x 1");
        DMatrixRMaj infinite = new DMatrixRMaj(new double[][] {{1, Double.NaN}});
        assertThatThrownBy(() -> new TwoLevelProgram(infinite, y, Losses.squared(), Activations.tanh(), 1, 1))
                .hasMessageContaining("entry (0, 1) is NaN");
        assertThatThrownBy(() -> new TwoLevelProgram(x, y, Losses.squared(), Activations.tanh(), 0, 1))
                .hasMessageContaining("inputPenalty is 0.0");
        assertThatThrownBy(() -> new TwoLevelProgram(x, y, Losses.squared(), Activations.tanh(), 1, Double.NaN))
                .hasMessageContaining("outputPenalty is NaN");
        assertThatThrownBy(() -> new TwoLevelProgram(x, y, Losses.logistic(), Activations.tanh(), 1, 1))
                .hasMessageContaining("sample 1");
        assertThatThrownBy(() -> program.activated(new DMatrixRMaj(4, 3))).hasMessageContaining("4 x 3");
        assertThatThrownBy(() -> program.price(new double[2], new DMatrixRMaj(2, 1)))
                .hasMessageContaining("dual point is 2 x 1");
        TwoLevelMeasure other = new TwoLevelMeasure(column(1), column(1), new DMatrixRMaj(1, 3));
        assertThatThrownBy(() -> program.objective(other)).hasMessageContaining("3 inputs");
        assertThatThrownBy(() -> new EntropicProgram(program, -1)).hasMessageContaining("entropyPenalty is -1.0");
    }

    @Test
    void wrongMeasuresAreNamed() {
        DMatrixRMaj w = new DMatrixRMaj(2, 2);
        assertThatThrownBy(() -> new TwoLevelMeasure(column(1), column(1, 1), w))
                .hasMessageContaining("outputWeights");
        assertThatThrownBy(() -> new TwoLevelMeasure(column(1.5, -0.5), column(1, 1), w))
                .hasMessageContaining("entry 1 is -0.5");
        assertThatThrownBy(() -> new TwoLevelMeasure(column(0.5, 0.4), column(1, 1), w))
                .hasMessageContaining("their sum is 0.9");
        assertThatThrownBy(() -> new TwoLevelMeasure(column(0.5, 0.5), column(1, Double.NaN), w))
                .hasMessageContaining("outputWeights: entry (1, 0)");
    }

    @Test
    void theConstantOfTheEntropicProgramMakesItsObjectiveAnIntegralOfPLogP() {
        // At p = gamma both forms are Gaussian integrals: int p ln p is minus the entropy (1/2) ln(2 pi e sigma^2) of
        // each entry,
        // and the quadratic costs are lambda_3/2 an entry.
        EntropicProgram entropic = new EntropicProgram(program, 0.05);
        double u = entropic.outputDeviation();
        double w = entropic.inputDeviation();
        double entropy = 0.5 * Math.log(2 * Math.PI * Math.E * u * u) + Math.log(2 * Math.PI * Math.E * w * w);
        assertThat(entropic.constant()).isCloseTo(0.05 * (3 * 0.5 - entropy), within(1e-14));
    }

    private static DMatrixRMaj column(double... entries) {
        return new DMatrixRMaj(entries.length, 1, true, entries);
    }
}
