package org.featureflow.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.Test;

class RecompressionTest {

    private static final MatrixProducts PRODUCTS = MatrixProducts.portable(1);
    private static final int WIDTH = 60;
    private static final int SAMPLES = 5;

    /**
     * The oracle forms both weights entry by entry. The bound on weights is the singular values cut off, exact but for rounding errors of
     * 1e-13 of the factors, which are some 10 times the weights and more.
     */
    @Property(tries = 40, seed = "81")
    void boundsHoldAndAreNotVacuous(
            @ForAll boolean skip,
            @ForAll @IntRange(min = 2, max = 4) int depth,
            @ForAll @DoubleRange(min = 2, max = 13) double digits,
            @ForAll @LongRange(min = 0, max = 1 << 20) long seed) {
        double tolerance = Math.pow(10, -digits);
        Features features = features(new Random(seed), skip, depth);
        Recompression result = Recompression.of(PRODUCTS, features, tolerance);
        double change = 0;
        for (int l = 0; l < depth - 1; l++) {
            DMatrixRMaj before = features.network().weights().hidden().get(l).toDense();
            double difference = difference(
                            before, result.network().weights().hidden().get(l).toDense())
                    / WIDTH;
            double size = RowBasis.norm(before) / WIDTH;
            // toDense itself rounds with some 1e-15.
            assertThat(difference).isLessThanOrEqualTo(result.weightChange() + 1e-14 * size);
            assertThat(result.weightChange()).isLessThanOrEqualTo(3 * tolerance * size + 1e-11);
            assertThat(result.ranks().get(l)).isLessThanOrEqualTo(40);
            change = Math.max(change, difference);
        }
        assertThat(result.weightChange()).isLessThanOrEqualTo(1.2 * change + 1e-11);
        DMatrixRMaj outputs =
                result.network().forward(PRODUCTS, features.sharedInputs()).outputs();
        double moved = 0;
        for (int i = 0; i < outputs.getNumElements(); i++) {
            moved = Math.max(moved, Math.abs(outputs.data[i] - features.outputs().data[i]));
        }
        assertThat(moved).isLessThanOrEqualTo(result.outputChange() + 1e-14);
        // The bound takes each layer at its operator norm and all errors in one direction: 200 to 2600 times too much,
        // measured.
        assertThat(result.outputChange()).isLessThanOrEqualTo(1e4 * moved + 1e-8);
    }

    /** Ten rows that are all combinations of two. */
    @Test
    void findsTheRankOfDependentRows() {
        Random random = new Random(2);
        DMatrixRMaj p = product(random(random, 10, 2), random(random, 2, WIDTH));
        DMatrixRMaj q = random(random, 10, WIDTH);
        FactoredWeights weights = FactoredWeights.of(p, q);
        LayerRecompression result = LayerRecompression.of(PRODUCTS, weights, 1e-10);
        assertThat(result.weights().rank()).isEqualTo(2);
        assertThat(difference(weights.toDense(), result.weights().toDense()))
                .isLessThanOrEqualTo(result.change())
                .isLessThan(1e-11);
        assertThat(result.operatorNorm())
                .isBetween(RowBasis.norm(weights.toDense()) / Math.sqrt(2), RowBasis.norm(weights.toDense()));
    }

    /** What is in the new form already is only cut off; with more terms its rows serve as they are. */
    @Test
    void recompressesWhatItMade() {
        Random random = new Random(3);
        FactoredWeights weights = FactoredWeights.of(random(random, 20, WIDTH), random(random, 20, WIDTH));
        FactoredWeights once = LayerRecompression.of(PRODUCTS, weights, 1e-12).weights();
        assertThat(once.orthogonal()).isEqualTo(20);
        LayerRecompression cut = LayerRecompression.of(PRODUCTS, once, 0.3);
        assertThat(cut.weights().rank()).isLessThan(20);
        assertThat(difference(once.toDense(), cut.weights().toDense())).isLessThanOrEqualTo(cut.change());
        FactoredWeights longer = once.plus(PRODUCTS, -1, random(random, 3, WIDTH), random(random, 3, WIDTH))
                .plus(PRODUCTS, 1, random(random, 3, WIDTH), random(random, 3, WIDTH));
        assertThat(longer.orthogonal()).isEqualTo(20);
        LayerRecompression twice = LayerRecompression.of(PRODUCTS, longer, 1e-12);
        assertThat(twice.weights().rank()).isEqualTo(26);
        assertThat(difference(longer.toDense(), twice.weights().toDense()))
                .isLessThanOrEqualTo(twice.change())
                .isLessThan(1e-11);
    }

