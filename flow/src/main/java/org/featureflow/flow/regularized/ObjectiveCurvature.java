package org.featureflow.flow.regularized;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Features;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Architecture;

/**
 * The second derivative of the objective at a network, times a direction (dV, dp): the tangent of the forward and of the backward
 * pass. The norms l_{1,2} are taken with the signs their entries have, so that the objective is smooth: T_k = sum_j p_j s_kj V_l(k,j).
 */
final class ObjectiveCurvature {

    /** The step of the difference quotient of h': with h''' of size 1 its error is about 1e-11. */
    private static final double DIFFERENCE = 0x1p-17;

    /** Derivatives in weights (not divided by masses) and in masses. */
    static final class Gradient {
        private final PathWeights weights;
        private final double[] masses;

        Gradient(PathWeights weights, double[] masses) {
            this.weights = weights;
            this.masses = masses;
        }

        PathWeights weights() {
            return weights;
        }

        /** Not to be written to. */
        double[] masses() {
            return masses;
        }
    }

    private final MatrixProducts products;
    private final RegularizedState state;
    private final PathWeights weights;
    private final double[] p;
    private final DMatrixRMaj inputs;
    private final DMatrixRMaj g;
    private final DMatrixRMaj curvature;
    private final List<DMatrixRMaj> activated = new ArrayList<>();
    private final List<DMatrixRMaj> slopes = new ArrayList<>();
    private final List<DMatrixRMaj> bends = new ArrayList<>();
    private final List<DMatrixRMaj> residualSlopes = new ArrayList<>();
    private final List<DMatrixRMaj> residualBends = new ArrayList<>();
    /** D_1..D_L. */
    private final List<DMatrixRMaj> d = new ArrayList<>();
    /** E_2..E_L, nothing useful at 0. */
    private final List<DMatrixRMaj> e = new ArrayList<>();
    /** (E_l p) V_l^T for l = 2..L and g v^T: what comes back to the layer of the index. */
    private final List<DMatrixRMaj> back = new ArrayList<>();

    ObjectiveCurvature(RegularizedState state) {
        this.products = state.flow().loss().products();
        this.state = state;
        this.weights = state.weights();
        this.p = state.sharedMasses();
        this.inputs = state.flow().loss().inputs();
        this.g = state.gradient();
        this.curvature = state.lossState().curvature();
        Features features = state.features();
        Architecture architecture = state.network().architecture();
        int depth = weights.depth();
        for (int l = 0; l < depth; l++) {
            DMatrixRMaj beta = features.beta(l + 1);
            activated.add(features.activated(l + 1));
            slopes.add(slope(architecture.activation(), beta, 0));
            bends.add(bend(architecture.activation(), beta));
            DMatrixRMaj alpha = l == 0 ? beta : features.alpha(l + 1);
            residualSlopes.add(slope(architecture.residualActivation(), alpha, 0));
            residualBends.add(bend(architecture.residualActivation(), alpha));
            d.add(beta);
            e.add(beta);
            back.add(beta);
        }
        for (int l = depth - 1; l >= 0; l--) {
            boolean last = l == depth - 1;
            DMatrixRMaj coming = last
                    ? timesTransposed(g, weights.output())
                    : timesTransposed(columns(e.get(l + 1), p), hidden(l + 1));
            back.set(l, coming);
            DMatrixRMaj here = times(coming, slopes.get(l));
            if (!last) {
                add(here, 1, d.get(l + 1));
            }
            d.set(l, here);
            e.set(l, times(here, residualSlopes.get(l)));
        }
    }

    private DMatrixRMaj hidden(int l) {
        return weights.layers().get(l);
    }

