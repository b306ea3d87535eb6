package org.featureflow.flow.twolevel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.random.RandomGenerator;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Losses;
import org.featureflow.core.numeric.RandomStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The step and its linear systems against finite differences and a Runge-Kutta reference. */
class FlowStepTest {

    /** The penalty is so large that all blocks are positive definite: W is the Jacobian, here by central differences. */
    @ParameterizedTest
    @ValueSource(strings = {"squared", "logistic", "softmax"})
    void theSystemOfTransportIsThatOfTheJacobian(String name) {
        TwoLevelInstance instance = TwoLevelInstance.random(5, Losses.named(name), Activations.tanh(), 3);
        double theta = 0.7;
        double step = 1e-5;
        RandomGenerator random = new RandomStreams(6).stream("direction");
        double[] direction = TwoLevelInstance.coordinates(instance.network(), Moving.WEIGHTS);
        for (int i = 0; i < direction.length; i++) {
            direction[i] = random.nextGaussian();
        }
        double[] forward =
                TwoLevelInstance.velocity(at(instance, TwoLevelInstance.scaled(step, direction)), Moving.WEIGHTS);
        double[] backward =
                TwoLevelInstance.velocity(at(instance, TwoLevelInstance.scaled(-step, direction)), Moving.WEIGHTS);
        double[] right = new double[direction.length];
        for (int i = 0; i < right.length; i++) {
            right[i] = direction[i] - theta * (forward[i] - backward[i]) / (2 * step);
        }
        double[] solved = new Linearization(instance.flow().at(instance.network()), Moving.WEIGHTS, theta)
                .solve(right)
                .orElseThrow();
        assertThat(TwoLevelInstance.distance(solved, direction)).isLessThan(1e-8);
    }

    /** Halving the step divides the error by 4, though W is not the Jacobian: blocks are indefinite, and masses move. */
    @ParameterizedTest
    @EnumSource(Moving.class)
    void stepsAreOfOrderTwo(Moving moving) {
        for (Loss loss : new Loss[] {Losses.squared(), Losses.softmax()}) {
            TwoLevelInstance instance = TwoLevelInstance.random(7, loss, Activations.tanh(), 0.01);
            double[] exact = TwoLevelInstance.coordinates(
                    TwoLevelInstance.rungeKutta(instance.flow(), instance.network(), moving, 2, 400), moving);
            double coarse =
                    TwoLevelInstance.distance(exact, TwoLevelInstance.coordinates(run(instance, moving, 80), moving));
            double fine =
                    TwoLevelInstance.distance(exact, TwoLevelInstance.coordinates(run(instance, moving, 160), moving));
            assertThat(Math.log(coarse / fine) / Math.log(2)).isCloseTo(2, within(0.15));
        }
    }

    /** Ten steps of explicit Euler of a tenth of the length, and the error estimate of one step is not below its error by much. */
    @ParameterizedTest
    @EnumSource(Moving.class)
    void theErrorEstimateSeesTheError(Moving moving) {
        TwoLevelInstance instance = TwoLevelInstance.random(8, Losses.squared(), Activations.tanh(), 0.01);
        TwoLevelState state = instance.flow().at(instance.network());
        FlowStep step = FlowStep.of(state, moving, 0.2).orElseThrow();
        TwoLevelNetwork exact = TwoLevelInstance.rungeKutta(instance.flow(), instance.network(), moving, 0.2, 100);
        double error = TwoLevelInstance.distance(
                TwoLevelInstance.coordinates(exact, moving),
                TwoLevelInstance.coordinates(step.state().network(), moving));
        assertThat(step.error()).isGreaterThan(error / 10);
        assertThat(FlowStep.of(state, moving, 0.1).orElseThrow().error()).isLessThan(step.error() / 2.5);
    }

    /**
     * Near rests of theory section 6's instance a long step is Newton's where all blocks are positive definite; a unit alone at its place may have
     * an indefinite one, and then the velocity falls by a factor.
     */
    @Test
    void longStepsConvergeToTheRest() {
        TwoLevelState state = TwoLevelIntegrator.ofTransport(
                        IntegrationSettings.withDefaults().withRestingVelocity(1e-6))
                .run(TwoLevelInstance.repopulation(), TwoLevelInstance.start(1, 40))
                .end();
        for (int i = 0; i < 3; i++) {
            TwoLevelState next =
                    FlowStep.of(state, Moving.WEIGHTS, 1e9).orElseThrow().state();
            assertThat(next.velocity()).isLessThan(Math.max(0.25 * state.velocity(), 1e-14));
            state = next;
        }
    }

    private static TwoLevelState at(TwoLevelInstance instance, double[] by) {
        return instance.flow().at(instance.network().moved(Moving.WEIGHTS, by));
    }

    private static TwoLevelNetwork run(TwoLevelInstance instance, Moving moving, int steps) {
        TwoLevelState state = instance.flow().at(instance.network());
        for (int i = 0; i < steps; i++) {
            state = FlowStep.of(state, moving, 2.0 / steps).orElseThrow().state();
        }
        return state.network();
    }
}
