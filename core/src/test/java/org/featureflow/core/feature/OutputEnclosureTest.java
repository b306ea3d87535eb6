package org.featureflow.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.Interval;
import org.junit.jupiter.api.Test;

class OutputEnclosureTest {

    private static final MatrixProducts PRODUCTS = MatrixProducts.portable(1);

    @Provide
    Arbitrary<Activation> activations() {
        return Arbitraries.of(
                Activations.tanh(),
                Activations.sigmoid(),
                Activations.erf(),
                Activations.softplus(),
                Activations.relu(),
                Activations.sine(),
                Activations.identity());
    }

    @Property(tries = 50, seed = "61")
    void containsTheExactOutputsAndIsNarrow(
            @ForAll("activations") Activation h1,
            @ForAll("activations") Activation h2,
            @ForAll boolean skip,
            @ForAll boolean equalMasses,
            @ForAll @IntRange(min = 1, max = 6) int depth,
            @ForAll @IntRange(min = 1, max = 5) int width,
            @ForAll @LongRange(min = 0, max = 1 << 20) long seed) {
        Random random = new Random(seed);
        Architecture architecture = skip ? Architecture.resNet(depth, h1, h2) : Architecture.dnn(depth, h1);
        Network network = network(random, architecture, 3, width, 2, 1, equalMasses);
        DMatrixRMaj inputs = gaussian(random, 3, 3, 1);
        Interval[][] enclosure = OutputEnclosure.of(PRODUCTS, network, inputs);
        assertContains(enclosure, HighPrecision.outputs(network, inputs));
        for (Interval[] row : enclosure) {
            for (Interval entry : row) {
                // 1e-12 from gamma_5, the activations (340 u at most) and at most six layers, each of gain about 2.
                assertThat(entry.width()).isLessThan(1e-11 * (1 + entry.magnitude()));
            }
        }
    }

    @Property(tries = 25, seed = "62")
    void containsTheExactOutputsForLargeWeights(
            @ForAll("activations") Activation h1,
            @ForAll boolean skip,
            @ForAll @IntRange(min = 1, max = 3) int depth,
            @ForAll @LongRange(min = 0, max = 1 << 20) long seed) {
        Random random = new Random(seed);
        Architecture architecture =
                skip ? Architecture.resNet(depth, h1, Activations.tanh()) : Architecture.dnn(depth, h1);
        Network network = network(random, architecture, 2, 4, 1, depth == 1 ? 20 : 5, false);
        DMatrixRMaj inputs = gaussian(random, 2, 2, 1);
        assertContains(OutputEnclosure.of(PRODUCTS, network, inputs), HighPrecision.outputs(network, inputs));
    }

    /** 1 + 2^-54 + .. + 2^-54: every addition of the computed product rounds down to 1. */
    @Test
    void coversAProductThatLosesAllItCan() {
        int m = 1024;
        DMatrixRMaj input = new DMatrixRMaj(1, m);
        DMatrixRMaj output = new DMatrixRMaj(m, 1);
        for (int k = 0; k < m; k++) {
            input.set(0, k, m);
            output.set(k, 0, k == 0 ? 1 : 0x1p-54);
        }
        Network network = Network.ofEqualMasses(
                Architecture.dnn(1, Activations.identity()), new Weights(input, List.of(), output));
        DMatrixRMaj one = new DMatrixRMaj(new double[][] {{1}});
        assertThat(network.forward(PRODUCTS, one).outputs().get(0)).isEqualTo(1);
        assertContains(OutputEnclosure.of(PRODUCTS, network, one), HighPrecision.outputs(network, one));
    }

