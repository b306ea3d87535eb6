package org.featureflow.verify.report.html;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.featureflow.verify.claim.Plot;

/**
 * A plot as an SVG element inside a page. Its colours are those of the page's style sheet, so that it follows a dark page; series differ
 * by dashes and shapes, too. Coordinates have two decimals and come from {@link StrictMath}: the same text on every machine.
 *
 * @param plot the plot
 * @param id a name that is distinct within the page
 * @param x the horizontal axis
 * @param y the vertical axis
 */
record PlotSvg(Plot plot, String id, PlotAxis x, PlotAxis y) {

    private static final double WIDTH = 420;
    private static final double HEIGHT = 294;
    private static final double LEFT = 58;
    private static final double RIGHT = WIDTH - 14;
    private static final double TOP = 30;
    private static final double BOTTOM = HEIGHT - 42;

    private static final int COLOURS = 6;
    private static final List<String> DASHES = List.of("none", "7 4", "2 3", "9 3 2 3");

    /** Drawn around the origin: a disc, a square, a diamond, a triangle. */
    private static final List<String> SHAPES = List.of(
            "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z",
            "M-3.2 -3.2h6.4v6.4h-6.4z",
            "M0 -4.4l4.4 4.4l-4.4 4.4l-4.4 -4.4z",
            "M0 -4.2l4 7h-8z");

    /** The drawing; nothing if no point of the plot can be drawn. */
    static Optional<PlotSvg> of(Plot plot, String id) {
        Optional<PlotAxis> x = PlotAxis.around(plot.x().scale(), numbers(plot, Plot.Point::x));
        Optional<PlotAxis> y = PlotAxis.around(
                plot.y().scale(),
                Stream.<ToDoubleFunction<Plot.Point>>of(Plot.Point::y, Plot.Point::lower, Plot.Point::upper)
                        .flatMap(ordinate -> numbers(plot, ordinate).stream())
                        .toList());
        return x.flatMap(across -> y.map(up -> new PlotSvg(plot, id, across, up)));
    }

    private static List<Double> numbers(Plot plot, ToDoubleFunction<Plot.Point> number) {
        return plot.series().stream()
                .flatMap(series -> series.points().stream())
                .map(number::applyAsDouble)
                .toList();
    }

    /** The number of points of a series that have no place on the axes. */
    long missing(Plot.Series series) {
        return series.points().stream()
                .filter(point -> !isDrawable(series, point))
                .count();
    }

    void write(Markup page) throws IOException {
        page.element(
                "svg",
                svg -> {
                    svg.element("title", plot.title(), "id", id + "-title");
                    svg.element("desc", PlotFigure.description(plot, x, y), "id", id + "-description");
                    svg.element("clipPath", clip -> frame(clip, "area"), "id", id + "-clip");
                    writeAxes(svg);
                    svg.element(
                            "g",
                            inside -> {
                                for (int i = 0; i < plot.series().size(); i++) {
                                    writeSeries(inside, i);
                                }
                            },
                            "clip-path",
                            "url(#" + id + "-clip)");
                    frame(svg, "frame");
                },
                "class",
                "plot",
                "viewBox",
                "0 0 " + number(WIDTH) + " " + number(HEIGHT),
                "role",
                "img",
                "aria-labelledby",
                id + "-title " + id + "-description");
    }

    /** A sample of how a series is drawn, for the legend. */
    void writeSwatch(Markup page, int index) throws IOException {
        page.element(
                "svg",
                svg -> {
                    switch (plot.series().get(index).mark()) {
                        case LINE -> path(svg, "M1 8H31", "line", index);
                        case POINTS -> {
                            path(svg, "M16 1V15M13 1H19M13 15H19", "interval", index);
                            shape(svg, 16, 8, index);
                        }
                        case BAND -> path(svg, "M1 2H31V14H1z", "band", index);
                    }
                },
                "class",
                "swatch",
                "viewBox",
                "0 0 32 16",
                "aria-hidden",
                "true");
    }

    private void writeAxes(Markup svg) throws IOException {
        for (PlotAxis.Tick tick : x.ticks()) {
            String place = number(across(tick.value()));
            svg.empty("path", "class", "grid", "d", "M" + place + " " + number(TOP) + "V" + number(BOTTOM));
            label(svg, tick, place, number(BOTTOM + 16), "middle");
        }
        for (PlotAxis.Tick tick : y.ticks()) {
            double place = up(tick.value());
            svg.empty("path", "class", "grid", "d", "M" + number(LEFT) + " " + number(place) + "H" + number(RIGHT));
            label(svg, tick, number(LEFT - 6), number(place + 4), "end");
        }
        svg.element(
                "text",
                plot.x().label(),
                "x",
                number((LEFT + RIGHT) / 2),
                "y",
                number(HEIGHT - 6),
                "text-anchor",
                "middle");
        svg.element("text", plot.y().label(), "x", "4", "y", "14");
    }

