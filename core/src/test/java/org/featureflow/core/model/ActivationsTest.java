package org.featureflow.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import org.featureflow.core.numeric.DecimalFunctions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an {@link Activation} states of itself is true, for every named one. */
class ActivationsTest {

    private static final Map<String, UnaryOperator<BigDecimal>> EXACT = Map.of(
            "tanh", DecimalFunctions::tanh,
            "sigmoid", DecimalFunctions::sigmoid,
            "erf", DecimalFunctions::erf,
            "softplus", DecimalFunctions::softplus,
            "relu", x -> x.max(BigDecimal.ZERO),
            "sine", DecimalFunctions::sin,
            "identity", x -> x);

    static List<Activation> standard() {
        return List.of(
                Activations.tanh(),
                Activations.sigmoid(),
                Activations.erf(),
                Activations.softplus(),
                Activations.relu(),
                Activations.sine(),
                Activations.identity());
    }

    @Provide
    Arbitrary<Activation> activation() {
        return Arbitraries.of(standard());
    }

    /** Arguments of all sizes up to 30, where every standard activation has long met its asymptote. */
    @Provide
    Arbitrary<Double> argument() {
        Arbitrary<Long> uniform =
                Arbitraries.longs().between(-(1L << 53), 1L << 53).withDistribution(RandomDistribution.uniform());
        Arbitrary<Double> moderate = uniform.map(i -> i * 0x1p-51);
        Arbitrary<Double> large = uniform.map(i -> 30 * (i * 0x1p-53));
        Arbitrary<Double> tiny =
                Arbitraries.integers().between(-60, 60).map(i -> Math.scalb(i < 0 ? -1.3 : 1.3, -5 * Math.abs(i)));
        return Arbitraries.oneOf(moderate, large, tiny);
    }

    @Property(seed = "101", tries = 400, edgeCases = EdgeCasesMode.NONE)
    void valuesAreWithinTheirStatedRelativeError(@ForAll("activation") Activation h, @ForAll("argument") double x) {
        BigDecimal exact = EXACT.get(h.name()).apply(new BigDecimal(x));
        BigDecimal error = new BigDecimal(h.value(x)).subtract(exact).abs();
        assertThat(h.valueRelativeError()).isLessThan(1e-12);
        assertThat(error)
                .as("%s(%s) = %s, exactly %s", h, x, h.value(x), exact.doubleValue())
                .isLessThanOrEqualTo(exact.abs().multiply(new BigDecimal(h.valueRelativeError())));
    }

    /** Arguments at which h(x) is subnormal or 0, where the statement is absolute: within 2^-1000. */
    @ParameterizedTest
    @MethodSource("standard")
    void valuesThatUnderflowAreWithinTheirStatedAbsoluteError(Activation h) {
        BigDecimal smallest = new BigDecimal(Double.MIN_NORMAL);
        BigDecimal bound = smallest.scaleByPowerOfTen(6); // 2.2e-302, below 2^-1000
        for (double x : new double[] {-708.5, -730.25, -745, -746, -800, 3e-320, -1e-310, Double.MIN_VALUE}) {
            BigDecimal exact = EXACT.get(h.name()).apply(new BigDecimal(x));
            if (exact.abs().compareTo(smallest) < 0) {
                BigDecimal error = new BigDecimal(h.value(x)).subtract(exact).abs();
                assertThat(error).as("%s(%s)", h, x).isLessThanOrEqualTo(bound);
            }
        }
    }

    /**
     * Central differences with step s: truncation s^2 |h'''|/6 with |h'''| &lt;= 4/sqrt(pi) (erf at 0), rounding e |h|/s for values of
     * relative error e. With s = 2^-17, |h| &lt;= 31 and e = 6 2^-52 (softplus) they are below 3e-11 and 6e-9.
     */
    @Property(seed = "102", tries = 300, edgeCases = EdgeCasesMode.NONE)
    void derivativesAreTheSlopesOfTheValues(@ForAll("activation") Activation h, @ForAll("argument") double x) {
        double step = 0x1p-17;
        boolean kink = h == Activations.relu() && Math.abs(x) <= step;
        double left = x - step;
        double right = x + step;
        double slope = (h.value(right) - h.value(left)) / (right - left);
        if (!kink) {
            assertThat(h.derivative(x)).as("%s'(%s)", h, x).isCloseTo(slope, within(1e-8));
        }
    }

