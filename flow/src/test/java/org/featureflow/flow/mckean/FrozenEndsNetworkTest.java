package org.featureflow.flow.mckean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.model.Activations;
import org.featureflow.core.numeric.RandomStreams;
import org.junit.jupiter.api.Test;

class FrozenEndsNetworkTest {

    private static final double STEP = 1e-4;

    @Property(tries = 6, seed = "101")
    void aStepIsTheScaledGradient(
            @ForAll @IntRange(max = 1000) int seed,
            @ForAll @IntRange(min = 3, max = 5) int depth,
            @ForAll boolean clipped) {
        int width = 3;
        FrozenEndsModel model = clipped ? Models.clipped(depth) : Models.shifting(depth);
        FrozenEndsNetwork network = FrozenEndsNetwork.draw(model, width, new RandomStreams(seed));
        Dataset sample = Models.samples(seed, 1);
        double eps = 0.1;
        NetworkRun run = network.train(sample, eps);
        assertThat(run.predictions())
                .containsExactly(network.pass(sample.inputs().data).prediction());
        for (int l = 1; l < depth; l++) {
            for (int e = 0; e < width * width; e++) {
                double difference =
                        (loss(shifted(network, l, e, STEP), sample) - loss(shifted(network, l, e, -STEP), sample))
                                / (2 * STEP);
                double moved = run.end().weight(l, e / width, e % width) - network.weight(l, e / width, e % width);
                // truncation STEP^2 / 6 times a third derivative of order 1, scaled by N^2
                assertThat(moved / -eps).isCloseTo(width * width * difference, within(1e-7));
            }
        }
    }

    @Test
    void sensitivitiesAreTheDerivativesInTheUnits() {
        FrozenEndsNetwork network = FrozenEndsNetwork.draw(Models.clipped(4), 5, new RandomStreams(3));
        double[] x = {0.3, 1};
        NetworkPass pass = network.pass(x);
        for (int j = 0; j < 5; j++) {
            // theta^(0)_j moves z^(1)_j through the constant input
            double[][] up = firstWeights(network);
            double[][] down = firstWeights(network);
            up[j][1] += STEP;
            down[j][1] -= STEP;
            FrozenEndsNetwork above = network.withEnds(up, lastWeights(network));
            FrozenEndsNetwork below = network.withEnds(down, lastWeights(network));
            double output = above.pass(x).prediction() - below.pass(x).prediction();
            double unit = above.pass(x).units(1)[j] - below.pass(x).units(1)[j];
            assertThat(pass.sensitivities(1)[j]).isCloseTo(5 * output / unit, within(1e-7));
        }
    }

    @Test
    void rowsOfClippedWeightsAgreeWithSingleOnes() {
        UnitMap map = UnitMaps.clippedWeight(Activations.sigmoid(), 1.5);
        double[] theta = {9, -0.4, 0, 2.5};
        double[] m = {0.3, -1, 2};
        double[] out = {1, 1, 1};
        map.addValues(2, 0.7, theta, 1, out);
        double[] moved = theta.clone();
        map.moveWeights(0.1, 0.7, m, moved, 1);
        double sum = 0;
        for (int j = 0; j < 3; j++) {
            assertThat(out[j]).isCloseTo(1 + 2 * map.value(0.7, theta[1 + j]), within(1e-15));
            sum += m[j] * map.unitDerivative(0.7, theta[1 + j]);
            assertThat(moved[1 + j])
                    .isCloseTo(theta[1 + j] + 0.1 * m[j] * map.weightDerivative(0.7, theta[1 + j]), within(1e-15));
        }
        assertThat(map.sumUnitDerivatives(0.7, theta, 1, m)).isCloseTo(sum, within(1e-15));
        assertThat(moved[0]).isEqualTo(9);
        assertThat(map.isBoundedAndSmooth()).isTrue();
        assertThat(UnitMaps.shift(Activations.relu()).isBoundedAndSmooth()).isFalse();
    }

