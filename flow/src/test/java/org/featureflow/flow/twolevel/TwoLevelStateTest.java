package org.featureflow.flow.twolevel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Losses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Velocities and first variation against central differences of the objective, which is written out here a second time. */
class TwoLevelStateTest {

    private static final double STEP = 1e-5;
    /** Truncation step^2 |F'''| and rounding 1e-16/step. */
    private static final double ERROR = 1e-9;

    static List<TwoLevelInstance> instances() {
        return List.of(
                TwoLevelInstance.random(1, Losses.squared(), Activations.tanh(), 0.1),
                TwoLevelInstance.random(2, Losses.logistic(), Activations.sigmoid(), 0.05),
                TwoLevelInstance.random(3, Losses.softmax(), Activations.tanh(), 0.02),
                TwoLevelInstance.random(4, Losses.squared(), Activations.sine(), 0.3));
    }

    @ParameterizedTest
    @MethodSource("instances")
    void objectiveIsLossPlusPenalties(TwoLevelInstance instance) {
        TwoLevelNetwork network = instance.network();
        assertThat(instance.flow().at(network).objective())
                .isCloseTo(
                        plain(instance.flow(), network.masses(), network.outputWeights(), network.inputWeights()),
                        within(1e-14));
    }

    @ParameterizedTest
    @MethodSource("instances")
    void velocitiesAreMinusTheGradientOverTheMasses(TwoLevelInstance instance) {
        TwoLevelNetwork network = instance.network();
        TwoLevelState state = instance.flow().at(network);
        for (int k = 0; k < network.units(); k++) {
            for (int j = 0; j < network.outputs(); j++) {
                double slope = (moved(instance, k, j, STEP, true) - moved(instance, k, j, -STEP, true)) / (2 * STEP);
                assertThat(state.outputVelocity().get(k, j)).isCloseTo(-slope / network.mass(k), within(ERROR));
            }
            for (int i = 0; i < network.inputs(); i++) {
                double slope = (moved(instance, k, i, STEP, false) - moved(instance, k, i, -STEP, false)) / (2 * STEP);
                assertThat(state.inputVelocity().get(k, i)).isCloseTo(-slope / network.mass(k), within(ERROR));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("instances")
    void theFirstVariationIsTheDerivativeInAMass(TwoLevelInstance instance) {
        TwoLevelNetwork network = instance.network();
        TwoLevelState state = instance.flow().at(network);
        for (int k = 0; k < network.units(); k++) {
            DMatrixRMaj more = network.masses();
            DMatrixRMaj less = network.masses();
            more.data[k] += STEP;
            less.data[k] -= STEP;
            double slope = (plain(instance.flow(), more, network.outputWeights(), network.inputWeights())
                            - plain(instance.flow(), less, network.outputWeights(), network.inputWeights()))
                    / (2 * STEP);
            assertThat(state.variation(k)).isCloseTo(slope, within(ERROR));
        }
    }

    @ParameterizedTest
    @MethodSource("instances")
    void energyRatesAreTheDescentOfTheObjective(TwoLevelInstance instance) {
        TwoLevelState state = instance.flow().at(instance.network());
        assertThat(-slopeAlong(instance, Moving.WEIGHTS)).isCloseTo(state.energyRate(), within(ERROR));
        assertThat(-slopeAlong(instance, Moving.WEIGHTS_AND_MASSES))
                .isCloseTo(state.energyRate() + state.reactionRate(), within(ERROR));
        assertThat(state.velocity()).isEqualTo(Math.sqrt(state.energyRate()));
    }

    @Test
    void networksOfOtherShapesAreRefused() {
        TwoLevelInstance instance = TwoLevelInstance.random(1, Losses.squared(), Activations.tanh(), 0.1);
        TwoLevelNetwork other = TwoLevelNetwork.ofEqualMasses(new DMatrixRMaj(2, 1), new DMatrixRMaj(2, 2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> instance.flow().at(other))
                .withMessage("network has 2 inputs and 1 outputs, the data 3 and 1: they must agree");
    }

    private static double slopeAlong(TwoLevelInstance instance, Moving moving) {
        double[] v = TwoLevelInstance.velocity(instance.flow().at(instance.network()), moving);
        double forward = instance.flow()
                .at(instance.network().moved(moving, TwoLevelInstance.scaled(STEP, v)))
                .objective();
        double backward = instance.flow()
                .at(instance.network().moved(moving, TwoLevelInstance.scaled(-STEP, v)))
                .objective();
        return (forward - backward) / (2 * STEP);
    }

    private static double moved(TwoLevelInstance instance, int k, int i, double by, boolean output) {
        TwoLevelNetwork network = instance.network();
        DMatrixRMaj u = network.outputWeights();
        DMatrixRMaj w = network.inputWeights();
        DMatrixRMaj a = output ? u : w;
        a.set(k, i, a.get(k, i) + by);
        return plain(instance.flow(), network.masses(), u, w);
    }

    private static double plain(TwoLevelFlow flow, DMatrixRMaj p, DMatrixRMaj u, DMatrixRMaj w) {
        DMatrixRMaj x = flow.inputs();
        double value = 0;
        for (int n = 0; n < x.numRows; n++) {
            double[] f = new double[u.numCols];
            for (int k = 0; k < p.numRows; k++) {
                double z = 0;
                for (int i = 0; i < x.numCols; i++) {
                    z += w.get(k, i) * x.get(n, i);
                }
                for (int j = 0; j < f.length; j++) {
                    f[j] += p.get(k) * u.get(k, j) * flow.activation().value(z);
                }
            }
            value += flow.objective().loss().value(f, flow.objective().target(n)) / x.numRows;
        }
        for (int k = 0; k < p.numRows; k++) {
            for (int j = 0; j < u.numCols; j++) {
                value += flow.outputPenalty() * p.get(k) * u.get(k, j) * u.get(k, j);
            }
            for (int i = 0; i < w.numCols; i++) {
                value += flow.inputPenalty() * p.get(k) * w.get(k, i) * w.get(k, i);
            }
        }
        return value;
    }
}
