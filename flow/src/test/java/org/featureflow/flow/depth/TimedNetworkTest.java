package org.featureflow.flow.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TimedNetworkTest {

    private static final double STEP = 1e-5;

    @Property(tries = 6, seed = "91")
    void timesMoveAgainstTheGradient(@ForAll @IntRange(max = 1000) int seed) {
        DepthProblem problem = Instances.problem(seed, 4, 2, 1);
        BlockMeasure start = Instances.measure(seed, 4, 2, 5);
        double rate = 1e-9; // a step so short that nothing else changes
        double[] before = TimedNetwork.of(start).times();
        double[] after = TimedNetwork.of(start).step(problem, 1, rate).times();
        for (int i = 0; i < 3; i++) {
            double difference =
                    (lossWithTime(problem, start, i, STEP) - lossWithTime(problem, start, i, -STEP)) / (2 * STEP);
            assertThat((after[i] - before[i]) / -rate).isCloseTo(difference, within(1e-6 * (1 + Math.abs(difference))));
        }
    }

    @Test
    void parametersMoveAsInTheFlowAsLongAsStepsAreEqual() {
        DepthProblem problem = Instances.problem(3, 4, 2, 1);
        BlockMeasure start = Instances.measure(3, 4, 2, 5);
        TimedNetwork next = TimedNetwork.of(start).step(problem, 0.1, 0);
        BlockMeasure euler = new ParameterFlow(problem, DepthScheme.network())
                .run(start, ParameterFlow.Method.EULER, 0.1, 1)
                .end()
                .measure();
        for (int i = 0; i < 4; i++) {
            assertThat(next.measure().theta(i, 1)).containsExactly(euler.theta(i, 1), within(1e-13));
        }
        assertThat(next.times()).containsExactly(0.25, 0.5, 0.75, 1);
        assertThat(next.inversions()).isZero();
    }

    @Test
    void blocksSwitchTheirOrderWhenTheirTimesCross() {
        DepthProblem problem = Instances.problem(4, 3, 2, 1);
        TimedNetwork network = TimedNetwork.of(Instances.measure(4, 8, 1, 5));
        double first = problem.at(network.measure(), DepthScheme.network()).loss();
        int switches = 0;
        for (int i = 0; i < 400; i++) {
            network = network.step(problem, 0.02, 1);
            switches = Math.max(switches, network.inversions());
        }
        assertThat(switches).isPositive();
        assertThat(problem.at(network.measure(), DepthScheme.network()).loss()).isLessThan(first / 10);
        int[] order = network.order();
        double[] times = network.times();
        for (int i = 1; i < order.length; i++) {
            assertThat(times[order[i]]).isBetween(times[order[i - 1]], 1.0);
        }
    }

    private static double lossWithTime(DepthProblem problem, BlockMeasure start, int block, double shift) {
        double[] edges = {0, 0.25, 0.5, 0.75, 1};
        double[][][] theta = new double[4][2][];
        for (int i = 0; i < 4; i++) {
            theta[i][0] = start.theta(i, 0);
            theta[i][1] = start.theta(i, 1);
        }
        edges[block + 1] += shift;
        return problem.at(BlockMeasure.of(edges, theta), DepthScheme.network()).loss();
    }
}
