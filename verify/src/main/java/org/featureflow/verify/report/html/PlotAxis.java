package org.featureflow.verify.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.featureflow.verify.claim.Plot;
import org.featureflow.verify.report.Rounded;

/**
 * A plot's axis on the drawing: which numbers can be drawn, where, and where its ticks are.
 *
 * @param scale how it is divided
 * @param low the number, or its decimal logarithm, where the axis begins
 * @param high where it ends, greater
 */
record PlotAxis(Plot.Scale scale, double low, double high) {

    /** Beyond this, differences are not finite. */
    private static final double GREATEST = 1e300;

    /** A linear axis is not shorter than this part of its numbers: the labels of its ticks, of 7 digits, must differ. */
    private static final double SHORTEST_LINEAR = 1e-5;

    /** A logarithmic axis of so many decades has two of 1, 2, 5, 10, .. inside. */
    private static final double SHORTEST_LOGARITHMIC = 0.8;

    /** The part of its length that an axis goes on at both ends. */
    private static final double MARGIN = 0.04;

    private static final int TICKS = 6;

    /**
     * A tick.
     *
     * @param value the number
     * @param label its label
     * @param exponent of ten, written raised after the label
     */
    record Tick(double value, String label, String exponent) {}

    /** The axis that shows all numbers that can be drawn; nothing if there is none. */
    static Optional<PlotAxis> around(Plot.Scale scale, List<Double> numbers) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double number : numbers) {
            if (isDrawable(scale, number)) {
                low = Math.min(low, coordinate(scale, number));
                high = Math.max(high, coordinate(scale, number));
            }
        }
        if (low > high) {
            return Optional.empty();
        }
        double shortest = scale == Plot.Scale.LOGARITHMIC
                ? SHORTEST_LOGARITHMIC
                : low == 0 && high == 0 ? 1 : SHORTEST_LINEAR * Math.max(Math.abs(low), Math.abs(high));
        double missing = Math.max(0, shortest - (high - low)) / 2;
        double margin = missing + MARGIN * (high - low);
        return Optional.of(new PlotAxis(scale, low - margin, high + margin));
    }

    /** Whether a number has a place on an axis. */
    boolean isDrawable(double number) {
        return isDrawable(scale, number);
    }

    /** The place of a number that can be drawn, 0 where the axis begins and 1 where it ends. */
    double place(double number) {
        return (coordinate(scale, number) - low) / (high - low);
    }

    /** The ticks, from the lowest to the highest, at least two. */
    List<Tick> ticks() {
        return scale == Plot.Scale.LINEAR ? linear() : logarithmic();
    }

    private List<Tick> linear() {
        double rough = (high - low) / TICKS;
        int exponent = (int) Math.floor(StrictMath.log10(rough));
        double unit = powerOfTen(exponent);
        double step = rough <= unit ? unit : rough <= 2 * unit ? 2 * unit : rough <= 5 * unit ? 5 * unit : 10 * unit;
        List<Tick> ticks = new ArrayList<>();
        for (double i = Math.ceil(low / step); i * step <= high; i++) {
            ticks.add(new Tick(i * step, Rounded.near(i * step), ""));
        }
        return ticks;
    }

    private List<Tick> logarithmic() {
        int first = (int) Math.ceil(low);
        int last = (int) Math.floor(high);
        List<Tick> ticks = new ArrayList<>();
        if (last - first >= 2) {
            int stride = 1 + (last - first) / TICKS;
            for (int exponent = first; exponent <= last; exponent += stride) {
                ticks.add(new Tick(powerOfTen(exponent), "10", raised(exponent)));
            }
            return ticks;
        }
        for (int exponent = first - 1; exponent <= last; exponent++) {
            for (int digit : new int[] {1, 2, 5}) {
                double value = digit * powerOfTen(exponent);
                double logarithm = StrictMath.log10(value);
                if (logarithm >= low && logarithm <= high) {
                    ticks.add(new Tick(value, Rounded.near(value), ""));
                }
            }
        }
        return ticks;
    }

    private static String raised(int exponent) {
        return (exponent < 0 ? "\u2212" : "") + Math.abs(exponent);
    }

    /** The nearest double; a power by multiplication would be off. */
    private static double powerOfTen(int exponent) {
        return Double.parseDouble("1e" + exponent);
    }

    private static boolean isDrawable(Plot.Scale scale, double number) {
        return Math.abs(number) <= GREATEST && (scale == Plot.Scale.LINEAR || number > 0);
    }

    private static double coordinate(Plot.Scale scale, double number) {
        return scale == Plot.Scale.LINEAR ? number : StrictMath.log10(number);
    }
}