    /**
     * Two units computed equal, 1/3 and the double next to it, differ exactly by about 2^-55; layer 2 takes the difference, which
     * is computed as 0, and layer 3 multiplies it: only propagated errors can cover that.
     */
    @Test
    void propagatesErrorsThroughTheLayersAfterThem() {
        DMatrixRMaj input = new DMatrixRMaj(new double[][] {{1, 1.0 / 3}, {0, 1.0 / 3}, {0, 1.0 / 3}});
        DenseWeights difference = DenseWeights.of(new DMatrixRMaj(new double[][] {{2, 2}, {-2, -2}}));
        DenseWeights identity = DenseWeights.of(new DMatrixRMaj(new double[][] {{1e6, 0}, {0, 1e6}}));
        DMatrixRMaj output = new DMatrixRMaj(new double[][] {{1}, {1}});
        Network network = Network.ofEqualMasses(
                Architecture.dnn(3, Activations.identity()), new Weights(input, List.of(difference, identity), output));
        DMatrixRMaj ones = new DMatrixRMaj(new double[][] {{1, 1, 1}});
        assertThat(network.forward(PRODUCTS, ones).outputs().get(0)).isZero();
        BigDecimal[][] exact = HighPrecision.outputs(network, ones);
        assertThat(exact[0][0].abs()).isGreaterThan(new BigDecimal("1e-12"));
        assertContains(OutputEnclosure.of(PRODUCTS, network, ones), exact);
    }

    /** Unit 1 is 1 + 1023 2^-54, computed as 1; unit 2 is 1. Their difference, taken by the last weights, is the first's error. */
    @Test
    void coversTheFirstProductAndSkipsCarryItsError() {
        int d = 1024;
        DMatrixRMaj ones = new DMatrixRMaj(1, d);
        ones.fill(1);
        DMatrixRMaj input = new DMatrixRMaj(d, 2);
        for (int i = 0; i < d; i++) {
            input.set(i, 0, i == 0 ? d : d * 0x1p-54);
        }
        input.set(0, 1, d);
        DMatrixRMaj output = new DMatrixRMaj(new double[][] {{2}, {-2}});
        Activation identity = Activations.identity();
        Weights shallow = new Weights(input, List.of(), output);
        Weights deep = new Weights(input, List.of(DenseWeights.of(new DMatrixRMaj(2, 2))), output);
        for (Network network : List.of(
                Network.ofEqualMasses(Architecture.dnn(1, identity), shallow),
                Network.ofEqualMasses(Architecture.resNet(2, identity, identity), deep))) {
            assertThat(network.forward(PRODUCTS, ones).outputs().get(0)).isZero();
            assertContains(OutputEnclosure.of(PRODUCTS, network, ones), HighPrecision.outputs(network, ones));
        }
    }

    @Test
    void coversTheErrorOfActivations() {
        DMatrixRMaj inputs = new DMatrixRMaj(new double[][] {{0.7, -1.1}});
        Random random = new Random(5);
        for (Architecture architecture : List.of(
                Architecture.dnn(1, new Sloppy(0x1p-20)),
                Architecture.dnn(3, new Sloppy(0x1p-20)),
                Architecture.resNet(2, Activations.identity(), new Sloppy(0x1p-20)))) {
            Network network = network(random, architecture, 2, 3, 1, 1, true);
            assertContains(OutputEnclosure.of(PRODUCTS, network, inputs), HighPrecision.outputs(network, inputs));
        }
    }

    @Test
    void knowsNothingOfAnActivationWithoutAProvedError() {
        Network network = network(
                new Random(5),
                Architecture.resNet(2, Activations.tanh(), new Sloppy(Double.POSITIVE_INFINITY)),
                2,
                3,
                1,
                1,
                true);
        DMatrixRMaj inputs = new DMatrixRMaj(new double[][] {{0.7, -1.1}});
        Interval[][] enclosure = OutputEnclosure.of(PRODUCTS, network, inputs);
        // h1 = tanh is bounded, so that the outputs still are; with tanh's place taken nothing is known.
        assertThat(enclosure[0][0].width()).isGreaterThan(0.1);
        Network unknown =
                network(new Random(5), Architecture.dnn(2, new Sloppy(Double.POSITIVE_INFINITY)), 2, 3, 1, 1, true);
        assertThat(OutputEnclosure.of(PRODUCTS, unknown, inputs)[0][0]).isEqualTo(Interval.WHOLE);
    }

    @Test
    void overflowGivesTheWholeLine() {
        Network network = network(new Random(5), Architecture.dnn(3, Activations.relu()), 2, 4, 1, 1e150, true);
        DMatrixRMaj inputs = gaussian(new Random(1), 2, 2, 1e100);
        for (Interval[] row : OutputEnclosure.of(PRODUCTS, network, inputs)) {
            assertThat(row[0]).isEqualTo(Interval.WHOLE);
        }
    }

