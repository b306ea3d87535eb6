package org.featureflow.verify.catalogue.flyz;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Network;
import org.featureflow.flow.control.FixedStep;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.integrate.FlowIntegrator;
import org.featureflow.flow.integrate.FlowObserver;
import org.featureflow.flow.integrate.Stopping;
import org.featureflow.flow.step.LinearlyImplicitEuler;

/** The run by which symmetries are compared. */
final class SymmetricRun {

    static final int STEPS = 10;

    /**
     * Rounding errors of 1e-15 in each step grow with the flow, by less than a factor e for each unit of time and Lipschitz constant:
     * over a time of 2 six digits are allowed for.
     */
    static final double TOLERANCE = 1e-9;

    private static final double STEP = 0.2;

    private SymmetricRun() {}

    /** The outputs after some linearly implicit steps of one length. */
    static DMatrixRMaj outputs(FeatureFlow flow, Network start) {
        return new FlowIntegrator(new LinearlyImplicitEuler(), new FixedStep(STEP))
                .run(
                        flow,
                        start,
                        Stopping.afterSteps(STEPS).withRestingVelocity(0).withRecordEvery(STEPS),
                        FlowObserver.none())
                .state()
                .outputs();
    }
}