    /** The change of the gradient for a change of weights and masses. */
    Gradient times(PathWeights change, double[] dp) {
        int depth = weights.depth();
        List<DMatrixRMaj> dBeta = new ArrayList<>();
        List<DMatrixRMaj> dAlpha = new ArrayList<>();
        List<DMatrixRMaj> dActivated = new ArrayList<>();
        DMatrixRMaj moved = product(inputs, change.input());
        scale(moved, 1.0 / inputs.numCols);
        for (int l = 0; l < depth; l++) {
            if (l > 0) {
                DMatrixRMaj alpha = product(weightedChange(dActivated.get(l - 1), l - 1, dp), hidden(l));
                add(
                        alpha,
                        1,
                        product(
                                columns(activated.get(l - 1), p),
                                change.layers().get(l)));
                dAlpha.add(alpha);
                moved = times(alpha, residualSlopes.get(l));
                add(moved, 1, dBeta.get(l - 1));
            } else {
                dAlpha.add(moved);
            }
            dBeta.add(moved);
            dActivated.add(times(moved, slopes.get(l)));
        }
        DMatrixRMaj df = product(weightedChange(dActivated.get(depth - 1), depth - 1, dp), weights.output());
        add(df, 1, product(columns(activated.get(depth - 1), p), change.output()));
        DMatrixRMaj dg = curved(df);

        DMatrixRMaj[] gradient = new DMatrixRMaj[depth + 1];
        double[] r = new double[p.length];
        DMatrixRMaj dD = new DMatrixRMaj(inputs.numRows, p.length);
        DMatrixRMaj dE = dD;
        for (int l = depth - 1; l >= 0; l--) {
            DMatrixRMaj coming;
            if (l == depth - 1) {
                coming = timesTransposed(dg, weights.output());
                add(coming, 1, timesTransposed(g, change.output()));
                gradient[depth] = transposedProduct(weightedChange(dActivated.get(l), l, dp), g);
                add(gradient[depth], 1, transposedProduct(columns(activated.get(l), p), dg));
            } else {
                DMatrixRMaj weightedE = columns(dE, p);
                add(weightedE, 1, columns(e.get(l + 1), dp));
                coming = timesTransposed(weightedE, hidden(l + 1));
                DMatrixRMaj held = columns(e.get(l + 1), p);
                add(coming, 1, timesTransposed(held, change.layers().get(l + 1)));
                gradient[l + 1] = transposedProduct(weightedChange(dActivated.get(l), l, dp), held);
                add(gradient[l + 1], 1, transposedProduct(columns(activated.get(l), p), weightedE));
            }
            addColumnDots(r, dActivated.get(l), back.get(l));
            addColumnDots(r, activated.get(l), coming);
            DMatrixRMaj here = times(coming, slopes.get(l));
            add(here, 1, times(times(back.get(l), bends.get(l)), dBeta.get(l)));
            add(here, 1, dD);
            dD = here;
            dE = times(here, residualSlopes.get(l));
            add(dE, 1, times(times(d.get(l), residualBends.get(l)), dAlpha.get(l)));
        }
        DMatrixRMaj weightedD = columns(dD, p);
        add(weightedD, 1, columns(d.get(0), dp));
        gradient[0] = transposedProduct(inputs, weightedD);
        scale(gradient[0], 1.0 / inputs.numCols);
        addPenalty(gradient, r, change, dp);
        return new Gradient(new PathWeights(List.of(gradient)), r);
    }

    private void addPenalty(DMatrixRMaj[] gradient, double[] r, PathWeights change, double[] dp) {
        double input = state.flow().lambda().input();
        double output = state.flow().lambda().output();
        int m = p.length;
        for (int i = 0; i < gradient[0].getNumElements(); i++) {
            double v = weights.input().data[i];
            double dv = change.input().data[i];
            gradient[0].data[i] += 2 * input * (p[i % m] * dv + dp[i % m] * v);
            r[i % m] += 2 * input * v * dv;
        }
        int c = weights.output().numCols;
        DMatrixRMaj last = gradient[weights.depth()];
        for (int i = 0; i < last.getNumElements(); i++) {
            double v = weights.output().data[i];
            double dv = change.output().data[i];
            last.data[i] += 2 * output * (p[i / c] * dv + dp[i / c] * v);
            r[i / c] += 2 * output * v * dv;
        }
        for (int l = 1; l < weights.depth(); l++) {
            double lambda = state.flow().lambda().hidden().get(l - 1);
            double[] v = hidden(l).data;
            double[] dv = change.layers().get(l).data;
            for (int k = 0; k < m; k++) {
                double t = 0;
                double dt = 0;
                for (int j = 0; j < m; j++) {
                    double sign = Math.signum(v[k * m + j]);
                    t += p[j] * sign * v[k * m + j];
                    dt += sign * (dp[j] * v[k * m + j] + p[j] * dv[k * m + j]);
                }
                r[k] += 2 * lambda * t * dt;
                for (int j = 0; j < m; j++) {
                    double sign = Math.signum(v[k * m + j]);
                    gradient[l].data[k * m + j] +=
                            2 * lambda * sign * (dp[k] * t * p[j] + p[k] * dt * p[j] + p[k] * t * dp[j]);
                    r[j] += 2
                            * lambda
                            * sign
                            * (dp[k] * t * v[k * m + j] + p[k] * dt * v[k * m + j] + p[k] * t * dv[k * m + j]);
                }
            }
        }
    }

