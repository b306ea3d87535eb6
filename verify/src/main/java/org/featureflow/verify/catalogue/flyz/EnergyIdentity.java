package org.featureflow.verify.catalogue.flyz;

import java.util.List;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.flow.control.FixedStep;
import org.featureflow.flow.integrate.FlowIntegrator;
import org.featureflow.flow.integrate.FlowObserver;
import org.featureflow.flow.integrate.FlowResult;
import org.featureflow.flow.integrate.Stopping;
import org.featureflow.flow.integrate.TrajectoryPoint;
import org.featureflow.flow.step.ExplicitEuler;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;

/**
 * The energy identity, theory section 4: dL/dt = -( (1/d) mean_j |dV_1(:,j)|^2 + sum_l mean_ij dV_l(i,j)^2 + mean_j |dv_j|^2 ). The left
 * side by the tangent of the forward pass, the right by the backward pass, at every step of a run.
 */
final class EnergyIdentity {

    private static final int STEPS = 20;
    private static final double STEP = 0.05;

    /**
     * Both sides are sums over some 10^4 rounded products whose terms partly cancel: 10^4 units of 1e-16, and two digits for the
     * cancellation in g . df/dt when the velocity has become small.
     */
    private static final double TOLERANCE = 1e-10;

    private EnergyIdentity() {}

    static Claim claim() {
        return new StatedClaim(
                        "flyz-energy-identity",
                        "dL/dt = -|velocity of the weights|^2 in the mean-field metric",
                        "theory section 4",
                        "a state at which the relative difference of the two sides exceeds " + TOLERANCE,
                        Verdict.SUPPORTED,
                        8,
                        streams -> new Draws(streams).anyInstance(),
                        EnergyIdentity::check)
                .withShrinking(InstanceSpec::smaller);
    }

    private static Outcome check(InstanceSpec spec, MatrixProducts products) {
        Instance instance = Instance.of(spec);
        FlowResult result = new FlowIntegrator(new ExplicitEuler(), new FixedStep(STEP))
                .run(
                        instance.flow(products),
                        instance.start(products),
                        Stopping.afterSteps(STEPS),
                        FlowObserver.none());
        double worst = 0;
        for (TrajectoryPoint point : result.trajectory()) {
            worst = Math.max(worst, point.energyResidual());
        }
        return new Outcome(
                Discrepancy.verdict(worst, TOLERANCE),
                List.of(),
                List.of(new Evidence("largest relative residual", worst), new Evidence("tolerance", TOLERANCE)));
    }
}
