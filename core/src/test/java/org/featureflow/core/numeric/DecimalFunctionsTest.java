package org.featureflow.core.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** The oracle against tabulated digits (OEIS A000796, A001113, A002162, A073744, A099286, A049469). */
class DecimalFunctionsTest {

    @Test
    void piToFortyDigits() {
        assertDigits(DecimalFunctions.PI, "3.141592653589793238462643383279502884197");
    }

    @Test
    void exponentialAndLogarithmToFortyDigits() {
        assertDigits(DecimalFunctions.exp(BigDecimal.ONE), "2.718281828459045235360287471352662497757");
        assertDigits(DecimalFunctions.log(BigDecimal.valueOf(2)), "0.6931471805599453094172321214581765680755");
    }

    @Test
    void hyperbolicTangentErrorFunctionAndSineToThirtyDigits() {
        assertDigits(DecimalFunctions.tanh(BigDecimal.ONE), "0.7615941559557648881194582826047");
        assertDigits(DecimalFunctions.erf(BigDecimal.ONE), "0.8427007929497148693412206350826");
        // erfc(10), by its asymptotic series (DLMF 7.12.1).
        assertThat(BigDecimal.ONE.subtract(DecimalFunctions.erf(BigDecimal.TEN)).doubleValue())
                .isCloseTo(2.088487583762545e-45, within(1e-59));
        assertDigits(DecimalFunctions.sin(BigDecimal.ONE), "0.8414709848078965066525023216303");
    }

    @Test
    void seriesForSmallAndLargeArgumentsMeet() {
        BigDecimal x = new BigDecimal("-46.1");
        BigDecimal direct = DecimalFunctions.log(BigDecimal.ONE.add(DecimalFunctions.exp(x)));
        assertThat(DecimalFunctions.softplus(x).subtract(direct).abs()).isLessThan(new BigDecimal("1e-60"));
        BigDecimal tiny = new BigDecimal("1e-15");
        assertThat(DecimalFunctions.tanh(tiny)
                        .subtract(tiny)
                        .add(tiny.pow(3).divide(BigDecimal.valueOf(3), DecimalFunctions.DIGITS))
                        .abs())
                .isLessThan(new BigDecimal("1e-60"));
    }

    private static void assertDigits(BigDecimal actual, String expected) {
        BigDecimal digits = new BigDecimal(expected);
        assertThat(actual.subtract(digits).abs()).isLessThanOrEqualTo(digits.ulp());
    }
}
