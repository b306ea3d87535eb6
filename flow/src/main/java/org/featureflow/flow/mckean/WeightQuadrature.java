package org.featureflow.flow.mckean;

import java.util.Arrays;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;

/** Nodes and positive weights of sum 1. Immutable. */
public final class WeightQuadrature {

    private final double[] nodes;
    private final double[] weights;
    private final double[] ones;

    private WeightQuadrature(double[] nodes, double[] weights) {
        this.nodes = nodes;
        this.weights = weights;
        this.ones = new double[nodes.length];
        Arrays.fill(ones, 1);
    }

    /**
     * A quadrature.
     *
     * @param nodes the nodes, at least one, copied
     * @param weights as many weights, scaled to sum 1, copied
     * @return the quadrature
     * @throws IllegalArgumentException if lengths differ or are 0, or a weight is not positive
     */
    public static WeightQuadrature of(double[] nodes, double[] weights) {
        double sum = 0;
        for (double weight : weights) {
            if (!(weight > 0)) {
                throw new IllegalArgumentException("weight " + weight + ": weights must be positive");
            }
            sum += weight;
        }
        if (nodes.length == 0 || nodes.length != weights.length) {
            throw new IllegalArgumentException(
                    nodes.length + " nodes and " + weights.length + " weights: as many are needed, at least one");
        }
        double[] scaled = weights.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] /= sum;
        }
        return new WeightQuadrature(nodes.clone(), scaled);
    }

    /** The rule's nodes x moved to shift + scale x, its weights over their total mass. Weights that underflow are left out. */
    static WeightQuadrature of(GaussIntegrator rule, double mass, double shift, double scale) {
        int positive = 0;
        for (int i = 0; i < rule.getNumberOfPoints(); i++) {
            positive += rule.getWeight(i) > 0 ? 1 : 0;
        }
        double[] nodes = new double[positive];
        double[] weights = new double[positive];
        int next = 0;
        for (int i = 0; i < rule.getNumberOfPoints(); i++) {
            if (rule.getWeight(i) > 0) {
                nodes[next] = shift + scale * rule.getPoint(i);
                weights[next] = rule.getWeight(i) / mass;
                next++;
            }
        }
        return of(nodes, weights);
    }

    /**
     * The number of nodes.
     *
     * @return at least 1
     */
    public int size() {
        return nodes.length;
    }

    /**
     * A node.
     *
     * @param index its number
     * @return its place
     */
    public double node(int index) {
        return nodes[index];
    }

    /**
     * A node's weight.
     *
     * @param index its number
     * @return its weight
     */
    public double weight(int index) {
        return weights[index];
    }

    /** The nodes, not to be modified. */
    double[] nodes() {
        return nodes;
    }

    /** The mean of s(z, theta) over particles that started at the nodes. */
    double mean(UnitMap map, double z, double[] theta) {
        double[] values = new double[theta.length];
        map.addValues(1, z, theta, 0, values);
        double sum = 0;
        for (int a = 0; a < values.length; a++) {
            sum += weights[a] * values[a];
        }
        return sum;
    }

    /** The mean of ds/dz over particles that started at the nodes. */
    double meanUnitDerivative(UnitMap map, double z, double[] theta) {
        return map.sumUnitDerivatives(z, theta, 0, weights);
    }

    /** Adds step ds/dtheta(z, old) to the moved particles; with several samples a step all see the weights before it. */
    void move(UnitMap map, double step, double z, double[] old, double[] moved) {
        double[] single = old.clone();
        map.moveWeights(step, z, ones, single, 0);
        for (int a = 0; a < moved.length; a++) {
            moved[a] += single[a] - old[a];
        }
    }
}
