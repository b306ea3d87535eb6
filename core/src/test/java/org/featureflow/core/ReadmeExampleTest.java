package org.featureflow.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.feature.Features;
import org.featureflow.core.feature.InitialLaw;
import org.featureflow.core.feature.Initialization;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.OutputEnclosure;
import org.featureflow.core.feature.Sensitivities;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.Interval;
import org.featureflow.core.numeric.RandomStreams;
import org.junit.jupiter.api.Test;

/** The README's use of this module. */
class ReadmeExampleTest {

    @Test
    void aNetworkIsReadByItsFeatures() {
        DMatrixRMaj x = new DMatrixRMaj(new double[][] {{-1}, {0}, {1}});
        DMatrixRMaj y = new DMatrixRMaj(new double[][] {{0}, {1}, {0}});
        Dataset data = new Dataset(x, y).withBias();
        MatrixProducts products = MatrixProducts.portable(1);
        Architecture resNet = Architecture.resNet(3, Activations.tanh(), Activations.tanh());
        Network network = Initialization.draw(
                        products, resNet, data.inputs(), 50, 1, InitialLaw.withDefaults(), new RandomStreams(1))
                .network();
        Features features = network.forward(products, data.inputs());
        DMatrixRMaj kernel = Sensitivities.of(products, features).kernel(); // df/dt = -H g
        Interval[][] proved = OutputEnclosure.of(products, features); // contains the exact outputs
        assertThat(kernel.numRows).isEqualTo(3);
        assertThat(proved[0][0].contains(features.outputs().get(0, 0))).isTrue();
    }
}