    /** Central differences with step s = 2^-17: truncation s^2 |h''''|/6, rounding of h' (relative 2^-50, |h'| &lt;= 1.2) over s. */
    @Property(seed = "108", tries = 200, edgeCases = EdgeCasesMode.NONE)
    void secondDerivativesAreTheSlopesOfTheDerivatives(
            @ForAll("activation") Activation h, @ForAll("argument") double x) {
        double step = 0x1p-17;
        boolean kink = h == Activations.relu() && Math.abs(x) <= step;
        double left = x - step;
        double right = x + step;
        double slope = (h.derivative(right) - h.derivative(left)) / (right - left);
        if (!kink) {
            assertThat(h.secondDerivative(x)).as("%s''(%s)", h, x).isCloseTo(slope, within(1e-9));
        }
    }

    /**
     * 2/sqrt(pi) exp(-x^2) with all its digits also where x^2, rounded by u x^2, would cost exp some 600 u: one exponential of 1 unit
     * in the last place, the constant's half, three products' halves; 2^-1022 where it underflows.
     */
    @Test
    void theErrorFunctionsSlopeKeepsItsDigitsFarOut() {
        BigDecimal constant = BigDecimal.valueOf(2)
                .divide(DecimalFunctions.PI.sqrt(DecimalFunctions.DIGITS), DecimalFunctions.DIGITS);
        for (double x = 0.1; x < 27; x += 0.37) {
            BigDecimal square = new BigDecimal(x).pow(2);
            double exact =
                    constant.multiply(DecimalFunctions.exp(square.negate())).doubleValue();
            assertThat(Activations.erf().derivative(x))
                    .as("erf'(%s)", x)
                    .isCloseTo(exact, within(4 * 0x1p-52 * exact + Double.MIN_NORMAL));
        }
    }

    @ParameterizedTest
    @MethodSource("standard")
    void constantsAreTheSupremaOfValuesSlopesAndCurvatures(Activation h) {
        double value = 0;
        double slope = 0;
        double curvature = 0;
        double step = 1.0 / 1024;
        for (int i = -20 * 1024; i <= 20 * 1024; i++) {
            double x = i * step;
            value = Math.max(value, Math.abs(h.value(x)));
            slope = Math.max(slope, Math.abs(h.derivative(x)));
            curvature = Math.max(curvature, Math.abs(h.derivative(x + step) - h.derivative(x - step)) / (2 * step));
        }
        assertThat(value).isLessThanOrEqualTo(h.bound());
        assertThat(slope).isLessThanOrEqualTo(h.lipschitz());
        // Rounding of a derivative, 1e-15, over the step.
        assertThat(curvature).isLessThanOrEqualTo(h.derivativeLipschitz() + 1e-12);
        // Suprema, not only bounds: sup |h| up to 1e-8 at 20, the others up to the 4 digits they are stated with.
        if (Double.isFinite(h.bound())) {
            assertThat(value).isCloseTo(h.bound(), within(1e-5));
        } else {
            assertThat(Math.max(Math.abs(h.value(1e300)), Math.abs(h.value(-1e300))))
                    .isGreaterThan(1e299);
        }
        assertThat(slope).isCloseTo(h.lipschitz(), within(2e-4));
        if (Double.isFinite(h.derivativeLipschitz())) {
            assertThat(curvature).isCloseTo(h.derivativeLipschitz(), within(2e-4));
        } else {
            assertThat(curvature).isGreaterThan(0.4 / step);
        }
    }

    @Property(seed = "103", tries = 300, edgeCases = EdgeCasesMode.NONE)
    void paritiesHoldBitForBit(@ForAll("activation") Activation h, @ForAll("argument") double x) {
        if (h.parity() == Activation.Parity.ODD) {
            assertThat(bits(h.value(-x))).isEqualTo(bits(-h.value(x)));
            assertThat(bits(h.derivative(-x))).isEqualTo(bits(h.derivative(x)));
        }
    }

    @ParameterizedTest
    @MethodSource("standard")
    void aParityIsStatedWhereverThereIsOne(Activation h) {
        boolean odd = IntStream.range(1, 50).allMatch(i -> h.value(-i / 7.0) == -h.value(i / 7.0));
        boolean even = IntStream.range(1, 50).allMatch(i -> h.value(-i / 7.0) == h.value(i / 7.0));
        assertThat(h.parity())
                .isEqualTo(odd ? Activation.Parity.ODD : even ? Activation.Parity.EVEN : Activation.Parity.NONE);
    }

