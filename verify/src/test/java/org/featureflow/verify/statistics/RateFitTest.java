package org.featureflow.verify.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.random.RandomGenerator;
import org.featureflow.core.numeric.RandomStreams;
import org.junit.jupiter.api.Test;

class RateFitTest {

    @Test
    void aPowerLawIsFittedExactly() {
        RateFit fit = RateFit.of(new double[] {1, 2, 4, 8}, new double[] {3, 1.5, 0.75, 0.375}, 0.05);
        assertThat(fit.slope()).isCloseTo(-1, within(1e-12));
        assertThat(fit.halfWidth()).isLessThan(1e-6);
        assertThat(fit.lower()).isLessThanOrEqualTo(fit.slope());
        assertThat(fit.upper()).isGreaterThanOrEqualTo(fit.slope());
    }

    /** The interval is Student's: 400 fits at error rate 0.1 miss 40 +- 6 times; four deviations are allowed. */
    @Test
    void theIntervalMissesAsOftenAsItSays() {
        RandomGenerator random = new RandomStreams(1).stream("noise");
        int missed = 0;
        for (int i = 0; i < 400; i++) {
            double[] x = {1, 2, 4, 8, 16, 32};
            double[] y = new double[x.length];
            for (int k = 0; k < x.length; k++) {
                y[k] = Math.exp(-0.5 * Math.log(x[k]) + 0.3 * random.nextGaussian());
            }
            RateFit fit = RateFit.of(x, y, 0.1);
            missed += fit.lower() > -0.5 || fit.upper() < -0.5 ? 1 : 0;
        }
        assertThat(missed).isBetween(16, 64);
    }

    @Test
    void pointsThatHaveNoLogarithmAreRefused() {
        assertThatThrownBy(() -> RateFit.of(new double[] {1, 2, 3}, new double[] {1, 0, 1}, 0.05))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(2.0, 0.0)");
        assertThatThrownBy(() -> RateFit.of(new double[] {1, -2, 3}, new double[] {1, 1, 1}, 0.05))
                .hasMessageContaining("(-2.0, 1.0)");
        assertThatThrownBy(() -> RateFit.of(new double[] {1, 2}, new double[] {1, 2}, 0.05))
                .hasMessageContaining("three points");
        assertThatThrownBy(() -> RateFit.of(new double[] {1, 2, 3}, new double[] {1, 2}, 0.05))
                .hasMessageContaining("3 abscissae and 2 ordinates");
    }
}
