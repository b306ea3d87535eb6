package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A feature program of squared loss and one output as its problem file states it, and its result file: objective, constraints and
 * dual value by plain loops over theory section 5.2, without the product's code.
 */
final class SolvedFeatures {

    private final boolean resnet;
    private final double[] y;
    private final double[][][] activated;
    private final double[][][] reproduced;
    private final double[] inputCost;
    private final double[] lambda;
    private final double[][] p;
    private final double[][][] weights;
    private final double[] c;
    private final double[] g;
    private final double[][][] multipliers;

    SolvedFeatures(JsonNode problem, JsonNode result) {
        resnet = problem.get("architecture").textValue().equals("resnet");
        y = vector(problem.get("targets"));
        activated = matrices(problem.get("activated"));
        reproduced = matrices(problem.get(resnet ? "residual" : "features"));
        inputCost = vector(problem.get("inputCost"));
        lambda = new double[activated.length + 1];
        lambda[0] = problem.at("/lambda/input").doubleValue();
        double[] hidden = vector(problem.at("/lambda/hidden"));
        System.arraycopy(hidden, 0, lambda, 1, hidden.length);
        lambda[activated.length] = problem.at("/lambda/output").doubleValue();
        p = new double[activated.length][];
        for (int l = 0; l < p.length; l++) {
            p[l] = vector(resnet ? result.get("p") : result.get("p").get(l));
        }
        weights = matrices(result.get("W"));
        c = vector(result.get("c"));
        g = vector(result.get("g"));
        multipliers = matrices(result.get("M"));
    }

    /** A^{l-1} W_j = p_j alpha_j, p not negative, sum 1. */
    void assertConstraintsHold(double tolerance) {
        for (double[] masses : p) {
            double sum = 0;
            for (double mass : masses) {
                assertThat(mass).isNotNegative();
                sum += mass;
            }
            assertThat(sum).isCloseTo(1, within(tolerance));
        }
        assertThat(weights.length).isEqualTo(activated.length - 1);
        for (int l = 1; l < activated.length; l++) {
            double[][] source = activated[l - 1];
            assertThat(weights[l - 1]).hasDimensions(source[0].length, p[l].length);
            for (int n = 0; n < y.length; n++) {
                for (int j = 0; j < p[l].length; j++) {
                    double made = 0;
                    for (int k = 0; k < source[n].length; k++) {
                        made += source[n][k] * weights[l - 1][k][j];
                    }
                    assertThat(made).isCloseTo(p[l][j] * reproduced[l - 1][n][j], within(tolerance));
                }
            }
        }
    }

    /** The objective at the primal point, 0/0 being 0. */
    double objective() {
        int last = activated.length - 1;
        double value = 0;
        for (int n = 0; n < y.length; n++) {
            double residual = dot(activated[last][n], c) - y[n];
            value += residual * residual / (2 * y.length);
        }
        value += lambda[0] * dot(p[0], inputCost);
        for (int l = 1; l <= last; l++) {
            for (int k = 0; k < p[l - 1].length; k++) {
                double sum = 0;
                for (double w : weights[l - 1][k]) {
                    sum += Math.abs(w);
                }
                value += sum == 0 ? 0 : lambda[l] * sum * sum / p[l - 1][k];
            }
        }
        for (int k = 0; k < c.length; k++) {
            value += c[k] == 0 ? 0 : lambda[last + 1] * c[k] * c[k] / p[last][k];
        }
        return value;
    }

    /** D(g, M): for a Res-Net the terms of all layers belong to one atom, for a DNN each layer has a minimum of its own. */
    double dualValue() {
        double value = 0;
        for (int n = 0; n < y.length; n++) {
            double s = y.length * g[n];
            value -= (s * s / 2 + s * y[n]) / y.length;
        }
        double[] together = new double[inputCost.length];
        for (int l = 0; l < activated.length; l++) {
            double least = Double.POSITIVE_INFINITY;
            for (int k = 0; k < activated[l][0].length; k++) {
                double term = l == 0 ? lambda[0] * inputCost[k] : product(multipliers[l - 1], k, reproduced[l - 1], k);
                double price = 0;
                if (l == activated.length - 1) {
                    for (int n = 0; n < y.length; n++) {
                        price += g[n] * activated[l][n][k];
                    }
                } else {
                    for (int j = 0; j < multipliers[l][0].length; j++) {
                        price = Math.max(price, Math.abs(product(multipliers[l], j, activated[l], k)));
                    }
                }
                term -= price * price / (4 * lambda[l + 1]);
                least = Math.min(least, term);
                if (resnet) {
                    together[k] += term;
                }
            }
            value += resnet ? 0 : least;
        }
        if (resnet) {
            double least = Double.POSITIVE_INFINITY;
            for (double term : together) {
                least = Math.min(least, term);
            }
            value += least;
        }
        return value;
    }

    private static double product(double[][] a, int j, double[][] b, int k) {
        double sum = 0;
        for (int n = 0; n < a.length; n++) {
            sum += a[n][j] * b[n][k];
        }
        return sum;
    }

    private static double dot(double[] a, double[] b) {
        assertThat(a).hasSameSizeAs(b);
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    private static double[] vector(JsonNode json) {
        double[] vector = new double[json.size()];
        for (int i = 0; i < vector.length; i++) {
            assertThat(json.get(i).isNumber()).isTrue();
            vector[i] = json.get(i).doubleValue();
        }
        return vector;
    }

    private static double[][] matrix(JsonNode json) {
        double[][] matrix = new double[json.size()][];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = vector(json.get(i));
        }
        return matrix;
    }

    private static double[][][] matrices(JsonNode json) {
        double[][][] matrices = new double[json.size()][][];
        for (int l = 0; l < matrices.length; l++) {
            matrices[l] = matrix(json.get(l));
        }
        return matrices;
    }
}
