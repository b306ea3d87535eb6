package org.featureflow.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.featureflow.core.feature.NetworkInstance.PRODUCTS;
import static org.featureflow.core.feature.NetworkInstance.ROUNDING;
import static org.featureflow.core.feature.NetworkInstance.assertClose;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;

/** Sums of velocities at several states, against the same sums of whole matrices. */
class DisplacementTest {

    private static final double[] TIMES = {0.5, -2, 1.25};

    @Provide
    Arbitrary<NetworkInstance> instance() {
        return NetworkInstance.any();
    }

    @Property(seed = "521", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void weightsMoveByTheSumOfTheVelocitiesTimesTheirTimes(@ForAll("instance") NetworkInstance instance) {
        Weights moved = instance.network().weights().plus(PRODUCTS, displacement(instance));
        List<DMatrixRMaj> expected = sum(instance);
        for (int l = 0; l < expected.size(); l++) {
            DMatrixRMaj start = instance.matrices().get(l);
            for (int i = 0; i < start.getNumElements(); i++) {
                expected.get(l).data[i] += start.data[i];
            }
        }
        int depth = expected.size() - 1;
        assertClose(moved.input(), expected.get(0), ROUNDING);
        for (int l = 1; l < depth; l++) {
            assertClose(moved.hidden().get(l - 1).toDense(), expected.get(l), ROUNDING);
        }
        assertClose(moved.output(), expected.get(depth), ROUNDING);
    }

    @Property(seed = "522", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void theSquaredNormIsThatOfTheWholeMatrices(@ForAll("instance") NetworkInstance instance) {
        List<DMatrixRMaj> sum = sum(instance);
        NaiveNetwork naive = instance.naive();
        double expected = 0;
        for (int l = 0; l < sum.size(); l++) {
            for (int i = 0; i < sum.get(l).numRows; i++) {
                for (int j = 0; j < sum.get(l).numCols; j++) {
                    expected += naive.adjacentMasses(l, i, j)
                            * sum.get(l).get(i, j)
                            * sum.get(l).get(i, j);
                }
            }
        }
        assertThat(displacement(instance).squaredNorm(PRODUCTS)).isCloseTo(expected, within(ROUNDING * (1 + expected)));
    }

    /**
     * u + (1e-9) w - u: inner products of the terms would leave rounding errors of 1e-16 |u|^2, a hundred times |1e-9 w|^2. Here
     * they are 1e-16 |u| against 1e-9 |w|.
     */
    @Property(seed = "523", tries = 40, edgeCases = EdgeCasesMode.NONE)
    void theNormIsAccurateWhereTermsCancel(@ForAll("instance") NetworkInstance instance) {
        List<Velocity> velocities = velocities(instance);
        double small = 1e-9;
        double difference = Displacement.of(1, velocities.get(0))
                .plus(small, velocities.get(1))
                .plus(-1, velocities.get(0))
                .squaredNorm(PRODUCTS);
        double size = Math.sqrt(velocities.get(0).squaredNorm(PRODUCTS));
        double expected = small * Math.sqrt(velocities.get(1).squaredNorm(PRODUCTS));
        assertThat(Math.sqrt(difference)).isCloseTo(expected, within(1e-13 * (size + expected)));
    }

    @Property(seed = "524", tries = 20, edgeCases = EdgeCasesMode.NONE)
    void networksOfOtherMassesAreRefused(@ForAll("instance") NetworkInstance instance) {
        NetworkInstance wider = new NetworkInstance(
                instance.architecture(),
                instance.widths().stream().map(width -> width + 1).toList(),
                instance.inputs(),
                instance.outputs(),
                instance.weighted(),
                instance.seed());
        Velocity velocity = velocities(instance).get(0);
        Velocity other = velocities(wider).get(0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Displacement.of(1, velocity).plus(1, other))
                .withMessageContaining("masses");
    }

    /** At three networks that differ in all weights, each for its own residual. */
    static List<Velocity> velocities(NetworkInstance instance) {
        Random random = new Random(instance.seed() + 9);
        List<Velocity> velocities = new ArrayList<>();
        for (int i = 0; i < TIMES.length; i++) {
            List<DMatrixRMaj> matrices = instance.matrices();
            for (DMatrixRMaj matrix : matrices) {
                for (int q = 0; q < matrix.getNumElements(); q++) {
                    matrix.data[q] += random.nextDouble() - 0.5;
                }
            }
            Features features =
                    instance.network(matrices, instance.network().masses()).forward(PRODUCTS, instance.x());
            velocities.add(Velocity.of(
                    PRODUCTS,
                    features,
                    NetworkInstance.uniform(random, NetworkInstance.SAMPLES, instance.outputs(), 1)));
        }
        return velocities;
    }

    private static Displacement displacement(NetworkInstance instance) {
        List<Velocity> velocities = velocities(instance);
        return Displacement.of(TIMES[0], velocities.get(0))
                .plus(TIMES[1], velocities.get(1))
                .plus(TIMES[2], velocities.get(2));
    }

    private static List<DMatrixRMaj> sum(NetworkInstance instance) {
        List<Velocity> velocities = velocities(instance);
        List<DMatrixRMaj> sum = new ArrayList<>();
        for (int i = 0; i < TIMES.length; i++) {
            List<DMatrixRMaj> matrices = NetworkInstance.matrices(
                    velocities.get(i), instance.architecture().depth());
            for (int l = 0; l < matrices.size(); l++) {
                if (i == 0) {
                    sum.add(new DMatrixRMaj(matrices.get(l).numRows, matrices.get(l).numCols));
                }
                for (int q = 0; q < matrices.get(l).getNumElements(); q++) {
                    sum.get(l).data[q] += TIMES[i] * matrices.get(l).data[q];
                }
            }
        }
        return sum;
    }
}
