package org.featureflow.flow.regularized;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * The result of a proximal step with its derivative: input and output weights by a factor; on row k of hidden weights
 * du_j = dz_j - s_j kappa_k sum_i p_i s_i dz_i for entries that are not 0 (s their signs), and 0 for the others.
 *
 * @param weights u
 * @param inputFactor du/dz of the input weights
 * @param outputFactor du/dz of the output weights
 * @param coefficients kappa, one vector a hidden layer; not written to
 */
record Proximal(PathWeights weights, double inputFactor, double outputFactor, List<double[]> coefficients) {

    /** du for a given dz. */
    PathWeights derivativeTimes(PathWeights change, double[] p) {
        List<DMatrixRMaj> layers = new ArrayList<>();
        for (int l = 0; l <= change.depth(); l++) {
            DMatrixRMaj result = change.layers().get(l).copy();
            if (l == 0 || l == change.depth()) {
                double factor = l == 0 ? inputFactor : outputFactor;
                for (int i = 0; i < result.getNumElements(); i++) {
                    result.data[i] *= factor;
                }
            } else {
                shrinkRows(result, weights.layers().get(l).data, coefficients.get(l - 1), p);
            }
            layers.add(result);
        }
        return new PathWeights(layers);
    }

    private static void shrinkRows(DMatrixRMaj change, double[] u, double[] kappa, double[] p) {
        int m = p.length;
        for (int k = 0; k < m; k++) {
            double sum = 0;
            for (int j = 0; j < m; j++) {
                sum += p[j] * Math.signum(u[k * m + j]) * change.data[k * m + j];
            }
            for (int j = 0; j < m; j++) {
                double sign = Math.signum(u[k * m + j]);
                change.data[k * m + j] = sign == 0 ? 0 : change.data[k * m + j] - sign * kappa[k] * sum;
            }
        }
    }
}
