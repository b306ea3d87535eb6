package org.featureflow.verify.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.featureflow.verify.claim.Plot;
import org.featureflow.verify.claim.Plot.Axis;
import org.featureflow.verify.claim.Plot.Mark;
import org.featureflow.verify.claim.Plot.Point;
import org.featureflow.verify.claim.Plot.Scale;
import org.featureflow.verify.claim.Plot.Series;
import org.featureflow.verify.report.Rounded;

/**
 * The picture of a fitted power law on logarithmic axes: the points, or where an abscissa has several their geometric mean with its
 * confidence interval; the fitted line; the fan of exponents in the fit's interval; and a line with the exponent claimed. All lines pass
 * through the points' centre.
 *
 * @param name the plot's name
 * @param title its title
 * @param x the label of the horizontal axis
 * @param y the label of the vertical axis
 */
public record RatePlot(String name, String title, String x, String y) {

    /**
     * Draws a fit.
     *
     * @param fit the fit
     * @param claimed the exponent claimed
     * @return the plot; the same bits on every machine
     */
    public Plot of(RateFit fit, double claimed) {
        double centre = fit.points().stream()
                .mapToDouble(point -> StrictMath.log(point.x()))
                .average()
                .orElseThrow();
        double height = fit.points().stream()
                .mapToDouble(point -> StrictMath.log(point.y()))
                .average()
                .orElseThrow();
        Map<Double, List<Double>> groups = new TreeMap<>();
        for (Point point : fit.points()) {
            groups.computeIfAbsent(point.x(), abscissa -> new ArrayList<>()).add(StrictMath.log(point.y()));
        }
        List<Double> ends = List.of(
                fit.points().stream().mapToDouble(Point::x).min().orElseThrow(),
                fit.points().stream().mapToDouble(Point::x).max().orElseThrow());
        Law law = new Law(centre, height);
        List<Point> fan = List.of(
                law.between(ends.get(0), fit), law.between(StrictMath.exp(centre), fit), law.between(ends.get(1), fit));
        List<Point> means = groups.entrySet().stream()
                .map(group -> mean(group.getKey(), group.getValue(), fit.errorRate()))
                .toList();
        boolean grouped = groups.size() < fit.points().size();
        return new Plot(
                name,
                title,
                new Axis(x, Scale.LOGARITHMIC),
                new Axis(y, Scale.LOGARITHMIC),
                List.of(
                        new Series(
                                "exponents from " + Rounded.brief(fit.lower()) + " to " + Rounded.brief(fit.upper())
                                        + ", at error rate " + Rounded.brief(fit.errorRate()),
                                Mark.BAND,
                                fan),
                        new Series(
                                "fitted: exponent " + Rounded.brief(fit.slope()),
                                Mark.LINE,
                                law.line(ends, fit.slope())),
                        new Series("claimed: exponent " + Rounded.brief(claimed), Mark.LINE, law.line(ends, claimed)),
                        new Series(
                                grouped ? "geometric means of groups, with confidence intervals" : "measured",
                                Mark.POINTS,
                                means)));
    }

    private static Point mean(double x, List<Double> logarithms, double errorRate) {
        if (logarithms.size() == 1) {
            return Point.of(x, StrictMath.exp(logarithms.get(0)));
        }
        MeanInterval mean = MeanInterval.of(
                logarithms.stream().mapToDouble(Double::doubleValue).toArray(), errorRate);
        return new Point(x, StrictMath.exp(mean.mean()), StrictMath.exp(mean.lower()), StrictMath.exp(mean.upper()));
    }

    /** Power laws through one point, given by its logarithms. */
    private record Law(double centre, double height) {

        double at(double x, double exponent) {
            return StrictMath.exp(height + exponent * (StrictMath.log(x) - centre));
        }

        List<Point> line(List<Double> abscissae, double exponent) {
            return abscissae.stream().map(x -> Point.of(x, at(x, exponent))).toList();
        }

        Point between(double x, RateFit fit) {
            double one = at(x, fit.lower());
            double other = at(x, fit.upper());
            return new Point(x, at(x, fit.slope()), Math.min(one, other), Math.max(one, other));
        }
    }
}
