package org.featureflow.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.featureflow.core.feature.NetworkInstance.PRODUCTS;
import static org.featureflow.core.feature.NetworkInstance.ROUNDING;
import static org.featureflow.core.feature.NetworkInstance.SAMPLES;
import static org.featureflow.core.feature.NetworkInstance.assertClose;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;

/**
 * H as an operator against H as a matrix, which {@link SensitivitiesTest} checks against naive gradients. With 4 samples, widths of 1
 * take the way without Gram matrices, widths from 2 the other.
 */
class FunctionSpaceKernelTest {

    @Provide
    Arbitrary<NetworkInstance> instance() {
        return NetworkInstance.any();
    }

    @Property(seed = "621", tries = 100, edgeCases = EdgeCasesMode.NONE)
    void itsProductIsThatOfTheMatrix(@ForAll("instance") NetworkInstance instance) {
        Features features = instance.features();
        DMatrixRMaj r = instance.g();
        DMatrixRMaj matrix = Sensitivities.of(PRODUCTS, features).kernel();
        double[][] expected = new double[SAMPLES][instance.outputs()];
        for (int a = 0; a < matrix.numRows; a++) {
            for (int b = 0; b < matrix.numCols; b++) {
                expected[a / instance.outputs()][a % instance.outputs()] += matrix.get(a, b) * r.data[b];
            }
        }
        assertClose(FunctionSpaceKernel.of(PRODUCTS, features).multiply(r), expected, ROUNDING);
    }

    @Property(seed = "622", tries = 30, edgeCases = EdgeCasesMode.NONE)
    void itsVelocityIsThatOfABackwardPassToTheLastBit(@ForAll("instance") NetworkInstance instance) {
        Features features = instance.features();
        Velocity velocity = FunctionSpaceKernel.of(PRODUCTS, features).velocity(instance.g());
        Velocity passed = Velocity.of(PRODUCTS, features, instance.g());
        int depth = instance.architecture().depth();
        for (int l = 0; l <= depth; l++) {
            assertThat(NetworkInstance.matrices(velocity, depth).get(l).data)
                    .containsExactly(NetworkInstance.matrices(passed, depth).get(l).data);
        }
    }

    @Example
    void aResidualOfAnotherShapeIsRefused() {
        NetworkInstance instance = NetworkInstance.any().sample();
        FunctionSpaceKernel kernel = FunctionSpaceKernel.of(PRODUCTS, instance.features());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.multiply(new DMatrixRMaj(SAMPLES + 1, instance.outputs())))
                .withMessageContaining("residual");
    }
}
