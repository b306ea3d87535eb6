package org.featureflow.flow.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.featureflow.flow.FlowInstance.distance;
import static org.featureflow.flow.FlowInstance.flat;

import net.jqwik.api.Example;
import org.featureflow.flow.FlowInstance;
import org.featureflow.flow.PlainLoss;
import org.featureflow.flow.field.FlowState;
import org.featureflow.flow.integrate.ReferenceIntegrator;

/** The order of each method, from errors at a fixed time against the exact flow of the same network, theory section 9. */
class ConvergenceOrderTest {

    private static final double TIME = 0.5;

    @Example
    void explicitEulerConvergesWithOrderOne() {
        assertOrder(new ExplicitEuler());
    }

    @Example
    void linearlyImplicitEulerConvergesWithOrderOne() {
        assertOrder(new LinearlyImplicitEuler());
    }

    /** Errors are C dt + O(dt^2): the observed order tends to 1 like dt, so from 128 to 256 steps .1 is generous. */
    private static void assertOrder(Stepper stepper) {
        for (PlainLoss loss : PlainLoss.values()) {
            FlowInstance instance = FlowInstance.usual(loss, loss == PlainLoss.SOFTMAX ? 3 : 1, 11);
            double[] exact = flat(new ReferenceIntegrator(1e-12)
                    .integrate(instance.flow(), instance.network(), TIME)
                    .weights());
            double coarse = distance(exact, end(stepper, instance, 128));
            double fine = distance(exact, end(stepper, instance, 256));
            double order = Math.log(coarse / fine) / Math.log(2);
            assertThat(fine).as("%s: far above the reference's error", loss).isGreaterThan(1e-8);
            assertThat(order).as("%s", loss).isCloseTo(stepper.order(), within(0.1));
        }
    }

    private static double[] end(Stepper stepper, FlowInstance instance, int steps) {
        FlowState state = instance.state();
        for (int i = 0; i < steps; i++) {
            state = stepper.step(state, TIME / steps).orElseThrow().state();
        }
        return flat(state.network().weights());
    }
}
