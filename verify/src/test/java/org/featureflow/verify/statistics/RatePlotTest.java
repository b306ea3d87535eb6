package org.featureflow.verify.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.featureflow.verify.claim.Plot;
import org.junit.jupiter.api.Test;

class RatePlotTest {

    private final RatePlot plot = new RatePlot("law", "A law", "x", "y");

    /** y = 6/x exactly, with one group twice and one half as large: the geometric mean is the law, Student's interval is of log 2. */
    @Test
    void pointsHaveTheIntervalsOfTheirLogarithms() {
        double[] x = {1, 2, 4};
        double[][] samples = {{12, 12, 3, 3}, {6, 6, 1.5, 1.5}, {3, 3, 0.75, 0.75}};
        RateFit fit = RateFit.ofRootMeanSquares(x, samples, 2, 0.1);
        List<Plot.Series> series = plot.draw(x, samples, 2, fit, -0.5).series();
        for (int i = 0; i < 3; i++) {
            Plot.Point measured = series.get(2).points().get(i);
            assertThat(measured.y()).isCloseTo(6 / x[i], within(1e-12));
            // 6.313752 is Student's quantile for one degree of freedom at 0.95; log 2 is the deviation of the mean
            double factor = Math.exp(6.313752 * Math.log(2));
            assertThat(measured.upper() / measured.y()).isCloseTo(factor, within(1e-4 * factor));
            assertThat(measured.y() / measured.lower()).isCloseTo(factor, within(1e-4 * factor));
            assertThat(series.get(1).points().get(i).y()).isCloseTo(6 / x[i], within(1e-12));
            assertThat(series.get(0).points().get(i).y()).isCloseTo(6 / Math.sqrt(x[i]), within(1e-12));
        }
    }
}
