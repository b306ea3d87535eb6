package org.featureflow.convex.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.featureflow.core.feature.DenseWeights;
import org.featureflow.core.feature.Features;
import org.featureflow.core.feature.LayerWeights;
import org.featureflow.core.feature.Masses;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.model.Regularization;
import org.featureflow.core.numeric.RandomStreams;
import org.junit.jupiter.api.Test;

class FeatureNetworksTest {

    private static final MatrixProducts PRODUCTS = MatrixProducts.portable(1);

    static Network network(boolean resNet, int depth, RandomGenerator random, int... widths) {
        Architecture architecture = resNet
                ? Architecture.resNet(depth, Activations.tanh(), Activations.tanh())
                : Architecture.dnn(depth, Activations.tanh());
        List<LayerWeights> hidden = new ArrayList<>();
        List<double[]> masses = new ArrayList<>();
        for (int l = 0; l < depth; l++) {
            masses.add(resNet && l > 0 ? masses.get(0) : FeatureInstance.simplex(random, widths[l]));
            if (l > 0) {
                hidden.add(DenseWeights.of(FeatureInstance.gaussian(random, widths[l - 1], widths[l], 1)));
            }
        }
        Weights weights = new Weights(
                FeatureInstance.gaussian(random, 3, widths[0], 3),
                hidden,
                FeatureInstance.gaussian(random, widths[depth - 1], 2, 1));
        return new Network(architecture, weights, Masses.of(masses));
    }

    private static Network network(boolean resNet, int depth, long seed) {
        int[] widths = resNet ? new int[] {5, 5, 5} : new int[] {5, 7, 4};
        return network(resNet, depth, new RandomStreams(seed).stream("network"), widths);
    }

    private static DMatrixRMaj inputs() {
        return FeatureInstance.gaussian(new RandomStreams(9).stream("inputs"), 4, 3, 1);
    }

    private static Objective objective() {
        return new Objective(
                Losses.squared(), FeatureInstance.gaussian(new RandomStreams(9).stream("targets"), 4, 2, 1));
    }

    @Property(tries = 30, seed = "5204")
    void ownPointIsFeasibleAndHasTheNetworksOutputs(
            @ForAll boolean resNet,
            @ForAll @IntRange(min = 1, max = 3) int depth,
            @ForAll @LongRange(min = 0, max = 1000) long seed) {
        Network network = network(resNet, depth, seed);
        Features features = network.forward(PRODUCTS, inputs());
        FeatureProgram program = FeatureProgram.onAtomsOf(features, objective(), Regularization.uniform(0.1, depth));
        FeaturePoint point = FeatureNetworks.point(network);
        assertThat(program.violation(point)).isLessThan(1e-14);
        DMatrixRMaj outputs = new DMatrixRMaj(4, 2);
        PRODUCTS.multiply(features.activated(depth), point.output(), outputs);
        assertThat(MatrixFeatures_DDRM.isIdentical(outputs, features.outputs(), 1e-14))
                .isTrue();
    }

    @Test
    void valueIsTheRegularizedObjective() {
        Network network = network(true, 2, 3);
        Features features = network.forward(PRODUCTS, inputs());
        Regularization lambda = new Regularization(0.1, List.of(0.2), 0.3);
        double expected = objective().value(features.outputs());
        DMatrixRMaj v1 = network.weights().input();
        DMatrixRMaj v2 = network.weights().hidden().get(0).toDense();
        DMatrixRMaj v = network.weights().output();
        for (int k = 0; k < 5; k++) {
            double p = network.masses().mass(0, k);
            double squares = 0;
            double mean = 0;
            for (int i = 0; i < 3; i++) {
                squares += v1.get(i, k) * v1.get(i, k);
            }
            for (int j = 0; j < 5; j++) {
                mean += network.masses().mass(0, j) * Math.abs(v2.get(k, j));
            }
            double output = v.get(k, 0) * v.get(k, 0) + v.get(k, 1) * v.get(k, 1);
            expected += p * (0.1 * squares + 0.2 * mean * mean + 0.3 * output);
        }
        assertThat(FeatureNetworks.value(features, objective(), lambda)).isCloseTo(expected, within(1e-13));
    }

