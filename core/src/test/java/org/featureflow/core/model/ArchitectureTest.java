package org.featureflow.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private final Activation tanh = Activations.tanh();
    private final Activation relu = Activations.relu();
    private final Activation identity = Activations.identity();
    private final Activation sigmoid = Activations.sigmoid();

    @Test
    void onlyResNetsHaveSkipConnections() {
        assertThat(Architecture.resNet(2, tanh, relu).hasSkipConnections()).isTrue();
        assertThat(Architecture.dnn(2, tanh).hasSkipConnections()).isFalse();
    }

    @Test
    void factoriesKeepWhatTheyAreGiven() {
        Architecture architecture = Architecture.resNet(3, tanh, relu);
        assertThat(architecture.model()).isEqualTo(Architecture.Model.RESNET);
        assertThat(architecture.depth()).isEqualTo(3);
        assertThat(architecture.activation()).isSameAs(tanh);
        assertThat(architecture.residualActivation()).isSameAs(relu);
        assertThat(Architecture.dnn(4, relu).model()).isEqualTo(Architecture.Model.DNN);
        assertThat(Architecture.dnn(4, relu).activation()).isSameAs(relu);
    }

    @Test
    void aNetworkIsOddIfAllActivationsInUseAre() {
        assertThat(Architecture.resNet(2, tanh, identity).isOdd()).isTrue();
        assertThat(Architecture.resNet(2, tanh, sigmoid).isOdd()).isFalse();
        assertThat(Architecture.resNet(2, sigmoid, tanh).isOdd()).isFalse();
        assertThat(Architecture.dnn(2, tanh).isOdd()).isTrue();
        assertThat(Architecture.dnn(2, sigmoid).isOdd()).isFalse();
    }

    @Test
    void aNetworkIsPositivelyHomogeneousIfAllActivationsInUseAre() {
        assertThat(Architecture.resNet(2, relu, identity).isPositivelyHomogeneous())
                .isTrue();
        assertThat(Architecture.resNet(2, relu, tanh).isPositivelyHomogeneous()).isFalse();
        assertThat(Architecture.resNet(2, tanh, relu).isPositivelyHomogeneous()).isFalse();
        assertThat(Architecture.dnn(3, relu).isPositivelyHomogeneous()).isTrue();
    }

    @Test
    void aNetworkIsLinearIfAllActivationsInUseAre() {
        assertThat(Architecture.resNet(2, identity, identity).isLinear()).isTrue();
        assertThat(Architecture.resNet(2, identity, relu).isLinear()).isFalse();
        assertThat(Architecture.resNet(2, relu, identity).isLinear()).isFalse();
        assertThat(Architecture.dnn(3, identity).isLinear()).isTrue();
    }

    @Test
    void theResidualActivationIsNotInUseInOneLayerNorInADnn() {
        assertThat(Architecture.resNet(1, tanh, sigmoid).isOdd()).isTrue();
        assertThat(Architecture.resNet(1, relu, tanh).isPositivelyHomogeneous()).isTrue();
        assertThat(Architecture.resNet(1, identity, tanh).isLinear()).isTrue();
        Architecture dnn = new Architecture(Architecture.Model.DNN, 3, identity, sigmoid);
        assertThat(dnn.isOdd()).isTrue();
        assertThat(dnn.isPositivelyHomogeneous()).isTrue();
        assertThat(dnn.isLinear()).isTrue();
    }

    @Test
    void aDepthBelowOneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Architecture.dnn(0, tanh))
                .withMessageContaining("depth 0");
    }
}
