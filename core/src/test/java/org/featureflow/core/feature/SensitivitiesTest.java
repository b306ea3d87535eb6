package org.featureflow.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.featureflow.core.feature.NetworkInstance.PRODUCTS;
import static org.featureflow.core.feature.NetworkInstance.ROUNDING;
import static org.featureflow.core.feature.NetworkInstance.SAMPLES;
import static org.featureflow.core.feature.NetworkInstance.assertClose;
import static org.featureflow.core.feature.NetworkInstance.rows;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;

/** J and the function-space kernel H = J J^T of theory section 4. */
class SensitivitiesTest {

    @Provide
    Arbitrary<NetworkInstance> instance() {
        return NetworkInstance.any();
    }

    @Provide
    Arbitrary<NetworkInstance> smooth() {
        return NetworkInstance.smooth();
    }

    @Property(seed = "601", tries = 100, edgeCases = EdgeCasesMode.NONE)
    void velocitiesAreThoseOfABackwardPass(@ForAll("instance") NetworkInstance instance) {
        Features features = instance.features();
        Velocity combined = Sensitivities.of(PRODUCTS, features).velocity(instance.g());
        Velocity passed = Velocity.of(PRODUCTS, features, instance.g());
        int depth = instance.architecture().depth();
        for (int l = 0; l <= depth; l++) {
            assertClose(
                    NetworkInstance.matrices(combined, depth).get(l),
                    NetworkInstance.matrices(passed, depth).get(l),
                    ROUNDING);
        }
    }

    /**
     * A row of J is the naive gradient of one output of one sample, -velocities at a unit g, in the metric where an entry weighs
     * the product of its adjacent masses.
     */
    @Property(seed = "602", tries = 100, edgeCases = EdgeCasesMode.NONE)
    void theKernelIsTheGramMatrixOfTheGradientsOfAllOutputs(@ForAll("instance") NetworkInstance instance) {
        NaiveNetwork naive = instance.naive();
        int size = SAMPLES * instance.outputs();
        double[][][] gradients = new double[size][][];
        double[][] expected = new double[size][size];
        for (int a = 0; a < size; a++) {
            double[][] unit = new double[SAMPLES][instance.outputs()];
            unit[a / instance.outputs()][a % instance.outputs()] = 1;
            List<double[][]> gradient = naive.velocities(rows(instance.x()), unit);
            gradients[a] = gradient.stream().map(SensitivitiesTest::flat).toArray(double[][]::new);
            for (int b = 0; b <= a; b++) {
                expected[a][b] = product(naive, gradients[a], gradients[b]);
                expected[b][a] = expected[a][b];
            }
        }
        assertClose(Sensitivities.of(PRODUCTS, instance.features()).kernel(), expected, ROUNDING);
    }

    /**
     * The same J by central differences of the naive outputs with step s = 1e-5: truncation s^2 times a third derivative, below
     * 1e-7 of slopes of 1e3, rounding 1e-15/s; relative to the largest entry 1e-6 leaves a margin of ten. Fewer tries: it is the
     * formulas' check, not the code's.
     */
    @Property(seed = "603", tries = 25, edgeCases = EdgeCasesMode.NONE)
    void theKernelIsTheGramMatrixOfFiniteDifferences(@ForAll("smooth") NetworkInstance instance) {
        NaiveNetwork naive = instance.naive();
        double[][] x = rows(instance.x());
        int outputs = instance.outputs();
        int size = SAMPLES * outputs;
        double step = 1e-5;
        double[][] expected = new double[size][size];
        for (int l = 0; l < naive.weights.size(); l++) {
            for (int i = 0; i < naive.weights.get(l).length; i++) {
                for (int j = 0; j < naive.weights.get(l)[0].length; j++) {
                    double[] right =
                            flat(naive.shifted(l, i, j, step).forward(x).outputs());
                    double[] left =
                            flat(naive.shifted(l, i, j, -step).forward(x).outputs());
                    for (int a = 0; a < size; a++) {
                        for (int b = 0; b < size; b++) {
                            double slopes = (right[a] - left[a]) * (right[b] - left[b]) / (4 * step * step);
                            expected[a][b] += slopes / naive.adjacentMasses(l, i, j);
                        }
                    }
                }
            }
        }
        assertClose(Sensitivities.of(PRODUCTS, instance.features()).kernel(), expected, 1e-6);
    }

