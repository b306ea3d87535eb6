package org.featureflow.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The network of theory section 2 once more, in plain loops on one flat vector of weights (V_1, .., V_L, v, each row by row), with
 * the Jacobian of its outputs by forward differentiation, one weight at a time. It shares no code with what it checks, and neither
 * the backward pass nor the mean-field scaling: that is applied to plain derivatives, theory section 4.
 *
 * @param skip whether it is a Res-Net
 * @param h1 the activation of features
 * @param h2 the activation of residuals
 * @param sizes d, m_1, .., m_L, c
 * @param masses the masses of the units, one vector a layer
 */
public record PlainNetwork(boolean skip, Curve h1, Curve h2, int[] sizes, List<double[]> masses) {

    /** An activation with its derivative. */
    @SuppressWarnings("ImmutableEnumChecker") // the functions are pure
    public enum Curve {
        TANH(Math::tanh, x -> 1 - Math.tanh(x) * Math.tanh(x)),
        SIGMOID(x -> 1 / (1 + Math.exp(-x)), x -> Math.exp(-x) / ((1 + Math.exp(-x)) * (1 + Math.exp(-x)))),
        SINE(Math::sin, Math::cos),
        IDENTITY(x -> x, x -> 1);

        final DoubleUnaryOperator value;
        final DoubleUnaryOperator slope;

        Curve(DoubleUnaryOperator value, DoubleUnaryOperator slope) {
            this.value = value;
            this.slope = slope;
        }
    }

    public int depth() {
        return masses.size();
    }

    public int weights() {
        int count = 0;
        for (int l = 0; l + 1 < sizes.length; l++) {
            count += sizes[l] * sizes[l + 1];
        }
        return count;
    }

    /** The outputs, N x c row by row. */
    public double[] outputs(double[][] x, double[] weights) {
        return sweep(x, weights, -1)[0];
    }

    /** The derivative of each output in each weight: row i is output i, column q weight q. */
    public double[][] jacobian(double[][] x, double[] weights) {
        double[][] jacobian = new double[x.length * sizes[sizes.length - 1]][weights.length];
        for (int q = 0; q < weights.length; q++) {
            double[] column = sweep(x, weights, q)[1];
            for (int i = 0; i < column.length; i++) {
                jacobian[i][q] = column[i];
            }
        }
        return jacobian;
    }

    /** For each weight the product of the masses of its two ends; an input has 1/d, an output 1. */
    public double[] adjacentMasses() {
        double[] adjacent = new double[weights()];
        int q = 0;
        for (int l = 0; l + 1 < sizes.length; l++) {
            for (int i = 0; i < sizes[l]; i++) {
                for (int j = 0; j < sizes[l + 1]; j++) {
                    adjacent[q++] = mass(l, i) * (l + 1 == sizes.length - 1 ? 1 : mass(l + 1, j));
                }
            }
        }
        return adjacent;
    }

    /** The velocity at mean-field scale, -J^T r with each derivative divided by the adjacent masses. */
    public double[] velocity(double[][] x, double[] weights, double[] r) {
        double[][] jacobian = jacobian(x, weights);
        double[] adjacent = adjacentMasses();
        double[] velocity = new double[weights.length];
        for (int q = 0; q < weights.length; q++) {
            for (int i = 0; i < r.length; i++) {
                velocity[q] -= jacobian[i][q] * r[i] / adjacent[q];
            }
        }
        return velocity;
    }

    /** H = J J^T in the metric of the masses. */
    public double[][] kernel(double[][] x, double[] weights) {
        double[][] jacobian = jacobian(x, weights);
        double[] adjacent = adjacentMasses();
        double[][] kernel = new double[jacobian.length][jacobian.length];
        for (int i = 0; i < kernel.length; i++) {
            for (int k = 0; k < kernel.length; k++) {
                for (int q = 0; q < weights.length; q++) {
                    kernel[i][k] += jacobian[i][q] * jacobian[k][q] / adjacent[q];
                }
            }
        }
        return kernel;
    }

    /** beta_L, N x m_L. */
    public double[][] lastFeatures(double[][] x, double[] weights) {
        double[][] beta = new double[x.length][];
        for (int n = 0; n < x.length; n++) {
            beta[n] = layers(x[n], weights, -1).get(depth() - 1)[0];
        }
        return beta;
    }

    private double mass(int layer, int unit) {
        return layer == 0 ? 1.0 / sizes[0] : masses.get(layer - 1)[unit];
    }

    /** All outputs, and their derivatives in weight {@code moved}. */
    private double[][] sweep(double[][] x, double[] weights, int moved) {
        int c = sizes[sizes.length - 1];
        double[][] result = new double[2][x.length * c];
        for (int n = 0; n < x.length; n++) {
            List<double[][]> layers = layers(x[n], weights, moved);
            double[][] last = layers.get(layers.size() - 1);
            System.arraycopy(last[0], 0, result[0], n * c, c);
            System.arraycopy(last[1], 0, result[1], n * c, c);
        }
        return result;
    }

    /** beta_1, .., beta_L and f of one sample, each with its tangent. */
    private List<double[][]> layers(double[] sample, double[] weights, int moved) {
        List<double[][]> layers = new ArrayList<>();
        double[] source = sample;
        double[] sourceTangent = new double[sample.length];
        int q = 0;
        for (int l = 0; l + 1 < sizes.length; l++) {
            double[] value = new double[sizes[l + 1]];
            double[] tangent = new double[sizes[l + 1]];
            for (int i = 0; i < sizes[l]; i++) {
                for (int j = 0; j < sizes[l + 1]; j++, q++) {
                    value[j] += mass(l, i) * source[i] * weights[q];
                    tangent[j] += mass(l, i) * (sourceTangent[i] * weights[q] + (q == moved ? source[i] : 0));
                }
            }
            boolean residual = skip && l > 0 && l + 2 < sizes.length;
            for (int j = 0; j < value.length && residual; j++) {
                double[][] previous = layers.get(l - 1);
                tangent[j] = previous[1][j] + h2.slope.applyAsDouble(value[j]) * tangent[j];
                value[j] = previous[0][j] + h2.value.applyAsDouble(value[j]);
            }
            layers.add(new double[][] {value, tangent});
            source = new double[value.length];
            sourceTangent = new double[value.length];
            for (int j = 0; j < value.length; j++) {
                source[j] = h1.value.applyAsDouble(value[j]);
                sourceTangent[j] = h1.slope.applyAsDouble(value[j]) * tangent[j];
            }
        }
        return layers;
    }
}
