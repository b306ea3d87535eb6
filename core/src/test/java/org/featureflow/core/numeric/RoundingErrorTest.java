package org.featureflow.core.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundingErrorTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 7, 1000, 123_457, 1L << 40})
    void gammaIsJustAboveItsDefinition(long n) {
        BigDecimal nu = BigDecimal.valueOf(n).multiply(new BigDecimal(RoundingError.UNIT));
        BigDecimal gamma = nu.divide(BigDecimal.ONE.subtract(nu), new MathContext(40));
        assertThat(new BigDecimal(RoundingError.gamma(n))).isGreaterThanOrEqualTo(gamma);
        assertThat(RoundingError.gamma(n)).isLessThanOrEqualTo(gamma.doubleValue() * (1 + 4 * n * 0x1p-53 + 0x1p-51));
    }

    /** A sum that loses all it can: 1 + 2^-53 + .. + 2^-53, each addition rounds to even. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1000})
    void aboveCoversTheWorstSum(int n) {
        double sum = 1;
        for (int i = 0; i < n; i++) {
            sum += 0x1p-53;
        }
        BigDecimal exact = BigDecimal.ONE.add(BigDecimal.valueOf(n).multiply(new BigDecimal(RoundingError.UNIT)));
        assertThat(new BigDecimal(sum)).isLessThan(exact);
        assertThat(new BigDecimal(RoundingError.above(sum, n))).isGreaterThanOrEqualTo(exact);
    }

    @Test
    void aboveIsPositiveAndNeverNotANumber() {
        assertThat(RoundingError.above(0, 0)).isPositive().isLessThan(1e-200);
        assertThat(RoundingError.above(Double.POSITIVE_INFINITY, 3)).isInfinite();
        assertThat(RoundingError.above(Double.NaN, 3)).isInfinite();
    }

    @Test
    void refusesWhatItDoesNotCover() {
        assertThatThrownBy(() -> RoundingError.gamma(-1)).hasMessageContaining("-1 roundings");
        assertThatThrownBy(() -> RoundingError.above(1, (1L << 40) + 1)).hasMessageContaining("2^40");
    }
}
