package org.featureflow.convex.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import org.featureflow.core.numeric.Interval;
import org.junit.jupiter.api.Test;

class ExactSumTest {

    @Test
    void loosesNothingToCancellation() {
        ExactSum sum = new ExactSum();
        sum.add(1e300, 1e300);
        sum.add(Double.MIN_VALUE, 1);
        sum.add(-1e300, 1e300);
        assertThat(sum.enclosure()).isEqualTo(Interval.of(Double.MIN_VALUE));
    }

    @Test
    void enclosesWhatIsNotADouble() {
        ExactSum sum = new ExactSum();
        sum.add(1, 1);
        sum.add(0x1p-60, 1);
        assertThat(sum.enclosure()).isEqualTo(new Interval(1, Math.nextUp(1.0)));
        sum.add(-0x1p-59, 1);
        assertThat(sum.enclosure()).isEqualTo(new Interval(Math.nextDown(1.0), 1));
        sum.add(0, Double.MAX_VALUE);
        assertThat(sum.enclosure().width()).isLessThan(1e-15);
    }

    @Test
    void enclosesOverflow() {
        ExactSum sum = new ExactSum();
        sum.add(1e200, 1e200);
        assertThat(sum.enclosure()).isEqualTo(new Interval(Double.MAX_VALUE, Double.POSITIVE_INFINITY));
        sum.add(-1e200, 1e200);
        sum.add(-1e200, 1e200);
        assertThat(sum.enclosure()).isEqualTo(new Interval(Double.NEGATIVE_INFINITY, -Double.MAX_VALUE));
    }
}
