package org.featureflow.flow.bench;

import org.featureflow.core.feature.InitialLaw;
import org.featureflow.core.feature.Initialization;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.control.DescentControl;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.integrate.ExcessBound;
import org.featureflow.flow.integrate.FlowIntegrator;
import org.featureflow.flow.integrate.FlowObserver;
import org.featureflow.flow.integrate.FlowResult;
import org.featureflow.flow.integrate.FlowStatus;
import org.featureflow.flow.integrate.Stopping;
import org.featureflow.flow.step.LinearlyImplicitEuler;

/**
 * What all competitors get: a data set and a start, a tanh Res-Net of depth 3 by Alg. 2, to be trained to an excess of 1e-8.
 *
 * @param set the data set
 * @param flow the flow on it
 * @param start the network to start from
 */
record Contest(TrainingSet set, FeatureFlow flow, Network start) {

    static final double EXCESS = 1e-8;
    static final int CUT_OFF = 50;
    static final int DEPTH = 3;

    private static final int LONGEST = 1000;

    static Contest of(MatrixProducts products, TrainingSet set, int width) {
        FeatureFlow flow = new FeatureFlow(products, set.data().inputs(), set.objective());
        Network start = Initialization.draw(
                        products,
                        Architecture.resNet(DEPTH, Activations.tanh(), Activations.tanh()),
                        flow.inputs(),
                        width,
                        set.data().outputs(),
                        InitialLaw.withDefaults(),
                        new RandomStreams(1))
                .network();
        return new Contest(set, flow, start);
    }

    /**
     * A run of the linearly implicit flow.
     *
     * @param result its end
     * @param seconds the time taken
     */
    record ImplicitRun(FlowResult result, double seconds) {}

    /** The linearly implicit flow to the optimum, or for so many steps. */
    ImplicitRun implicit(int steps) {
        long begin = System.nanoTime();
        FlowResult result = new FlowIntegrator(new LinearlyImplicitEuler(), new DescentControl(1))
                .run(
                        flow,
                        start,
                        Stopping.afterSteps(steps)
                                .withOptimum(ExcessBound.floatingPoint(optimum()), EXCESS)
                                .withRestingVelocity(0)
                                .withRecordEvery(Integer.MAX_VALUE),
                        FlowObserver.none());
        return new ImplicitRun(result, (System.nanoTime() - begin) * 1e-9);
    }

    /** The same, to the optimum or not at all. */
    ImplicitRun implicit() {
        ImplicitRun run = implicit(LONGEST);
        if (run.result().status() != FlowStatus.AT_OPTIMUM) {
            throw new IllegalStateException(set.name() + ": the implicit flow ended "
                    + run.result().status() + " at loss " + run.result().state().loss());
        }
        return run;
    }

    double optimum() {
        return set.objective().infimum();
    }
}
