package org.featureflow.verify.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.featureflow.verify.claim.Plot;
import org.junit.jupiter.api.Test;

class RatePlotTest {

    private static final RatePlot PLOT = new RatePlot("law", "a law", "n", "error");

    @Test
    void theFittedLineGoesThroughAnExactLaw() {
        double[] x = {1, 2, 4, 8};
        double[] y = {3, 3.0 / 4, 3.0 / 16, 3.0 / 64};

        Plot plot = PLOT.of(RateFit.of(x, y, 0.01), -1);

        List<Plot.Series> series = plot.series();
        Plot.Point first = series.get(1).points().get(0);
        Plot.Point last = series.get(1).points().get(1);
        assertThat(first.y()).isCloseTo(3, within(1e-12));
        assertThat(last.y()).isCloseTo(3.0 / 64, within(1e-12));
        // the claimed line has its own exponent: a factor of 8 over a factor of 8
        List<Plot.Point> claimed = series.get(2).points();
        assertThat(claimed.get(0).y() / claimed.get(1).y()).isCloseTo(8, within(1e-12));
        assertThat(series.get(3).points())
                .hasSize(4)
                .allSatisfy(point -> assertThat(point.lower()).isEqualTo(point.upper()));
    }

    @Test
    void groupsHaveIntervalsAroundTheirGeometricMean() {
        double[] x = {1, 1, 10, 10, 100, 100};
        double[] y = {1, 4, 10, 40, 100, 400};

        Plot.Series means = PLOT.of(RateFit.of(x, y, 0.01), 1).series().get(3);

        assertThat(means.points()).hasSize(3);
        Plot.Point first = means.points().get(0);
        assertThat(first.y()).isCloseTo(2, within(1e-12));
        // Student's interval of ln 1 and ln 4: mean ln 2, standard error ln 2, and t(0.995; 1) = 63.6567
        assertThat(first.upper()).isCloseTo(2 * Math.exp(63.6567 * Math.log(2)), within(1e-4 * first.upper()));
        assertThat(first.lower() * first.upper()).isCloseTo(4, within(1e-9));
    }
}
