package org.featureflow.flow.integrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.featureflow.core.feature.Network;
import org.featureflow.flow.FlowInstance;
import org.featureflow.flow.PlainLoss;
import org.featureflow.flow.control.DescentControl;
import org.featureflow.flow.step.ExplicitEuler;
import org.featureflow.flow.step.LinearlyImplicitEuler;
import org.featureflow.flow.step.Stepper;

/** The energy identity of theory section 4, dL/dt = -velocity^2, along runs. */
class EnergyTest {

    @Provide
    Arbitrary<FlowInstance> instance() {
        return FlowInstance.any();
    }

    /** Up to what is lost in the rounding errors of the loss. */
    @Property(seed = "641", tries = 40, edgeCases = EdgeCasesMode.NONE)
    void theLossFallsAtEveryStepUnderDescentControl(@ForAll("instance") FlowInstance instance) {
        for (Stepper stepper : List.of(new ExplicitEuler(), new LinearlyImplicitEuler())) {
            FlowResult result = new FlowIntegrator(stepper, new DescentControl(1))
                    .run(instance.flow(), instance.network(), Stopping.afterSteps(40), FlowObserver.none());
            List<TrajectoryPoint> points = result.trajectory();
            for (int i = 1; i < points.size(); i++) {
                double before = points.get(i - 1).loss();
                assertThat(points.get(i).loss()).isLessThanOrEqualTo(before * (1 + 1e-12));
            }
            assertThat(result.state().loss())
                    .isLessThanOrEqualTo(instance.state().loss());
        }
    }

    /** Simpson's rule on 16 and on 32 intervals: order 4, so the finer is off by a fifteenth of their distance. */
    @Example
    void theLossLostIsTheIntegralOfTheSquaredVelocity() {
        for (PlainLoss loss : List.of(PlainLoss.SQUARED, PlainLoss.LOGISTIC, PlainLoss.SOFTMAX)) {
            FlowInstance instance = FlowInstance.usual(loss, loss == PlainLoss.SOFTMAX ? 3 : 1, 21);
            int intervals = 32;
            double time = 1;
            double[] rates = new double[intervals + 1];
            Network network = instance.network();
            ReferenceIntegrator reference = new ReferenceIntegrator(1e-11);
            for (int i = 0; i <= intervals; i++) {
                double velocity =
                        TrajectoryPoint.of(i, i, instance.flow().at(network), 0).velocity();
                rates[i] = velocity * velocity;
                network = i < intervals ? reference.integrate(instance.flow(), network, time / intervals) : network;
            }
            double lost = instance.state().loss() - instance.flow().at(network).loss();
            double fine = simpson(rates, 1, time);
            double coarse = simpson(rates, 2, time);
            assertThat(lost).isGreaterThan(0.01);
            assertThat(Math.abs(fine - coarse)).isLessThan(1e-3 * lost);
            assertThat(fine).as("%s", loss).isCloseTo(lost, within(Math.abs(fine - coarse) + 1e-9));
        }
    }

    private static double simpson(double[] values, int stride, double time) {
        int intervals = (values.length - 1) / stride;
        double sum = values[0] + values[values.length - 1];
        for (int i = 1; i < intervals; i++) {
            sum += values[i * stride] * (i % 2 == 1 ? 4 : 2);
        }
        return sum * time / intervals / 3;
    }
}
