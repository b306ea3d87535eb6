package org.featureflow.convex.solver;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Activation.Parity;

/**
 * Local search for the feature of least price r(w) = lambda_1 |w|^2 - |S(w)|^2/(4 lambda_2), S(w) = sum_n g_n h(w . x_n): Newton's
 * method from many starts. One step costs O(N (d^2 + c) + d^3). It proves nothing; branch and bound does.
 */
final class FeaturePricing {

    private static final int MAX_STEPS = 100;

    private final TwoLevelProgram program;
    private final DMatrixRMaj inputs;
    private final DMatrixRMaj dual;

    FeaturePricing(TwoLevelProgram program, DMatrixRMaj dual) {
        this.program = program;
        this.inputs = program.inputs();
        this.dual = dual;
    }

    /** A stationary feature and its price. */
    static final class Priced {
        private final double[] feature;
        private final double price;

        Priced(double[] feature, double price) {
            this.feature = feature;
            this.price = price;
        }

        /** w, length d, not to be modified. */
        double[] feature() {
            return feature;
        }

        double price() {
            return price;
        }
    }

    /**
     * The different local minimisers reached from the given starts and from random ones, cheapest first.
     *
     * @param starts features, one a row
     * @param count the number of random starts
     */
    List<Priced> search(DMatrixRMaj starts, int count, RandomGenerator random) {
        List<Priced> reached = new ArrayList<>();
        for (int k = 0; k < starts.numRows; k++) {
            reached.add(minimise(row(starts, k)));
        }
        for (int k = 0; k < count; k++) {
            reached.add(minimise(randomFeature(program, random)));
        }
        reached.sort(Comparator.comparingDouble(Priced::price));
        List<Priced> different = new ArrayList<>();
        for (Priced candidate : reached) {
            if (different.stream().noneMatch(kept -> isSame(kept.feature(), candidate.feature()))) {
                different.add(candidate);
            }
        }
        return different;
    }

    /** A normal direction at a random scale at which the arguments w . x_n are between about 1/2 and 8. */
    static double[] randomFeature(TwoLevelProgram program, RandomGenerator random) {
        DMatrixRMaj x = program.inputs();
        double scale = Math.scalb(0.5, random.nextInt(5));
        double[] w = new double[x.numCols];
        for (int i = 0; i < w.length; i++) {
            double square = 0;
            for (int n = 0; n < x.numRows; n++) {
                square += x.get(n, i) * x.get(n, i);
            }
            double size = Math.sqrt(square * x.numCols / x.numRows);
            w[i] = size > 0 ? scale * random.nextGaussian() / size : 0;
        }
        return canonical(program.activation(), w);
    }

    /** Of the equivalent features w and -w of an odd or even activation, the one whose first nonzero entry is positive. */
    static double[] canonical(Activation activation, double[] w) {
        int first = 0;
        while (first < w.length - 1 && w[first] == 0) {
            first++;
        }
        if (activation.parity() == Parity.NONE || w[first] >= 0) {
            return w;
        }
        double[] mirrored = new double[w.length];
        for (int i = 0; i < w.length; i++) {
            mirrored[i] = -w[i];
        }
        return mirrored;
    }

    private static boolean isSame(double[] a, double[] b) {
        double distance = 0;
        double size = 1;
        for (int i = 0; i < a.length; i++) {
            distance = Math.max(distance, Math.abs(a[i] - b[i]));
            size = Math.max(size, Math.abs(a[i]));
        }
        return distance <= 1e-6 * size;
    }

    /** The local minimiser Newton's method reaches. */
    Priced minimise(double[] start) {
        double[] w = start;
        Local local = new Local(w);
        for (int step = 0; step < MAX_STEPS; step++) {
            double[] direction = SaddleFreeNewton.direction(local.hessian, local.gradient);
            double slope = 0;
            for (int i = 0; i < w.length; i++) {
                slope += local.gradient[i] * direction[i];
            }
            if (!(slope < -1e-17 * Math.abs(local.price))) {
                break;
            }
            double t = 1;
            double[] next = moved(w, t, direction);
            while (program.price(next, dual) > local.price + 1e-4 * t * slope && t > 1e-9) {
                t /= 2;
                next = moved(w, t, direction);
            }
            Local reached = new Local(next);
            if (!(reached.price < local.price)) {
                break;
            }
            w = next;
            local = reached;
        }
        return new Priced(canonical(program.activation(), w), local.price);
    }

    private static double[] moved(double[] w, double t, double[] direction) {
        double[] next = new double[w.length];
        for (int i = 0; i < w.length; i++) {
            next[i] = w[i] + t * direction[i];
        }
        return next;
    }

    private static double[] row(DMatrixRMaj a, int k) {
        double[] row = new double[a.numCols];
        System.arraycopy(a.data, k * a.numCols, row, 0, a.numCols);
        return row;
    }

    /** The price and its first two derivatives at a feature. */
    private final class Local {
        private final double price;
        private final double[] gradient;
        private final DMatrixRMaj hessian;

        Local(double[] w) {
            int d = w.length;
            int c = program.outputs();
            double[] sums = new double[c];
            double[][] slopes = new double[c][d];
            double[][] bends = new double[c][d * d];
            for (int n = 0; n < inputs.numRows; n++) {
                double z = 0;
                for (int i = 0; i < d; i++) {
                    z += inputs.data[n * d + i] * w[i];
                }
                double h = program.activation().value(z);
                double first = program.activation().derivative(z);
                double second = SaddleFreeNewton.secondDerivative(program.activation(), z);
                for (int j = 0; j < c; j++) {
                    double g = dual.data[n * c + j];
                    sums[j] += g * h;
                    for (int i = 0; i < d; i++) {
                        double x = inputs.data[n * d + i];
                        slopes[j][i] += g * first * x;
                        for (int l = 0; l < d; l++) {
                            bends[j][i * d + l] += g * second * x * inputs.data[n * d + l];
                        }
                    }
                }
            }
            price = program.price(w, dual);
            gradient = new double[d];
            hessian = new DMatrixRMaj(d, d);
            double factor = 1 / (2 * program.outputPenalty());
            for (int i = 0; i < d; i++) {
                gradient[i] = 2 * program.inputPenalty() * w[i];
                hessian.data[i * d + i] = 2 * program.inputPenalty();
                for (int j = 0; j < c; j++) {
                    gradient[i] -= factor * sums[j] * slopes[j][i];
                    for (int l = 0; l < d; l++) {
                        hessian.data[i * d + l] -=
                                factor * (slopes[j][i] * slopes[j][l] + sums[j] * bends[j][i * d + l]);
                    }
                }
            }
        }
    }
}
