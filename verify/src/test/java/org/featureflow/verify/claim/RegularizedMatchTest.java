package org.featureflow.verify.claim;

import static org.assertj.core.api.Assertions.assertThat;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.InitialLaw;
import org.featureflow.core.feature.Initialization;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.model.Regularization;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.regularized.RegularizedFlow;
import org.featureflow.flow.regularized.RegularizedObserver;
import org.featureflow.flow.regularized.RegularizedResult;
import org.featureflow.flow.regularized.RegularizedState;
import org.featureflow.flow.regularized.RestRule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegularizedMatchTest {

    private static final MatrixProducts PRODUCTS = MatrixProducts.portable(1);

    /** y = sin(2.5 x) at equidistant points of [-2, 2], with a constant input. */
    private static RegularizedFlow sine(int samples, int depth, double lambda) {
        DMatrixRMaj x = new DMatrixRMaj(samples, 2);
        DMatrixRMaj y = new DMatrixRMaj(samples, 1);
        for (int n = 0; n < samples; n++) {
            double point = -2 + 4.0 * n / (samples - 1);
            x.set(n, 0, point);
            x.set(n, 1, 1);
            y.set(n, 0, StrictMath.sin(2.5 * point));
        }
        return new RegularizedFlow(
                new FeatureFlow(PRODUCTS, x, new Objective(Losses.squared(), y)),
                Regularization.uniform(lambda, depth));
    }

    private static Network start(RegularizedFlow flow, int width, long seed) {
        Architecture architecture = Architecture.resNet(flow.lambda().depth(), Activations.tanh(), Activations.tanh());
        return Initialization.draw(
                        PRODUCTS,
                        architecture,
                        flow.loss().inputs(),
                        width,
                        1,
                        InitialLaw.withDefaults(),
                        new RandomStreams(seed))
                .network();
    }

    /** Theory section 6: at rest D(g, -E) is the objective, to about velocity over objective. */
    @ParameterizedTest
    @CsvSource({"2,3", "2,4", "2,5", "2,6", "3,4", "3,5", "3,6"})
    void restIsAnOptimalDualPoint(int depth, long seed) {
        RegularizedFlow flow = sine(5, depth, 2e-3);
        Network start = start(flow, 10, seed);
        RegularizedResult end =
                RegularizedMatch.repopulated(flow, start, RestRule.of(1e-7, 1e-9, 1000), RegularizedObserver.none());
        assertThat(end.status()).isEqualTo(RegularizedResult.Status.AT_REST);
        RegularizedState state = end.state();
        assertThat(1 - RegularizedMatch.ownDualBound(state) / state.objective()).isBetween(-1e-12, 1e-6);
        // Before rest the same bound is far below: the comparison can fail.
        RegularizedState early = flow.at(start);
        assertThat(1 - RegularizedMatch.ownDualBound(early) / early.objective()).isGreaterThan(1);
    }

    /** Deep Res-Nets, L = 3, N = 10, K = 60: the table of the repopulated flow and the plain flow beside it. */
    @Test
    @Tag("study")
    void repopulatedFlowsMatchTheirPrograms() {
        for (long seed = 1; seed <= 10; seed++) {
            RegularizedFlow flow = sine(10, 3, 1e-3);
            Network start = start(flow, 60, seed);
            long begin = System.nanoTime();
            RegularizedResult repopulated = RegularizedMatch.repopulated(
                    flow, start, RestRule.of(1e-7, 1e-9, 4000), RegularizedObserver.none());
            long middle = System.nanoTime();
            RegularizedResult plain =
                    RegularizedMatch.plain(flow, start, RestRule.of(1e-6, 1e-9, 1500), RegularizedObserver.none());
            long end = System.nanoTime();
            RegularizedMatch match = RegularizedMatch.of(repopulated, 1e-9);
            RegularizedMatch plainMatch = RegularizedMatch.of(plain, 1e-9);
            double gap = match.excess().upper() / match.objective().upper();
            System.out.printf(
                    "seed %2d: repopulated %.10f gap %.1e, %d atoms, %d steps, %d solves, velocity %.1e, %.1f s;"
                            + " plain %.10f gap %.1e, %d steps, velocity %.1e, %.1f s%n",
                    seed,
                    match.state().objective(),
                    gap,
                    match.state().network().masses().width(0),
                    repopulated.accepted(),
                    repopulated.reactions(),
                    Math.sqrt(match.state().energyRate()),
                    (middle - begin) * 1e-9,
                    plainMatch.state().objective(),
                    plainMatch.excess().upper() / plainMatch.objective().upper(),
                    plain.accepted(),
                    Math.sqrt(plainMatch.state().energyRate()),
                    (end - middle) * 1e-9);
            assertThat(repopulated.status()).isEqualTo(RegularizedResult.Status.AT_REST);
            assertThat(gap).isLessThan(1e-6);
            assertThat(plainMatch.excess().lower() / plainMatch.objective().upper())
                    .isGreaterThan(1e-6);
        }
    }
}
