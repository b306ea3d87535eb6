package org.featureflow.flow.mckean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.numeric.RandomStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitSystemTest {

    private static final double EPS = 0.5;
    private static final int STEPS = 20;

    private final Dataset samples = Models.samples(1, STEPS);

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void wideNetworksAreNearTheLimit(int depth) {
        FrozenEndsModel model = Models.clipped(depth);
        LimitPath limit = LimitSystem.solve(model, samples, EPS, 1e-3, 16);
        assertThat(limit.error()).isLessThan(1e-3);
        int tries = 24;
        int[] widths = {16, 32, 64};
        double[] outputs = new double[3];
        double[] weights = new double[3];
        double[] spreads = new double[3];
        for (int w = 0; w < 3; w++) {
            for (int r = 0; r < tries; r++) {
                FrozenEndsNetwork network =
                        FrozenEndsNetwork.draw(model, widths[w], new RandomStreams(r).child(widths[w]));
                NetworkRun run = network.train(samples, EPS);
                double difference =
                        run.predictions().get(STEPS - 1) - limit.predictions().get(STEPS - 1);
                outputs[w] += difference * difference / tries;
                double coupled = limit.coupling(network, run.end()).total();
                weights[w] += coupled * coupled / tries;
                double spread = run.end().pass(new double[] {0.5, 1}).spread(2);
                spreads[w] += spread * spread / tries;
            }
        }
        // A mean square over 24 tries has relative error sqrt(2/24) = 0.29, so its log-slope over a factor 4 has error
        // 0.29 sqrt(2) / ln 4 = 0.30; half of that for the root. Bounds are four of these; the spread averages over
        // units, too.
        assertThat(slope(widths, outputs)).isCloseTo(-1, within(1.2));
        assertThat(slope(widths, weights)).isCloseTo(-1, within(1.2));
        assertThat(slope(widths, spreads)).isCloseTo(-1, within(0.3));
        assertThat(Math.sqrt(outputs[2])).isLessThan(0.2);
    }

    @Test
    void theFixedPointIterationContracts() {
        LimitSystem system = new LimitSystem(Models.clipped(4), 6);
        LimitPath fixedPoint = system.train(samples, EPS);
        LimitPath path = system.atRest(samples, EPS);
        double before = path.distance(fixedPoint);
        assertThat(before).isGreaterThan(0.05);
        for (int i = 0; i < STEPS; i++) {
            path = system.iterate(path);
        }
        // after K iterations all K steps agree to rounding
        assertThat(path.distance(fixedPoint)).isLessThan(1e-14);
        assertThat(path.endDistance(fixedPoint)).isLessThan(1e-14);
        assertThat(system.iterate(fixedPoint).distance(fixedPoint)).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theErrorReportedIsTheQuadraturesOwn(boolean clipped) {
        FrozenEndsModel model = clipped ? Models.clipped(4) : Models.shifting(4);
        // shifted weights leave the kink of their map, which steepens the laws: shorter steps keep them smooth
        double eps = clipped ? EPS : EPS / 5;
        LimitPath exact = new LimitSystem(model, 24).train(samples, eps);
        LimitPath coarse = LimitSystem.solve(model, samples, eps, 1e-3, 16);
        assertThat(coarse.error()).isLessThan(1e-3);
        assertThat(coarse.distance(exact)).isLessThan(coarse.error());
        assertThat(LimitSystem.solve(model, samples, eps, 0, 8).error()).isGreaterThan(0);
        assertThat(LimitSystem.solve(model, samples, eps, 0, 3).error()).isNaN();
    }

    @Test
    void shiftingNetworksHaveTheirLimit() {
        FrozenEndsModel model = Models.shifting(3);
        LimitPath limit = LimitSystem.solve(model, samples, EPS, 1e-3, 16);
        double[] squares = new double[2];
        for (int r = 0; r < 16; r++) {
            for (int w = 0; w < 2; w++) {
                FrozenEndsNetwork network =
                        FrozenEndsNetwork.draw(model, w == 0 ? 20 : 80, new RandomStreams(r).child(w));
                NetworkRun run = network.train(samples, EPS);
                double coupled = limit.coupling(network, run.end()).total();
                squares[w] += coupled * coupled;
            }
        }
        // the ratio is 1/2 at a rate of -1/2; each root mean square over 16 tries has relative error at most sqrt(1/32)
        // = 0.18
        assertThat(Math.sqrt(squares[1] / squares[0])).isCloseTo(0.5, within(0.3));
    }

    @Test
    void expectationsAreThoseOfAWideNetwork() {
        FrozenEndsModel model = Models.clipped(4);
        LimitPath limit = new LimitSystem(model, 12).train(samples, EPS);
        FrozenEndsNetwork network = FrozenEndsNetwork.draw(model, 150, new RandomStreams(8));
        FrozenEndsNetwork end = network.train(samples, EPS).end();
        for (int l = 1; l <= 3; l++) {
            double mean = 0;
            for (int i = 0; i < 150; i++) {
                for (int j = 0; j < 150; j++) {
                    double partner = l == 1 ? network.first(i)[0] : l == 3 ? network.last(j) : 1;
                    mean += partner * (end.weight(l, i, j) - network.weight(l, i, j)) / (150 * 150);
                }
            }
            int layer = l;
            double expected = limit.expectation(l, (frozen, from, to) -> (layer == 2 ? 1 : frozen[0]) * (to - from));
            assertThat(mean).isCloseTo(expected, within(0.2 * (0.5 + Math.abs(expected))));
        }
        assertThat(limit.unit(STEPS - 1, 2))
                .isCloseTo(
                        mean(end.pass(new double[] {samples.inputs().get(STEPS - 1, 0), 1})
                                .units(2)),
                        within(0.1));
    }

    @Test
    void freshSamplesApproachThePopulationAsTheStepFalls() {
        LimitSystem system = new LimitSystem(Models.clipped(3), 5);
        double time = 4;
        LimitPath flow = system.trainOnPopulation(Models.population(), time / 256, 256);
        SimpleRegression slope = new SimpleRegression();
        int tries = 40;
        for (int steps = 8; steps <= 64; steps *= 2) {
            double sum = 0;
            for (int r = 0; r < tries; r++) {
                LimitPath path = system.train(Models.samples(1000 * steps + r, steps), time / steps);
                sum += Math.pow(path.endDistance(flow), 2) / tries;
            }
            slope.addData(Math.log(time / steps), Math.log(Math.sqrt(sum)));
        }
        // relative error of a root mean square over 40 tries sqrt(1/80) = 0.11; of the slope 0.11/(ln 2 sqrt 5) = 0.07
        assertThat(slope.getSlope()).as("C (eps + sqrt(eps d)) at the least").isGreaterThan(0.5 - 4 * 0.07);
    }

    @Test
    void idealParticlesOfAPopulationStartTogetherWithTheNetwork() {
        FrozenEndsModel model = Models.clipped(4);
        LimitPath flow = new LimitSystem(model, 6).trainOnPopulation(Models.population(), 0.01, 1);
        FrozenEndsNetwork network = FrozenEndsNetwork.draw(model, 10, new RandomStreams(1));
        Coupling apart = flow.coupling(network, network);
        assertThat(apart.distances()).hasSize(3).allSatisfy(d -> assertThat(d).isBetween(1e-6, 0.1));
        assertThat(flow.steps()).isOne();
    }

    @Test
    void argumentsAreChecked() {
        LimitSystem system = new LimitSystem(Models.clipped(3), 4);
        assertThatIllegalArgumentException().isThrownBy(() -> new LimitSystem(Models.clipped(3), 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LimitSystem(Models.clipped(3), 1000).train(samples, EPS))
                .withMessageContaining("order 1000");
        LimitPath path = system.train(samples, EPS);
        assertThatIllegalArgumentException().isThrownBy(() -> path.distance(system.train(Models.samples(1, 2), EPS)));
        FrozenEndsNetwork two = FrozenEndsNetwork.draw(Models.clipped(3), 2, new RandomStreams(1));
        FrozenEndsNetwork three = FrozenEndsNetwork.draw(Models.clipped(3), 3, new RandomStreams(1));
        FrozenEndsNetwork deep = FrozenEndsNetwork.draw(Models.clipped(4), 2, new RandomStreams(1));
        assertThatIllegalArgumentException().isThrownBy(() -> path.coupling(two, three));
        assertThatIllegalArgumentException().isThrownBy(() -> path.coupling(deep, two));
        assertThatIllegalArgumentException().isThrownBy(() -> path.coupling(two, deep));
    }

    private static double slope(int[] widths, double[] values) {
        SimpleRegression regression = new SimpleRegression();
        for (int i = 0; i < widths.length; i++) {
            regression.addData(Math.log(widths[i]), Math.log(values[i]));
        }
        return regression.getSlope();
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value / values.length;
        }
        return sum;
    }
}
