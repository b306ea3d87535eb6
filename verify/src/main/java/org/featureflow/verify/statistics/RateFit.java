package org.featureflow.verify.statistics;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.featureflow.verify.claim.Plot;

/**
 * A power law y = a x^slope, fitted by least squares on logarithms.
 *
 * @param slope the exponent
 * @param halfWidth half the width of its confidence interval
 * @param errorRate the probability that the interval misses the exponent, if the deviations of the logarithms are independent and
 *     Gaussian with one variance
 * @param points the points fitted, in their order
 */
public record RateFit(double slope, double halfWidth, double errorRate, List<Plot.Point> points) {

    /**
     * Copies the list.
     *
     * @param slope the exponent
     * @param halfWidth half the width of its confidence interval
     * @param errorRate the probability that the interval misses the exponent, if the deviations of the logarithms are independent and
     *     Gaussian with one variance
     * @param points the points fitted, in their order
     */
    public RateFit {
        points = List.copyOf(points);
    }

    /**
     * Fits a power law.
     *
     * @param x abscissae, positive, at least three different ones
     * @param y ordinates, positive
     * @param errorRate the error rate of the confidence interval, in (0, 1)
     * @return the fit
     * @throws IllegalArgumentException if lengths differ, there are fewer than three points, or a number is not positive
     */
    public static RateFit of(double[] x, double[] y, double errorRate) {
        if (x.length != y.length || x.length < 3) {
            throw new IllegalArgumentException(
                    x.length + " abscissae and " + y.length + " ordinates: a rate needs at least three points");
        }
        SimpleRegression regression = new SimpleRegression();
        List<Plot.Point> points = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            if (!(x[i] > 0) || !(y[i] > 0)) {
                throw new IllegalArgumentException(
                        "point (" + x[i] + ", " + y[i] + "): a power law needs positive numbers");
            }
            regression.addData(StrictMath.log(x[i]), StrictMath.log(y[i]));
            points.add(Plot.Point.of(x[i], y[i]));
        }
        return new RateFit(regression.getSlope(), regression.getSlopeConfidenceInterval(errorRate), errorRate, points);
    }

    /**
     * Fits a power law to root mean squares. The samples at each abscissa are cut into groups, whose root mean squares are the ordinates:
     * their logarithms are nearly Gaussian where single samples' are not.
     *
     * @param x abscissae, positive, at least two different ones
     * @param samples the samples at each abscissa, as many rows as abscissae, not modified
     * @param groups the number of groups, at least 2; a row's length must be a multiple of it
     * @param errorRate the error rate of the confidence interval, in (0, 1)
     * @return the fit
     * @throws IllegalArgumentException if numbers do not fit, or a group is all zeros
     */
    public static RateFit ofRootMeanSquares(double[] x, double[][] samples, int groups, double errorRate) {
        double[] abscissae = new double[x.length * groups];
        double[] ordinates = new double[x.length * groups];
        for (int i = 0; i < abscissae.length; i++) {
            double[] row = samples[i / groups];
            if (row.length == 0 || row.length % groups != 0) {
                throw new IllegalArgumentException(
                        row.length + " samples in " + groups + " groups: a multiple of the groups is needed");
            }
            abscissae[i] = x[i / groups];
            ordinates[i] = rootMeanSquare(row, i % groups, groups);
        }
        return of(abscissae, ordinates, errorRate);
    }

    /** The root mean square of one of the equal groups into which a row is cut. */
    static double rootMeanSquare(double[] row, int group, int groups) {
        int size = row.length / groups;
        double sum = 0;
        for (int j = group * size; j < (group + 1) * size; j++) {
            sum += row[j] * row[j];
        }
        return Math.sqrt(sum / size);
    }

    /**
     * The lower end of the confidence interval.
     *
     * @return slope - halfWidth
     */
    public double lower() {
        return slope - halfWidth;
    }

    /**
     * The upper end of the confidence interval.
     *
     * @return slope + halfWidth
     */
    public double upper() {
        return slope + halfWidth;
    }
}
