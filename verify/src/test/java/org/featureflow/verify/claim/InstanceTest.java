package org.featureflow.verify.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.verify.claim.InstanceSpec.DataKind;
import org.junit.jupiter.api.Test;

class InstanceTest {

    private static InstanceSpec spec(DataKind kind, String loss) {
        return new InstanceSpec(5, kind, 4, 3, false, Architecture.Model.RESNET, 2, 6, "tanh", loss);
    }

    @Test
    void equalSpecificationsGiveEqualInstances() {
        Instance first = Instance.of(spec(DataKind.GENERIC, "squared"));
        Instance second = Instance.of(spec(DataKind.GENERIC, "squared"));
        assertThat(first.dataset().inputs().data).isEqualTo(second.dataset().inputs().data);
        MatrixProducts products = MatrixProducts.portable(1);
        assertThat(first.start(products).weights().input().data)
                .isEqualTo(second.start(products).weights().input().data);
    }

    @Test
    void conflictingSamplesCoincideInPairs() {
        DMatrixRMaj x =
                Instance.of(spec(DataKind.CONFLICTING, "squared")).dataset().inputs();
        assertThat(x.numRows).isEqualTo(8);
        for (int n = 0; n < x.numRows; n += 2) {
            for (int i = 0; i < x.numCols; i++) {
                assertThat(x.get(n, i)).isEqualTo(x.get(n + 1, i));
            }
        }
    }

    @Test
    void antipodalSamplesAreNegativesInPairs() {
        DMatrixRMaj x =
                Instance.of(spec(DataKind.ANTIPODAL, "logistic")).dataset().inputs();
        for (int n = 0; n < x.numRows; n += 2) {
            for (int i = 0; i < x.numCols; i++) {
                assertThat(x.get(n, i)).isEqualTo(-x.get(n + 1, i));
            }
        }
    }

    @Test
    void nearlyParallelSamplesAreNeighboursInPairs() {
        DMatrixRMaj x =
                Instance.of(spec(DataKind.NEARLY_PARALLEL, "softmax")).dataset().inputs();
        for (int n = 0; n < x.numRows; n += 2) {
            for (int i = 0; i < x.numCols; i++) {
                assertThat(x.get(n, i)).isNotEqualTo(x.get(n + 1, i)).isCloseTo(x.get(n + 1, i), within(0.6));
            }
        }
    }

    @Test
    void labelsFitTheLoss() {
        DMatrixRMaj labels =
                Instance.of(spec(DataKind.GENERIC, "logistic")).dataset().targets();
        for (double label : labels.data) {
            assertThat(Math.abs(label)).isEqualTo(1);
        }
        DMatrixRMaj rows =
                Instance.of(spec(DataKind.GENERIC, "softmax")).dataset().targets();
        assertThat(rows.numCols).isEqualTo(3);
    }

    @Test
    void aLinearNetworkIsLinearThroughout() {
        InstanceSpec linear = new InstanceSpec(
                5, DataKind.BADLY_SCALED, 4, 3, true, Architecture.Model.RESNET, 2, 6, "identity", "huber");
        Instance instance = Instance.of(linear);
        assertThat(instance.architecture().isLinear()).isTrue();
        assertThat(instance.dataset().inputDimension()).isEqualTo(4);
    }

    @Test
    void sizesBelowOneAndUnknownNamesAreRefused() {
        assertThatThrownBy(() -> new InstanceSpec(
                        1, DataKind.GENERIC, 0, 3, true, Architecture.Model.RESNET, 2, 6, "tanh", "huber"))
                .hasMessageContaining("samples 0");
        assertThatThrownBy(() -> new InstanceSpec(
                        1, DataKind.GENERIC, 1, 3, true, Architecture.Model.RESNET, 2, 6, "tan", "huber"))
                .hasMessageContaining("unknown activation 'tan'");
    }

    @Test
    void aSpecificationIsReadByPeople() {
        assertThat(new InstanceSpec(9, DataKind.GENERIC, 4, 3, true, Architecture.Model.DNN, 2, 6, "erf", "huber"))
                .hasToString("DNN depth 2 width 6 erf, huber loss, 4 GENERIC samples of 3 inputs and a bias, seed 9");
    }
}
