package org.featureflow.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.featureflow.core.feature.NetworkInstance.PRODUCTS;
import static org.featureflow.core.feature.NetworkInstance.ROUNDING;
import static org.featureflow.core.feature.NetworkInstance.assertClose;
import static org.featureflow.core.feature.NetworkInstance.rows;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.junit.jupiter.api.Test;

/** The forward pass of theory section 2. */
class FeaturesTest {

    @Provide
    Arbitrary<NetworkInstance> instance() {
        return NetworkInstance.any();
    }

    @Property(seed = "401", tries = 150, edgeCases = EdgeCasesMode.NONE)
    void featuresResidualsAndOutputsAreThoseOfTheFormulas(@ForAll("instance") NetworkInstance instance) {
        Features features = instance.features();
        NaiveNetwork.Pass pass = instance.naive().forward(rows(instance.x()));
        for (int l = 1; l <= instance.architecture().depth(); l++) {
            double[][] beta = pass.beta().get(l - 1);
            assertClose(features.beta(l), beta, ROUNDING);
            if (l > 1 && instance.architecture().hasSkipConnections()) {
                assertClose(features.alpha(l), pass.alpha().get(l - 1), ROUNDING);
            }
            for (double[] row : beta) {
                for (int j = 0; j < row.length; j++) {
                    row[j] = instance.architecture().activation().value(row[j]);
                }
            }
            assertClose(features.activated(l), beta, ROUNDING);
        }
        assertClose(features.outputs(), pass.outputs(), ROUNDING);
        assertThat(features.samples()).isEqualTo(NetworkInstance.SAMPLES);
    }

    /** By hand: beta_1 = (2 3)/1, alpha_2 = (2 3)/2 V_2 = (2.5, 5), beta_2 = (4.5, 8), f = (4.5 - 8)/2. */
    @Test
    void aLinearResNetByHand() {
        Network network = Network.ofEqualMasses(
                Architecture.resNet(2, Activations.identity(), Activations.identity()),
                new Weights(
                        new DMatrixRMaj(new double[][] {{2, 3}}),
                        List.of(DenseWeights.of(new DMatrixRMaj(new double[][] {{1, 2}, {1, 2}}))),
                        new DMatrixRMaj(new double[][] {{1}, {-1}})));
        Features features = network.forward(PRODUCTS, new DMatrixRMaj(new double[][] {{1}}));
        assertThat(features.beta(1).data).containsExactly(2, 3);
        assertThat(features.alpha(2).data).containsExactly(2.5, 5);
        assertThat(features.beta(2).data).containsExactly(4.5, 8);
        assertThat(features.outputs().data).containsExactly(-1.75);
        assertThat(features.network()).isSameAs(network);
    }

    /** By hand: theta_1 = (2 3), theta_2 = .25 2 + .75 3 = 2.75 (one unit), f = 2.75 (1, -2). */
    @Test
    void aLinearDnnOfUnequalWidthsAndMassesByHand() {
        Network network = new Network(
                Architecture.dnn(2, Activations.identity()),
                new Weights(
                        new DMatrixRMaj(new double[][] {{4, 0}, {0, 6}}),
                        List.of(DenseWeights.of(new DMatrixRMaj(new double[][] {{1}, {1}}))),
                        new DMatrixRMaj(new double[][] {{1, -2}})),
                Masses.of(List.of(new double[] {0.25, 0.75}, new double[] {1})));
        Features features = network.forward(PRODUCTS, new DMatrixRMaj(new double[][] {{1, 1}}));
        assertThat(features.beta(1).data).containsExactly(2, 3);
        assertThat(features.beta(2).data).containsExactly(2.75);
        assertThat(features.outputs().data).containsExactly(2.75, -5.5);
    }

    @Property(seed = "402", tries = 30, edgeCases = EdgeCasesMode.NONE)
    void whatIsReturnedAndWhatWasGivenMayBeChangedWithoutEffect(@ForAll("instance") NetworkInstance instance) {
        DMatrixRMaj x = instance.x();
        Features features = instance.network().forward(PRODUCTS, x);
        DMatrixRMaj outputs = features.outputs();
        DMatrixRMaj velocity = Velocity.of(PRODUCTS, features, instance.g()).input(PRODUCTS);
        x.fill(7);
        features.beta(1).fill(7);
        features.activated(1).fill(7);
        features.outputs().fill(7);
        assertThat(features.outputs().data).containsExactly(outputs.data);
        assertThat(Velocity.of(PRODUCTS, features, instance.g()).input(PRODUCTS).data)
                .containsExactly(velocity.data);
    }

    @Test
    void onlyLayersFromTheSecondOfAResNetHaveResiduals() {
        Network dnn = Network.ofEqualMasses(
                Architecture.dnn(1, Activations.tanh()),
                new Weights(new DMatrixRMaj(2, 3), List.of(), new DMatrixRMaj(3, 1)));
        Features features = dnn.forward(PRODUCTS, new DMatrixRMaj(4, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> features.alpha(2)).withMessageContaining("layer 2");
        assertThatIllegalArgumentException().isThrownBy(() -> features.alpha(1)).withMessageContaining("layer 1");
    }

    @Test
    void inputsThatDoNotFitTheWeightsAreRefusedNamingBothShapes() {
        Network network = Network.ofEqualMasses(
                Architecture.dnn(1, Activations.tanh()),
                new Weights(new DMatrixRMaj(2, 3), List.of(), new DMatrixRMaj(3, 1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.forward(PRODUCTS, new DMatrixRMaj(5, 4)))
                .withMessageContaining("5 x 4")
                .withMessageContaining("2 x 3");
    }
}