    @Test
    void underflowIsCovered() {
        Network network = network(new Random(5), Architecture.dnn(2, Activations.identity()), 2, 3, 1, 1e-160, true);
        DMatrixRMaj inputs = gaussian(new Random(1), 2, 2, 1);
        assertContains(OutputEnclosure.of(PRODUCTS, network, inputs), HighPrecision.outputs(network, inputs));
    }

    @Test
    void magnitudesOfManyRowsAreMultipliedInParts() {
        Random random = new Random(3);
        DMatrixRMaj v = gaussian(random, 600, 3, 1);
        DMatrixRMaj a = new DMatrixRMaj(2, 600);
        a.fill(1);
        DMatrixRMaj out = new DMatrixRMaj(2, 3);
        DenseWeights weights = DenseWeights.of(v);
        weights.multiplyMagnitude(PRODUCTS, a, out);
        double sum = 0;
        for (int i = 0; i < 600; i++) {
            sum += Math.abs(v.get(i, 1));
        }
        assertThat(out.get(1, 1)).isCloseTo(sum, org.assertj.core.api.Assertions.within(1e-10));
        assertThat(weights.roundings()).isEqualTo(601);
    }

    @Test
    void refusesInputsOfAnotherWidth() {
        Network network = network(new Random(5), Architecture.dnn(1, Activations.tanh()), 2, 3, 1, 1, true);
        assertThatThrownBy(() -> OutputEnclosure.of(PRODUCTS, network, new DMatrixRMaj(1, 3)))
                .hasMessageContaining("1 x 3");
    }

    private static void assertContains(Interval[][] enclosure, BigDecimal[][] exact) {
        assertThat(enclosure).hasNumberOfRows(exact.length);
        for (int n = 0; n < exact.length; n++) {
            for (int k = 0; k < exact[n].length; k++) {
                Interval interval = enclosure[n][k];
                assertThat(exact[n][k])
                        .as("output (%d, %d) in %s", n, k, interval)
                        .isBetween(new BigDecimal(interval.lower()), new BigDecimal(interval.upper()));
            }
        }
    }

    private static Network network(
            Random random, Architecture architecture, int d, int width, int c, double scale, boolean equalMasses) {
        List<LayerWeights> hidden = new ArrayList<>();
        List<double[]> masses = new ArrayList<>();
        double[] p = masses(random, width);
        for (int l = 0; l < architecture.depth(); l++) {
            if (l > 0) {
                hidden.add(DenseWeights.of(gaussian(random, width, width, scale)));
            }
            masses.add(p);
        }
        Weights weights = new Weights(gaussian(random, d, width, scale), hidden, gaussian(random, width, c, scale));
        return equalMasses
                ? Network.ofEqualMasses(architecture, weights)
                : new Network(architecture, weights, Masses.of(masses));
    }

    private static double[] masses(Random random, int width) {
        double[] masses = new double[width];
        double sum = 0;
        for (int k = 0; k < width; k++) {
            masses[k] = random.nextDouble() + 0.1;
            sum += masses[k];
        }
        for (int k = 0; k < width; k++) {
            masses[k] /= sum;
        }
        return masses;
    }

    private static DMatrixRMaj gaussian(Random random, int rows, int cols, double scale) {
        DMatrixRMaj a = new DMatrixRMaj(rows, cols);
        for (int i = 0; i < a.getNumElements(); i++) {
            a.data[i] = scale * random.nextGaussian();
        }
        return a;
    }

    /** The identity, computed with a relative error of 2^-21 and owning up to 2^-20, or to nothing. */
    private record Sloppy(double valueRelativeError) implements Activation {

        @Override
        public String name() {
            return "sloppy";
        }

        @Override
        public double value(double x) {
            return x * (1 + 0x1p-21);
        }

        @Override
        public double derivative(double x) {
            return 1;
        }

        @Override
        public double bound() {
            return Double.POSITIVE_INFINITY;
        }

        @Override
        public double lipschitz() {
            return 1;
        }

        @Override
        public double derivativeLipschitz() {
            return 0;
        }

        @Override
        public Parity parity() {
            return Parity.ODD;
        }
    }
}
