package org.featureflow.convex.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.numeric.RandomStreams;
import org.junit.jupiter.api.Test;

class MixedNormTest {

    @Test
    void agreesWithItsFormula() {
        DMatrixRMaj w = new DMatrixRMaj(new double[][] {{1, -2}, {0.5, 0}});
        double[] p = {0.25, 0.75};
        assertThat(MixedNorm.L12.value(w, p)).isCloseTo(9 / 0.25 + 0.25 / 0.75, within(1e-14));
        assertThat(new MixedNorm(1).value(w, p)).isEqualTo(3.5);
        assertThat(new MixedNorm(3).value(w, p)).isCloseTo(27 / 0.0625 + 0.125 / 0.5625, within(1e-12));
    }

    @Test
    void isClosedAtTheBoundary() {
        DMatrixRMaj w = new DMatrixRMaj(new double[][] {{0, 0}, {1, 0}});
        assertThat(MixedNorm.L12.value(w, new double[] {0, 1})).isEqualTo(1);
        assertThat(MixedNorm.L12.value(w, new double[] {1, 0})).isInfinite();
    }

    @Test
    void refusesWhatIsNotItsDomain() {
        assertThatThrownBy(() -> new MixedNorm(0.5)).hasMessageContaining("exponent 0.5");
        assertThatThrownBy(() -> MixedNorm.L12.value(new DMatrixRMaj(2, 2), new double[3]))
                .hasMessageContaining("2 rows for 3 masses");
    }

    @Property(tries = 100, seed = "5201")
    void isJointlyConvexForEveryExponent(
            @ForAll @LongRange(min = 0, max = 1_000_000) long seed,
            @ForAll @IntRange(min = 1, max = 6) int atoms,
            @ForAll @DoubleRange(min = 1, max = 5) double exponent,
            @ForAll @DoubleRange(min = 0, max = 1) double t) {
        RandomGenerator random = new RandomStreams(seed).stream("mixed-norm");
        DMatrixRMaj w0 = FeatureInstance.gaussian(random, atoms, 4, 1);
        DMatrixRMaj w1 = FeatureInstance.gaussian(random, atoms, 4, 1);
        double[] p0 = FeatureInstance.simplex(random, atoms);
        double[] p1 = FeatureInstance.simplex(random, atoms);
        MixedNorm norm = new MixedNorm(exponent);
        double chord = (1 - t) * norm.value(w0, p0) + t * norm.value(w1, p1);
        assertThat(norm.value(mix(w0, w1, t), mix(p0, p1, t))).isLessThanOrEqualTo(chord * (1 + 1e-12));
    }

    /** W^2/(p q) from (W, p, q) = (0, 0.1, 0.1) to (1, 0.5, 0.5): the chord's middle is 2, the value there (1/2)^2/0.3^2. */
    @Test
    void plainWeightDecayIsNotConvex() {
        double chord = (weightDecay(0, 0.1, 0.1) + weightDecay(1, 0.5, 0.5)) / 2;
        assertThat(chord).isEqualTo(2, within(1e-15));
        assertThat(weightDecay(0.5, 0.3, 0.3)).isGreaterThan(1.3 * chord);
    }

    private static double weightDecay(double w, double source, double destination) {
        return w * w / (source * destination);
    }

    private static DMatrixRMaj mix(DMatrixRMaj a, DMatrixRMaj b, double t) {
        DMatrixRMaj mixed = a.copy();
        for (int i = 0; i < mixed.getNumElements(); i++) {
            mixed.data[i] = (1 - t) * a.data[i] + t * b.data[i];
        }
        return mixed;
    }

    private static double[] mix(double[] a, double[] b, double t) {
        double[] mixed = new double[a.length];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = (1 - t) * a[i] + t * b[i];
        }
        return mixed;
    }
}
