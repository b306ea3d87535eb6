package org.featureflow.flow.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.featureflow.flow.depth.ParameterFlow.Method;
import org.junit.jupiter.api.Test;

class ParameterFlowTest {

    @Property(tries = 6, seed = "81")
    void energyIdentityHoldsToTheIntegratorsOrder(@ForAll @IntRange(max = 1000) int seed, @ForAll boolean network) {
        DepthScheme scheme = network ? DepthScheme.network() : DepthScheme.rungeKutta(1);
        ParameterFlow flow = new ParameterFlow(Instances.problem(seed, 3, 2, 1), scheme);
        BlockMeasure start = Instances.measure(seed, 4, 2, 5);
        // Simpson's rule for the integral of the rate is of order 4, as the Runge-Kutta method.
        double coarse = defect(flow, start, Method.RUNGE_KUTTA, 16);
        double fine = defect(flow, start, Method.RUNGE_KUTTA, 32);
        assertThat(fine).isLessThan(Math.max(coarse / 8, 1e-12));
        double coarseEuler = defect(flow, start, Method.EULER, 200);
        double fineEuler = defect(flow, start, Method.EULER, 400);
        assertThat(fineEuler / coarseEuler).as("order 1").isCloseTo(0.5, within(0.1));
    }

    @Test
    void descentLosesEnergyMonotonically() {
        ParameterFlow flow = new ParameterFlow(Instances.problem(1, 4, 3, 1), DepthScheme.network());
        ParameterFlowResult run = flow.descend(Instances.measure(1, 4, 8, 7), 0.1, 300, 1e-4);
        List<Double> losses = run.losses();
        for (int i = 1; i < losses.size(); i++) {
            assertThat(losses.get(i)).isLessThan(losses.get(i - 1));
        }
        assertThat(run.end().loss()).isEqualTo(losses.get(losses.size() - 1)).isLessThan(1e-4);
        assertThat(Math.sqrt(run.end().energyRate())).isLessThanOrEqualTo(1e-4);
        assertThat(run.flowTime()).isPositive();
        assertThat(run.energyRates()).hasSameSizeAs(losses);
    }

    @Test
    void descentShortensAStepThatIsTooLong() {
        ParameterFlow flow = new ParameterFlow(Instances.problem(1, 4, 3, 1), DepthScheme.network());
        ParameterFlowResult run = flow.descend(Instances.measure(1, 4, 8, 7), 1e3, 40, 0);
        assertThat(run.losses()).hasSizeGreaterThan(3).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }

    @Test
    void theZeroBlockRestsAboveZeroAndAnotherBlockWouldDescend() {
        DepthProblem problem = Instances.problem(7, 4, 2, 1);
        DepthState rest = problem.at(BlockMeasure.ofEqualCells(new double[3][1][5]), DepthScheme.network());
        assertThat(rest.energyRate()).isZero();
        assertThat(rest.loss()).isGreaterThan(0.01);
        double least = 0;
        for (int i = 0; i < 50; i++) {
            least = Math.min(
                    least, rest.cellVariation(1, Instances.measure(i, 1, 1, 5).theta(0, 0)));
        }
        assertThat(least)
                .as("a theta below the mean of the first variation, which is 0")
                .isLessThan(-0.01);
    }

    @Test
    void argumentsAreChecked() {
        ParameterFlow flow = new ParameterFlow(Instances.problem(1, 4, 3, 1), DepthScheme.network());
        BlockMeasure start = Instances.measure(1, 4, 8, 7);
        assertThatIllegalArgumentException().isThrownBy(() -> flow.run(start, Method.EULER, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> flow.descend(start, 1, -1, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> flow.run(Instances.measure(1, 4, 8, 6), Method.EULER, 1, 1))
                .withMessageContaining("6 parameters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> start.plus(1, Instances.measure(1, 4, 7, 7)))
                .withMessageContaining("4 cells x 7 particles x 7 parameters");
        assertThatIllegalArgumentException().isThrownBy(() -> BlockMeasure.ofEqualCells(new double[0][][]));
        assertThatIllegalArgumentException().isThrownBy(() -> BlockMeasure.ofEqualCells(new double[2][1][0]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlockMeasure.ofEqualCells(new double[][][] {{{1}}, {{1, 2}}}))
                .withMessageContaining("cell 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlockMeasure.of(new double[] {0, 1}, new double[2][1][1]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlockMeasure.of(new double[] {0, 1, 0.5}, new double[2][1][1]))
                .withMessageContaining("decrease");
        assertThatIllegalArgumentException().isThrownBy(() -> DepthScheme.rungeKutta(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Blocks.linear(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Blocks.unit(1, org.featureflow.core.model.Activations.tanh(), 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DepthProblem(
                        Blocks.linear(2),
                        flow.problem().embedded(),
                        flow.problem().readOut(),
                        flow.problem().targets()))
                .withMessageContaining("4 x 3");
        assertThat(DepthScheme.rungeKutta(3).order()).isEqualTo(4);
        assertThat(DepthScheme.network().order()).isEqualTo(1);
    }

    private static double defect(ParameterFlow flow, BlockMeasure start, Method method, int steps) {
        double step = 0.4 / steps;
        ParameterFlowResult run = flow.run(start, method, step, steps);
        double integral = 0;
        for (int i = 0; i <= steps; i++) {
            int weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
            integral += step / 3 * weight * run.energyRates().get(i);
        }
        return Math.abs(run.losses().get(steps) - run.losses().get(0) + integral);
    }
}
