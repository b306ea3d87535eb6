package org.featureflow.verify.report.html;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.featureflow.verify.claim.Plot;
import org.featureflow.verify.report.PlotCsv;
import org.featureflow.verify.report.Rounded;

/**
 * A picture in a page: title, drawing, legend and the numbers behind it.
 *
 * @param plot the plot
 * @param id a name for it that is distinct within the page
 * @param csv where a copy of its numbers lies, relative to the page; empty if nowhere
 */
public record PlotFigure(Plot plot, String id, Optional<String> csv) {

    /**
     * Writes the figure.
     *
     * @param page the page
     * @throws IOException if writing fails
     */
    public void write(Markup page) throws IOException {
        page.element(
                "figure",
                figure -> {
                    figure.element("figcaption", plot.title());
                    Optional<PlotSvg> drawing = PlotSvg.of(plot, id);
                    if (drawing.isPresent()) {
                        drawing.get().write(figure);
                        writeLegend(figure, drawing.get());
                    } else {
                        figure.element("p", "No point of this plot can be drawn.", "class", "nothing");
                    }
                    writeNumbers(figure);
                },
                "id",
                id);
    }

    private void writeLegend(Markup figure, PlotSvg drawing) throws IOException {
        figure.element(
                "ul",
                legend -> {
                    for (int i = 0; i < plot.series().size(); i++) {
                        int number = i;
                        legend.element("li", item -> {
                            drawing.writeSwatch(item, number);
                            Plot.Series series = plot.series().get(number);
                            long missing = drawing.missing(series);
                            item.text(" " + series.label()
                                    + (missing == 0
                                            ? ""
                                            : " (not drawn: " + missing + " of "
                                                    + series.points().size() + ", not positive or not finite)"));
                        });
                    }
                },
                "class",
                "legend");
    }

    private void writeNumbers(Markup figure) throws IOException {
        figure.element("details", details -> {
            details.element("summary", "Numbers");
            if (csv.isPresent()) {
                String file = csv.get();
                details.element("p", line -> line.element("a", file, "href", file));
            }
            details.element("pre", PlotCsv.of(plot), "class", "numbers");
        });
    }

    /** What a reader who sees no picture is told. */
    static String description(Plot plot, PlotAxis x, PlotAxis y) {
        StringBuilder text = new StringBuilder();
        text.append("Horizontal axis: ")
                .append(axis(plot.x()))
                .append(", from ")
                .append(range(x));
        text.append(". Vertical axis: ")
                .append(axis(plot.y()))
                .append(", from ")
                .append(range(y));
        for (Plot.Series series : plot.series()) {
            List<Plot.Point> points = series.points();
            text.append(". ").append(series.label()).append(", ").append(PlotCsv.text(series.mark()));
            if (!points.isEmpty()) {
                text.append(", ").append(points.size()).append(points.size() == 1 ? " point: " : " points: ");
                text.append(place(points.get(0)));
                if (points.size() > 1) {
                    text.append(" to ").append(place(points.get(points.size() - 1)));
                }
            }
        }
        return text.append('.').toString();
    }

    private static String axis(Plot.Axis axis) {
        return axis.label() + ", " + axis.scale().name().toLowerCase(Locale.ROOT);
    }

    private static String range(PlotAxis axis) {
        List<PlotAxis.Tick> ticks = axis.ticks();
        return Rounded.near(ticks.get(0).value()) + " to "
                + Rounded.near(ticks.get(ticks.size() - 1).value());
    }

    private static String place(Plot.Point point) {
        return "(" + Rounded.near(point.x()) + ", " + Rounded.near(point.y()) + ")";
    }
}
