package org.featureflow.verify.report;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Plot;

/** The numbers behind a picture. */
public final class PlotCsv {

    private static final CSVFormat FORMAT = CSVFormat.RFC4180;

    private PlotCsv() {}

    /**
     * A table with a row a point: its series, how it is drawn, its place and interval.
     *
     * @param plot the plot
     * @return CSV with a header; numbers are the shortest that read back as the same double, or {@code NaN}, {@code Infinity},
     *     {@code -Infinity}
     */
    public static String of(Plot plot) {
        StringBuilder text = new StringBuilder();
        text.append(FORMAT.format("series", "mark", "x", "y", "lower", "upper")).append('\n');
        for (Plot.Series series : plot.series()) {
            for (Plot.Point point : series.points()) {
                text.append(FORMAT.format(
                                series.label(),
                                text(series.mark()),
                                number(point.x()),
                                number(point.y()),
                                number(point.lower()),
                                number(point.upper())))
                        .append('\n');
            }
        }
        return text.toString();
    }

    /**
     * Where a report keeps the table.
     *
     * @param claim the claim
     * @param plot a plot of its outcome
     * @return the file's path relative to the report
     */
    public static String path(Claim claim, Plot plot) {
        return "plots/" + claim.id() + "-" + plot.name() + ".csv";
    }

    /**
     * A mark in one word.
     *
     * @param mark the mark
     * @return {@code line}, {@code points} or {@code band}
     */
    public static String text(Plot.Mark mark) {
        return mark.name().toLowerCase(Locale.ROOT);
    }

    /** Java's own conversion changed with version 19, this one is the same everywhere. */
    private static String number(double value) {
        return NumberOutput.toString(value, true);
    }
}
