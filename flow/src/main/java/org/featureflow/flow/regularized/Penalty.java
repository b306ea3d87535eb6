package org.featureflow.flow.regularized;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Regularization;

/**
 * The regularizers in the weights at mean-field scale, theory section 5.2 with W_kj = p_k p_j V_l(k,j):
 *
 * <pre>
 *   R(V) = lambda_1 sum_k p_k |v_1^k|^2 + sum_l lambda_l sum_k p_k T_k^2 + lambda_{L+1} sum_k p_k |v_k|^2,   T_k = sum_j p_j |V_l(k,j)|
 * </pre>
 *
 * <p>In the metric of the flow everything acts row by row, and the mass of the row drops out: a row without mass has a proximal
 * step too.
 *
 * @param lambda the factors
 */
record Penalty(Regularization lambda) {

    double value(PathWeights weights, double[] p) {
        double sum =
                lambda.input() * columnSquares(weights.input(), p) + lambda.output() * rowSquares(weights.output(), p);
        for (int layer = 2; layer <= weights.depth(); layer++) {
            DMatrixRMaj v = weights.hidden(layer);
            double part = 0;
            for (int k = 0; k < v.numRows; k++) {
                double t = rowNorm(v, k, p);
                part += p[k] * t * t;
            }
            sum += factor(layer) * part;
        }
        return sum;
    }

    /**
     * dR/dp_k with the weights held fixed: lambda_1 q_k + lambda_{L+1} |v_k|^2 + sum_l [lambda_l T_k^2 + 2 lambda_l sum_i p_i T_i |V_l(i,k)|].
     */
    double[] massDerivatives(PathWeights weights, double[] p) {
        double[] r = new double[p.length];
        DMatrixRMaj input = weights.input();
        for (int i = 0; i < input.getNumElements(); i++) {
            r[i % p.length] += lambda.input() * input.data[i] * input.data[i];
        }
        DMatrixRMaj output = weights.output();
        for (int i = 0; i < output.getNumElements(); i++) {
            r[i / output.numCols] += lambda.output() * output.data[i] * output.data[i];
        }
        for (int layer = 2; layer <= weights.depth(); layer++) {
            DMatrixRMaj v = weights.hidden(layer);
            for (int i = 0; i < v.numRows; i++) {
                double t = rowNorm(v, i, p);
                r[i] += factor(layer) * t * t;
                for (int k = 0; k < v.numCols; k++) {
                    r[k] += 2 * factor(layer) * p[i] * t * Math.abs(v.data[i * v.numCols + k]);
                }
            }
        }
        return r;
    }

    /**
     * The velocity of the flow from its loss part: the element of least norm of {@code lossVelocity - } the subdifferential, which is
     * -2 d lambda_1 V_1, -2 lambda_{L+1} v and -2 lambda_l T_k sign V_l(k,j), with any number in [-1, 1] as the sign of 0.
     */
    PathWeights velocity(PathWeights weights, PathWeights lossVelocity, double[] p) {
        List<DMatrixRMaj> layers = new ArrayList<>();
        layers.add(minus(lossVelocity.input(), 2 * weights.input().numRows * lambda.input(), weights.input()));
        for (int layer = 2; layer <= weights.depth(); layer++) {
            DMatrixRMaj v = weights.hidden(layer);
            DMatrixRMaj velocity = lossVelocity.hidden(layer).copy();
            for (int k = 0; k < v.numRows; k++) {
                double threshold = 2 * factor(layer) * rowNorm(v, k, p);
                for (int i = k * v.numCols; i < (k + 1) * v.numCols; i++) {
                    velocity.data[i] = v.data[i] == 0
                            ? shrunk(velocity.data[i], threshold)
                            : velocity.data[i] - threshold * Math.signum(v.data[i]);
                }
            }
            layers.add(velocity);
        }
        layers.add(minus(lossVelocity.output(), 2 * lambda.output(), weights.output()));
        return new PathWeights(layers);
    }

