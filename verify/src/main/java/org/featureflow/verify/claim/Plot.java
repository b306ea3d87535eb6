package org.featureflow.verify.claim;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A picture as data: what a report draws, and what it writes as CSV. Part of a claim's outcome, so the same bits on every machine.
 *
 * @param name the name, lower case letters, digits and hyphens; distinct within an outcome
 * @param title one line that says what is to be seen
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param series what is drawn, the first at the back
 */
public record Plot(String name, String title, Axis x, Axis y, List<Series> series) {

    /**
     * Copies the list.
     *
     * @param name the name, lower case letters, digits and hyphens; distinct within an outcome
     * @param title one line that says what is to be seen
     * @param x the horizontal axis
     * @param y the vertical axis
     * @param series what is drawn, the first at the back
     * @throws IllegalArgumentException if the name has other characters, or there is no series
     */
    public Plot {
        series = List.copyOf(series);
        if (!name.matches("[a-z0-9-]+") || series.isEmpty()) {
            throw new IllegalArgumentException("plot \"" + name + "\" with " + series.size()
                    + " series: it needs a name of lower case letters, digits and hyphens, and a series");
        }
    }

    /** How an axis is divided. */
    public enum Scale {
        /** Equal differences, equal distances. */
        LINEAR,
        /** Equal ratios, equal distances; points that are not positive are left out of the drawing. */
        LOGARITHMIC
    }

    /** How points are drawn. */
    public enum Mark {
        /** Joined by a line. */
        LINE,
        /** Each by a dot, with its interval if it has one. */
        POINTS,
        /** The area between the lower and the upper ends. */
        BAND
    }

    /**
     * An axis.
     *
     * @param label the quantity and its unit
     * @param scale how it is divided
     */
    public record Axis(String label, Scale scale) {}

    /**
     * Points drawn alike.
     *
     * @param label the name in the legend
     * @param mark how they are drawn
     * @param points the points, in the order in which a line joins them
     */
    public record Series(String label, Mark mark, List<Point> points) {

        /**
         * Copies the list.
         *
         * @param label the name in the legend
         * @param mark how they are drawn
         * @param points the points, in the order in which a line joins them
         */
        public Series {
            points = List.copyOf(points);
        }

        /**
         * The series with fewer points, evenly spread over their order, the first and the last among them.
         *
         * @param most the greatest number of points, at least 2
         * @return the series
         * @throws IllegalArgumentException if fewer than 2 are asked for
         */
        public Series thinned(int most) {
            if (most < 2) {
                throw new IllegalArgumentException(
                        most + " points: the first and the last are kept, ask for 2 or more");
            }
            int count = points.size();
            return count <= most
                    ? this
                    : new Series(
                            label,
                            mark,
                            IntStream.range(0, most)
                                    .mapToObj(i -> points.get((int) ((long) i * (count - 1) / (most - 1))))
                                    .toList());
        }
    }

    /**
     * A point with an interval.
     *
     * @param x the abscissa
     * @param y the ordinate
     * @param lower the lower end of the interval of y, at most y
     * @param upper the upper end, at least y
     */
    public record Point(double x, double y, double lower, double upper) {

        /**
         * A point whose interval is itself.
         *
         * @param x the abscissa
         * @param y the ordinate
         * @return the point
         */
        public static Point of(double x, double y) {
            return new Point(x, y, y, y);
        }
    }
}
