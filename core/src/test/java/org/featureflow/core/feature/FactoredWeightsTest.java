package org.featureflow.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.Interval;
import org.junit.jupiter.api.Test;

class FactoredWeightsTest {

    private static final MatrixProducts PRODUCTS = MatrixProducts.portable(1);

    /** Entries are sums of at most 40 products of size 1. */
    private static final double ROUNDING = 1e-13;

    @Test
    void productsAreThoseOfTheSumOfAllChanges() {
        Random random = new Random(1);
        LayerWeights factored = FactoredWeights.of(random(random, 3, 5), random(random, 3, 4));
        DMatrixRMaj sum = factored.toDense();
        for (int s = 0; s < 12; s++) {
            DMatrixRMaj p = random(random, 1 + s % 3, 5);
            DMatrixRMaj q = random(random, 1 + s % 3, 4);
            factored = factored.plus(PRODUCTS, -0.5 * s, p, q);
            PRODUCTS.addTransposedLeft(-0.5 * s, p, q, sum);
        }
        DenseWeights dense = DenseWeights.of(sum);
        assertThat(factored.rows()).isEqualTo(5);
        assertThat(factored.cols()).isEqualTo(4);
        NetworkInstance.assertClose(factored.toDense(), sum, ROUNDING);
        DMatrixRMaj a = random(random, 2, 5);
        DMatrixRMaj e = random(random, 2, 4);
        NetworkInstance.assertClose(product(factored, a), product(dense, a), ROUNDING);
        DMatrixRMaj transposed = new DMatrixRMaj(2, 5);
        DMatrixRMaj expected = new DMatrixRMaj(2, 5);
        factored.multiplyTransposed(PRODUCTS, e, transposed);
        dense.multiplyTransposed(PRODUCTS, e, expected);
        NetworkInstance.assertClose(transposed, expected, ROUNDING);
    }

    /** Two changes of one start, and the caller's own matrices changed afterwards. */
    @Test
    void branchesDoNotSeeEachOther() {
        DMatrixRMaj one = new DMatrixRMaj(new double[][] {{1}});
        FactoredWeights start = FactoredWeights.of(one, one);
        one.set(0, 0, 5);
        DMatrixRMaj p = new DMatrixRMaj(new double[][] {{2}});
        DMatrixRMaj q = new DMatrixRMaj(new double[][] {{3}});
        FactoredWeights first = start.plus(PRODUCTS, 1, p, q);
        p.set(0, 0, 100);
        q.set(0, 0, 100);
        FactoredWeights second = start.plus(PRODUCTS, -1, new DMatrixRMaj(new double[][] {{7}}), new DMatrixRMaj(1, 1));
        assertThat(start.toDense().get(0)).isEqualTo(1);
        assertThat(first.toDense().get(0)).isEqualTo(7);
        assertThat(first.plus(PRODUCTS, 1, p, q).toDense().get(0)).isEqualTo(10007);
        assertThat(first.toDense().get(0)).isEqualTo(7);
        assertThat(second.rank()).isEqualTo(2);
    }

    @Test
    void aLongRunHasFewTerms() {
        FactoredWeights weights = FactoredWeights.of(new DMatrixRMaj(1, 2), new DMatrixRMaj(1, 2));
        for (int s = 1; s < 1000; s++) {
            weights = weights.plus(PRODUCTS, 1, new DMatrixRMaj(1, 2), new DMatrixRMaj(1, 2));
            assertThat(weights.terms().size()).isLessThanOrEqualTo(10);
        }
        assertThat(weights.rank()).isEqualTo(1000);
        assertThat(weights.roundings()).isEqualTo(2 + 1000 + weights.terms().size() + 3);
    }

    /** Factors far larger than the weights: the error is that of the factors, gamma_K |a| |P|^T |Q|, and the enclosure must know it. */
    @Property(tries = 60, seed = "71")
    void enclosuresHoldForTheExactProductOfTheFactors(
            @ForAll boolean skip,
            @ForAll @IntRange(min = 2, max = 4) int depth,
            @ForAll @IntRange(min = 1, max = 4) int width,
            @ForAll @DoubleRange(min = 0, max = 12) double cancellation,
            @ForAll @LongRange(min = 0, max = 1 << 20) long seed) {
        Random random = new Random(seed);
        List<LayerWeights> hidden = new ArrayList<>();
        for (int l = 1; l < depth; l++) {
            DMatrixRMaj p = random(random, 2, width);
            DMatrixRMaj q = random(random, 2, width);
            double large = Math.pow(10, cancellation);
            FactoredWeights layer = FactoredWeights.of(p, q).plus(PRODUCTS, large, p, q);
            DMatrixRMaj moved = p.copy();
            for (int i = 0; i < moved.getNumElements(); i++) {
                moved.data[i] += random.nextDouble() / large;
            }
            hidden.add(layer.plus(PRODUCTS, -large, moved, q));
        }
        Weights weights = new Weights(random(random, 2, width), hidden, random(random, width, 2));
        Architecture architecture = skip
                ? Architecture.resNet(depth, Activations.tanh(), Activations.sine())
                : Architecture.dnn(depth, Activations.tanh());
        assertEncloses(Network.ofEqualMasses(architecture, weights), random(random, 3, 2));
    }

