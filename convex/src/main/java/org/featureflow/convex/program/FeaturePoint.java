package org.featureflow.convex.program;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A point (p, W, C) of a {@link FeatureProgram}: masses, re-parameterised hidden weights W^l = w_l p_{l-1} p_l, output C = v p.
 *
 * <p>Immutable: arrays and matrices are copied, coming and going. A point need not be feasible;
 * {@link FeatureProgram#violation} says how far it is from that.
 */
public final class FeaturePoint {

    private final List<double[]> masses;
    private final List<DMatrixRMaj> weights;
    private final DMatrixRMaj output;

    /**
     * A point.
     *
     * @param masses p, one vector a simplex: a single one for a Res-Net, one a layer for a DNN
     * @param weights W^2..W^L; row k belongs to the source atom k, column j to the destination atom j
     * @param output C, K_L x c
     */
    public FeaturePoint(List<double[]> masses, List<DMatrixRMaj> weights, DMatrixRMaj output) {
        this.masses = masses.stream().map(double[]::clone).toList();
        this.weights = weights.stream().map(DMatrixRMaj::copy).toList();
        this.output = output.copy();
    }

    /**
     * The masses of a simplex.
     *
     * @param simplex its number, from 0
     * @return a copy of p
     */
    public double[] masses(int simplex) {
        return masses.get(simplex).clone();
    }

    /**
     * The masses of all simplices.
     *
     * @return copies, one a simplex
     */
    public List<double[]> masses() {
        return masses.stream().map(double[]::clone).toList();
    }

    /**
     * The re-parameterised hidden weights.
     *
     * @return copies of W^2..W^L
     */
    public List<DMatrixRMaj> weights() {
        return weights.stream().map(DMatrixRMaj::copy).toList();
    }

    /**
     * The re-parameterised output weights.
     *
     * @return a copy of C
     */
    public DMatrixRMaj output() {
        return output.copy();
    }

    /**
     * A point of the segment between two.
     *
     * @param other the other end, of the same shapes
     * @param t the share of the other end, from 0 to 1
     * @return (1 - t) this + t other
     */
    public FeaturePoint towards(FeaturePoint other, double t) {
        List<double[]> p = new ArrayList<>();
        for (int i = 0; i < masses.size(); i++) {
            double[] mixed = masses.get(i).clone();
            mix(mixed, other.masses.get(i), t);
            p.add(mixed);
        }
        List<DMatrixRMaj> mixedWeights = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            DMatrixRMaj mixed = weights.get(i).copy();
            mix(mixed.data, other.weights.get(i).data, t);
            mixedWeights.add(mixed);
        }
        DMatrixRMaj mixedOutput = output.copy();
        mix(mixedOutput.data, other.output.data, t);
        return new FeaturePoint(p, mixedWeights, mixedOutput);
    }

    private static void mix(double[] a, double[] b, double t) {
        for (int i = 0; i < a.length; i++) {
            a[i] = (1 - t) * a[i] + t * b[i];
        }
    }

    List<double[]> sharedMasses() {
        return masses;
    }

    List<DMatrixRMaj> sharedWeights() {
        return weights;
    }

    DMatrixRMaj sharedOutput() {
        return output;
    }
}
