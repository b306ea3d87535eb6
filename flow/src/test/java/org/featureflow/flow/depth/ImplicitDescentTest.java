package org.featureflow.flow.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class ImplicitDescentTest {

    private final DepthProblem problem = Instances.problem(5, 4, 2, 2);
    private final BlockMeasure start = Instances.measure(5, 3, 2, 5);

    /** By central differences along a direction; masses are h_i / K. */
    @Test
    void outputGradientsAreThoseOfTheOutputs() {
        BlockMeasure direction = Instances.measure(6, 3, 2, 5);
        for (DepthScheme scheme : List.of(DepthScheme.network(), DepthScheme.rungeKutta(2))) {
            List<BlockMeasure> gradients = problem.at(start, scheme).outputGradients();
            double step = 1e-5;
            DMatrixRMaj up = problem.at(start.plus(step, direction), scheme).output();
            DMatrixRMaj down = problem.at(start.plus(-step, direction), scheme).output();
            assertThat(gradients).hasSize(8);
            for (int i = 0; i < 8; i++) {
                double difference = (up.data[i] - down.data[i]) / (2 * step);
                assertThat(gradients.get(i).dot(direction)).isCloseTo(difference, within(1e-8));
            }
        }
    }

    /** A short step is one of the flow: they differ by O(step^2). */
    @Test
    void shortStepsFollowTheFlow() {
        DepthState state = problem.at(start, DepthScheme.network());
        for (double step : new double[] {1e-3, 1e-4}) {
            BlockMeasure implicit = new ImplicitDescent(problem, DepthScheme.network())
                    .run(start, step, 1, 0)
                    .end()
                    .measure();
            BlockMeasure difference = implicit.plus(-1, start.plus(step, state.velocity()));
            assertThat(Math.sqrt(difference.squaredNorm())).isLessThan(1e3 * step * step);
        }
    }

    @Test
    void itReachesLossesFarBelowThoseOfExplicitDescent() {
        DepthProblem single = Instances.problem(5, 4, 2, 1);
        BlockMeasure wide = Instances.measure(5, 6, 8, 5);
        ParameterFlowResult run = new ImplicitDescent(single, DepthScheme.network()).run(wide, 0.1, 100, 1e-24);
        assertThat(run.end().loss()).isLessThanOrEqualTo(1e-24);
        for (int i = 1; i < run.losses().size(); i++) {
            assertThat(run.losses().get(i)).isLessThan(run.losses().get(i - 1));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ImplicitDescent(problem, DepthScheme.network()).run(wide, 0, 1, 0))
                .withMessageContaining("step 0.0");
    }
}
