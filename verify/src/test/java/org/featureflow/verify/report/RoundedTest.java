package org.featureflow.verify.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.featureflow.core.numeric.Interval;
import org.junit.jupiter.api.Test;

class RoundedTest {

    @Test
    void anExactNumberReadsBackAsTheSameDouble() {
        assertThat(Rounded.exact(26)).isEqualTo("26");
        assertThat(Rounded.exact(0.1)).isEqualTo("0.1");
        assertThat(Rounded.exact(2e-23)).isEqualTo("2e-23");
        assertThat(Rounded.exact(1 / 3.0)).isEqualTo("0.3333333333333333");
        assertThat(Rounded.exact(-0.0)).isEqualTo("0");
        assertThat(Rounded.exact(Double.NaN)).isEqualTo("unknown");
        assertThat(Rounded.brief(2 / 3.0)).isEqualTo("0.667");
    }

    @Test
    void numbersAreShort() {
        assertThat(Rounded.near(0)).isEqualTo("0");
        assertThat(Rounded.near(-0.0)).isEqualTo("0");
        assertThat(Rounded.near(0.125)).isEqualTo("0.125");
        assertThat(Rounded.near(1e-8)).isEqualTo("1e-8");
        assertThat(Rounded.near(-1.0 / 3)).isEqualTo("-0.3333333");
        assertThat(Rounded.near(0.00012)).isEqualTo("0.00012");
        assertThat(Rounded.near(0.000012)).isEqualTo("1.2e-5");
        assertThat(Rounded.near(1234567)).isEqualTo("1234567");
        assertThat(Rounded.near(12345678)).isEqualTo("1.234568e7");
        assertThat(Rounded.near(9.9999999e-5)).isEqualTo("0.0001");
        assertThat(Rounded.near(Double.MIN_VALUE)).isEqualTo("4.940656e-324");
    }

    @Test
    void whatIsNoNumberIsSaid() {
        assertThat(Rounded.near(Double.NaN)).isEqualTo("unknown");
        assertThat(Rounded.up(Double.POSITIVE_INFINITY)).isEqualTo("infinity");
        assertThat(Rounded.outward(Interval.WHOLE)).isEqualTo("[-infinity, infinity]");
    }

    @Property(seed = "11", tries = 500)
    void boundsStayBounds(@ForAll("doubles") double x) {
        BigDecimal exact = new BigDecimal(x);
        assertThat(new BigDecimal(Rounded.down(x))).isLessThanOrEqualTo(exact);
        assertThat(new BigDecimal(Rounded.up(x))).isGreaterThanOrEqualTo(exact);
        assertThat(Double.parseDouble(Rounded.near(x))).isBetween(x - 1e-6 * Math.abs(x), x + 1e-6 * Math.abs(x));
    }

    @Provide
    Arbitrary<Double> doubles() {
        return Arbitraries.longs()
                .map(Double::longBitsToDouble)
                .filter(x -> Double.isFinite(x) && (x == 0 || Math.abs(x) > 1e-300));
    }
}
