package org.featureflow.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.featureflow.core.feature.NetworkInstance.PRODUCTS;
import static org.featureflow.core.feature.NetworkInstance.assertClose;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;

/** Features transported by the flow are the forward pass of the transported weights, theory section 4. */
class FeatureVelocityTest {

    @Provide
    Arbitrary<NetworkInstance> smooth() {
        return NetworkInstance.smooth();
    }

    /**
     * Central differences along the step, s = 1e-4/(1 + v) for a largest velocity v: truncation s^2 times a third derivative, which
     * is some 1e2 v^3 for five layers, so 1e-6 v; rounding 1e-15 (1 + |beta|)/s, below 1e-9 (1 + v). Relative to the largest
     * entry, at least 1, and to 1 + v.
     */
    @Property(seed = "701", tries = 80, edgeCases = EdgeCasesMode.NONE)
    void itIsTheDifferenceOfTheFeaturesAlongTheStep(@ForAll("smooth") NetworkInstance instance) {
        Features features = instance.features();
        Velocity velocity = Velocity.of(PRODUCTS, features, instance.g());
        FeatureVelocity transported = FeatureVelocity.of(PRODUCTS, velocity);
        double speed = 1;
        for (DMatrixRMaj matrix :
                NetworkInstance.matrices(velocity, instance.architecture().depth())) {
            for (double entry : matrix.data) {
                speed = Math.max(speed, Math.abs(entry));
            }
        }
        double step = 1e-4 / (1 + speed);
        Features right = moved(instance, features, velocity, step);
        Features left = moved(instance, features, velocity, -step);
        int last = instance.architecture().depth();
        double tolerance = 1e-6 * (1 + speed);
        assertClose(transported.beta(), difference(right.beta(last), left.beta(last), step), tolerance);
        assertClose(transported.outputs(), difference(right.outputs(), left.outputs(), step), tolerance);
    }

    @Property(seed = "702", tries = 30, edgeCases = EdgeCasesMode.NONE)
    void itsNormIsTheLargestEntryAndWhatItReturnsIsACopy(@ForAll("smooth") NetworkInstance instance) {
        FeatureVelocity transported =
                FeatureVelocity.of(PRODUCTS, Velocity.of(PRODUCTS, instance.features(), instance.g()));
        double largest = 0;
        for (double entry : transported.beta().data) {
            largest = Math.max(largest, Math.abs(entry));
        }
        DMatrixRMaj outputs = transported.outputs();
        transported.beta().fill(1e9);
        transported.outputs().fill(1e9);
        assertThat(transported.betaNorm()).isEqualTo(largest);
        assertThat(transported.outputs().data).containsExactly(outputs.data);
    }

    private static Features moved(NetworkInstance instance, Features features, Velocity velocity, double step) {
        Network network = features.network();
        return network.withWeights(network.weights().plus(PRODUCTS, step, velocity))
                .forward(PRODUCTS, instance.x());
    }

    private static DMatrixRMaj difference(DMatrixRMaj right, DMatrixRMaj left, double step) {
        DMatrixRMaj difference = right.copy();
        for (int i = 0; i < difference.getNumElements(); i++) {
            difference.data[i] = (right.data[i] - left.data[i]) / (2 * step);
        }
        return difference;
    }
}
