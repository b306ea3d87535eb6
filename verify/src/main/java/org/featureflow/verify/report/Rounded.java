package org.featureflow.verify.report;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.featureflow.core.numeric.Interval;

/** Numbers for people: few digits, rounded so that bounds stay bounds. The same text on every Java version. */
public final class Rounded {

    private static final int DIGITS = 7;

    private static final int DIGITS_OF_A_GLANCE = 3;

    /** Bounds lie close together: fewer digits would show rounding only. */
    private static final int DIGITS_OF_BOUNDS = 12;

    private Rounded() {}

    /**
     * A number to the nearest of 7 digits.
     *
     * @param x the number
     * @return its text, for instance {@code 0.125} or {@code 3.1e-9}
     */
    public static String near(double x) {
        return text(x, DIGITS, RoundingMode.HALF_EVEN);
    }

    /**
     * A number as it is.
     *
     * @param x the number
     * @return the shortest text that reads back as the same double
     */
    public static String exact(double x) {
        if (Double.isNaN(x) || Double.isInfinite(x)) {
            return near(x);
        }
        // Java's own conversion changed with version 19, this one is the same everywhere
        BigDecimal shortest = new BigDecimal(NumberOutput.toString(x, true));
        return text(shortest);
    }

    /**
     * A number to the nearest of 3 digits, where it is only to be compared with others.
     *
     * @param x the number
     * @return its text
     */
    public static String brief(double x) {
        return text(x, DIGITS_OF_A_GLANCE, RoundingMode.HALF_EVEN);
    }

    /**
     * A lower bound, rounded down to 12 digits.
     *
     * @param x the bound
     * @return the text of a number that is not larger
     */
    public static String down(double x) {
        return text(x, DIGITS_OF_BOUNDS, RoundingMode.FLOOR);
    }

    /**
     * An upper bound, rounded up to 12 digits.
     *
     * @param x the bound
     * @return the text of a number that is not smaller
     */
    public static String up(double x) {
        return text(x, DIGITS_OF_BOUNDS, RoundingMode.CEILING);
    }

    /**
     * An interval, rounded outward.
     *
     * @param interval the interval
     * @return its text
     */
    public static String outward(Interval interval) {
        return "[" + down(interval.lower()) + ", " + up(interval.upper()) + "]";
    }

    private static String text(double x, int precision, RoundingMode mode) {
        if (Double.isNaN(x)) {
            return "unknown";
        }
        if (Double.isInfinite(x)) {
            return x > 0 ? "infinity" : "-infinity";
        }
        return text(new BigDecimal(x).round(new MathContext(precision, mode)));
    }

    private static String text(BigDecimal number) {
        if (number.signum() == 0) {
            return "0";
        }
        BigDecimal digits = number.stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        return exponent >= -4 && exponent < DIGITS
                ? digits.toPlainString()
                : digits.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
    }
}
