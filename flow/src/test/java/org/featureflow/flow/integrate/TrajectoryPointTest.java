package org.featureflow.flow.integrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.featureflow.flow.FlowInstance.ROUNDING;
import static org.featureflow.flow.FlowInstance.distance;
import static org.featureflow.flow.FlowInstance.largest;
import static org.featureflow.flow.FlowInstance.plus;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.featureflow.flow.FlowInstance;
import org.featureflow.flow.PlainLoss;

/** The norms of Theorem 8 of [FLYZ] and of the energy identity, theory section 4, by plain loops. */
class TrajectoryPointTest {

    @Provide
    Arbitrary<FlowInstance> instance() {
        return FlowInstance.any();
    }

    @Property(seed = "651", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void velocitiesAreTheNormsOfThePlainVelocity(@ForAll("instance") FlowInstance instance) {
        TrajectoryPoint point = TrajectoryPoint.of(3, 0.5, instance.state(), 0.125);
        double[] velocity = instance.velocity(instance.start());
        double[] adjacent = instance.plain().adjacentMasses();
        double rate = 0;
        for (int q = 0; q < velocity.length; q++) {
            rate += adjacent[q] * velocity[q] * velocity[q];
        }
        int last = instance.plain().sizes()[instance.depth()] * instance.outputs();
        double outputNorm = 0;
        for (int q = velocity.length - last; q < velocity.length; q++) {
            outputNorm += adjacent[q] * Math.abs(velocity[q]);
        }
        assertThat(point.step()).isEqualTo(3);
        assertThat(point.time()).isEqualTo(0.5);
        assertThat(point.loss()).isEqualTo(instance.state().loss());
        assertThat(point.excess()).isEqualTo(point.loss() - 0.125);
        assertThat(point.velocity() * point.velocity()).isCloseTo(rate, within(ROUNDING * (1 + rate)));
        assertThat(point.outputVelocity()).isCloseTo(outputNorm, within(ROUNDING * (1 + outputNorm)));
    }

    /**
     * The derivative of beta_L along the velocity by central differences of the plain forward pass. Steps s move weights by 1e-4 at
     * most: truncation s^2 times a third derivative of up to 1e2 in units of the velocity, rounding 1e-15/s.
     */
    @Property(seed = "652", tries = 40, edgeCases = EdgeCasesMode.NONE)
    void theFeatureVelocityIsTheLargestChangeOfTheLastFeatures(@ForAll("instance") FlowInstance instance) {
        double[] velocity = instance.velocity(instance.start());
        double size = Math.max(1, largest(velocity));
        double s = 1e-4 / size;
        double[][] right = instance.plain().lastFeatures(instance.x(), plus(instance.start(), s, velocity));
        double[][] left = instance.plain().lastFeatures(instance.x(), plus(instance.start(), -s, velocity));
        double expected = 0;
        for (int n = 0; n < right.length; n++) {
            expected = Math.max(expected, distance(right[n], left[n]) / (2 * s));
        }
        double actual = TrajectoryPoint.of(0, 0, instance.state(), 0).betaVelocity();
        assertThat(actual).isCloseTo(expected, within(1e-6 * size));
    }

    /** Two passes, tangent and backward, agree on the rate up to rounding of terms that may cancel to a thousandth. */
    @Property(seed = "653", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void theEnergyResidualIsRounding(@ForAll("instance") FlowInstance instance) {
        assertThat(TrajectoryPoint.of(0, 0, instance.state(), 0).energyResidual())
                .isLessThan(1e-11);
    }

    @Example
    void atRestTheResidualIsZeroAndWithoutABoundTheExcessIsNoNumber() {
        FlowInstance instance = FlowInstance.usual(PlainLoss.SQUARED, 1, 1);
        var rest = instance.flow().at(instance.network(new double[instance.start().length]));
        TrajectoryPoint point = TrajectoryPoint.of(0, 0, rest, Double.NaN);
        assertThat(point.velocity()).isZero();
        assertThat(point.energyResidual()).isZero();
        assertThat(point.excess()).isNaN();
    }
}
