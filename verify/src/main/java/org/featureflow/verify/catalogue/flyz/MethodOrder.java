package org.featureflow.verify.catalogue.flyz;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.flow.control.FixedStep;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.field.FlowState;
import org.featureflow.flow.integrate.FlowIntegrator;
import org.featureflow.flow.integrate.FlowObserver;
import org.featureflow.flow.integrate.ReferenceIntegrator;
import org.featureflow.flow.integrate.Stopping;
import org.featureflow.flow.step.Stepper;
import org.featureflow.flow.step.Tableau;
import org.featureflow.flow.step.WMethod;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.InstanceSpec.DataKind;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;

/**
 * W-methods with the Gauss-Newton matrix for W, which is off the Jacobian by O(1), tend to the flow with their order all the same: against
 * an independent integrator, tested one-sided. The control promises an order more.
 */
final class MethodOrder {

    private static final List<Stepper> METHODS = List.of(new WMethod(Tableau.ros2()), new WMethod(Tableau.ros34pw2()));

    private static final double TIME = 0.8;
    private static final int STEPS = 40;
    private static final double REFERENCE_TOLERANCE = 1e-13;

    /**
     * The next term of the error moves the observed order by a few times the step, 0.02. Errors are deterministic: no interval of
     * confidence is drawn.
     */
    private static final double SLACK = 0.25;

    /** Where a flow hardly moves, errors this small are rounding errors in part, and have no order. */
    private static final double NEGLIGIBLE = 1e-13;

    /** Smooth ones: at Huber's thresholds the flow has no third derivative. */
    private static final List<String> LOSSES = List.of("squared", "logistic", "softmax");

    private MethodOrder() {}

    static Claim claim() {
        return new StatedClaim(
                "flyz-w-methods-order",
                "W-methods of order 2 and 3 stay within O(dt^2) and O(dt^3) of the flow up to time T",
                "Verwer et al. 1999 (ROS2), Rang, Angermann 2005 (ROS34PW2); theory section 4",
                "an error against the exact flow of the same network that falls by less than 2^(order - " + SLACK
                        + ") when the step is halved",
                Verdict.SUPPORTED,
                4,
                streams -> draw(new Draws(streams)),
                (spec, products) -> check(spec, products, 0));
    }

    static Claim control() {
        return new StatedClaim(
                "flyz-control-w-methods-order",
                "W-methods of order 2 and 3 stay within O(dt^3) and O(dt^4) of the flow up to time T",
                "no order condition beyond their order holds",
                "an error against the exact flow of the same network that falls by less than 2^(order + 1 - " + SLACK
                        + ") when the step is halved",
                Verdict.REFUTED,
                2,
                streams -> draw(new Draws(streams)),
                (spec, products) -> check(spec, products, 1));
    }

    private static InstanceSpec draw(Draws draws) {
        return new InstanceSpec(
                draws.seed(),
                DataKind.GENERIC,
                draws.between(3, 5),
                2,
                true,
                draws.oneOf(List.of(Architecture.Model.values())),
                draws.between(1, 3),
                draws.between(8, 16),
                draws.oneOf(Draws.BOUNDED),
                draws.oneOf(LOSSES));
    }

    private static Outcome check(InstanceSpec spec, MatrixProducts products, int more) {
        Instance instance = Instance.of(spec);
        FeatureFlow flow = instance.flow(products);
        Network start = instance.start(products);
        DMatrixRMaj exact =
                features(flow.at(new ReferenceIntegrator(REFERENCE_TOLERANCE).integrate(flow, start, TIME)));
        List<Evidence> evidence = new ArrayList<>();
        boolean asPromised = true;
        for (Stepper method : METHODS) {
            double coarse = Discrepancy.relative(features(end(method, flow, start, STEPS)), exact);
            double fine = Discrepancy.relative(features(end(method, flow, start, 2 * STEPS)), exact);
            double order = Math.log(coarse / fine) / Math.log(2);
            asPromised &= fine <= NEGLIGIBLE || order >= method.order() + more - SLACK;
            evidence.add(new Evidence(method.name() + ": observed order", order));
            evidence.add(new Evidence(method.name() + ": error, step h", coarse));
            evidence.add(new Evidence(method.name() + ": error, step h/2", fine));
        }
        Verdict verdict = asPromised ? Verdict.SUPPORTED : Verdict.REFUTED;
        return new Outcome(verdict, List.of(), evidence);
    }

    private static FlowState end(Stepper method, FeatureFlow flow, Network start, int steps) {
        return new FlowIntegrator(method, new FixedStep(TIME / steps))
                .run(
                        flow,
                        start,
                        Stopping.afterSteps(steps).withRestingVelocity(0).withRecordEvery(steps),
                        FlowObserver.none())
                .state();
    }

    /** The last ones: the error of the few outputs may change its sign between two steps, and then has no exponent. */
    private static DMatrixRMaj features(FlowState state) {
        return state.features().beta(state.network().architecture().depth());
    }
}
