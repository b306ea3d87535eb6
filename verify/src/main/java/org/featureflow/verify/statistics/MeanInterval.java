package org.featureflow.verify.statistics;

import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * A mean with its confidence interval.
 *
 * @param mean the mean of the samples
 * @param halfWidth half the width of the interval
 * @param errorRate the probability that the interval misses the expectation, if the samples are independent and Gaussian
 */
public record MeanInterval(double mean, double halfWidth, double errorRate) {

    /**
     * Student's interval.
     *
     * @param samples at least two samples
     * @param errorRate the error rate of the interval, in (0, 1)
     * @return the interval
     * @throws IllegalArgumentException if there are fewer than two samples
     */
    public static MeanInterval of(double[] samples, double errorRate) {
        if (samples.length < 2) {
            throw new IllegalArgumentException(samples.length + " samples: an interval needs at least two");
        }
        double quantile = new TDistribution(samples.length - 1).inverseCumulativeProbability(1 - errorRate / 2);
        double deviation = Math.sqrt(StatUtils.variance(samples) / samples.length);
        return new MeanInterval(StatUtils.mean(samples), quantile * deviation, errorRate);
    }

    /**
     * The lower end.
     *
     * @return mean - halfWidth
     */
    public double lower() {
        return mean - halfWidth;
    }

    /**
     * The upper end.
     *
     * @return mean + halfWidth
     */
    public double upper() {
        return mean + halfWidth;
    }
}
