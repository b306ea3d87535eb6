package org.featureflow.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.featureflow.core.feature.NetworkInstance.PRODUCTS;
import static org.featureflow.core.feature.NetworkInstance.ROUNDING;
import static org.featureflow.core.feature.NetworkInstance.assertClose;
import static org.featureflow.core.feature.NetworkInstance.rows;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Objective;

/** The velocities of theory section 4. */
class VelocityTest {

    @Provide
    Arbitrary<NetworkInstance> instance() {
        return NetworkInstance.any();
    }

    @Provide
    Arbitrary<NetworkInstance> smooth() {
        return NetworkInstance.smooth();
    }

    @Property(seed = "501", tries = 150, edgeCases = EdgeCasesMode.NONE)
    void velocitiesAreThoseOfTheFormulas(@ForAll("instance") NetworkInstance instance) {
        Velocity velocity = Velocity.of(PRODUCTS, instance.features(), instance.g());
        List<double[][]> expected = instance.naive().velocities(rows(instance.x()), rows(instance.g()));
        List<DMatrixRMaj> actual =
                NetworkInstance.matrices(velocity, instance.architecture().depth());
        assertThat(actual).hasSameSizeAs(expected);
        for (int l = 0; l < actual.size(); l++) {
            assertClose(actual.get(l), expected.get(l), ROUNDING);
        }
    }

