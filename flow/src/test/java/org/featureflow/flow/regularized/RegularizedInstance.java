package org.featureflow.flow.regularized;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.DenseWeights;
import org.featureflow.core.feature.LayerWeights;
import org.featureflow.core.feature.Masses;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.model.Regularization;
import org.featureflow.flow.field.FeatureFlow;

/**
 * A small weighted Res-Net with d = 2, N = 4, h1 = tanh and h2 = sine, a pure function of its sizes and seed; its objective also by
 * the definition, in plain loops.
 */
record RegularizedInstance(int depth, int width, int outputs, long seed) {

    static final int SAMPLES = 4;

    /** Different in every layer, so that a mixed-up factor shows. */
    Regularization lambda() {
        List<Double> hidden = new ArrayList<>();
        for (int l = 2; l <= depth; l++) {
            hidden.add(0.01 * l);
        }
        return new Regularization(0.02, hidden, 0.05);
    }

    RegularizedFlow flow() {
        Random random = new Random(seed + 1);
        return new RegularizedFlow(
                new FeatureFlow(
                        MatrixProducts.portable(1),
                        gaussian(random, SAMPLES, 2, 1),
                        new Objective(Losses.squared(), gaussian(random, SAMPLES, outputs, 1))),
                lambda());
    }

    /** Entries of hidden weights are at least 0.05 away from 0, so that difference quotients see no kink. */
    Network network() {
        Random random = new Random(seed);
        List<LayerWeights> hidden = new ArrayList<>();
        for (int l = 2; l <= depth; l++) {
            DMatrixRMaj v = gaussian(random, width, width, 1);
            for (int i = 0; i < v.getNumElements(); i++) {
                v.data[i] += Math.copySign(0.05, v.data[i]);
            }
            hidden.add(DenseWeights.of(v));
        }
        Weights weights = new Weights(gaussian(random, 2, width, 1.5), hidden, gaussian(random, width, outputs, 1));
        double[] p = new double[width];
        double sum = 0;
        for (int k = 0; k < width; k++) {
            p[k] = 0.2 + random.nextDouble();
            sum += p[k];
        }
        for (int k = 0; k < width; k++) {
            p[k] /= sum;
        }
        return new Network(
                Architecture.resNet(depth, Activations.tanh(), Activations.sine()),
                weights,
                Masses.of(Collections.nCopies(depth, p)));
    }

    static double[] masses(Network network) {
        double[] p = new double[network.masses().width(0)];
        for (int k = 0; k < p.length; k++) {
            p[k] = network.masses().mass(0, k);
        }
        return p;
    }

    /** F by its definition, for masses that need not sum to 1. */
    static double objective(RegularizedFlow flow, PathWeights weights, double[] p) {
        DMatrixRMaj x = flow.loss().inputs();
        int m = p.length;
        int c = weights.output().numCols;
        DMatrixRMaj f = new DMatrixRMaj(x.numRows, c);
        for (int n = 0; n < x.numRows; n++) {
            double[] beta = new double[m];
            for (int k = 0; k < m; k++) {
                for (int i = 0; i < x.numCols; i++) {
                    beta[k] += x.get(n, i) * weights.input().get(i, k) / x.numCols;
                }
            }
            for (int l = 2; l <= weights.depth(); l++) {
                double[] next = beta.clone();
                for (int j = 0; j < m; j++) {
                    double alpha = 0;
                    for (int k = 0; k < m; k++) {
                        alpha += p[k] * Math.tanh(beta[k]) * weights.hidden(l).get(k, j);
                    }
                    next[j] += Math.sin(alpha);
                }
                beta = next;
            }
            for (int k = 0; k < m; k++) {
                for (int o = 0; o < c; o++) {
                    f.add(n, o, p[k] * Math.tanh(beta[k]) * weights.output().get(k, o));
                }
            }
        }
        double value = flow.loss().objective().value(f);
        for (int k = 0; k < m; k++) {
            for (int i = 0; i < x.numCols; i++) {
                value += flow.lambda().input() * p[k] * Math.pow(weights.input().get(i, k), 2);
            }
            for (int o = 0; o < c; o++) {
                value += flow.lambda().output()
                        * p[k]
                        * Math.pow(weights.output().get(k, o), 2);
            }
            for (int l = 2; l <= weights.depth(); l++) {
                double t = 0;
                for (int j = 0; j < m; j++) {
                    t += p[j] * Math.abs(weights.hidden(l).get(k, j));
                }
                value += flow.lambda().hidden().get(l - 2) * p[k] * t * t;
            }
        }
        return value;
    }

    static DMatrixRMaj gaussian(Random random, int rows, int cols, double scale) {
        DMatrixRMaj a = new DMatrixRMaj(rows, cols);
        for (int i = 0; i < a.getNumElements(); i++) {
            a.data[i] = scale * random.nextGaussian();
        }
        return a;
    }

    static PathWeights direction(PathWeights like, long seed) {
        Random random = new Random(seed);
        List<DMatrixRMaj> layers = new ArrayList<>();
        like.layers().forEach(layer -> layers.add(gaussian(random, layer.numRows, layer.numCols, 1)));
        return new PathWeights(layers);
    }
}