    /**
     * The proximal step: the minimiser u of R(u) + |u - z|^2/(2 dt) in the flow's metric. Input and output weights shrink by a
     * factor; a row of hidden weights is soft-thresholded, u_j = sign(z_j) max(|z_j| - theta T, 0) with theta = 2 dt lambda_l, where T
     * is the root of T = sum_j p_j max(|z_j| - theta T, 0). The right side falls and is convex in T, so that Newton's method from
     * T = 0 rises to the root and ends after finitely many steps, mostly five.
     */
    Proximal proximal(PathWeights z, double dt, double[] p) {
        double inputFactor = 1 / (1 + 2 * z.input().numRows * lambda.input() * dt);
        double outputFactor = 1 / (1 + 2 * lambda.output() * dt);
        List<DMatrixRMaj> layers = new ArrayList<>();
        List<double[]> coefficients = new ArrayList<>();
        layers.add(scaled(inputFactor, z.input()));
        for (int layer = 2; layer <= z.depth(); layer++) {
            DMatrixRMaj u = z.hidden(layer).copy();
            double[] rows = new double[u.numRows];
            for (int k = 0; k < u.numRows; k++) {
                rows[k] = shrinkRow(u, k, 2 * dt * factor(layer), p);
            }
            layers.add(u);
            coefficients.add(rows);
        }
        layers.add(scaled(outputFactor, z.output()));
        return new Proximal(new PathWeights(layers), inputFactor, outputFactor, coefficients);
    }

    /**
     * The derivative of the proximal step at a point whose image is the weights given, (I + dt R'')^-1 on the weights that are not 0.
     */
    Proximal derivativeAt(PathWeights u, double dt, double[] p) {
        List<double[]> coefficients = new ArrayList<>();
        for (int layer = 2; layer <= u.depth(); layer++) {
            DMatrixRMaj v = u.hidden(layer);
            double theta = 2 * dt * factor(layer);
            double[] rows = new double[v.numRows];
            for (int k = 0; k < v.numRows; k++) {
                double mass = 0;
                for (int j = 0; j < p.length; j++) {
                    mass += v.data[k * v.numCols + j] != 0 ? p[j] : 0;
                }
                rows[k] = theta / (1 + theta * mass);
            }
            coefficients.add(rows);
        }
        return new Proximal(
                u,
                1 / (1 + 2 * u.input().numRows * lambda.input() * dt),
                1 / (1 + 2 * lambda.output() * dt),
                coefficients);
    }

    /** Shrinks row k in place; returns theta/(1 + theta P) with P the mass of the entries that stay. */
    private static double shrinkRow(DMatrixRMaj u, int k, double theta, double[] p) {
        int from = k * p.length;
        double t = 0;
        double mass = 0;
        double previous = -1;
        while (t > previous) {
            previous = t;
            double sum = 0;
            mass = 0;
            for (int j = 0; j < p.length; j++) {
                double magnitude = Math.abs(u.data[from + j]);
                if (magnitude > theta * t) {
                    sum += p[j] * magnitude;
                    mass += p[j];
                }
            }
            t = Math.max(t, sum / (1 + theta * mass));
        }
        for (int j = 0; j < p.length; j++) {
            u.data[from + j] = shrunk(u.data[from + j], theta * t);
        }
        return theta / (1 + theta * mass);
    }

    private static double shrunk(double x, double threshold) {
        double rest = Math.abs(x) - threshold;
        return rest > 0 ? Math.copySign(rest, x) : 0;
    }

    private double factor(int layer) {
        return lambda.hidden().get(layer - 2);
    }

    /** T_k. */
    private static double rowNorm(DMatrixRMaj v, int k, double[] p) {
        double t = 0;
        for (int j = 0; j < p.length; j++) {
            t += p[j] * Math.abs(v.data[k * v.numCols + j]);
        }
        return t;
    }

    private static double columnSquares(DMatrixRMaj a, double[] p) {
        double sum = 0;
        for (int i = 0; i < a.getNumElements(); i++) {
            sum += p[i % a.numCols] * a.data[i] * a.data[i];
        }
        return sum;
    }

    private static double rowSquares(DMatrixRMaj a, double[] p) {
        double sum = 0;
        for (int i = 0; i < a.getNumElements(); i++) {
            sum += p[i / a.numCols] * a.data[i] * a.data[i];
        }
        return sum;
    }

    private static DMatrixRMaj minus(DMatrixRMaj a, double factor, DMatrixRMaj b) {
        DMatrixRMaj difference = a.copy();
        for (int i = 0; i < a.getNumElements(); i++) {
            difference.data[i] -= factor * b.data[i];
        }
        return difference;
    }

    private static DMatrixRMaj scaled(double factor, DMatrixRMaj a) {
        DMatrixRMaj product = a.copy();
        for (int i = 0; i < a.getNumElements(); i++) {
            product.data[i] *= factor;
        }
        return product;
    }
}
