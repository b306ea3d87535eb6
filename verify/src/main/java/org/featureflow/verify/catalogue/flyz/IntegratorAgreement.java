package org.featureflow.verify.catalogue.flyz;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.flow.control.FixedStep;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.integrate.FlowIntegrator;
import org.featureflow.flow.integrate.FlowObserver;
import org.featureflow.flow.integrate.ReferenceIntegrator;
import org.featureflow.flow.integrate.Stopping;
import org.featureflow.flow.step.ExplicitEuler;
import org.featureflow.flow.step.LinearlyImplicitEuler;
import org.featureflow.flow.step.Stepper;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;

/**
 * Explicit and linearly implicit Euler tend to the same flow as the step shrinks: 2 f_{h/2} - f_h, which removes the error of order h,
 * is near the flow of an independent integrator of high order for both.
 */
final class IntegratorAgreement {

    private static final double TIME = 0.4;
    private static final int STEPS = 100;
    private static final double REFERENCE_TOLERANCE = 1e-11;

    /**
     * After the extrapolation an error of order h^2 = 1.6e-5 (h = 0.004) is left, times a constant that is the third derivative of the
     * outputs over their size, below 6 where time scales are above 0.5.
     */
    private static final double TOLERANCE = 1e-3;

    private IntegratorAgreement() {}

    static Claim claim() {
        return new StatedClaim(
                        "flyz-integrators-agree",
                        "explicit and linearly implicit Euler tend to one flow, with errors of order h",
                        "[FLYZ] Theorem 4 (a unique flow); theory section 4",
                        "an extrapolated output off the reference flow by more than " + TOLERANCE
                                + " of the largest, or an error that does not fall to between 0.4 and 0.6 with half the step",
                        Verdict.SUPPORTED,
                        8,
                        streams -> new Draws(streams).anyInstance(),
                        IntegratorAgreement::check)
                .withShrinking(InstanceSpec::smaller);
    }

    private static Outcome check(InstanceSpec spec, MatrixProducts products) {
        Instance instance = Instance.of(spec);
        FeatureFlow flow = instance.flow(products);
        Network start = instance.start(products);
        DMatrixRMaj reference = flow.at(new ReferenceIntegrator(REFERENCE_TOLERANCE).integrate(flow, start, TIME))
                .outputs();
        Errors explicit = Errors.of(new ExplicitEuler(), flow, start, reference);
        Errors implicit = Errors.of(new LinearlyImplicitEuler(), flow, start, reference);
        boolean agree = explicit.isFirstOrder() && implicit.isFirstOrder();
        double worst = Math.max(explicit.extrapolated(), implicit.extrapolated());
        return new Outcome(
                Discrepancy.verdict(agree ? worst : Double.POSITIVE_INFINITY, TOLERANCE),
                List.of(),
                List.of(
                        new Evidence("explicit: relative error, step h", explicit.coarse()),
                        new Evidence("explicit: relative error, step h/2", explicit.fine()),
                        new Evidence("explicit: relative error, extrapolated", explicit.extrapolated()),
                        new Evidence("implicit: relative error, step h", implicit.coarse()),
                        new Evidence("implicit: relative error, step h/2", implicit.fine()),
                        new Evidence("implicit: relative error, extrapolated", implicit.extrapolated()),
                        new Evidence("tolerance", TOLERANCE)));
    }

    private record Errors(double coarse, double fine, double extrapolated) {

        /** Errors this small are those of the reference and of rounding. */
        private static final double NEGLIGIBLE = 1e-8;

        static Errors of(Stepper stepper, FeatureFlow flow, Network start, DMatrixRMaj reference) {
            DMatrixRMaj coarse = outputs(stepper, flow, start, STEPS);
            DMatrixRMaj fine = outputs(stepper, flow, start, 2 * STEPS);
            DMatrixRMaj extrapolated = fine.copy();
            for (int i = 0; i < fine.getNumElements(); i++) {
                extrapolated.data[i] = 2 * fine.data[i] - coarse.data[i];
            }
            return new Errors(
                    Discrepancy.relative(coarse, reference),
                    Discrepancy.relative(fine, reference),
                    Discrepancy.relative(extrapolated, reference));
        }

        boolean isFirstOrder() {
            return coarse <= NEGLIGIBLE || (fine >= 0.4 * coarse && fine <= 0.6 * coarse);
        }

        private static DMatrixRMaj outputs(Stepper stepper, FeatureFlow flow, Network start, int steps) {
            return new FlowIntegrator(stepper, new FixedStep(TIME / steps))
                    .run(
                            flow,
                            start,
                            Stopping.afterSteps(steps).withRestingVelocity(0).withRecordEvery(steps),
                            FlowObserver.none())
                    .state()
                    .outputs();
        }
    }
}
