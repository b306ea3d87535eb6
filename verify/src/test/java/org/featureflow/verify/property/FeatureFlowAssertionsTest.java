package org.featureflow.verify.property;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.featureflow.verify.property.FeatureFlowAssertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.featureflow.convex.certificate.OutputSolution;
import org.featureflow.convex.program.OutputProgram;
import org.featureflow.convex.program.Subspace;
import org.featureflow.convex.solver.OutputSolver;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.flow.integrate.FlowResult;
import org.featureflow.verify.catalogue.Catalogue;
import org.featureflow.verify.claim.ClaimListener;
import org.featureflow.verify.claim.ClaimResult;
import org.featureflow.verify.claim.ClaimRunner;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Profile;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.statistics.RateFit;
import org.junit.jupiter.api.Test;

class FeatureFlowAssertionsTest {

    private static final MatrixProducts PRODUCTS = MatrixProducts.portable(1);

    private static final InstanceSpec CONFLICTING = new InstanceSpec(
            7L, InstanceSpec.DataKind.CONFLICTING, 2, 2, true, Architecture.Model.RESNET, 2, 30, "tanh", "squared");

    @Test
    void aConvergedFlowPasses() {
        Instance instance = Instance.of(CONFLICTING);
        OutputSolution optimum = instance.optimum();
        FlowResult trajectory = instance.flowTo(PRODUCTS, optimum, 1e-8);

        assertThat(optimum).haveGapWithin(1e-12);
        assertThat(trajectory).from(CONFLICTING).convergedTo(optimum).within(1e-8);
        assertThat(trajectory).convergedTo(optimum).asComputedWithin(1e-8);
    }

    /** Two targets an input: the optimum over all outputs is zero and out of reach. */
    @Test
    void aFailureHoldsTheEvidenceAndHowToSeeItAgain() {
        Instance instance = Instance.of(CONFLICTING);
        OutputSolution outOfReach = OutputSolver.solve(new OutputProgram(
                instance.objective(), Subspace.all(instance.objective().samples())));
        FlowResult trajectory = instance.flowTo(PRODUCTS, outOfReach, 1e-8);

        assertThatThrownBy(() -> assertThat(trajectory)
                        .from(CONFLICTING)
                        .convergedTo(outOfReach)
                        .within(1e-8))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "to within 1.0E-8 of the convex optimum",
                        "REFUTED",
                        "STATIONARY_ABOVE_OPTIMUM",
                        "excess lower",
                        "Res-Net depth 2",
                        "replay",
                        "new InstanceSpec(7L, InstanceSpec.DataKind.CONFLICTING, 2, 2, true, Architecture.Model.RESNET, 2, 30, "
                                + "\"tanh\", \"squared\")");
    }

    @Test
    void aMovingFlowIsNotAtRest() {
        Instance instance = Instance.of(CONFLICTING);
        FlowResult start = instance.flowTo(PRODUCTS, instance.optimum(), 1e6);

        assertThatThrownBy(() -> assertThat(start).isStationaryWithin(1e-12))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("velocity at most 1.0E-12", "flow time");
    }

    @Test
    void boundsThatAreTooWideOrElsewhereFail() {
        OutputSolution optimum = Instance.of(CONFLICTING).optimum();

        assertThat(optimum).contain(optimum.optimum().lower());
        assertThatThrownBy(() -> assertThat(optimum).contain(-1))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("contain -1.0", "lower", "upper");
        assertThatThrownBy(() -> assertThat(optimum).haveGapWithin(-1)).isInstanceOf(AssertionError.class);
    }

    @Test
    void ratesAreJudgedByTheirIntervals() {
        RateFit exact = RateFit.of(new double[] {1, 2, 4, 8}, new double[] {1, 0.5, 0.25, 0.125}, 0.01);
        RateFit noisy = RateFit.of(new double[] {1, 2, 4, 8}, new double[] {1, 0.9, 0.2, 0.3}, 0.01);

        assertThat(exact).decaysAtLeastLike(-0.5).hasExponent(-1, 1e-6);
        assertThatThrownBy(() -> assertThat(exact).decaysAtLeastLike(-1.5)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThat(noisy).decaysAtLeastLike(-0.5))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("slope", "confidence interval", "error rate");
        assertThatThrownBy(() -> assertThat(noisy).hasExponent(-1, 0.1)).isInstanceOf(AssertionError.class);
    }

    @Test
    void aClaimThatIsNotAsExpectedSaysWhy() {
        ClaimResult result = new ClaimRunner(PRODUCTS, 1, Profile.SMOKE, OptionalInt.empty())
                .run(Catalogue.matching("flyz-control-zero-start"), ClaimListener.none())
                .get(0);
        assertThat(result).isAsExpected();

        ClaimResult turned = new ClaimResult(
                result.claim(),
                Verdict.CERTIFIED,
                1,
                0,
                result.decisive(),
                result.outcome(),
                List.of("verify", "--claim", result.claim().id()));
        assertThatThrownBy(() -> assertThat(turned).isAsExpected())
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "to be REFUTED, but the verdict is CERTIFIED",
                        "statement",
                        "false if",
                        "featureflow verify --claim flyz-control-zero-start");
    }
}
