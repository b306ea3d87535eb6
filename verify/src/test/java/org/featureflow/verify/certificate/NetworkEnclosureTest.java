package org.featureflow.verify.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.featureflow.core.feature.DenseWeights;
import org.featureflow.core.feature.Initialization;
import org.featureflow.core.feature.LayerWeights;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Architecture.Model;
import org.featureflow.core.numeric.Interval;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.verify.program.Scale;
import org.featureflow.verify.program.ScaledWeights;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two enclosures that share no code, rounding bounds around a floating-point pass and interval arithmetic, contain the same exact
 * outputs, so that they meet. Widths are powers of two: the weights in standard scale are then exact, too.
 */
class NetworkEnclosureTest {

    private static final int WIDTH = 16;
    private static final int INPUTS = 2;

    @ParameterizedTest
    @CsvSource({"RESNET, tanh", "RESNET, sigmoid", "RESNET, softplus", "DNN, erf", "DNN, relu", "DNN, sine"})
    void bothEnclosuresMeet(Model model, String activation) {
        MatrixProducts products = MatrixProducts.portable(1);
        Architecture architecture =
                new Architecture(model, 3, Activations.named(activation), Activations.named("tanh"));
        for (int seed = 1; seed <= 5; seed++) {
            Weights weights = Initialization.independentWeights(
                            architecture, INPUTS, WIDTH, 2, 0.1, 3, new RandomStreams(seed))
                    .weights();
            DMatrixRMaj inputs = new DMatrixRMaj(new double[][] {{0.3, 1}, {-2, 1}, {1.7, 0}});

            Interval[][] bounded = NetworkEnclosure.of(products, architecture, ScaledWeights.plain(weights), inputs);
            Interval[][] stepped = NetworkEnclosure.of(products, architecture, standard(weights), inputs);

            for (int n = 0; n < inputs.numRows; n++) {
                for (int k = 0; k < 2; k++) {
                    Interval a = bounded[n][k];
                    Interval b = stepped[n][k];
                    assertThat(Math.max(a.lower(), b.lower()))
                            .as("sample %s, output %s: %s and %s", n, k, a, b)
                            .isLessThanOrEqualTo(Math.min(a.upper(), b.upper()));
                    assertThat(a.width()).isBetween(0.0, 1e-9);
                    assertThat(b.width()).isBetween(0.0, 1e-9);
                }
            }
        }
    }

    /** The same network with plain products. */
    private static ScaledWeights standard(Weights weights) {
        List<LayerWeights> hidden = new ArrayList<>();
        for (LayerWeights layer : weights.hidden()) {
            hidden.add(DenseWeights.of(divided(layer.toDense(), WIDTH)));
        }
        Weights scaled = new Weights(divided(weights.input(), INPUTS), hidden, divided(weights.output(), WIDTH));
        return new ScaledWeights(Scale.STANDARD, scaled, ScaledWeights.noBiases(scaled));
    }

    private static DMatrixRMaj divided(DMatrixRMaj a, int divisor) {
        DMatrixRMaj quotient = a.copy();
        CommonOps_DDRM.divide(quotient, divisor);
        return quotient;
    }
}
