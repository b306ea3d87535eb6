package org.featureflow.convex.solver;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * Hidden units in the variables of the group lasso: unit j contributes outputSign_j (X v_j)_+ to f and |v_j| to the penalty.
 * A network has it as w_j = v_j/sqrt(|v_j|), u_j = outputSign_j sqrt(|v_j|), whose weight decay (|w_j|^2 + u_j^2)/2 is |v_j|.
 */
final class ReluUnits {
    /** Units shorter than this, relative to the longest, are left out: rounding's remains of groups that are zero. */
    private static final double NEGLIGIBLE = 1e-13;

    private final ReluData data;
    private final List<double[]> vectors = new ArrayList<>();
    private final List<Integer> outputSigns = new ArrayList<>();

    ReluUnits(ReluData data) {
        this.data = data;
    }

    static ReluUnits of(ReluData data, List<ReluGroup> groups, double[][] weights) {
        double longest = 0;
        for (double[] v : weights) {
            longest = Math.max(longest, Vectors.norm(v));
        }
        ReluUnits units = new ReluUnits(data);
        for (int g = 0; g < weights.length; g++) {
            if (Vectors.norm(weights[g]) > NEGLIGIBLE * longest) {
                units.add(weights[g], groups.get(g).outputSign());
            }
        }
        return units;
    }

    void add(double[] vector, int outputSign) {
        vectors.add(vector);
        outputSigns.add(outputSign);
    }

    int count() {
        return vectors.size();
    }

    double[] vector(int unit) {
        return vectors.get(unit);
    }

    int outputSign(int unit) {
        return outputSigns.get(unit);
    }

    /** The dual point of the residual, (f - y)/N. */
    double[] dualPoint() {
        double[] z = new double[data.samples];
        for (int n = 0; n < data.samples; n++) {
            z[n] = -data.targets[n];
            for (int j = 0; j < count(); j++) {
                z[n] += outputSign(j) * Math.max(0, Vectors.dot(data.rows[n], vector(j)));
            }
            z[n] /= data.samples;
        }
        return z;
    }

    /** (1/2N) |f - y|^2 + lambda sum_j |v_j|. */
    double objective() {
        double[] z = dualPoint();
        double penalty = 0;
        for (double[] v : vectors) {
            penalty += Vectors.norm(v);
        }
        return 0.5 * data.samples * Vectors.dot(z, z) + data.lambda * penalty;
    }

    DMatrixRMaj hiddenWeights() {
        DMatrixRMaj w = new DMatrixRMaj(data.dimension, count());
        for (int j = 0; j < count(); j++) {
            double root = Math.sqrt(Vectors.norm(vector(j)));
            for (int i = 0; i < data.dimension; i++) {
                w.unsafe_set(i, j, vector(j)[i] / root);
            }
        }
        return w;
    }

    double[] outputWeights() {
        double[] u = new double[count()];
        for (int j = 0; j < u.length; j++) {
            u[j] = outputSign(j) * Math.sqrt(Vectors.norm(vector(j)));
        }
        return u;
    }
}
