package org.featureflow.convex.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Activations;
import org.featureflow.core.numeric.Interval;
import org.junit.jupiter.api.Test;

class ActivationRangeTest {

    /** tanh under another name, so that nothing but its constants is known. */
    private static final class Unknown implements Activation {
        private final double error;

        Unknown(double error) {
            this.error = error;
        }

        @Override
        public String name() {
            return "unknown";
        }

        @Override
        public double value(double x) {
            return StrictMath.tanh(x);
        }

        @Override
        public double derivative(double x) {
            return Activations.tanh().derivative(x);
        }

        @Override
        public double bound() {
            return 1;
        }

        @Override
        public double lipschitz() {
            return 1;
        }

        @Override
        public double derivativeLipschitz() {
            return 0.77;
        }

        @Override
        public Parity parity() {
            return Parity.NONE;
        }

        @Override
        public double valueRelativeError() {
            return error;
        }
    }

    @Provide
    Arbitrary<Activation> activations() {
        return Arbitraries.of(
                Activations.tanh(),
                Activations.sigmoid(),
                Activations.erf(),
                Activations.sine(),
                new Unknown(3 * 0x1p-52));
    }

    @Property(tries = 300, seed = "4711")
    void enclosuresContainValuesAndDerivatives(
            @ForAll("activations") Activation activation,
            @ForAll @DoubleRange(min = -8, max = 8) double left,
            @ForAll @DoubleRange(min = 0, max = 4) double width,
            @ForAll @DoubleRange(min = 0, max = 1) double part) {
        Interval z = new Interval(left, left + width);
        ActivationRange range = ActivationRange.of(activation);
        Interval value = range.value(z);
        Interval slope = range.slope(z, value);
        Interval curvature = range.curvature(z, value, slope);
        double x = left + part * width;
        double step = 1e-5;
        // h'' by a central difference of h', whose error is below 1e-9.
        double second = (activation.derivative(x + step) - activation.derivative(x - step)) / (2 * step);
        assertThat(value.contains(activation.value(x))).isTrue();
        assertThat(slope.lower() - 1e-15).isLessThanOrEqualTo(activation.derivative(x));
        assertThat(slope.upper() + 1e-15).isGreaterThanOrEqualTo(activation.derivative(x));
        assertThat(curvature.lower() - 1e-9).isLessThanOrEqualTo(second);
        assertThat(curvature.upper() + 1e-9).isGreaterThanOrEqualTo(second);
    }

    @Property(tries = 100, seed = "4712")
    void enclosuresOfTheStandardActivationsAreSharp(
            @ForAll("activations") Activation activation, @ForAll @DoubleRange(min = -8, max = 8) double left) {
        double width = 1e-3;
        Interval z = new Interval(left, left + width);
        ActivationRange range = ActivationRange.of(activation);
        Interval value = range.value(z);
        Interval slope = range.slope(z, value);
        assertThat(value.width()).isLessThanOrEqualTo(2.3 * width);
        assertThat(slope.width()).isLessThanOrEqualTo(5 * width);
        if (!activation.name().equals("unknown")) {
            // sup |h'''| is below 4 for all of them.
            assertThat(range.curvature(z, value, slope).width()).isLessThanOrEqualTo(4 * width);
        }
    }

    @Test
    void theWholeLineGivesTheBounds() {
        for (Activation activation : activations().allValues().orElseThrow().toList()) {
            ActivationRange range = ActivationRange.of(activation);
            Interval value = range.value(Interval.WHOLE);
            Interval slope = range.slope(Interval.WHOLE, value);
            Interval curvature = range.curvature(Interval.WHOLE, value, slope);
            assertThat(value.magnitude()).isLessThanOrEqualTo(activation.bound());
            assertThat(slope.magnitude()).isLessThanOrEqualTo(1.0001 * activation.lipschitz());
            assertThat(curvature.magnitude()).isLessThanOrEqualTo(1.0001 * activation.derivativeLipschitz());
        }
    }

    @Test
    void anActivationWithoutStatedErrorIsRefused() {
        assertThatThrownBy(() -> ActivationRange.of(new Unknown(Double.POSITIVE_INFINITY)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown")
                .hasMessageContaining("valueRelativeError");
    }
}
