package org.featureflow.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;

/**
 * A small network with data and a loss, a pure function of sizes, kinds and a seed, in the product's representation and the naive
 * one. Weights, inputs and features are of size 1; depth is at most 5, widths at most 5, so that everything computed from them
 * stays below 1e5 and comparisons relative to the largest entry, with a floor of 1, see 1e-11 as more than a thousand roundings.
 */
record NetworkInstance(
        Architecture architecture, List<Integer> widths, int inputs, int outputs, boolean weighted, long seed) {

    static final MatrixProducts PRODUCTS = MatrixProducts.portable(1);

    /** Rounding of a few hundred operations on numbers of size 1 to 1e3, relative to the largest entry. */
    static final double ROUNDING = 1e-11;

    static final int SAMPLES = 4;

    /** All activations. */
    static Arbitrary<NetworkInstance> any() {
        return of(
                Activations.tanh(),
                Activations.relu(),
                Activations.sigmoid(),
                Activations.erf(),
                Activations.softplus(),
                Activations.sine(),
                Activations.identity());
    }

    /** Without ReLU, whose kinks finite differences would meet. */
    static Arbitrary<NetworkInstance> smooth() {
        return of(
                Activations.tanh(),
                Activations.sigmoid(),
                Activations.erf(),
                Activations.softplus(),
                Activations.sine(),
                Activations.identity());
    }

    private static Arbitrary<NetworkInstance> of(Activation... activations) {
        Arbitrary<Activation> activation = Arbitraries.of(activations);
        return Combinators.combine(
                        Arbitraries.of(Architecture.Model.values()),
                        Arbitraries.integers().between(1, 5),
                        activation,
                        activation,
                        Arbitraries.integers().between(1, 5).list().ofSize(5),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.longs().between(0, 1L << 32))
                .as((model, depth, h1, h2, sizes, inputs, outputs, seed) -> {
                    List<Integer> widths = new ArrayList<>();
                    for (int l = 0; l < depth; l++) {
                        widths.add(sizes.get(model == Architecture.Model.RESNET ? 0 : l));
                    }
                    return new NetworkInstance(
                            new Architecture(model, depth, h1, h2), widths, inputs, outputs, seed % 2 == 0, seed);
                });
    }

    Random random() {
        return new Random(seed);
    }

    DMatrixRMaj x() {
        return uniform(new Random(seed + 1), SAMPLES, inputs, 1.5);
    }

    /** A matrix to stand for g, or for a residual. */
    DMatrixRMaj g() {
        return uniform(new Random(seed + 2), SAMPLES, outputs, 1);
    }

    /** Logistic labels for one output, one-hot rows for more, or numbers. */
    Objective objective() {
        Random random = new Random(seed + 3);
        Loss loss = List.of(Losses.squared(), Losses.huber(1), outputs == 1 ? Losses.logistic() : Losses.softmax())
                .get(random.nextInt(3));
        DMatrixRMaj y = uniform(random, SAMPLES, outputs, 2);
        for (int n = 0; n < SAMPLES; n++) {
            int label = random.nextInt(outputs);
            for (int k = 0; k < outputs; k++) {
                if (loss == Losses.logistic()) {
                    y.set(n, k, random.nextBoolean() ? 1 : -1);
                } else if (loss == Losses.softmax()) {
                    y.set(n, k, k == label ? 1 : 0);
                }
            }
        }
        return new Objective(loss, y);
    }

    List<double[]> massList() {
        Random random = new Random(seed + 4);
        List<double[]> masses = new ArrayList<>();
        for (int l = 0; l < widths.size(); l++) {
            if (l > 0 && architecture.hasSkipConnections()) {
                masses.add(masses.get(0));
                continue;
            }
            double[] p = new double[widths.get(l)];
            double sum = 0;
            for (int k = 0; k < p.length; k++) {
                p[k] = weighted ? 0.2 + random.nextDouble() : 1;
                sum += p[k];
            }
            for (int k = 0; k < p.length; k++) {
                p[k] /= sum;
            }
            masses.add(p);
        }
        return masses;
    }

    List<DMatrixRMaj> matrices() {
        Random random = random();
        List<DMatrixRMaj> matrices = new ArrayList<>();
        int rows = inputs;
        for (int width : widths) {
            matrices.add(uniform(random, rows, width, 2));
            rows = width;
        }
        matrices.add(uniform(random, rows, outputs, 2));
        return matrices;
    }

    Network network() {
        return network(matrices(), weighted ? Masses.of(massList()) : uniformMasses());
    }

    Network network(List<DMatrixRMaj> matrices, Masses masses) {
        return new Network(architecture, weights(matrices), masses);
    }

    Masses uniformMasses() {
        return Masses.uniform(widths.stream().mapToInt(Integer::intValue).toArray());
    }

    static Weights weights(List<DMatrixRMaj> matrices) {
        int last = matrices.size() - 1;
        List<LayerWeights> hidden = new ArrayList<>();
        for (DMatrixRMaj matrix : matrices.subList(1, last)) {
            hidden.add(DenseWeights.of(matrix));
        }
        return new Weights(matrices.get(0), hidden, matrices.get(last));
    }

    Features features() {
        return network().forward(PRODUCTS, x());
    }

    NaiveNetwork naive() {
        return new NaiveNetwork(
                architecture.hasSkipConnections(),
                architecture.activation(),
                architecture.residualActivation(),
                matrices().stream().map(NetworkInstance::rows).toList(),
                massList());
    }

    static double[][] rows(DMatrixRMaj a) {
        double[][] rows = new double[a.numRows][a.numCols];
        for (int i = 0; i < a.numRows; i++) {
            for (int j = 0; j < a.numCols; j++) {
                rows[i][j] = a.get(i, j);
            }
        }
        return rows;
    }

    /** Every matrix of a velocity, in the order V_1, .., V_L, v. */
    static List<DMatrixRMaj> matrices(Velocity velocity, int depth) {
        List<DMatrixRMaj> matrices = new ArrayList<>();
        matrices.add(velocity.input(PRODUCTS));
        for (int l = 2; l <= depth; l++) {
            matrices.add(velocity.hidden(PRODUCTS, l));
        }
        matrices.add(velocity.output(PRODUCTS));
        return matrices;
    }

    static DMatrixRMaj uniform(Random random, int rows, int cols, double size) {
        DMatrixRMaj a = new DMatrixRMaj(rows, cols);
        for (int i = 0; i < a.getNumElements(); i++) {
            a.data[i] = size * (2 * random.nextDouble() - 1);
        }
        return a;
    }

    /** Entries agree within a tolerance relative to the largest expected entry, at least 1. */
    static void assertClose(DMatrixRMaj actual, double[][] expected, double tolerance) {
        assertThat(actual.numRows).isEqualTo(expected.length);
        double largest = 1;
        for (double[] row : expected) {
            largest = Math.max(largest, Arrays.stream(row).map(Math::abs).max().orElse(0));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual.numCols).isEqualTo(expected[i].length);
            for (int j = 0; j < expected[i].length; j++) {
                assertThat(actual.get(i, j))
                        .as("entry (%s, %s)", i, j)
                        .isCloseTo(expected[i][j], within(tolerance * largest));
            }
        }
    }

    static void assertClose(DMatrixRMaj actual, DMatrixRMaj expected, double tolerance) {
        assertClose(actual, rows(expected), tolerance);
    }
}
