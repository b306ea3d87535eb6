package org.featureflow.flow.twolevel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Losses;
import org.featureflow.core.numeric.RandomStreams;
import org.junit.jupiter.api.Test;

class TwoLevelNetworkTest {

    private static final DMatrixRMaj MASSES = new DMatrixRMaj(new double[][] {{0.5}, {0}, {0.35}, {0.15}});
    private static final DMatrixRMaj U = new DMatrixRMaj(new double[][] {{1}, {2}, {3}, {4}});
    private static final DMatrixRMaj W = new DMatrixRMaj(new double[][] {{1, 0}, {2, 0}, {3, 0}, {4, 0}});

    /** Each unit is drawn floor(m p) or ceil(m p) times, m p on average, and weights stay together. */
    @Test
    void systematicResamplingIsOffByLessThanOneAUnit() {
        double[] total = new double[5];
        int tries = 400;
        for (int i = 0; i < tries; i++) {
            TwoLevelNetwork drawn =
                    TwoLevelNetwork.of(MASSES, U, W).resampled(9, new RandomStreams(i).stream("resampling"));
            assertThat(drawn.units()).isEqualTo(9);
            double[] count = new double[5];
            for (int k = 0; k < 9; k++) {
                int which = (int) drawn.outputWeights().get(k, 0);
                assertThat(drawn.inputWeights().get(k, 0)).isEqualTo(which);
                count[which]++;
                total[which]++;
            }
            for (int k = 0; k < 4; k++) {
                assertThat(Math.abs(count[k + 1] - 9 * MASSES.get(k))).isLessThan(1);
            }
        }
        for (int k = 0; k < 4; k++) {
            // A count's deviation is at most 1/2: six standard errors.
            assertThat(total[k + 1] / tries).isCloseTo(9 * MASSES.get(k), within(6 * 0.5 / Math.sqrt(tries)));
        }
    }

    @Test
    void probesChangeNoObjectiveAndSeeTheFirstVariation() {
        TwoLevelInstance instance = TwoLevelInstance.random(1, Losses.squared(), Activations.tanh(), 0.1);
        TwoLevelState before = instance.flow().at(instance.network());
        TwoLevelState after = instance.flow()
                .at(instance.network().withProbes(new DMatrixRMaj(new double[][] {{1}}), new DMatrixRMaj(1, 3)));
        assertThat(after.objective()).isCloseTo(before.objective(), within(1e-15));
        assertThat(after.variation(5)).isEqualTo(instance.flow().outputPenalty());
        assertThat(after.energyRate()).isCloseTo(before.energyRate(), within(1e-15));
    }

    @Test
    void whatIsNoMeasureIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TwoLevelNetwork.of(new DMatrixRMaj(new double[][] {{1}}), U, W))
                .withMessageContaining("K x 1, K x c and K x d");
        DMatrixRMaj negative = new DMatrixRMaj(new double[][] {{1.5}, {-0.5}, {0}, {0}});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TwoLevelNetwork.of(negative, U, W))
                .withMessageContaining("entry 1 is -0.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TwoLevelNetwork.of(new DMatrixRMaj(4, 1), U, W))
                .withMessageContaining("their sum is 0.0");
        DMatrixRMaj infinite = W.copy();
        infinite.set(2, 1, Double.NaN);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TwoLevelNetwork.ofEqualMasses(U, infinite))
                .withMessageContaining("entry (2, 1) is NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TwoLevelNetwork.of(MASSES, U, W).resampled(0, new RandomStreams(1).stream("none")));
    }
}