    /**
     * The velocity of a weight times the masses of its two ends (1/d of an input) is minus the loss's slope in it. Central
     * differences with step s = 1e-4 and their half, extrapolated: truncation s^4 times a fifth derivative, below 1e-11 of the scale
     * of 1e3 that five layers of slope 2 may reach; rounding 1e-15 |L|/s, below 1e-10.
     */
    @Property(seed = "502", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void velocitiesTimesAdjacentMassesAreMinusTheSlopesOfTheLoss(@ForAll("smooth") NetworkInstance instance) {
        Objective objective = instance.objective();
        Features features = instance.features();
        Velocity velocity = Velocity.of(PRODUCTS, features, objective.gradient(features.outputs()));
        NaiveNetwork naive = instance.naive();
        double[][] x = rows(instance.x());
        List<DMatrixRMaj> matrices =
                NetworkInstance.matrices(velocity, instance.architecture().depth());
        double scale = 1 + objective.value(features.outputs());
        for (int l = 0; l < matrices.size(); l++) {
            DMatrixRMaj matrix = matrices.get(l);
            for (int i = 0; i < matrix.numRows; i++) {
                for (int j = 0; j < matrix.numCols; j++) {
                    double slope =
                            (4 * slope(naive, objective, x, l, i, j, 5e-5) - slope(naive, objective, x, l, i, j, 1e-4))
                                    / 3;
                    double adjacent = naive.adjacentMasses(l, i, j);
                    assertThat(matrix.get(i, j) * adjacent)
                            .as("layer %s entry (%s, %s)", l, i, j)
                            .isCloseTo(-slope, within(1e-9 * scale));
                }
            }
        }
    }

    private static double slope(
            NaiveNetwork naive, Objective objective, double[][] x, int layer, int row, int col, double step) {
        double right = value(objective, naive.shifted(layer, row, col, step), x);
        double left = value(objective, naive.shifted(layer, row, col, -step), x);
        return (right - left) / (2 * step);
    }

    private static double value(Objective objective, NaiveNetwork naive, double[][] x) {
        return objective.value(new DMatrixRMaj(naive.forward(x).outputs()));
    }

    /** dL/dt = g . df/dt = -|velocity|^2 in the metric of the masses, theory section 4. */
    @Property(seed = "503", tries = 100, edgeCases = EdgeCasesMode.NONE)
    void theEnergyIdentityHolds(@ForAll("instance") NetworkInstance instance) {
        DMatrixRMaj g = instance.g();
        Velocity velocity = Velocity.of(PRODUCTS, instance.features(), g);
        DMatrixRMaj change = FeatureVelocity.of(PRODUCTS, velocity).outputs();
        double rate = 0;
        double terms = 1;
        for (int i = 0; i < g.getNumElements(); i++) {
            rate += g.data[i] * change.data[i];
            terms += Math.abs(g.data[i] * change.data[i]);
        }
        assertThat(velocity.dot(PRODUCTS, velocity)).isCloseTo(-rate, within(ROUNDING * terms));
    }

    /** (1/d) mean_j |dV_1(:,j)|^2 + .. with masses for means, entry by entry. */
    @Property(seed = "504", tries = 100, edgeCases = EdgeCasesMode.NONE)
    void theInnerProductIsTheWeightedSumOverAllEntries(@ForAll("instance") NetworkInstance instance) {
        Features features = instance.features();
        Velocity velocity = Velocity.of(PRODUCTS, features, instance.g());
        // The other velocity belongs to other weights of the same network.
        Network moved =
                features.network().withWeights(features.network().weights().plus(PRODUCTS, 0.1, velocity));
        DMatrixRMaj residual = NetworkInstance.uniform(new Random(9), NetworkInstance.SAMPLES, instance.outputs(), 1);
        Velocity other = Velocity.of(PRODUCTS, moved.forward(PRODUCTS, instance.x()), residual);
        int depth = instance.architecture().depth();
        List<DMatrixRMaj> a = NetworkInstance.matrices(velocity, depth);
        List<DMatrixRMaj> b = NetworkInstance.matrices(other, depth);
        NaiveNetwork naive = instance.naive();
        double sum = 0;
        double terms = 1;
        for (int l = 0; l < a.size(); l++) {
            for (int i = 0; i < a.get(l).numRows; i++) {
                for (int j = 0; j < a.get(l).numCols; j++) {
                    double term = naive.adjacentMasses(l, i, j)
                            * a.get(l).get(i, j)
                            * b.get(l).get(i, j);
                    sum += term;
                    terms += Math.abs(term);
                }
            }
        }
        assertThat(velocity.dot(PRODUCTS, other)).isCloseTo(sum, within(ROUNDING * terms));
        assertThat(other.dot(PRODUCTS, velocity)).isCloseTo(sum, within(ROUNDING * terms));
    }

    @Property(seed = "505", tries = 30, edgeCases = EdgeCasesMode.NONE)
    void theInnerProductTakesVelocitiesOfNetworksBuiltApart(@ForAll("instance") NetworkInstance instance) {
        Velocity velocity = Velocity.of(PRODUCTS, instance.features(), instance.g());
        Velocity same = Velocity.of(PRODUCTS, instance.features(), instance.g());
        assertThat(velocity.dot(PRODUCTS, same)).isEqualTo(velocity.dot(PRODUCTS, velocity));
    }

    @Property(seed = "506", tries = 30, edgeCases = EdgeCasesMode.NONE)
    void theInnerProductRefusesOtherMasses(@ForAll("instance") NetworkInstance instance) {
        if (instance.widths().get(0) > 1) {
            List<double[]> masses =
                    instance.massList().stream().map(double[]::clone).toList();
            for (double[] p : masses) {
                for (int k = 1; k < p.length; k++) {
                    p[0] += p[k] / 2;
                    p[k] /= 2;
                }
            }
            Velocity velocity = Velocity.of(PRODUCTS, instance.features(), instance.g());
            Network heavier = instance.network(instance.matrices(), Masses.of(masses));
            Velocity other = Velocity.of(PRODUCTS, heavier.forward(PRODUCTS, instance.x()), instance.g());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> velocity.dot(PRODUCTS, other))
                    .withMessageContaining("masses");
        }
    }

    @Property(seed = "507", tries = 50, edgeCases = EdgeCasesMode.NONE)
    void theOutputNormIsTheMeanAbsoluteVelocityOfTheOutputWeights(@ForAll("instance") NetworkInstance instance) {
        Velocity velocity = Velocity.of(PRODUCTS, instance.features(), instance.g());
        List<double[][]> expected = instance.naive().velocities(rows(instance.x()), rows(instance.g()));
        double[] p = instance.massList().get(instance.architecture().depth() - 1);
        double[][] output = expected.get(expected.size() - 1);
        double norm = 0;
        for (int j = 0; j < p.length; j++) {
            for (double entry : output[j]) {
                norm += p[j] * Math.abs(entry);
            }
        }
        assertThat(velocity.outputNorm(PRODUCTS)).isCloseTo(norm, within(ROUNDING * (1 + norm)));
    }

