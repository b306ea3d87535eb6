package org.featureflow.verify.statistics;

import java.util.ArrayList;
import java.util.List;
import org.featureflow.verify.claim.Plot;

/**
 * The picture of a power law on logarithmic axes: what was measured, the law fitted to it, and the law claimed.
 *
 * @param name the picture's name
 * @param title one line that says what is to be seen
 * @param abscissa what grows
 * @param ordinate what is measured
 */
public record RatePlot(String name, String title, String abscissa, String ordinate) {

    /**
     * The picture of a fit of {@link RateFit#ofRootMeanSquares}.
     *
     * @param x abscissae
     * @param samples the samples at each abscissa
     * @param groups the number of groups; each abscissa's point is the geometric mean of its groups' root mean squares, with Student's
     *     interval of their logarithms
     * @param fit the fit, whose error rate is the intervals', too
     * @param claimed the exponent claimed, drawn through the first point
     * @return the picture
     */
    public Plot draw(double[] x, double[][] samples, int groups, RateFit fit, double claimed) {
        List<Plot.Point> measured = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            double[] logarithms = new double[groups];
            for (int group = 0; group < groups; group++) {
                logarithms[group] = StrictMath.log(RateFit.rootMeanSquare(samples[i], group, groups));
            }
            MeanInterval interval = MeanInterval.of(logarithms, fit.errorRate());
            measured.add(new Plot.Point(
                    x[i],
                    StrictMath.exp(interval.mean()),
                    StrictMath.exp(interval.lower()),
                    StrictMath.exp(interval.upper())));
        }
        return draw(measured, fit, claimed);
    }

    /**
     * The picture of a fit to single points.
     *
     * @param measured the points, positive
     * @param fit the fit
     * @param claimed the exponent claimed, drawn through the first point
     * @return the picture
     */
    public Plot draw(List<Plot.Point> measured, RateFit fit, double claimed) {
        Plot.Point first = measured.get(0);
        List<Plot.Point> fitted = new ArrayList<>();
        List<Plot.Point> stated = new ArrayList<>();
        double level = 0;
        for (Plot.Point point : measured) {
            level += (StrictMath.log(point.y()) - fit.slope() * StrictMath.log(point.x())) / measured.size();
        }
        for (Plot.Point point : measured) {
            fitted.add(Plot.Point.of(point.x(), StrictMath.exp(level + fit.slope() * StrictMath.log(point.x()))));
            stated.add(Plot.Point.of(point.x(), first.y() * StrictMath.pow(point.x() / first.x(), claimed)));
        }
        return new Plot(
                name,
                title,
                new Plot.Axis(abscissa, Plot.Scale.LOGARITHMIC),
                new Plot.Axis(ordinate, Plot.Scale.LOGARITHMIC),
                List.of(
                        new Plot.Series("exponent claimed", Plot.Mark.LINE, stated),
                        new Plot.Series("fitted", Plot.Mark.LINE, fitted),
                        new Plot.Series("measured", Plot.Mark.POINTS, measured)));
    }
}