    private static void label(Markup svg, PlotAxis.Tick tick, String x, String y, String anchor) throws IOException {
        svg.element(
                "text",
                text -> {
                    text.text(tick.label());
                    if (!tick.exponent().isEmpty()) {
                        text.element("tspan", tick.exponent(), "dy", "-5", "class", "raised");
                    }
                },
                "class",
                "tick",
                "x",
                x,
                "y",
                y,
                "text-anchor",
                anchor);
    }

    private static void frame(Markup svg, String kind) throws IOException {
        svg.empty(
                "rect",
                "class",
                kind,
                "x",
                number(LEFT),
                "y",
                number(TOP),
                "width",
                number(RIGHT - LEFT),
                "height",
                number(BOTTOM - TOP));
    }

    private void writeSeries(Markup svg, int index) throws IOException {
        Plot.Series series = plot.series().get(index);
        switch (series.mark()) {
            case LINE -> path(svg, line(series), "line", index);
            case BAND -> path(svg, band(series), "band", index);
            case POINTS -> {
                path(svg, intervals(series), "interval", index);
                for (Plot.Point point : series.points()) {
                    if (isDrawable(series, point)) {
                        shape(svg, across(point.x()), up(point.y()), index);
                    }
                }
            }
        }
    }

    /** A point that cannot be drawn leaves a gap. */
    private String line(Plot.Series series) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (Plot.Point point : series.points()) {
            boolean drawable = isDrawable(series, point);
            if (drawable) {
                path.append(pen ? 'L' : 'M').append(place(point.x(), point.y()));
                // a single point becomes a dot, by the round ends of lines
                path.append(pen ? "" : "h0");
            }
            pen = drawable;
        }
        return path.toString();
    }

    private String band(Plot.Series series) {
        List<Plot.Point> points = series.points().stream()
                .filter(point -> isDrawable(series, point))
                .toList();
        List<String> outline = new ArrayList<>();
        for (Plot.Point point : points) {
            outline.add(place(point.x(), point.upper()));
        }
        for (int i = points.size() - 1; i >= 0; i--) {
            outline.add(place(points.get(i).x(), points.get(i).lower()));
        }
        return outline.isEmpty() ? "" : "M" + String.join("L", outline) + "z";
    }

    private String intervals(Plot.Series series) {
        StringBuilder path = new StringBuilder();
        for (Plot.Point point : series.points()) {
            if (isDrawable(series, point) && point.lower() < point.upper()) {
                String left = number(across(point.x()) - 3);
                String lower = number(up(point.lower()));
                String upper = number(up(point.upper()));
                path.append('M').append(left).append(' ').append(lower).append("h6");
                path.append('M').append(left).append(' ').append(upper).append("h6");
                path.append('M')
                        .append(place(point.x(), point.lower()))
                        .append('V')
                        .append(upper);
            }
        }
        return path.toString();
    }

    private void path(Markup svg, String path, String kind, int index) throws IOException {
        if (!path.isEmpty()) {
            String dashes = kind.equals("line") ? DASHES.get(rank(index) % DASHES.size()) : "none";
            svg.empty("path", "class", kind + " c" + index % COLOURS, "stroke-dasharray", dashes, "d", path);
        }
    }

    private void shape(Markup svg, double x, double y, int index) throws IOException {
        svg.empty(
                "path",
                "class",
                "point c" + index % COLOURS,
                "transform",
                "translate(" + number(x) + " " + number(y) + ")",
                "d",
                SHAPES.get(rank(index) % SHAPES.size()));
    }

    /** The number of series before this one with the same mark. */
    private int rank(int index) {
        Plot.Mark mark = plot.series().get(index).mark();
        return (int) plot.series().stream()
                .limit(index)
                .filter(series -> series.mark() == mark)
                .count();
    }

    /** A band needs two ends, which may lie outside the axes; other points a place. */
    private boolean isDrawable(Plot.Series series, Plot.Point point) {
        boolean ordinate = series.mark() == Plot.Mark.BAND
                ? point.lower() <= point.upper() && (y.isDrawable(point.upper()) || point.upper() > 0)
                : y.isDrawable(point.y());
        return x.isDrawable(point.x()) && ordinate;
    }

    private String place(double abscissa, double ordinate) {
        return number(across(abscissa)) + " " + number(up(ordinate));
    }

    private double across(double abscissa) {
        return LEFT + x.place(abscissa) * (RIGHT - LEFT);
    }

    /** Ends of intervals beyond the axis, infinite ones or not positive ones too, are put just outside. */
    private double up(double ordinate) {
        double place = y.isDrawable(ordinate) ? y.place(ordinate) : ordinate > 0 ? Double.POSITIVE_INFINITY : -1;
        return BOTTOM - Math.min(1.1, Math.max(-0.1, place)) * (BOTTOM - TOP);
    }

    /** With at most two decimals, in no locale. */
    private static String number(double value) {
        long hundredths = Math.round(value * 100);
        long whole = Math.abs(hundredths) / 100;
        long rest = Math.abs(hundredths) % 100;
        String decimals = rest == 0 ? "" : rest % 10 == 0 ? "." + rest / 10 : rest < 10 ? ".0" + rest : "." + rest;
        return (hundredths < 0 ? "-" : "") + whole + decimals;
    }
}