    /** 1 + 2^-54 + .. + 2^-54, over 1024 source units in one row of P, or over 1024 rows: every addition rounds down to 1. */
    @Test
    void enclosuresCoverProductsThatLoseAllTheyCan() {
        int count = 1024;
        DMatrixRMaj wide = new DMatrixRMaj(1, count);
        wide.fill(0x1p-54);
        wide.set(0, 0, 1);
        DMatrixRMaj tall = wide.copy();
        tall.reshape(count, 1, true);
        DMatrixRMaj ones = new DMatrixRMaj(count, 1);
        ones.fill(1);
        DMatrixRMaj one = new DMatrixRMaj(new double[][] {{1}});
        for (FactoredWeights layer : List.of(FactoredWeights.of(wide, one), FactoredWeights.of(tall, ones))) {
            DMatrixRMaj input = new DMatrixRMaj(1, layer.rows());
            input.fill(layer.rows());
            Network network = Network.ofEqualMasses(
                    Architecture.dnn(2, Activations.identity()), new Weights(input, List.of(layer), one));
            assertThat(network.forward(PRODUCTS, one).outputs().get(0)).isEqualTo(1);
            assertEncloses(network, one);
        }
    }

    /** a P^T underflows to 0, and Q would have made 1e-170 of it. */
    @Test
    void enclosuresCoverUnderflowBetweenTheFactors() {
        DMatrixRMaj small = new DMatrixRMaj(new double[][] {{1e-170}});
        DMatrixRMaj large = new DMatrixRMaj(new double[][] {{1e160}});
        Weights weights = new Weights(small, List.of(FactoredWeights.of(small, large)), large);
        Network network = Network.ofEqualMasses(Architecture.dnn(2, Activations.identity()), weights);
        DMatrixRMaj one = new DMatrixRMaj(new double[][] {{1}});
        assertThat(network.forward(PRODUCTS, one).outputs().get(0)).isZero();
        assertEncloses(network, one);
    }

    @Test
    void magnitudesAreAtLeastThoseOfTheWeights() {
        Random random = new Random(4);
        FactoredWeights weights = FactoredWeights.of(random(random, 2, 4), random(random, 2, 3))
                .plus(PRODUCTS, -3, random(random, 1, 4), random(random, 1, 3));
        DMatrixRMaj ones = new DMatrixRMaj(1, 4);
        ones.fill(1);
        DMatrixRMaj out = new DMatrixRMaj(1, 3);
        weights.multiplyMagnitude(PRODUCTS, ones, out);
        DMatrixRMaj dense = weights.toDense();
        for (int j = 0; j < 3; j++) {
            double sum = 0;
            for (int i = 0; i < 4; i++) {
                sum += Math.abs(dense.get(i, j));
            }
            assertThat(out.get(j)).isGreaterThanOrEqualTo(sum).isLessThan(10 * sum + 10);
        }
    }

    @Test
    void namesTheShapesItRefuses() {
        assertThatThrownBy(() -> FactoredWeights.of(new DMatrixRMaj(2, 3), new DMatrixRMaj(1, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 x 3")
                .hasMessageContaining("1 x 3");
        FactoredWeights weights = FactoredWeights.of(new DMatrixRMaj(2, 3), new DMatrixRMaj(2, 4));
        assertThatThrownBy(() -> weights.plus(PRODUCTS, 1, new DMatrixRMaj(1, 4), new DMatrixRMaj(1, 4)))
                .hasMessageContaining("3 x 4");
        assertThatThrownBy(() -> weights.multiply(PRODUCTS, new DMatrixRMaj(1, 4), new DMatrixRMaj(1, 4)))
                .hasMessageContaining("1 x 4");
        FactoredWeights huge = FactoredWeights.of(new DMatrixRMaj(1, 100_000), new DMatrixRMaj(1, 100_000));
        assertThatThrownBy(huge::toDense).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void factorsPayForWideLayersOnly() {
        assertThat(LayerWeights.factorsPay(20, 100_000, 100_000)).isTrue();
        assertThat(LayerWeights.factorsPay(20, 100_000, 500)).isFalse();
        assertThat(LayerWeights.factorsPay(442, 2000, 2000)).isFalse();
        assertThat(LayerWeights.factorsPay(2, 500, 500)).isFalse();
    }

    private static void assertEncloses(Network network, DMatrixRMaj inputs) {
        Interval[][] enclosure = OutputEnclosure.of(PRODUCTS, network, inputs);
        BigDecimal[][] exact = HighPrecision.outputs(network, inputs);
        for (int n = 0; n < exact.length; n++) {
            for (int k = 0; k < exact[n].length; k++) {
                assertThat(exact[n][k])
                        .isBetween(new BigDecimal(enclosure[n][k].lower()), new BigDecimal(enclosure[n][k].upper()));
            }
        }
    }

    private static DMatrixRMaj product(LayerWeights weights, DMatrixRMaj a) {
        DMatrixRMaj out = new DMatrixRMaj(a.numRows, weights.cols());
        weights.multiply(PRODUCTS, a, out);
        return out;
    }

    private static DMatrixRMaj random(Random random, int rows, int cols) {
        return NetworkInstance.uniform(random, rows, cols, 1);
    }
}