    @ParameterizedTest
    @MethodSource("standard")
    void homogeneityAndLinearityAreStatedExactlyWhereTheyHold(Activation h) {
        boolean homogeneous = true;
        boolean linear = true;
        for (int i = -40; i <= 40; i++) {
            double x = i / 8.0;
            homogeneous &= h.value(4 * x) == 4 * h.value(x);
            linear &= h.value(x) - h.value(-1) == (x + 1) * h.derivative(0.5) && h.value(0) == 0;
        }
        assertThat(h.isPositivelyHomogeneous()).isEqualTo(homogeneous);
        assertThat(h.isLinear()).isEqualTo(linear);
    }

    @Test
    void assumptionA1HoldsForTheBoundedSmoothOnes() {
        assertThat(standard().stream().filter(Activation::satisfiesA1).map(Activation::name))
                .containsExactly("tanh", "sigmoid", "erf", "sine");
    }

    @ParameterizedTest
    @MethodSource("standard")
    void arraysGetTheNumbersOfTheScalarFunctionsAlsoInPlace(Activation h) {
        double[] x = IntStream.range(-40, 41).mapToDouble(i -> i / 3.0).toArray();
        x[0] = -0.0;
        x[1] = 1e300;
        x[2] = -1e300;
        x[3] = Double.MIN_VALUE;
        double[] values = new double[x.length];
        double[] derivatives = new double[x.length];
        h.values(x, values);
        h.derivatives(x, values, derivatives);
        double[] inPlace = x.clone();
        h.values(inPlace, inPlace);
        double[] overArguments = x.clone();
        h.derivatives(overArguments, values, overArguments);
        double[] overValues = values.clone();
        h.derivatives(x, overValues, overValues);
        for (int i = 0; i < x.length; i++) {
            assertThat(bits(values[i])).isEqualTo(bits(h.value(x[i])));
            assertThat(bits(inPlace[i])).isEqualTo(bits(h.value(x[i])));
            assertThat(bits(derivatives[i])).isEqualTo(bits(h.derivative(x[i])));
            assertThat(bits(overArguments[i])).isEqualTo(bits(h.derivative(x[i])));
            assertThat(bits(overValues[i])).isEqualTo(bits(h.derivative(x[i])));
        }
    }

    @ParameterizedTest
    @MethodSource("standard")
    void theEndsOfTheRangeGiveLimitsAndNotANumberStaysSo(Activation h) {
        assertThat(h.value(Double.NaN)).isNaN();
        assertThat(Math.abs(h.value(1e300))).isLessThanOrEqualTo(h.bound());
        if (h != Activations.sine()) {
            double high = Double.isFinite(h.bound()) ? h.bound() : 1e300;
            double low = h.parity() == Activation.Parity.ODD ? -high : 0;
            assertThat(h.value(1e300)).isEqualTo(high);
            assertThat(h.value(-1e300)).isEqualTo(low);
            assertThat(h.derivative(1e300)).isEqualTo(Double.isFinite(h.bound()) ? 0 : 1);
            assertThat(h.derivative(-1e300)).isEqualTo(h.isLinear() ? 1 : 0);
        }
    }

    @Test
    void theDerivativeAtTheKinkIsTheOneFromTheLeft() {
        assertThat(Activations.relu().derivative(0)).isZero();
        assertThat(Activations.relu().derivative(Double.MIN_VALUE)).isEqualTo(1);
    }

    @Test
    void everyStandardActivationIsFoundByItsName() {
        for (Activation h : standard()) {
            assertThat(Activations.named(h.name())).isSameAs(h);
            assertThat(h).hasToString(h.name());
        }
    }

    @Test
    void anUnknownNameIsRefusedWithTheNamesThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Activations.named("tahn"))
                .withMessageContaining("'tahn'")
                .withMessageContaining("tanh, sigmoid, erf, softplus, relu, sine, identity");
    }

    @Test
    void anActivationOfTheUsersIsFoundByItsNameAfterTheStandardOnes() {
        assertThat(Activations.all()).startsWith(standard().toArray(Activation[]::new));
        Activation square = Activations.named("square");
        assertThat(square).isInstanceOf(SquareActivation.class);
        // What a user did not state is not claimed.
        assertThat(square.valueRelativeError()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(square.isPositivelyHomogeneous()).isFalse();
        assertThat(square.isLinear()).isFalse();
        assertThat(square.satisfiesA1()).isFalse();
        double[] out = new double[2];
        square.values(new double[] {3, -2}, out);
        assertThat(out).containsExactly(9, 4);
        square.derivatives(new double[] {3, -2}, out, out);
        assertThat(out).containsExactly(6, -4);
    }

    private static long bits(double x) {
        return Double.doubleToRawLongBits(x);
    }
}
