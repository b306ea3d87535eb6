package org.featureflow.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class MassesTest {

    private final Masses given = Masses.of(List.of(new double[] {0.25, 0.75}, new double[] {1}));

    @Test
    void uniformMassesAreOneOverTheWidth() {
        Masses uniform = Masses.uniform(4, 5);
        assertThat(uniform.layers()).isEqualTo(2);
        assertThat(uniform.width(1)).isEqualTo(5);
        assertThat(uniform.mass(0, 3)).isEqualTo(0.25);
        assertThat(uniform.mass(1, 0)).isEqualTo(0.2);
        assertThat(uniform).hasToString("uniform masses [4, 5]");
    }

    @Test
    void givenMassesAreKeptAndCopied() {
        double[] p = {0.5, 0.5};
        Masses masses = Masses.of(List.of(p));
        p[0] = 9;
        assertThat(masses.mass(0, 0)).isEqualTo(0.5);
        assertThat(given.layers()).isEqualTo(2);
        assertThat(given.width(0)).isEqualTo(2);
        assertThat(given.mass(0, 1)).isEqualTo(0.75);
        assertThat(given).hasToString("masses [2, 1]");
    }

    @Test
    void columnsAreMultipliedByTheMassesAlsoInPlace() {
        DMatrixRMaj a = new DMatrixRMaj(new double[][] {{4, 8}, {-4, 0}});
        DMatrixRMaj out = new DMatrixRMaj(2, 2);
        given.scaleColumns(0, a, out);
        assertThat(out.data).containsExactly(1, 6, -1, 0);
        assertThat(a.data).containsExactly(4, 8, -4, 0);
        Masses.uniform(2).scaleColumns(0, a, a);
        assertThat(a.data).containsExactly(2, 4, -2, 0);
    }

    @Test
    void aMassMayBeZeroAndASumMayMissOneByRounding() {
        Masses masses = Masses.of(List.of(new double[] {0, 1 + 1e-10}));
        assertThat(masses.mass(0, 0)).isZero();
    }

    @Test
    void equalNumbersAreEqualMassesHoweverTheyWereGiven() {
        Masses uniform = Masses.uniform(2, 1);
        assertThat(uniform).isEqualTo(Masses.uniform(2, 1));
        assertThat(Masses.of(List.of(new double[] {0.5, 0.5}, new double[] {1})))
                .isEqualTo(uniform)
                .hasSameHashCodeAs(uniform);
        assertThat(given).isNotEqualTo(uniform);
        assertThat(Masses.uniform(2)).isNotEqualTo(uniform);
        assertThat(uniform.equals(null)).isFalse();
    }

    @Test
    void whatIsNoProbabilityVectorIsRefusedNamingTheLayer() {
        assertRefused("mass 2 of layer 1", new double[] {1.5, -0.5});
        assertRefused("mass 1 of layer 1", new double[] {Double.NaN, 1});
        assertRefused("layer 1 sum to 0.9", new double[] {0.4, 0.5});
        assertRefused("layer 1 sum to 1.00000001", new double[] {0.5, 0.50000001});
        assertRefused("layer 1 sum to Infinity", new double[] {Double.POSITIVE_INFINITY});
        assertRefused("layer 1 sum to 0", new double[0]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Masses.of(List.of(new double[] {1}, new double[] {0.5})))
                .withMessageContaining("layer 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Masses.uniform(3, 0))
                .withMessageContaining("width 0");
    }

    private static void assertRefused(String reason, double[] masses) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Masses.of(List.of(masses)))
                .withMessageContaining(reason);
    }
}
