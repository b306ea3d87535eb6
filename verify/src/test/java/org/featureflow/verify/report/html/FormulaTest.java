package org.featureflow.verify.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormulaTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            value = {
                "L = (1/N) sum_n min_f phi(f, y_n) ; L = (1/N) ∑<sub>n</sub> min<sub>f</sub> φ(f, y<sub>n</sub>)",
                "beta_L(T) = int_0^T (d beta_L/dt) dt ; β<sub>L</sub>(T) = ∫<sub>0</sub><sup>T</sup> (d β<sub>L</sub>/dt) dt",
                "O(m^(-1/2)) at t > 0 ; O(m<sup>−1/2</sup>) at t &gt; 0",
                "slower than m^-0.375, at ; slower than m<sup>−0.375</sup>, at",
                "theta' = -n dE/dtheta ; θ' = -n dE/dθ",
                "exp(-Lambda) |q(1)| <= x ; exp(-Λ) |q(1)| ≤ x",
                "Lambda = int |grad F| dt ; Λ = ∫ |∇ F| dt",
                "O(sqrt(eps)) ; O(√(ε))",
                "h1(beta_1) h1(beta_1)^T ; h1(β<sub>1</sub>) h1(β<sub>1</sub>)<sup>T</sup>",
                "the sum of steps, in an interval: a meta point ; the sum of steps, in an interval: a meta point",
                "a < b & c ; a &lt; b &amp; c",
            })
    void formulasAreSetAndWordsAreLeft(String text, String page) throws IOException {
        assertThat(Pages.text(inside -> Formula.write(inside, text))).isEqualTo(page);
    }
}
