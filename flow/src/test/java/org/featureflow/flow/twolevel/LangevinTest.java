package org.featureflow.flow.twolevel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.numeric.RandomStreams;
import org.junit.jupiter.api.Test;

class LangevinTest {

    /** Inputs of zero exert no force; the stationary variances lambda_3/(2 lambda) are then exact for every step. */
    @Test
    void withoutForceTheStationaryLawIsExactForEveryStep() {
        TwoLevelFlow flow = new TwoLevelFlow(
                MatrixProducts.portable(1),
                new DMatrixRMaj(1, 1),
                new Objective(Losses.squared(), new DMatrixRMaj(1, 1)),
                Activations.tanh(),
                0.2,
                0.1);
        Langevin langevin = new Langevin(flow, 0.03, 5);
        RandomGenerator random = new RandomStreams(1).stream("noise");
        int width = 20_000;
        TwoLevelNetwork network = TwoLevelNetwork.ofEqualMasses(new DMatrixRMaj(width, 1), new DMatrixRMaj(width, 1));
        for (int i = 0; i < 20; i++) {
            network = langevin.next(network, random);
        }
        // Five standard errors of a variance, sqrt(2/m).
        double relative = 5 * Math.sqrt(2.0 / width);
        assertThat(variance(network.outputWeights())).isCloseTo(0.03 / 0.2, within(relative * 0.15));
        assertThat(variance(network.inputWeights())).isCloseTo(0.03 / 0.4, within(relative * 0.075));
    }

    /** With hardly any noise it integrates the flow at order 2. */
    @Test
    void withoutNoiseItIsTheFlow() {
        TwoLevelInstance instance = TwoLevelInstance.random(9, Losses.squared(), Activations.tanh(), 0.05);
        TwoLevelNetwork exact =
                TwoLevelInstance.rungeKutta(instance.flow(), instance.network(), Moving.WEIGHTS, 1, 200);
        double[] errors = new double[2];
        for (int i = 0; i < 2; i++) {
            int steps = 10 << i;
            Langevin langevin = new Langevin(instance.flow(), 1e-30, 1.0 / steps);
            TwoLevelNetwork network = instance.network();
            RandomGenerator random = new RandomStreams(1).stream("noise");
            for (int s = 0; s < steps; s++) {
                network = langevin.next(network, random);
            }
            errors[i] = TwoLevelInstance.distance(
                    TwoLevelInstance.coordinates(network, Moving.WEIGHTS),
                    TwoLevelInstance.coordinates(exact, Moving.WEIGHTS));
        }
        assertThat(errors[0]).isLessThan(1e-2);
        assertThat(Math.log(errors[0] / errors[1]) / Math.log(2)).isCloseTo(2, within(0.2));
    }

    @Test
    void theStartHasTheLawOfPenaltyAndNoise() {
        Langevin langevin = new Langevin(TwoLevelInstance.repopulation(), 0.002, 1);
        TwoLevelNetwork start = langevin.start(20_000, new RandomStreams(2).stream("start"));
        assertThat(variance(start.outputWeights())).isCloseTo(1, within(5 * Math.sqrt(2.0 / 20_000)));
        assertThat(variance(start.inputWeights())).isCloseTo(1, within(5 * Math.sqrt(2.0 / 40_000)));
    }

    @Test
    void wrongNumbersAreRefused() {
        TwoLevelFlow flow = TwoLevelInstance.repopulation();
        assertThatIllegalArgumentException().isThrownBy(() -> new Langevin(flow, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Langevin(flow, 1, Double.NaN));
        TwoLevelFlow free = new TwoLevelFlow(
                flow.products(), flow.inputs(), flow.objective(), flow.activation(), 0, flow.outputPenalty());
        assertThatIllegalArgumentException().isThrownBy(() -> new Langevin(free, 1, 1));
    }

    private static double variance(DMatrixRMaj a) {
        double sum = 0;
        for (int i = 0; i < a.getNumElements(); i++) {
            sum += a.data[i] * a.data[i];
        }
        return sum / a.getNumElements();
    }
}