    /** dA diag(p) + A diag(dp). */
    private DMatrixRMaj weightedChange(DMatrixRMaj change, int l, double[] dp) {
        DMatrixRMaj sum = columns(change, p);
        add(sum, 1, columns(activated.get(l), dp));
        return sum;
    }

    private DMatrixRMaj curved(DMatrixRMaj df) {
        int c = df.numCols;
        DMatrixRMaj product = new DMatrixRMaj(df.numRows, c);
        for (int i = 0; i < df.getNumElements(); i++) {
            for (int k = 0; k < c; k++) {
                product.data[i] += curvature.data[i * c + k] * df.data[i - i % c + k];
            }
        }
        return product;
    }

    private static DMatrixRMaj slope(Activation activation, DMatrixRMaj a, double shift) {
        DMatrixRMaj shifted = a.copy();
        for (int i = 0; i < a.getNumElements(); i++) {
            shifted.data[i] += shift;
        }
        DMatrixRMaj values = new DMatrixRMaj(a.numRows, a.numCols);
        activation.values(shifted.data, values.data);
        DMatrixRMaj slope = new DMatrixRMaj(a.numRows, a.numCols);
        activation.derivatives(shifted.data, values.data, slope.data);
        return slope;
    }

    private static DMatrixRMaj bend(Activation activation, DMatrixRMaj a) {
        DMatrixRMaj bend = slope(activation, a, DIFFERENCE);
        add(bend, -1, slope(activation, a, -DIFFERENCE));
        scale(bend, 1 / (2 * DIFFERENCE));
        return bend;
    }

    private static void addColumnDots(double[] sums, DMatrixRMaj a, DMatrixRMaj b) {
        for (int i = 0; i < a.getNumElements(); i++) {
            sums[i % a.numCols] += a.data[i] * b.data[i];
        }
    }

    private DMatrixRMaj product(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj product = new DMatrixRMaj(a.numRows, b.numCols);
        products.multiply(a, b, product);
        return product;
    }

    private DMatrixRMaj transposedProduct(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj product = new DMatrixRMaj(a.numCols, b.numCols);
        products.multiplyTransposedLeft(a, b, product);
        return product;
    }

    private DMatrixRMaj timesTransposed(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj product = new DMatrixRMaj(a.numRows, b.numRows);
        products.multiplyTransposedRight(a, b, product);
        return product;
    }

    private static DMatrixRMaj times(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj product = a.copy();
        for (int i = 0; i < a.getNumElements(); i++) {
            product.data[i] *= b.data[i];
        }
        return product;
    }

    private static DMatrixRMaj columns(DMatrixRMaj a, double[] factors) {
        DMatrixRMaj product = a.copy();
        for (int i = 0; i < a.getNumElements(); i++) {
            product.data[i] *= factors[i % a.numCols];
        }
        return product;
    }

    private static void add(DMatrixRMaj a, double t, DMatrixRMaj b) {
        for (int i = 0; i < a.getNumElements(); i++) {
            a.data[i] += t * b.data[i];
        }
    }

    private static void scale(DMatrixRMaj a, double t) {
        for (int i = 0; i < a.getNumElements(); i++) {
            a.data[i] *= t;
        }
    }
}