    @Property(seed = "604", tries = 100, edgeCases = EdgeCasesMode.NONE)
    void outputsMoveByMinusTheKernelTimesTheResidual(@ForAll("instance") NetworkInstance instance) {
        Features features = instance.features();
        DMatrixRMaj g = instance.g();
        DMatrixRMaj kernel = Sensitivities.of(PRODUCTS, features).kernel();
        double[][] expected = new double[SAMPLES][instance.outputs()];
        for (int a = 0; a < kernel.numRows; a++) {
            for (int b = 0; b < kernel.numCols; b++) {
                // Row n c + k is output k of sample n: the order of g's row-major entries.
                expected[a / instance.outputs()][a % instance.outputs()] -= kernel.get(a, b) * g.data[b];
            }
        }
        Velocity velocity = Velocity.of(PRODUCTS, features, g);
        assertClose(FeatureVelocity.of(PRODUCTS, velocity).outputs(), expected, ROUNDING);
    }

    @Property(seed = "605", tries = 100, edgeCases = EdgeCasesMode.NONE)
    void theKernelIsExactlySymmetricAndPositiveSemidefinite(@ForAll("instance") NetworkInstance instance) {
        DMatrixRMaj kernel = Sensitivities.of(PRODUCTS, instance.features()).kernel();
        double trace = 0;
        for (int a = 0; a < kernel.numRows; a++) {
            assertThat(kernel.get(a, a)).isNotNegative();
            trace += kernel.get(a, a);
            for (int b = 0; b < a; b++) {
                assertThat(kernel.get(a, b)).isEqualTo(kernel.get(b, a));
            }
        }
        double form = 0;
        double[] v = instance.random().doubles(kernel.numRows, -1, 1).toArray();
        for (int a = 0; a < kernel.numRows; a++) {
            for (int b = 0; b < kernel.numCols; b++) {
                form += v[a] * kernel.get(a, b) * v[b];
            }
        }
        assertThat(form).isGreaterThanOrEqualTo(-ROUNDING * trace);
    }

    /** J u against the naive gradients of all outputs, for velocities u at other networks. */
    @Property(seed = "606", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void outputsMoveAlongVelocitiesOfOtherStatesByTheirInnerProductsWithTheGradients(
            @ForAll("instance") NetworkInstance instance) {
        NaiveNetwork naive = instance.naive();
        int outputs = instance.outputs();
        Velocity velocity = DisplacementTest.velocities(instance).get(0);
        double[][] along = NetworkInstance.matrices(
                        velocity, instance.architecture().depth())
                .stream()
                .map(matrix -> flat(rows(matrix)))
                .toArray(double[][]::new);
        double[][] expected = new double[SAMPLES][outputs];
        for (int a = 0; a < SAMPLES * outputs; a++) {
            double[][] unit = new double[SAMPLES][outputs];
            unit[a / outputs][a % outputs] = 1;
            double[][] gradient = naive.velocities(rows(instance.x()), unit).stream()
                    .map(SensitivitiesTest::flat)
                    .toArray(double[][]::new);
            expected[a / outputs][a % outputs] = -product(naive, gradient, along);
        }
        assertClose(Sensitivities.of(PRODUCTS, instance.features()).along(velocity), expected, ROUNDING);
    }

    @Property(seed = "607", tries = 20, edgeCases = EdgeCasesMode.NONE)
    void aVelocityOfOtherMassesIsRefused(@ForAll("instance") NetworkInstance instance) {
        NetworkInstance wider = new NetworkInstance(
                instance.architecture(),
                instance.widths().stream().map(width -> width + 1).toList(),
                instance.inputs(),
                instance.outputs(),
                instance.weighted(),
                instance.seed());
        Sensitivities sensitivities = Sensitivities.of(PRODUCTS, instance.features());
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        sensitivities.along(DisplacementTest.velocities(wider).get(0)))
                .withMessageContaining("masses");
    }

    private static double product(NaiveNetwork naive, double[][] a, double[][] b) {
        double sum = 0;
        for (int l = 0; l < a.length; l++) {
            int cols = naive.weights.get(l)[0].length;
            for (int i = 0; i < a[l].length; i++) {
                sum += naive.adjacentMasses(l, i / cols, i % cols) * a[l][i] * b[l][i];
            }
        }
        return sum;
    }

    private static double[] flat(double[][] rows) {
        return java.util.Arrays.stream(rows)
                .flatMapToDouble(java.util.Arrays::stream)
                .toArray();
    }
}
