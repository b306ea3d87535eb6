package org.featureflow.flow.twolevel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.flow.twolevel.TwoLevelResult.Status;
import org.junit.jupiter.api.Test;

class TwoLevelIntegratorTest {

    private final TwoLevelFlow flow = TwoLevelInstance.repopulation();
    private final IntegrationSettings settings = IntegrationSettings.withDefaults();

    /** Theory section 6: width 100 settles between .0232 and .0250, above the optimum. */
    @Test
    void thePlainFlowRestsAboveTheOptimum() {
        TwoLevelResult result = TwoLevelIntegrator.ofTransport(settings).run(flow, TwoLevelInstance.start(1, 100));
        assertThat(result.status()).isEqualTo(Status.AT_REST);
        assertThat(result.last().velocity()).isLessThanOrEqualTo(1e-12);
        assertThat(result.end().objective()).isBetween(0.0228, 0.0252);
        assertFalls(result);
        assertThat(result.end().network().masses().data).containsOnly(0.01);
    }

    @Test
    void theRepopulatedFlowReachesTheOptimum() {
        TwoLevelResult result =
                TwoLevelIntegrator.ofTransportAndReaction(settings).run(flow, TwoLevelInstance.start(1, 100));
        assertThat(result.status()).isEqualTo(Status.AT_REST);
        assertThat(result.end().objective()).isCloseTo(TwoLevelInstance.OPTIMUM, within(1e-10));
        assertFalls(result);
    }

    /** The end of a run to a time agrees with a Runge-Kutta reference to a few errors of a step. */
    @Test
    void aRunToATimeFollowsTheFlow() {
        TwoLevelNetwork start = TwoLevelInstance.start(2, 10);
        IntegrationSettings toTime = settings.withMaximalFlowTime(30).withAccuracy(1e-5);
        TwoLevelResult result =
                TwoLevelIntegrator.ofTransportAndReaction(toTime).run(flow, start);
        assertThat(result.status()).isEqualTo(Status.REACHED_TIME);
        assertThat(result.last().time()).isCloseTo(30, within(1e-12));
        TwoLevelNetwork exact = TwoLevelInstance.rungeKutta(flow, start, Moving.WEIGHTS_AND_MASSES, 30, 1000);
        assertThat(TwoLevelInstance.distance(
                        TwoLevelInstance.coordinates(exact, Moving.WEIGHTS),
                        TwoLevelInstance.coordinates(result.end().network(), Moving.WEIGHTS)))
                .isLessThan(1e-2);
        assertThat(TwoLevelInstance.distance(
                        exact.masses().data, result.end().network().masses().data))
                .isLessThan(1e-3);
    }

    /** A reaction that would raise the objective is not used; one that gives all mass to the cheapest unit, where it helps, is. */
    @Test
    void reactionsAreUsedWhereTheyLowerTheObjective() {
        IntegrationSettings few = settings.withMaximalSteps(5);
        TwoLevelNetwork start = TwoLevelInstance.start(3, 10);
        Reaction bad = state -> {
            DMatrixRMaj p = new DMatrixRMaj(state.network().units(), 1);
            p.data[0] = 1;
            return state.network().withMasses(p);
        };
        TwoLevelResult kept = TwoLevelIntegrator.ofTransportBetween(few, bad).run(flow, start);
        TwoLevelResult plain = TwoLevelIntegrator.ofTransport(few).run(flow, start);
        assertThat(kept.end().objective()).isEqualTo(plain.end().objective());
        Reaction halving = state -> {
            DMatrixRMaj p = state.network().masses();
            double total = 0;
            for (int k = 0; k < p.numRows; k++) {
                p.data[k] *= 1 - 0.1 * Math.tanh(state.variation(k) - state.meanVariation());
                total += p.data[k];
            }
            for (int k = 0; k < p.numRows; k++) {
                p.data[k] /= total;
            }
            return state.network().withMasses(p);
        };
        assertThat(TwoLevelIntegrator.ofTransportBetween(few, halving)
                        .run(flow, start)
                        .end()
                        .objective())
                .isLessThan(plain.end().objective());
    }

    @Test
    void aRunEndsWhereItIsTold() {
        TwoLevelNetwork start = TwoLevelInstance.start(4, 10);
        double first = flow.at(start).objective();
        TwoLevelResult result = TwoLevelIntegrator.ofTransport(
                        settings.withFinish(state -> state.objective() < 0.9 * first))
                .run(flow, start);
        assertThat(result.status()).isEqualTo(Status.FINISHED);
        assertThat(result.last().objective()).isLessThan(0.9 * first);
        TwoLevelResult budget =
                TwoLevelIntegrator.ofTransport(settings.withMaximalSteps(3)).run(flow, start);
        assertThat(budget.status()).isEqualTo(Status.OUT_OF_BUDGET);
        assertThat(budget.attempts()).isEqualTo(3);
    }

    @Test
    void wrongSettingsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withAccuracy(0));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withFirstStep(Double.POSITIVE_INFINITY));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withMaximalSteps(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withRestingVelocity(Double.NaN));
    }

    private static void assertFalls(TwoLevelResult result) {
        for (int i = 1; i < result.trajectory().size(); i++) {
            double before = result.trajectory().get(i - 1).objective();
            assertThat(result.trajectory().get(i).objective()).isLessThanOrEqualTo(before * (1 + 0x1p-44));
        }
    }
}
