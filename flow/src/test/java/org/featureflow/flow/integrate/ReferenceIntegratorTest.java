package org.featureflow.flow.integrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.featureflow.flow.FlowInstance.assertClose;
import static org.featureflow.flow.FlowInstance.distance;
import static org.featureflow.flow.FlowInstance.flat;
import static org.featureflow.flow.FlowInstance.plus;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.featureflow.core.feature.Network;
import org.featureflow.flow.FlowInstance;
import org.featureflow.flow.PlainLoss;

class ReferenceIntegratorTest {

    private static final double TIME = 0.25;

    /** Not Huber: its flow is not smooth where a residual crosses the threshold, and there no method has its order. */
    @Provide
    Arbitrary<FlowInstance> instance() {
        return FlowInstance.of(PlainLoss.SQUARED, PlainLoss.LOGISTIC, PlainLoss.SOFTMAX);
    }

    /**
     * Against classical Runge-Kutta steps on plain loops: order 4, so the finer of two runs is off by a fifteenth of their distance.
     * The reference is off by some hundred times its tolerance of 1e-12 a step.
     */
    @Property(seed = "631", tries = 12, edgeCases = EdgeCasesMode.NONE)
    void itAgreesWithRungeKuttaStepsOfPlainLoops(@ForAll("instance") FlowInstance instance) {
        double[] actual = flat(new ReferenceIntegrator(1e-12)
                .integrate(instance.flow(), instance.network(), TIME)
                .weights());
        double[] coarse = rungeKutta(instance, 32);
        double[] fine = rungeKutta(instance, 64);
        double error = distance(coarse, fine);
        assertThat(error).isLessThan(1e-4);
        assertClose(actual, fine, error + 1e-9);
    }

    private static double[] rungeKutta(FlowInstance instance, int steps) {
        double h = TIME / steps;
        double[] w = instance.start();
        for (int i = 0; i < steps; i++) {
            double[] k1 = instance.velocity(w);
            double[] k2 = instance.velocity(plus(w, h / 2, k1));
            double[] k3 = instance.velocity(plus(w, h / 2, k2));
            double[] k4 = instance.velocity(plus(w, h, k3));
            w = plus(plus(plus(plus(w, h / 6, k1), h / 3, k2), h / 3, k3), h / 6, k4);
        }
        return w;
    }

    @Example
    void theStartIsNotModified() {
        FlowInstance instance = FlowInstance.usual(PlainLoss.SQUARED, 1, 1);
        Network start = instance.network();
        new ReferenceIntegrator(1e-6).integrate(instance.flow(), start, 1);
        assertThat(flat(start.weights())).isEqualTo(instance.start());
    }

    @Example
    void toleranceAndTimeMustBePositive() {
        for (double wrong : new double[] {0, -1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ReferenceIntegrator(wrong))
                    .withMessageContaining("tolerance " + wrong);
        }
        FlowInstance instance = FlowInstance.usual(PlainLoss.SQUARED, 1, 1);
        for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> new ReferenceIntegrator(1e-6).integrate(instance.flow(), instance.network(), wrong))
                    .withMessageContaining("flow time " + wrong);
        }
    }
}
