package org.featureflow.verify.claim;

import java.util.ArrayList;
import java.util.List;
import org.featureflow.core.numeric.Interval;
import org.featureflow.verify.claim.Plot.Axis;
import org.featureflow.verify.claim.Plot.Mark;
import org.featureflow.verify.claim.Plot.Point;
import org.featureflow.verify.claim.Plot.Scale;
import org.featureflow.verify.claim.Plot.Series;

/** The pictures of a flow held against the convex optimum. */
final class MatchPlots {

    private static final int MOST_POINTS = 200;

    /** A loss that falls by less than this factor is clearer on a linear axis. */
    private static final double DECADE = 10;

    private static final Axis TIME = new Axis("flow time", Scale.LOGARITHMIC);

    private MatchPlots() {}

    static List<Plot> of(ConvexMatch match) {
        // time 0 has no place on a logarithmic axis
        List<Point> losses =
                match.losses().stream().filter(point -> point.x() > 0).toList();
        if (losses.isEmpty()) {
            return List.of();
        }
        Interval optimum = match.excess().optimum();
        List<Plot> plots = new ArrayList<>();
        if (optimum.upper() > match.tolerance()) {
            boolean falls = match.losses().get(0).y() > DECADE * optimum.upper();
            plots.add(new Plot(
                    "loss",
                    "The loss along the flow, and the convex optimum",
                    TIME,
                    new Axis("loss", falls ? Scale.LOGARITHMIC : Scale.LINEAR),
                    List.of(
                            band("the convex optimum, certified", losses, optimum),
                            new Series("loss, computed, after each step", Mark.LINE, losses).thinned(MOST_POINTS),
                            end(
                                    "loss at the end, certified",
                                    last(losses),
                                    match.excess().objective()))));
        }
        List<Point> excesses = losses.stream()
                .map(point -> Point.of(point.x(), point.y() - optimum.lower()))
                .toList();
        plots.add(new Plot(
                "excess",
                "The loss above the convex optimum along the flow",
                TIME,
                new Axis("loss minus the certified lower end of the optimum", Scale.LOGARITHMIC),
                List.of(
                        band("as claimed: at most the tolerance", losses, new Interval(0, match.tolerance())),
                        new Series("excess, computed, after each step", Mark.LINE, excesses).thinned(MOST_POINTS),
                        end(
                                "excess at the end, certified",
                                last(excesses),
                                match.excess().value()))));
        return plots;
    }

    private static Series band(String label, List<Point> losses, Interval range) {
        return new Series(
                label,
                Mark.BAND,
                List.of(
                        point(losses.get(0).x(), range.midpoint(), range),
                        point(last(losses).x(), range.midpoint(), range)));
    }

    private static Series end(String label, Point computed, Interval proved) {
        return new Series(label, Mark.POINTS, List.of(point(computed.x(), computed.y(), proved)));
    }

    private static Point point(double x, double y, Interval range) {
        return new Point(x, y, range.lower(), range.upper());
    }

    private static Point last(List<Point> points) {
        return points.get(points.size() - 1);
    }
}
