package org.featureflow.convex.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DyadicTest {
    @Property(tries = 200, seed = "1")
    void polynomialsOfDoublesAreExact(
            @ForAll @DoubleRange(min = -1e10, max = 1e10) double a,
            @ForAll @DoubleRange(min = -1, max = 1) double b,
            @ForAll @IntRange(min = 1, max = 1000) int divisor) {
        Dyadic value = Dyadic.of(a)
                .square()
                .minus(Dyadic.of(b).times(Dyadic.of(a)).plus(Dyadic.of(b)).half());
        BigDecimal x = new BigDecimal(a);
        BigDecimal y = new BigDecimal(b);
        BigDecimal expected = x.multiply(x).subtract(y.multiply(x).add(y).divide(BigDecimal.valueOf(2)));
        assertThat(value.signum()).isEqualTo(expected.signum());
        BigDecimal below = new BigDecimal(value.dividedByDown(divisor)).multiply(BigDecimal.valueOf(divisor));
        BigDecimal above = new BigDecimal(value.dividedByUp(divisor)).multiply(BigDecimal.valueOf(divisor));
        assertThat(below).isLessThanOrEqualTo(expected);
        assertThat(above).isGreaterThanOrEqualTo(expected);
        BigDecimal width = above.subtract(below);
        assertThat(width).isLessThanOrEqualTo(expected.abs().multiply(new BigDecimal(1e-15)));
    }

    @Test
    void endsOfTheRangeAreExact() {
        for (double value : new double[] {
            0, -0.0, 1, -3.5, Double.MIN_VALUE, -Double.MIN_NORMAL, 3 * Double.MIN_VALUE, Double.MAX_VALUE, 0x1.8p-1022
        }) {
            assertThat(Dyadic.of(value).dividedByDown(1)).isEqualTo(value + 0.0);
            assertThat(Dyadic.of(value).dividedByUp(1) + 0.0).isEqualTo(value + 0.0);
        }
        Dyadic huge = Dyadic.of(Double.MAX_VALUE).square();
        assertThat(huge.dividedByDown(1)).isEqualTo(Double.MAX_VALUE);
        assertThat(huge.dividedByUp(1)).isEqualTo(Double.POSITIVE_INFINITY);
        Dyadic tiny = Dyadic.of(Double.MIN_VALUE).square();
        assertThat(tiny.dividedByUp(1)).isEqualTo(Double.MIN_VALUE);
        assertThat(tiny.negate().dividedByDown(1)).isEqualTo(-Double.MIN_VALUE);
        assertThat(tiny.isAtMost(Dyadic.ZERO)).isFalse();
        assertThatThrownBy(() -> Dyadic.of(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thirdsAreRoundedOutwards() {
        BigDecimal third = BigDecimal.ONE.divide(BigDecimal.valueOf(3), new MathContext(60, RoundingMode.HALF_EVEN));
        assertThat(new BigDecimal(Dyadic.of(1).dividedByDown(3))).isLessThan(third);
        assertThat(new BigDecimal(Dyadic.of(1).dividedByUp(3))).isGreaterThan(third);
    }

    @Test
    void integersKeepRatios() {
        BigInteger[] integers = Dyadic.integers(new Dyadic[] {Dyadic.of(0.75), Dyadic.of(-3.0), Dyadic.ZERO});
        assertThat(integers[1]).isEqualTo(integers[0].multiply(BigInteger.valueOf(-4)));
        assertThat(integers[2]).isZero();
        assertThat(integers[0].signum()).isEqualTo(1);
    }
}
