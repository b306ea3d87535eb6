package org.featureflow.verify.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RootMeanSquaresTest {

    @Test
    void exactPowersAreFitted() {
        double[] x = {1, 4, 16};
        double[][] samples = {{3, -3, 3, 3}, {6, 6}, {12, -12}};
        RateFit fit = RateFit.ofRootMeanSquares(x, samples, 2, 0.01);
        assertThat(fit.slope()).isCloseTo(0.5, within(1e-12));
        assertThat(fit.halfWidth()).isLessThan(1e-7);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateFit.ofRootMeanSquares(x, new double[][] {{1}, {1}, {1}}, 2, 0.01))
                .withMessageContaining("1 samples in 2 groups");
        assertThatIllegalArgumentException().isThrownBy(() -> RateFit.ofRootMeanSquares(x, new double[3][0], 2, 0.01));
    }

    /** Student's quantile for 2 degrees of freedom at 0.975 is 4.302653 (tables); the standard error of 1, 2, 3 is 1/sqrt(3). */
    @Test
    void meansHaveStudentsInterval() {
        MeanInterval interval = MeanInterval.of(new double[] {1, 2, 3}, 0.05);
        assertThat(interval.mean()).isEqualTo(2);
        assertThat(interval.halfWidth()).isCloseTo(4.302653 / Math.sqrt(3), within(1e-5));
        assertThat(interval.upper() - interval.lower()).isCloseTo(2 * interval.halfWidth(), within(1e-15));
        assertThatIllegalArgumentException().isThrownBy(() -> MeanInterval.of(new double[1], 0.05));
    }
}
