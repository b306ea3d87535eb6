package org.featureflow.verify.property;

import org.featureflow.convex.certificate.OutputSolution;
import org.featureflow.convex.solver.FeatureSolution;
import org.featureflow.convex.solver.TwoLevelSolution;
import org.featureflow.flow.integrate.FlowResult;
import org.featureflow.verify.claim.ClaimResult;
import org.featureflow.verify.statistics.RateFit;

/**
 * Where assertions about flows, bounds, rates and claims begin: {@code assertThat(trajectory).convergedTo(optimum).within(1e-8)}. A
 * failure's message holds the verdict, the evidence and how to see it again.
 */
@SuppressWarnings("exports") // AssertJ is required by this package alone
public final class FeatureFlowAssertions {

    private FeatureFlowAssertions() {}

    /**
     * About the end of a flow.
     *
     * @param actual the result of a run
     * @return assertions on it
     */
    public static FlowResultAssert assertThat(FlowResult actual) {
        return new FlowResultAssert(actual);
    }

    /**
     * About the proved bounds of an output program's optimum.
     *
     * @param actual the solution
     * @return assertions on it
     */
    public static BoundsAssert assertThat(OutputSolution actual) {
        return new BoundsAssert(
                actual.optimum().lower(), actual.optimum().upper(), "the optimum of an output program, proved bounds");
    }

    /**
     * About the proved bounds of a two-level program's optimum.
     *
     * @param actual the solution
     * @return assertions on it
     */
    public static BoundsAssert assertThat(TwoLevelSolution actual) {
        return new BoundsAssert(
                actual.lower(),
                actual.upper(),
                "the optimum of a two-level program, proved bounds, status " + actual.status());
    }

    /**
     * About the bounds of a feature program's optimum, in floating point.
     *
     * @param actual the solution
     * @return assertions on it
     */
    public static BoundsAssert assertThat(FeatureSolution actual) {
        return new BoundsAssert(
                actual.dual(),
                actual.primal(),
                "the optimum of a feature program, floating-point bounds, status "
                        + actual.status().label());
    }

    /**
     * About a fitted power law.
     *
     * @param actual the fit
     * @return assertions on it
     */
    public static RateFitAssert assertThat(RateFit actual) {
        return new RateFitAssert(actual);
    }

    /**
     * About what a run shows of a claim.
     *
     * @param actual the result
     * @return assertions on it
     */
    public static ClaimResultAssert assertThat(ClaimResult actual) {
        return new ClaimResultAssert(actual);
    }
}
