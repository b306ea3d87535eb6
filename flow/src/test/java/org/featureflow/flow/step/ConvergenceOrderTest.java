package org.featureflow.flow.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.featureflow.flow.FlowInstance.distance;
import static org.featureflow.flow.FlowInstance.flat;

import java.util.List;
import net.jqwik.api.Example;
import org.featureflow.core.feature.FactoredWeights;
import org.featureflow.core.feature.Network;
import org.featureflow.flow.FlowInstance;
import org.featureflow.flow.PlainLoss;
import org.featureflow.flow.PlainNetwork;
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

    /** Errors are C dt^p (1 + O(dt)); Huber is left out, at whose thresholds the flow has no third derivative. */
    @Example
    void tableausConvergeWithTheirOrderOnResNetsAndDnns() {
        for (boolean skip : new boolean[] {true, false}) {
            for (PlainLoss loss : List.of(PlainLoss.SQUARED, PlainLoss.LOGISTIC, PlainLoss.SOFTMAX)) {
                FlowInstance instance = new FlowInstance(
                        skip,
                        PlainNetwork.Curve.TANH,
                        PlainNetwork.Curve.TANH,
                        loss,
                        List.of(4, skip ? 4 : 3, 4),
                        4,
                        loss == PlainLoss.SOFTMAX ? 3 : 1,
                        true,
                        11);
                double[] exact = flat(new ReferenceIntegrator(1e-14)
                        .integrate(instance.flow(), instance.network(), 4 * TIME)
                        .weights());
                for (Tableau tableau : List.of(
                        Tableau.heun(),
                        Tableau.ralston(),
                        Tableau.bogackiShampine(),
                        Tableau.ros2(),
                        Tableau.ros34pw2())) {
                    assertOrder(new WMethod(tableau), instance, exact, 40, 4 * TIME);
                }
            }
        }
    }

    /** As above; no step recompresses, so the factors grow to some hundred rows. */
    @Example
    void wMethodsConvergeWithTheirOrderOnFactoredWeights() {
        for (PlainLoss loss : List.of(PlainLoss.SQUARED, PlainLoss.SOFTMAX)) {
            FlowInstance instance = FlowInstance.usual(loss, loss == PlainLoss.SOFTMAX ? 3 : 1, 11);
            double[] exact = flat(new ReferenceIntegrator(1e-14)
                    .integrate(instance.flow(), instance.network(), 4 * TIME)
                    .weights());
            for (Tableau tableau : List.of(Tableau.ros2(), Tableau.ros34pw2())) {
                Network end =
                        assertOrder(new WMethod(tableau), instance, instance.factoredNetwork(), exact, 40, 4 * TIME);
                assertThat(end.weights().hidden())
                        .hasSize(2)
                        .allSatisfy(layer -> assertThat(layer).isInstanceOf(FactoredWeights.class));
            }
        }
    }

    /** Few and long steps of a lively flow: errors of order 5 must stay above the reference's. */
    @Example
    void dormandPrinceConvergesWithOrderFive() {
        FlowInstance instance = FlowInstance.usual(PlainLoss.SOFTMAX, 3, 11);
        double[] exact = flat(new ReferenceIntegrator(1e-14)
                .integrate(instance.flow(), instance.network(), 4 * TIME)
                .weights());
        assertOrder(new WMethod(Tableau.dormandPrince()), instance, exact, 16, 4 * TIME);
    }

    private static void assertOrder(Stepper stepper, FlowInstance instance, double[] exact, int steps, double time) {
        assertOrder(stepper, instance, instance.network(), exact, steps, time);
    }

    /** Where the finer of two runs ends. */
    private static Network assertOrder(
            Stepper stepper, FlowInstance instance, Network start, double[] exact, int steps, double time) {
        FlowState state = instance.flow().at(start);
        Network end = end(stepper, state, 2 * steps, time);
        double coarse = distance(exact, flat(end(stepper, state, steps, time).weights()));
        double fine = distance(exact, flat(end.weights()));
        double order = Math.log(coarse / fine) / Math.log(2);
        assertThat(fine)
                .as("%s of %s: the reference's 1e-14 changes the order by .05 at most", stepper.name(), instance)
                .isGreaterThan(3e-13);
        assertThat(order).as("%s of %s", stepper.name(), instance).isCloseTo(stepper.order(), within(0.1));
        return end;
    }

    private static double[] end(Stepper stepper, FlowInstance instance, int steps) {
        return flat(end(stepper, instance.state(), steps, TIME).weights());
    }

    private static Network end(Stepper stepper, FlowState start, int steps, double time) {
        FlowState state = start;
        for (int i = 0; i < steps; i++) {
            state = stepper.step(state, time / steps).orElseThrow().state();
        }
        return state.network();
    }
}
