package org.featureflow.flow.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.featureflow.flow.FlowInstance.ROUNDING;
import static org.featureflow.flow.FlowInstance.assertClose;
import static org.featureflow.flow.FlowInstance.plus;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.featureflow.flow.FlowInstance;
import org.featureflow.flow.PlainLoss;
import org.featureflow.flow.field.FlowState;

/** Explicit Euler is scaled gradient descent, [FLYZ] Alg. 1 and 3, theory section 4. */
class ExplicitEulerTest {

    private final Stepper euler = new ExplicitEuler();

    @Provide
    Arbitrary<FlowInstance> instance() {
        return FlowInstance.any();
    }

    /** Plain derivatives of the loss in each weight, times the two adjacent widths (divided by masses), for three steps. */
    @Property(seed = "601", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void stepsAreThoseOfGradientDescentScaledByTheAdjacentWidths(@ForAll("instance") FlowInstance instance) {
        double eta = 0.05;
        FlowState state = instance.state();
        double[] weights = instance.start();
        for (int i = 0; i < 3; i++) {
            state = euler.step(state, eta).orElseThrow().state();
            weights = plus(weights, eta, instance.velocity(weights));
            assertClose(FlowInstance.flat(state.network().weights()), weights, ROUNDING);
            assertThat(state.loss()).isCloseTo(instance.loss(weights), within(ROUNDING * (1 + state.loss())));
        }
    }

    /** The model of the loss is its tangent: the decrease is step times -dL/dt, theory section 4. */
    @Property(seed = "602", tries = 40, edgeCases = EdgeCasesMode.NONE)
    void thePredictedDecreaseIsTheStepTimesTheEnergyRate(@ForAll("instance") FlowInstance instance) {
        double rate = 0;
        double[] velocity = instance.velocity(instance.start());
        double[] adjacent = instance.plain().adjacentMasses();
        for (int q = 0; q < velocity.length; q++) {
            rate += adjacent[q] * velocity[q] * velocity[q];
        }
        double predicted = euler.step(instance.state(), 0.25).orElseThrow().predictedDecrease();
        assertThat(predicted).isCloseTo(rate / 4, within(ROUNDING * (1 + rate)));
    }

    @Example
    void anOverflowGivesNoCandidate() {
        assertThat(euler.step(FlowInstance.usual(PlainLoss.SQUARED, 1, 1).state(), 1e200))
                .isEmpty();
    }

    @Example
    void itIsCalledEulerAndHasOrderOne() {
        assertThat(euler.name()).isEqualTo("euler");
        assertThat(euler.order()).isEqualTo(1);
    }
}
