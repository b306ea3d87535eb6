package org.featureflow.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.junit.jupiter.api.Test;

class NetworkTest {

    private final Weights narrowing =
            new Weights(new DMatrixRMaj(2, 3), List.of(DenseWeights.of(new DMatrixRMaj(3, 2))), new DMatrixRMaj(2, 1));
    private final Architecture dnn = Architecture.dnn(2, Activations.tanh());

    @Test
    void equalMassesAreOneOverEachWidth() {
        Network network = Network.ofEqualMasses(dnn, narrowing);
        assertThat(network.masses()).isEqualTo(Masses.uniform(3, 2));
    }

    @Test
    void otherWeightsKeepArchitectureAndMasses() {
        Network network = new Network(
                dnn, narrowing, Masses.of(List.of(new double[] {0.5, 0.25, 0.25}, new double[] {0.75, 0.25})));
        Weights changed = new Weights(
                new DMatrixRMaj(2, 3), List.of(DenseWeights.of(new DMatrixRMaj(3, 2))), new DMatrixRMaj(2, 1));
        Network moved = network.withWeights(changed);
        assertThat(moved.weights()).isSameAs(changed);
        assertThat(moved.masses()).isSameAs(network.masses());
        assertThat(moved.architecture()).isEqualTo(dnn);
    }

    @Test
    void depthsThatDisagreeAreRefusedNamingThem() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.ofEqualMasses(Architecture.dnn(3, Activations.tanh()), narrowing))
                .withMessageContaining("depth 3")
                .withMessageContaining("weights 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Network(dnn, narrowing, Masses.uniform(3)))
                .withMessageContaining("masses 1");
    }

    @Test
    void widthsThatDisagreeAreRefusedNamingTheLayer() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Network(dnn, narrowing, Masses.uniform(3, 4)))
                .withMessageContaining("layer 2")
                .withMessageContaining("2 units")
                .withMessageContaining("4 masses");
    }

    @Test
    void theLayersOfAResNetHaveOneWidth() {
        Architecture resNet = Architecture.resNet(2, Activations.tanh(), Activations.tanh());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.ofEqualMasses(resNet, narrowing))
                .withMessageContaining("width 2")
                .withMessageContaining("Res-Net");
    }

    /** A unit of a Res-Net is one path through all layers and has one mass (theory section 2). */
    @Test
    void theLayersOfAResNetShareTheirMasses() {
        Architecture resNet = Architecture.resNet(2, Activations.tanh(), Activations.tanh());
        Weights weights = new Weights(
                new DMatrixRMaj(2, 2), List.of(DenseWeights.of(new DMatrixRMaj(2, 2))), new DMatrixRMaj(2, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Network(
                        resNet, weights, Masses.of(List.of(new double[] {0.5, 0.5}, new double[] {0.25, 0.75}))))
                .withMessageContaining("layer 2")
                .withMessageContaining("mass");
    }
}
