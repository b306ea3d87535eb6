package org.featureflow.flow.regularized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Network;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Regularization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against central differences of the objective by its definition: with step 1e-5 their error is below 1e-8 for values of size 1. */
class RegularizedStateTest {

    private static final double STEP = 1e-5;
    private static final double DIFFERENCE_ERROR = 1e-8;

    @ParameterizedTest
    @CsvSource({"1,5,1", "2,4,1", "3,4,1", "3,3,2", "4,3,1"})
    void objectiveIsItsDefinition(int depth, int width, int outputs) {
        RegularizedInstance instance = new RegularizedInstance(depth, width, outputs, 5);
        RegularizedState state = instance.flow().at(instance.network());
        assertThat(state.objective())
                .isCloseTo(
                        RegularizedInstance.objective(
                                instance.flow(),
                                PathWeights.of(instance.network().weights()),
                                RegularizedInstance.masses(instance.network())),
                        within(1e-13));
    }

    @ParameterizedTest
    @CsvSource({"1,5,1", "2,4,1", "3,4,1", "3,3,2", "4,3,1"})
    void velocityIsMinusTheGradientDividedByTheMetric(int depth, int width, int outputs) {
        RegularizedInstance instance = new RegularizedInstance(depth, width, outputs, 6);
        RegularizedState state = instance.flow().at(instance.network());
        PathWeights weights = PathWeights.of(instance.network().weights());
        double[] p = RegularizedInstance.masses(instance.network());
        PathWeights velocity = PathWeights.of(state.velocity());
        for (long seed = 0; seed < 5; seed++) {
            PathWeights direction = RegularizedInstance.direction(weights, seed);
            double slope = (RegularizedInstance.objective(instance.flow(), weights.plus(STEP, direction), p)
                            - RegularizedInstance.objective(instance.flow(), weights.plus(-STEP, direction), p))
                    / (2 * STEP);
            assertThat(-velocity.dot(direction, p)).isCloseTo(slope, within(DIFFERENCE_ERROR));
        }
        double along = (RegularizedInstance.objective(instance.flow(), weights.plus(STEP, velocity), p)
                        - RegularizedInstance.objective(instance.flow(), weights.plus(-STEP, velocity), p))
                / (2 * STEP);
        assertThat(state.energyRate()).isCloseTo(-along, within(DIFFERENCE_ERROR));
    }

    @ParameterizedTest
    @CsvSource({"1,5,1", "2,4,1", "3,4,1", "3,3,2", "4,3,1"})
    void massDerivativesAreThoseOfTheObjective(int depth, int width, int outputs) {
        RegularizedInstance instance = new RegularizedInstance(depth, width, outputs, 7);
        RegularizedState state = instance.flow().at(instance.network());
        PathWeights weights = PathWeights.of(instance.network().weights());
        for (int k = 0; k < width; k++) {
            double[] up = RegularizedInstance.masses(instance.network());
            double[] down = up.clone();
            up[k] += STEP;
            down[k] -= STEP;
            double slope = (RegularizedInstance.objective(instance.flow(), weights, up)
                            - RegularizedInstance.objective(instance.flow(), weights, down))
                    / (2 * STEP);
            assertThat(state.massDerivatives()[k]).isCloseTo(slope, within(DIFFERENCE_ERROR));
        }
    }

    @ParameterizedTest
    @CsvSource({"1,5,1", "2,4,1", "3,4,1", "3,3,2"})
    void curvatureIsTheDerivativeOfTheGradient(int depth, int width, int outputs) {
        RegularizedInstance instance = new RegularizedInstance(depth, width, outputs, 8);
        RegularizedFlow flow = instance.flow();
        PathWeights weights = PathWeights.of(instance.network().weights());
        double[] p = RegularizedInstance.masses(instance.network());
        PathWeights a = RegularizedInstance.direction(weights, 1);
        PathWeights b = RegularizedInstance.direction(weights, 2);
        double[] dp = new double[width];
        double[] dq = new double[width];
        for (int k = 0; k < width; k++) {
            dp[k] = 0.1 * (k + 1);
            dq[k] = 0.2 - 0.05 * k * k;
        }
        ObjectiveCurvature.Gradient image = new ObjectiveCurvature(flow.at(instance.network())).times(a, dp);
        double product = 0;
        for (int l = 0; l < image.weights().layers().size(); l++) {
            DMatrixRMaj part = image.weights().layers().get(l);
            for (int i = 0; i < part.getNumElements(); i++) {
                product += part.data[i] * b.layers().get(l).data[i];
            }
        }
        for (int k = 0; k < width; k++) {
            product += image.masses()[k] * dq[k];
        }
        // The mixed difference with step 1e-3 has a relative error of about 1e-6, rounding included.
        double h = 1e-3;
        double mixed = 0;
        for (int s = -1; s <= 1; s += 2) {
            for (int t = -1; t <= 1; t += 2) {
                double[] moved = p.clone();
                for (int k = 0; k < width; k++) {
                    moved[k] += h * (s * dp[k] + t * dq[k]);
                }
                mixed += s
                        * t
                        * RegularizedInstance.objective(
                                flow, weights.plus(s * h, a).plus(t * h, b), moved);
            }
        }
        mixed /= 4 * h * h;
        assertThat(product).isCloseTo(mixed, within(1e-4 * Math.max(1, Math.abs(mixed))));
    }

    @Test
    void velocityAtAKinkIsTheLeast() {
        // Where V = 0 the row's threshold keeps it there unless the loss pulls harder.
        RegularizedInstance instance = new RegularizedInstance(2, 3, 1, 9);
        Network network = instance.network();
        PathWeights weights = PathWeights.of(network.weights());
        weights.hidden(2).set(0, 1, 0);
        double[] p = RegularizedInstance.masses(network);
        RegularizedState state = instance.flow().at(network.withWeights(weights.toWeights()));
        double velocity = PathWeights.of(state.velocity()).hidden(2).get(0, 1);
        double right = slope(instance, weights, p, 1);
        double left = slope(instance, weights, p, -1);
        double expected = right < 0 ? -right : left < 0 ? left : 0;
        assertThat(velocity).isCloseTo(expected / (p[0] * p[1]), within(1e-4));
    }

    /** The one-sided derivative in that entry, towards the given side. */
    private static double slope(RegularizedInstance instance, PathWeights weights, double[] p, int side) {
        PathWeights moved = weights.times(1);
        moved.hidden(2).set(0, 1, side * 1e-6);
        return (RegularizedInstance.objective(instance.flow(), moved, p)
                        - RegularizedInstance.objective(instance.flow(), weights, p))
                / 1e-6;
    }

    @Test
    void refusesOtherNetworks() {
        RegularizedInstance instance = new RegularizedInstance(2, 3, 1, 9);
        Network network = instance.network();
        Network dnn = new Network(Architecture.dnn(2, Activations.tanh()), network.weights(), network.masses());
        assertThatThrownBy(() -> instance.flow().at(dnn)).hasMessageContaining("DNN");
        RegularizedFlow deeper =
                new RegularizedFlow(instance.flow().loss(), new Regularization(0, List.of(0.1, 0.1), 0.1));
        assertThatThrownBy(() -> deeper.at(network)).hasMessageContaining("depth 2");
    }
}
