package org.featureflow.verify.catalogue.flyz;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.flow.control.FixedStep;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.integrate.FlowIntegrator;
import org.featureflow.flow.integrate.FlowObserver;
import org.featureflow.flow.integrate.ReferenceIntegrator;
import org.featureflow.flow.integrate.Stopping;
import org.featureflow.flow.step.ExplicitEuler;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.InstanceSpec.DataKind;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.statistics.RateFit;
import org.featureflow.verify.statistics.RatePlot;

/**
 * Theorems 6 and 7 of [FLYZ], the part in the step: scaled gradient descent with step eta stays within O(eta) of the exact flow of the
 * same network. The bound is tested one-sided: the exponent must not be below 1.
 */
final class StepDiscretisation {

    private static final double ERROR_RATE = 0.01;
    private static final double TIME = 0.8;
    private static final int FEWEST_STEPS = 20;
    private static final int HALVINGS = 5;
    private static final double REFERENCE_TOLERANCE = 1e-11;

    /** Terms of order eta^2 move the fitted exponent by up to about the largest step, 0.04, times a few. */
    private static final double SLOWEST = 0.9;

    private StepDiscretisation() {}

    static Claim claim() {
        return new StatedClaim(
                        "flyz-thm67-step",
                        "scaled gradient descent with step eta stays within O(eta) of the flow up to time T",
                        "[FLYZ] Theorems 6 and 7",
                        "an error against the exact flow of the same network that falls more slowly than eta^" + SLOWEST
                                + ", at error rate " + ERROR_RATE,
                        Verdict.SUPPORTED,
                        4,
                        streams -> draw(new Draws(streams)),
                        StepDiscretisation::check)
                .withShrinking(InstanceSpec::smaller);
    }

    private static InstanceSpec draw(Draws draws) {
        return new InstanceSpec(
                draws.seed(),
                DataKind.GENERIC,
                draws.between(3, 6),
                2,
                true,
                draws.oneOf(List.of(Architecture.Model.values())),
                draws.between(1, 4),
                draws.between(10, 20),
                draws.oneOf(Draws.BOUNDED),
                draws.oneOf(Draws.LOSSES));
    }

    private static Outcome check(InstanceSpec spec, MatrixProducts products) {
        Instance instance = Instance.of(spec);
        FeatureFlow flow = instance.flow(products);
        Network start = instance.start(products);
        DMatrixRMaj exact = flow.at(new ReferenceIntegrator(REFERENCE_TOLERANCE).integrate(flow, start, TIME))
                .outputs();
        double[] x = new double[HALVINGS];
        double[] y = new double[HALVINGS];
        for (int i = 0; i < HALVINGS; i++) {
            int steps = FEWEST_STEPS << i;
            DMatrixRMaj outputs = new FlowIntegrator(new ExplicitEuler(), new FixedStep(TIME / steps))
                    .run(
                            flow,
                            start,
                            Stopping.afterSteps(steps).withRestingVelocity(0).withRecordEvery(steps),
                            FlowObserver.none())
                    .state()
                    .outputs();
            x[i] = TIME / steps;
            y[i] = Discrepancy.relative(outputs, exact);
        }
        RateFit rate = RateFit.of(x, y, ERROR_RATE);
        Verdict verdict = rate.lower() >= SLOWEST
                ? Verdict.SUPPORTED
                : rate.upper() < SLOWEST ? Verdict.REFUTED : Verdict.INCONCLUSIVE;
        return new Outcome(
                verdict,
                List.of(),
                List.of(
                        new Evidence("exponent", rate.slope()),
                        new Evidence("its half width", rate.halfWidth()),
                        new Evidence("error at the smallest step", y[HALVINGS - 1]),
                        new Evidence("smallest step", x[HALVINGS - 1])),
                List.of(new RatePlot(
                                "step",
                                "Gradient descent approaches the flow as its step falls",
                                "step eta",
                                "greatest relative error of outputs")
                        .of(rate, 1)));
    }
}
