package org.featureflow.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.featureflow.core.feature.NetworkInstance.PRODUCTS;
import static org.featureflow.core.feature.NetworkInstance.ROUNDING;
import static org.featureflow.core.feature.NetworkInstance.assertClose;

import java.util.ArrayList;
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

class WeightsTest {

    @Provide
    Arbitrary<NetworkInstance> instance() {
        return NetworkInstance.any();
    }

    @Property(seed = "901", tries = 80, edgeCases = EdgeCasesMode.NONE)
    void aStepAddsTimeTimesTheVelocityToEveryEntry(@ForAll("instance") NetworkInstance instance) {
        Features features = instance.features();
        Velocity velocity = Velocity.of(PRODUCTS, features, instance.g());
        Weights before = features.network().weights();
        double time = 0.25;
        List<DMatrixRMaj> moved = matrices(before.plus(PRODUCTS, time, velocity));
        List<DMatrixRMaj> velocities =
                NetworkInstance.matrices(velocity, instance.architecture().depth());
        for (int l = 0; l < moved.size(); l++) {
            DMatrixRMaj expected = instance.matrices().get(l);
            for (int i = 0; i < expected.getNumElements(); i++) {
                expected.data[i] += time * velocities.get(l).data[i];
            }
            assertClose(moved.get(l), expected, ROUNDING);
            assertThat(matrices(before).get(l).data)
                    .containsExactly(instance.matrices().get(l).data);
        }
    }

    @Test
    void knowTheirDepthAndWidths() {
        Weights weights = new Weights(
                new DMatrixRMaj(2, 3),
                List.of(DenseWeights.of(new DMatrixRMaj(3, 4)), DenseWeights.of(new DMatrixRMaj(4, 5))),
                new DMatrixRMaj(5, 1));
        assertThat(weights.depth()).isEqualTo(3);
        assertThat(weights.widths()).containsExactly(3, 4, 5);
        assertThat(weights.hidden().get(1).rows()).isEqualTo(4);
        assertThat(weights.hidden().get(1).cols()).isEqualTo(5);
    }

    @Test
    void matricesAreCopiedOnTheWayInAndOut() {
        DMatrixRMaj input = new DMatrixRMaj(new double[][] {{1}});
        DMatrixRMaj hidden = new DMatrixRMaj(new double[][] {{2}});
        DMatrixRMaj output = new DMatrixRMaj(new double[][] {{3}});
        List<LayerWeights> layers = new ArrayList<>(List.of(DenseWeights.of(hidden)));
        Weights weights = new Weights(input, layers, output);
        layers.clear();
        for (DMatrixRMaj matrix : List.of(
                input,
                hidden,
                output,
                weights.input(),
                weights.output(),
                weights.hidden().get(0).toDense())) {
            matrix.fill(7);
        }
        assertThat(weights.input().get(0)).isEqualTo(1);
        assertThat(weights.hidden().get(0).toDense().get(0)).isEqualTo(2);
        assertThat(weights.output().get(0)).isEqualTo(3);
    }

    /** By hand: p^T q of p = (1 2), (0 1) and q = (3), (5). */
    @Test
    void denseWeightsOfFactorsAreTheirProduct() {
        DMatrixRMaj p = new DMatrixRMaj(new double[][] {{1, 2}, {0, 1}});
        DMatrixRMaj q = new DMatrixRMaj(new double[][] {{3}, {5}});
        DenseWeights product = DenseWeights.ofFactors(PRODUCTS, p, q);
        assertThat(product.toDense().data).containsExactly(3, 11);
        assertThat(product.plus(PRODUCTS, -2, p, q).toDense().data).containsExactly(-3, -11);
        assertThat(product.toDense().data).containsExactly(3, 11);
    }

    /** By hand: V = (1 2), (3 4), (5 6). */
    @Test
    void denseWeightsAreAnOperatorAndItsTranspose() {
        LayerWeights weights = DenseWeights.of(new DMatrixRMaj(new double[][] {{1, 2}, {3, 4}, {5, 6}}));
        DMatrixRMaj out = new DMatrixRMaj(1, 2);
        weights.multiply(PRODUCTS, new DMatrixRMaj(new double[][] {{1, 0, -1}}), out);
        assertThat(out.data).containsExactly(-4, -4);
        DMatrixRMaj back = new DMatrixRMaj(1, 3);
        weights.multiplyTransposed(PRODUCTS, new DMatrixRMaj(new double[][] {{1, -1}}), back);
        assertThat(back.data).containsExactly(-1, -1, -1);
    }

    @Test
    void neighbouringShapesThatDoNotFitAreRefusedNamingThem() {
        LayerWeights square = DenseWeights.of(new DMatrixRMaj(3, 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Weights(new DMatrixRMaj(2, 4), List.of(square), new DMatrixRMaj(3, 1)))
                .withMessageContaining("hidden weights 1 are 3 x 3")
                .withMessageContaining("4 units");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Weights(new DMatrixRMaj(2, 3), List.of(square), new DMatrixRMaj(4, 1)))
                .withMessageContaining("output weights 4 x 1")
                .withMessageContaining("3 units");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Weights(new DMatrixRMaj(2, 3), List.of(square), new DMatrixRMaj(3, 0)))
                .withMessageContaining("3 x 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Weights(new DMatrixRMaj(0, 3), List.of(square), new DMatrixRMaj(3, 1)))
                .withMessageContaining("0 x 3");
    }

    @Test
    void aVelocityOfAnotherDepthIsRefused() {
        LayerWeights square = DenseWeights.of(new DMatrixRMaj(3, 3));
        Weights shallow = new Weights(new DMatrixRMaj(2, 3), List.of(), new DMatrixRMaj(3, 1));
        Weights deep = new Weights(new DMatrixRMaj(2, 3), List.of(square), new DMatrixRMaj(3, 1));
        Network network = Network.ofEqualMasses(Architecture.dnn(1, Activations.tanh()), shallow);
        Velocity velocity =
                Velocity.of(PRODUCTS, network.forward(PRODUCTS, new DMatrixRMaj(4, 2)), new DMatrixRMaj(4, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deep.plus(PRODUCTS, 1, velocity))
                .withMessageContaining("depth 2")
                .withMessageContaining("velocity 1");
    }

    private static List<DMatrixRMaj> matrices(Weights weights) {
        List<DMatrixRMaj> matrices = new ArrayList<>();
        matrices.add(weights.input());
        weights.hidden().forEach(layer -> matrices.add(layer.toDense()));
        matrices.add(weights.output());
        return matrices;
    }
}
