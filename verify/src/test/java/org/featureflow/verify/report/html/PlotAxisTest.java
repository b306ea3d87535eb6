package org.featureflow.verify.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.featureflow.verify.claim.Plot.Scale;
import org.junit.jupiter.api.Test;

class PlotAxisTest {

    @Test
    void decadesAreEquallyFarApart() {
        PlotAxis axis = PlotAxis.around(Scale.LOGARITHMIC, List.of(1e-3, 1e3)).orElseThrow();

        assertThat(axis.place(1)).isCloseTo(0.5, within(1e-12));
        assertThat(axis.place(10) - axis.place(1)).isCloseTo(axis.place(1e-2) - axis.place(1e-3), within(1e-12));
        assertThat(axis.ticks()).extracting(PlotAxis.Tick::label).containsOnly("10");
        assertThat(axis.ticks()).extracting(PlotAxis.Tick::exponent).containsExactly("\u22123", "\u22121", "1", "3");
    }

    @Test
    void linearTicksAreRoundNumbers() {
        PlotAxis axis = PlotAxis.around(Scale.LINEAR, List.of(0.0, 1.0)).orElseThrow();

        assertThat(axis.ticks()).extracting(PlotAxis.Tick::label).containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1");
    }

    @Test
    void lessThanADecadeIsDividedIntoOneTwoFive() {
        PlotAxis axis = PlotAxis.around(Scale.LOGARITHMIC, List.of(0.004, 0.06)).orElseThrow();

        assertThat(axis.ticks()).extracting(PlotAxis.Tick::label).containsExactly("0.005", "0.01", "0.02", "0.05");
    }

    @Test
    void numbersWithoutAPlaceDoNotCount() {
        List<Double> numbers =
                Arrays.asList(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1.0, 0.0, 1.0, 10.0);

        assertThat(PlotAxis.around(Scale.LOGARITHMIC, numbers))
                .isEqualTo(PlotAxis.around(Scale.LOGARITHMIC, List.of(1.0, 10.0)));
        assertThat(PlotAxis.around(Scale.LINEAR, numbers))
                .isEqualTo(PlotAxis.around(Scale.LINEAR, List.of(-1.0, 10.0)));
        assertThat(PlotAxis.around(Scale.LOGARITHMIC, List.of(-1.0, 0.0))).isEmpty();
        assertThat(PlotAxis.around(Scale.LINEAR, List.of(Double.NaN))).isEmpty();
    }

    @Property(tries = 200, seed = "1")
    void linearAxesAreReadable(
            @ForAll @DoubleRange(min = -1, max = 1) double one,
            @ForAll @DoubleRange(min = -1, max = 1) double other,
            @ForAll @DoubleRange(min = -12, max = 12) double exponent) {
        double size = StrictMath.pow(10, exponent);

        isReadable(Scale.LINEAR, one * size, other * size);
        isReadable(Scale.LINEAR, size, size + one * 1e-9 * size);
    }

    @Property(tries = 200, seed = "2")
    void logarithmicAxesAreReadable(
            @ForAll @DoubleRange(min = -300, max = 290) double exponent,
            @ForAll @DoubleRange(min = 0, max = 9) double decades) {
        isReadable(Scale.LOGARITHMIC, StrictMath.pow(10, exponent), StrictMath.pow(10, exponent + decades));
        isReadable(Scale.LOGARITHMIC, StrictMath.pow(10, exponent), StrictMath.pow(10, 0.01 * exponent));
    }

    /** Both numbers lie inside, and from 2 to 13 ticks with different labels that say what they are. */
    private static void isReadable(Scale scale, double one, double other) {
        PlotAxis axis = PlotAxis.around(scale, List.of(one, other)).orElseThrow();

        assertThat(axis.place(one)).isBetween(0.0, 1.0);
        assertThat(axis.place(other)).isBetween(0.0, 1.0);
        List<PlotAxis.Tick> ticks = axis.ticks();
        assertThat(ticks).hasSizeBetween(2, 13);
        assertThat(ticks).extracting(tick -> tick.label() + tick.exponent()).doesNotHaveDuplicates();
        assertThat(ticks).allSatisfy(tick -> {
            assertThat(axis.place(tick.value())).isBetween(-1e-9, 1 + 1e-9);
            String exponent = tick.exponent().replace('\u2212', '-');
            double said = Double.parseDouble(exponent.isEmpty() ? tick.label() : "1e" + exponent);
            assertThat(said).isCloseTo(tick.value(), within(1e-6 * Math.abs(tick.value())));
        });
    }
}