    @Test
    void drawnWeightsFollowTheirLawsAndTheirStreams() {
        FrozenEndsModel model = Models.clipped(3);
        FrozenEndsNetwork network = FrozenEndsNetwork.draw(model, 60, new RandomStreams(5));
        double mean = 0;
        for (int i = 0; i < 60; i++) {
            assertThat(network.last(i)).isBetween(-1.0, 3.0);
            assertThat(network.first(i)).hasSize(2);
            for (int j = 0; j < 60; j++) {
                mean += network.weight(1, i, j) / 3600;
            }
        }
        // standard error of a mean of 3600 of U(-1, 3): 4/sqrt(12)/60 = 0.019
        assertThat(mean).isCloseTo(1, within(4 * 0.019));
        FrozenEndsNetwork again = FrozenEndsNetwork.draw(model, 60, new RandomStreams(5));
        assertThat(again.weight(2, 7, 9)).isEqualTo(network.weight(2, 7, 9)).isNotEqualTo(network.weight(1, 7, 9));
        assertThat(network.pass(new double[] {1, 1}).spread(1)).isPositive();
    }

    @Test
    void argumentsAreChecked() {
        FrozenEndsModel model = Models.clipped(3);
        FrozenEndsNetwork network = FrozenEndsNetwork.draw(model, 2, new RandomStreams(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FrozenEndsNetwork.draw(model, 0, new RandomStreams(1)))
                .withMessageContaining("width 0");
        assertThatIllegalArgumentException().isThrownBy(() -> network.train(Models.samples(1, 1), 0));
        Dataset threeInputs = new Dataset(new DMatrixRMaj(1, 3), new DMatrixRMaj(1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.train(threeInputs, 1))
                .withMessageContaining("3 inputs");
        Dataset twoOutputs = new Dataset(new DMatrixRMaj(1, 2), new DMatrixRMaj(1, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> network.train(twoOutputs, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Models.clipped(2)).withMessageContaining("2 maps");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FrozenEndsNetwork.of(model, new double[1][2], List.of(), new double[1]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FrozenEndsNetwork.of(model, new double[1][2], List.of(), new double[0]));
        List<double[][]> wide = List.of(new double[1][2], new double[1][1]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FrozenEndsNetwork.of(model, new double[1][2], wide, new double[1]))
                .withMessageContaining("theta^(1) is 1 x 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.withEnds(new double[0][], new double[2]))
                .withMessageContaining("theta^(0) has 0 rows");
        assertThatIllegalArgumentException().isThrownBy(() -> network.withEnds(new double[2][2], new double[3]));
        assertThatIllegalArgumentException().isThrownBy(() -> UnitMaps.clippedWeight(Activations.tanh(), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> WeightLaw.uniform(1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> WeightLaw.gaussian(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> WeightQuadrature.of(new double[1], new double[1]));
        assertThatIllegalArgumentException().isThrownBy(() -> WeightQuadrature.of(new double[1], new double[] {1, 1}));
    }

    private static double loss(FrozenEndsNetwork network, Dataset sample) {
        double residual =
                sample.targets().get(0) - network.pass(sample.inputs().data).prediction();
        return residual * residual / 2;
    }

    private static FrozenEndsNetwork shifted(FrozenEndsNetwork network, int layer, int element, double shift) {
        int width = network.width();
        List<double[][]> trained = new ArrayList<>();
        for (int l = 1; l < network.model().depth(); l++) {
            double[][] rows = new double[width][width];
            for (int e = 0; e < width * width; e++) {
                rows[e / width][e % width] =
                        network.weight(l, e / width, e % width) + (l == layer && e == element ? shift : 0);
            }
            trained.add(rows);
        }
        return FrozenEndsNetwork.of(network.model(), firstWeights(network), trained, lastWeights(network));
    }

    private static double[][] firstWeights(FrozenEndsNetwork network) {
        double[][] first = new double[network.width()][];
        for (int i = 0; i < first.length; i++) {
            first[i] = network.first(i);
        }
        return first;
    }

    private static double[] lastWeights(FrozenEndsNetwork network) {
        double[] last = new double[network.width()];
        for (int i = 0; i < last.length; i++) {
            last[i] = network.last(i);
        }
        return last;
    }
}
