package org.featureflow.core.feature;

import java.util.ArrayList;
import java.util.List;
import org.featureflow.core.model.Activation;

/**
 * Theory sections 2 and 4 by plain loops over {@code double[][]}, sample by sample, from the formulas alone: an oracle that
 * shares with the product only the activations. Layers count from 0; {@code weights.get(0)} is V_1, the last is v.
 */
final class NaiveNetwork {

    final boolean skip;
    final Activation h1;
    final Activation h2;
    final List<double[][]> weights;
    final List<double[]> masses;

    NaiveNetwork(boolean skip, Activation h1, Activation h2, List<double[][]> weights, List<double[]> masses) {
        this.skip = skip;
        this.h1 = h1;
        this.h2 = h2;
        this.weights = weights;
        this.masses = masses;
    }

    int depth() {
        return weights.size() - 1;
    }

    /** What a forward pass computes: beta and alpha a layer (alpha of layer 0 is empty), and f. */
    record Pass(List<double[][]> beta, List<double[][]> alpha, double[][] outputs) {}

    Pass forward(double[][] x) {
        List<double[][]> beta = new ArrayList<>();
        List<double[][]> alpha = new ArrayList<>();
        int d = x[0].length;
        double[][] first = new double[x.length][weights.get(0)[0].length];
        for (int n = 0; n < x.length; n++) {
            for (int j = 0; j < first[n].length; j++) {
                for (int i = 0; i < d; i++) {
                    first[n][j] += x[n][i] * weights.get(0)[i][j] / d;
                }
            }
        }
        beta.add(first);
        alpha.add(new double[0][0]);
        for (int l = 1; l < depth(); l++) {
            double[][] residual = average(beta.get(l - 1), l - 1, weights.get(l));
            double[][] next = new double[x.length][residual[0].length];
            for (int n = 0; n < x.length; n++) {
                for (int j = 0; j < next[n].length; j++) {
                    next[n][j] = skip ? beta.get(l - 1)[n][j] + h2.value(residual[n][j]) : residual[n][j];
                }
            }
            alpha.add(residual);
            beta.add(next);
        }
        return new Pass(beta, alpha, average(beta.get(depth() - 1), depth() - 1, weights.get(depth())));
    }

    /** sum_k p_k h1(beta_k) V(k, .). */
    private double[][] average(double[][] beta, int layer, double[][] v) {
        double[][] out = new double[beta.length][v[0].length];
        for (int n = 0; n < beta.length; n++) {
            for (int j = 0; j < v[0].length; j++) {
                for (int k = 0; k < v.length; k++) {
                    out[n][j] += masses.get(layer)[k] * h1.value(beta[n][k]) * v[k][j];
                }
            }
        }
        return out;
    }

    /** The velocities of all weights for an N x c matrix g, in the order of {@link #weights}; theory section 4. */
    List<double[][]> velocities(double[][] x, double[][] g) {
        Pass pass = forward(x);
        int samples = x.length;
        int top = depth() - 1;
        List<double[][]> velocities = new ArrayList<>();
        for (double[][] v : weights) {
            velocities.add(new double[v.length][v[0].length]);
        }
        for (int n = 0; n < samples; n++) {
            double[] beta = pass.beta.get(top)[n];
            double[] d = new double[beta.length];
            for (int j = 0; j < d.length; j++) {
                for (int k = 0; k < g[n].length; k++) {
                    d[j] += g[n][k] * weights.get(depth())[j][k];
                    velocities.get(depth())[j][k] -= h1.value(beta[j]) * g[n][k];
                }
                d[j] *= h1.derivative(beta[j]);
            }
            for (int l = top; l > 0; l--) {
                double[] source = pass.beta.get(l - 1)[n];
                double[] e = d.clone();
                for (int j = 0; j < e.length; j++) {
                    if (skip) {
                        e[j] *= h2.derivative(pass.alpha.get(l)[n][j]);
                    }
                    for (int i = 0; i < source.length; i++) {
                        velocities.get(l)[i][j] -= h1.value(source[i]) * e[j];
                    }
                }
                double[] below = new double[source.length];
                for (int i = 0; i < source.length; i++) {
                    for (int j = 0; j < e.length; j++) {
                        below[i] += e[j] * masses.get(l)[j] * weights.get(l)[i][j];
                    }
                    below[i] *= h1.derivative(source[i]);
                    if (skip) {
                        below[i] += d[i];
                    }
                }
                d = below;
            }
            for (int i = 0; i < x[n].length; i++) {
                for (int j = 0; j < d.length; j++) {
                    velocities.get(0)[i][j] -= x[n][i] * d[j];
                }
            }
        }
        return velocities;
    }

    /** The product of the masses at both ends of an entry: 1/d for an input, 1 for an output. */
    double adjacentMasses(int layer, int row, int col) {
        double below = layer == 0 ? 1.0 / weights.get(0).length : masses.get(layer - 1)[row];
        double above = layer == depth() ? 1 : masses.get(layer)[col];
        return below * above;
    }

    /** A copy with one weight changed. */
    NaiveNetwork shifted(int layer, int row, int col, double step) {
        List<double[][]> changed = new ArrayList<>();
        for (double[][] v : weights) {
            double[][] copy = new double[v.length][];
            for (int i = 0; i < v.length; i++) {
                copy[i] = v[i].clone();
            }
            changed.add(copy);
        }
        changed.get(layer)[row][col] += step;
        return new NaiveNetwork(skip, h1, h2, changed, masses);
    }
}
