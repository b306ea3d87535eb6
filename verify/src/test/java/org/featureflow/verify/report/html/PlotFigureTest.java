package org.featureflow.verify.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.featureflow.verify.claim.Plot;
import org.featureflow.verify.claim.Plot.Axis;
import org.featureflow.verify.claim.Plot.Mark;
import org.featureflow.verify.claim.Plot.Point;
import org.featureflow.verify.claim.Plot.Scale;
import org.featureflow.verify.claim.Plot.Series;
import org.featureflow.verify.report.PlotCsv;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class PlotFigureTest {

    private static final Axis LINEAR = new Axis("x & <y>", Scale.LINEAR);
    private static final Axis LOGARITHMIC = new Axis("loss", Scale.LOGARITHMIC);

    @Test
    void aStraightLineIsStraight() throws Exception {
        Plot plot = plot(LINEAR, new Series("line", Mark.LINE, points(0, 0, 1, 1, 3, 3)));

        String path = Pages.ofClass(page(plot), "line").get(0).getAttribute("d");

        // the frame is 348 by 222 at (58, 30), and 1/27 of it is left at each end
        assertThat(path).isEqualTo("M70.89 243.78h0L178.3 175.26L393.11 38.22");
    }

    @Test
    void aPointWithoutAPlaceLeavesAGapAndIsCounted() throws Exception {
        Plot plot = plot(
                LOGARITHMIC,
                new Series(
                        "loss",
                        Mark.LINE,
                        points(0, 1, 1, 0.1, 2, 0, 3, Double.NaN, 4, Double.POSITIVE_INFINITY, 5, 0.01, 6, 0.001)));

        Document page = page(plot);

        assertThat(Pages.ofClass(page, "line").get(0).getAttribute("d").chars().filter(c -> c == 'M'))
                .hasSize(2);
        assertThat(Pages.ofClass(page, "legend").get(0).getTextContent()).contains("loss (not drawn: 3 of 7");
    }

    @Test
    void endsBeyondTheAxesAreCutOff() throws Exception {
        Plot plot = plot(
                LOGARITHMIC,
                new Series(
                        "band",
                        Mark.BAND,
                        List.of(
                                new Point(0, 1, 0, 1),
                                new Point(1, 1, -5, Double.POSITIVE_INFINITY),
                                new Point(2, 1, Double.NEGATIVE_INFINITY, 10))),
                new Series("point", Mark.POINTS, List.of(new Point(1, 2, Double.NEGATIVE_INFINITY, 3))));

        Document page = page(plot);

        assertThat(Pages.ofClass(page, "legend").get(0).getTextContent()).doesNotContain("not drawn");
        for (Element path : Pages.elements(page, "path")) {
            assertThat(path.getAttribute("d")).doesNotContain("NaN", "Inf", "E");
        }
        assertThat(Pages.ofClass(page, "band").get(0).getAttribute("d"))
                .startsWith("M")
                .endsWith("z");
    }

    @Test
    void nothingToDrawIsSaid() throws Exception {
        Document page = page(plot(LOGARITHMIC, new Series("loss", Mark.LINE, points(0, 0, 1, -1))));
        Document empty = page(plot(LINEAR, new Series("loss", Mark.POINTS, List.of())));

        assertThat(Pages.elements(page, "svg")).isEmpty();
        assertThat(Pages.ofClass(page, "nothing")).hasSize(1);
        assertThat(Pages.ofClass(empty, "nothing")).hasSize(1);
    }

    @Test
    void seriesDifferByMoreThanColour() throws Exception {
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            series.add(new Series("line " + i, Mark.LINE, points(0, i, 1, i)));
            series.add(new Series("points " + i, Mark.POINTS, points(0, i, 1, i)));
        }
        Document page = page(new Plot("many", "many", LINEAR, LINEAR, series));

        assertThat(Pages.ofClass(page, "line").stream()
                        .map(line -> line.getAttribute("stroke-dasharray"))
                        .distinct())
                .hasSize(4);
        assertThat(Pages.ofClass(page, "point").stream()
                        .map(point -> point.getAttribute("d"))
                        .distinct())
                .hasSize(4);
    }

    @Test
    void readersWhoSeeNoPictureAreToldOfIt() throws Exception {
        Document page = page(plot(LINEAR, new Series("loss", Mark.LINE, points(0, 1, 2, 0.25))));
        Element svg = Pages.ofClass(page, "plot").get(0);

        assertThat(svg.getAttribute("aria-labelledby")).isEqualTo("p-title p-description");
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("a < b & c");
        assertThat(svg.getElementsByTagName("desc").item(0).getTextContent())
                .isEqualTo("Horizontal axis: flow time, linear, from 0 to 2. Vertical axis: x & <y>, linear,"
                        + " from 0.4 to 1. loss, line, 2 points: (0, 1) to (2, 0.25).");
        assertThat(Pages.elements(page, "pre").get(0).getTextContent())
                .isEqualTo(PlotCsv.of(plot(LINEAR, new Series("loss", Mark.LINE, points(0, 1, 2, 0.25)))));
    }

    @Test
    void theDrawingDependsOnNoLocale() throws Exception {
        Plot plot = plot(LINEAR, new Series("loss", Mark.POINTS, points(0.5, 1234.5, 2, 0.25)));
        Locale before = Locale.getDefault();
        String here = Pages.text(new PlotFigure(plot, "p", Optional.empty())::write);
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));

            assertThat(Pages.text(new PlotFigure(plot, "p", Optional.empty())::write))
                    .isEqualTo(here);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void numbersReadBackAsTheSameDoubles() {
        Plot plot = plot(
                LINEAR,
                new Series(
                        "a, \"b\"", Mark.BAND, List.of(new Point(0.1, 2e-23, Double.NaN, Double.POSITIVE_INFINITY))));

        assertThat(PlotCsv.of(plot))
                .isEqualTo("series,mark,x,y,lower,upper\n\"a, \"\"b\"\"\",band,0.1,2.0E-23,NaN,Infinity\n");
    }

    @Test
    void thinningKeepsTheEnds() {
        Series series = new Series(
                "many",
                Mark.LINE,
                IntStream.range(0, 1001).mapToObj(i -> Point.of(i, i)).toList());

        assertThat(series.thinned(201).points())
                .hasSize(201)
                .startsWith(Point.of(0, 0))
                .endsWith(Point.of(1000, 1000));
        assertThat(series.thinned(201).points().get(100)).isEqualTo(Point.of(500, 500));
        assertThat(series.thinned(1001)).isSameAs(series);
    }

    private static Document page(Plot plot) throws Exception {
        return Pages.written(new PlotFigure(plot, "p", Optional.empty())::write);
    }

    private static Plot plot(Axis y, Series... series) {
        return new Plot("plot", "a < b & c", new Axis("flow time", Scale.LINEAR), y, List.of(series));
    }

    private static List<Point> points(double... coordinates) {
        return IntStream.range(0, coordinates.length / 2)
                .mapToObj(i -> Point.of(coordinates[2 * i], coordinates[2 * i + 1]))
                .toList();
    }
}