    @Test
    void weightsThatAreZeroHaveRankZero() {
        FactoredWeights zero = FactoredWeights.of(new DMatrixRMaj(3, 4), new DMatrixRMaj(3, 4));
        assertThat(LayerRecompression.of(PRODUCTS, zero, 1e-12).weights().rank())
                .isZero();
        FactoredWeights cancelled = FactoredWeights.of(new DMatrixRMaj(1, 4), new DMatrixRMaj(1, 4));
        assertThat(LayerRecompression.of(
                                PRODUCTS,
                                LayerRecompression.of(PRODUCTS, cancelled, 0).weights(),
                                0)
                        .weights()
                        .rank())
                .isZero();
    }

    @Test
    void isDueAfterAsManyRowsAsWereThere() {
        Random random = new Random(5);
        FactoredWeights weights =
                FactoredWeights.of(random(random, 24 * SAMPLES, WIDTH), random(random, 24 * SAMPLES, WIDTH));
        assertThat(Recompression.isDue(network(List.of(weights)))).isFalse();
        FactoredWeights more = weights.plus(PRODUCTS, 1, random(random, 1, WIDTH), random(random, 1, WIDTH));
        assertThat(Recompression.isDue(network(List.of(more)))).isTrue();
        assertThat(Recompression.isDue(network(List.of(DenseWeights.of(random(random, WIDTH, WIDTH))))))
                .isFalse();
    }

    @Test
    void denseLayersStay() {
        DenseWeights dense = DenseWeights.of(random(new Random(6), WIDTH, WIDTH));
        Recompression result = Recompression.of(PRODUCTS, network(List.of(dense)), 1e-3);
        assertThat(result.network().weights().hidden()).containsExactly(dense);
        assertThat(result.ranks()).isEmpty();
        assertThat(result.outputChange()).isZero();
        assertThatThrownBy(() -> Recompression.of(PRODUCTS, network(List.of(dense)), Double.NaN))
                .hasMessageContaining("NaN");
    }

    /** Features on the samples as before, with N rows a layer; and weights of the least norm: those of the regression are unique. */
    @Test
    void redundancyRemovalKeepsTheFeatures() {
        for (boolean skip : new boolean[] {true, false}) {
            Features features = features(new Random(7), skip, 4);
            RedundancyRemoval removal = RedundancyRemoval.of(PRODUCTS, features);
            Features reduced = removal.network().forward(PRODUCTS, features.sharedInputs());
            for (int l = 1; l <= 4; l++) {
                NetworkInstance.assertClose(reduced.beta(l), features.beta(l), 1e-9);
            }
            for (int l = 0; l < 3; l++) {
                FactoredWeights layer =
                        (FactoredWeights) removal.network().weights().hidden().get(l);
                assertThat(layer.rank()).isEqualTo(SAMPLES);
                assertThat(RowBasis.norm(layer.toDense()))
                        .isLessThan(RowBasis.norm(
                                features.network().weights().hidden().get(l).toDense()));
            }
        }
    }

    private static Features features(Random random, boolean skip, int depth) {
        List<LayerWeights> hidden = new ArrayList<>();
        for (int l = 1; l < depth; l++) {
            DMatrixRMaj p = random(random, 40, WIDTH);
            DMatrixRMaj q = random(random, 40, WIDTH);
            for (int i = 0; i < 40; i++) {
                for (int j = 0; j < WIDTH; j++) {
                    q.data[i * WIDTH + j] *= Math.pow(3, -i);
                }
            }
            LayerWeights layer = FactoredWeights.of(p, q);
            hidden.add(layer.plus(PRODUCTS, 1e-3, random(random, 2, WIDTH), random(random, 2, WIDTH)));
        }
        Architecture architecture = skip
                ? Architecture.resNet(depth, Activations.tanh(), Activations.sine())
                : Architecture.dnn(depth, Activations.tanh());
        Weights weights = new Weights(random(random, 2, WIDTH), hidden, random(random, WIDTH, 2));
        return Network.ofEqualMasses(architecture, weights).forward(PRODUCTS, random(random, SAMPLES, 2));
    }

    private static Features network(List<LayerWeights> hidden) {
        Random random = new Random(8);
        Weights weights = new Weights(random(random, 2, WIDTH), hidden, random(random, WIDTH, 1));
        return Network.ofEqualMasses(Architecture.dnn(2, Activations.tanh()), weights)
                .forward(PRODUCTS, random(random, SAMPLES, 2));
    }

    private static double difference(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj difference = a.copy();
        for (int i = 0; i < a.getNumElements(); i++) {
            difference.data[i] -= b.data[i];
        }
        return RowBasis.norm(difference);
    }

    private static DMatrixRMaj product(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj product = new DMatrixRMaj(a.numRows, b.numCols);
        PRODUCTS.multiply(a, b, product);
        return product;
    }

    private static DMatrixRMaj random(Random random, int rows, int cols) {
        return NetworkInstance.uniform(random, rows, cols, 1);
    }
}