    @Property(tries = 20, seed = "5205")
    void fromNetworkToPointAndBack(
            @ForAll boolean resNet,
            @ForAll @IntRange(min = 1, max = 3) int depth,
            @ForAll @LongRange(min = 0, max = 1000) long seed) {
        Network network = network(resNet, depth, seed);
        Network back = FeatureNetworks.network(
                network.architecture(), network.weights().input(), FeatureNetworks.point(network));
        Features before = network.forward(PRODUCTS, inputs());
        Features after = back.forward(PRODUCTS, inputs());
        assertThat(MatrixFeatures_DDRM.isIdentical(before.outputs(), after.outputs(), 1e-12))
                .isTrue();
    }

    @Test
    void atomsWithoutMassAreLeftOut() {
        FeaturePoint point = new FeaturePoint(
                List.of(new double[] {0.25, 0, 0.75}),
                List.of(new DMatrixRMaj(new double[][] {{1, 0, 2}, {0, 0, 0}, {3, 0, 4}})),
                new DMatrixRMaj(new double[][] {{1}, {0}, {3}}));
        Architecture architecture = Architecture.resNet(2, Activations.tanh(), Activations.tanh());
        DMatrixRMaj input = new DMatrixRMaj(new double[][] {{5, 6, 7}});
        Network network = FeatureNetworks.network(architecture, input, point);
        assertThat(network.weights().widths()).containsExactly(2, 2);
        assertThat(network.weights().input().data).containsExactly(5, 7);
        assertThat(network.weights().output().data).containsExactly(4, 4);
        assertThat(network.weights().hidden().get(0).toDense().get(0, 1)).isEqualTo(2 / 0.25 / 0.75);
        assertThatThrownBy(() -> FeatureNetworks.network(Architecture.dnn(2, Activations.tanh()), input, point))
                .hasMessageContaining("the point has 1 simplices");
        FeaturePoint empty = new FeaturePoint(List.of(new double[3]), point.weights(), point.output());
        assertThatThrownBy(() -> FeatureNetworks.network(architecture, input, empty))
                .hasMessageContaining("layer 1 has no atom with mass");
    }

    @Property(tries = 50, seed = "5206")
    void resamplingMovesEachMassByLessThanOneUnit(
            @ForAll boolean resNet,
            @ForAll @LongRange(min = 0, max = 1000) long seed,
            @ForAll @IntRange(min = 1, max = 500) int width,
            @ForAll @DoubleRange(min = 0, max = 0.99) double offset) {
        Network network = network(resNet, 2, seed);
        Network drawn = FeatureNetworks.resample(network, width, offset);
        DMatrixRMaj input = network.weights().input();
        DMatrixRMaj drawnInput = drawn.weights().input();
        double sum = 0;
        for (int i = 0; i < drawnInput.numCols; i++) {
            sum += drawn.masses().mass(0, i);
            for (int k = 0; k < input.numCols; k++) {
                if (input.get(0, k) == drawnInput.get(0, i)) {
                    double moved = drawn.masses().mass(0, i) - network.masses().mass(0, k);
                    assertThat(Math.abs(moved)).isLessThan(1.0 / width + 1e-12);
                }
            }
        }
        assertThat(sum).isCloseTo(1, within(1e-12));
    }

    @Property(tries = 10, seed = "5207")
    void expandedCopiesAreTheSameFunctionAndObjective(
            @ForAll boolean resNet, @ForAll @LongRange(min = 0, max = 1000) long seed) {
        Network drawn = FeatureNetworks.resample(network(resNet, 3, seed), 40, 0.5);
        Network expanded = FeatureNetworks.expand(drawn, 40);
        assertThat(expanded.weights().widths()).containsOnly(40);
        Features few = drawn.forward(PRODUCTS, inputs());
        Features many = expanded.forward(PRODUCTS, inputs());
        assertThat(MatrixFeatures_DDRM.isIdentical(few.outputs(), many.outputs(), 1e-13))
                .isTrue();
        Regularization lambda = Regularization.uniform(0.1, 3);
        assertThat(FeatureNetworks.value(many, objective(), lambda))
                .isCloseTo(FeatureNetworks.value(few, objective(), lambda), within(1e-10));
    }

    @Test
    void refusesWidthsAndOffsetsOutOfRange() {
        Network network = network(true, 1, 1);
        assertThatThrownBy(() -> FeatureNetworks.resample(network, 0, 0.5)).hasMessageContaining("width 0");
        assertThatThrownBy(() -> FeatureNetworks.resample(network, 5, 1)).hasMessageContaining("offset 1.0");
        assertThatThrownBy(() -> FeatureNetworks.expand(network, 10)).hasMessageContaining("not a multiple of 1/10");
    }
}
