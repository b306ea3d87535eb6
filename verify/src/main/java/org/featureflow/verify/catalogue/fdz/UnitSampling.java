package org.featureflow.verify.catalogue.fdz;

import java.util.Arrays;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.verify.statistics.MeanInterval;

/** Units drawn with probabilities q_k and read with output weights u_k, so that the expected prediction is f_n = sum_k q_k u_k h_nk; c = 1. */
final class UnitSampling {

    private final double[] cumulative;
    private final double[] output;
    private final DMatrixRMaj h;
    private final double[] mean;
    private final double second;

    UnitSampling(double[] probabilities, double[] output, DMatrixRMaj h) {
        this.cumulative = probabilities.clone();
        this.output = output.clone();
        this.h = h.copy();
        this.mean = new double[h.numRows];
        double moment = 0;
        for (int k = 0; k < cumulative.length; k++) {
            for (int n = 0; n < h.numRows; n++) {
                double value = output[k] * h.get(n, k);
                mean[n] += probabilities[k] * value;
                moment += probabilities[k] * value * value;
            }
            cumulative[k] += k > 0 ? cumulative[k - 1] : 0;
        }
        this.second = moment;
    }

    /** sum_n Var f_n of the mean of so many units: (E u^2 H - |f|^2)/m. */
    double variance(int units) {
        double squared = 0;
        for (double value : mean) {
            squared += value * value;
        }
        return (second - squared) / units;
    }

    /** The same by drawing networks: the mean of sum_n (f_n - E f_n)^2, with its interval. */
    MeanInterval measured(int units, int draws, double errorRate, RandomGenerator random) {
        double[] deviations = new double[draws];
        double[] f = new double[mean.length];
        for (int i = 0; i < draws; i++) {
            Arrays.fill(f, 0);
            for (int j = 0; j < units; j++) {
                int k = drawn(random.nextDouble() * cumulative[cumulative.length - 1]);
                for (int n = 0; n < f.length; n++) {
                    f[n] += output[k] * h.get(n, k) / units;
                }
            }
            for (int n = 0; n < f.length; n++) {
                deviations[i] += (f[n] - mean[n]) * (f[n] - mean[n]);
            }
        }
        return MeanInterval.of(deviations, errorRate);
    }

    private int drawn(double level) {
        int at = Arrays.binarySearch(cumulative, level);
        return Math.min(at < 0 ? -at - 1 : at + 1, cumulative.length - 1);
    }
}