    @Property(seed = "508", tries = 50, edgeCases = EdgeCasesMode.NONE)
    void velocitiesAreLinearInTheResidualAndDoNotChangeWithItAfterwards(@ForAll("instance") NetworkInstance instance) {
        Features features = instance.features();
        DMatrixRMaj g = instance.g();
        DMatrixRMaj twice = g.copy();
        for (int i = 0; i < g.getNumElements(); i++) {
            twice.data[i] *= 2;
        }
        Velocity velocity = Velocity.of(PRODUCTS, features, g);
        List<DMatrixRMaj> doubled = NetworkInstance.matrices(
                Velocity.of(PRODUCTS, features, twice), instance.architecture().depth());
        g.fill(7);
        List<DMatrixRMaj> once =
                NetworkInstance.matrices(velocity, instance.architecture().depth());
        for (int l = 0; l < once.size(); l++) {
            for (int i = 0; i < once.get(l).getNumElements(); i++) {
                assertThat(doubled.get(l).data[i]).isEqualTo(2 * once.get(l).data[i]);
            }
        }
    }

    @Property(seed = "509", tries = 20, edgeCases = EdgeCasesMode.NONE)
    void aResidualOfTheWrongShapeIsRefusedNamingBothShapes(@ForAll("instance") NetworkInstance instance) {
        Features features = instance.features();
        for (DMatrixRMaj wrong : List.of(
                new DMatrixRMaj(NetworkInstance.SAMPLES, instance.outputs() + 1),
                new DMatrixRMaj(NetworkInstance.SAMPLES + 1, instance.outputs()),
                new DMatrixRMaj(NetworkInstance.SAMPLES - 1, instance.outputs()))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Velocity.of(PRODUCTS, features, wrong))
                    .withMessageContaining(wrong.numRows + " x " + wrong.numCols)
                    .withMessageContaining(NetworkInstance.SAMPLES + " x " + instance.outputs());
            Sensitivities sensitivities = Sensitivities.of(PRODUCTS, features);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> sensitivities.velocity(wrong))
                    .withMessageContaining(wrong.numRows + " x " + wrong.numCols)
                    .withMessageContaining(NetworkInstance.SAMPLES + " x " + instance.outputs());
        }
    }

    /** 4 samples go by a QR decomposition, 70 form the hidden velocities; both give the weighted sum of squared entries. */
    @Property(seed = "508", tries = 30, edgeCases = EdgeCasesMode.NONE)
    void theSquaredNormIsTheWeightedSumOfSquaredEntries(@ForAll("instance") NetworkInstance instance) {
        for (int samples : new int[] {4, 70}) {
            DMatrixRMaj x = NetworkInstance.uniform(new Random(1), samples, instance.inputs(), 1.5);
            DMatrixRMaj r = NetworkInstance.uniform(new Random(2), samples, instance.outputs(), 1);
            Velocity velocity = Velocity.of(PRODUCTS, instance.network().forward(PRODUCTS, x), r);
            List<DMatrixRMaj> matrices =
                    NetworkInstance.matrices(velocity, instance.architecture().depth());
            NaiveNetwork naive = instance.naive();
            double expected = 0;
            for (int l = 0; l < matrices.size(); l++) {
                DMatrixRMaj matrix = matrices.get(l);
                for (int i = 0; i < matrix.numRows; i++) {
                    for (int j = 0; j < matrix.numCols; j++) {
                        expected += naive.adjacentMasses(l, i, j) * matrix.get(i, j) * matrix.get(i, j);
                    }
                }
            }
            assertThat(velocity.squaredNorm(PRODUCTS))
                    .as("%s samples", samples)
                    .isCloseTo(expected, within(ROUNDING * (1 + expected)));
        }
    }
}
