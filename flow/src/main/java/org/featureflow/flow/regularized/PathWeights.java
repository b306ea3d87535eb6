package org.featureflow.flow.regularized;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.DenseWeights;
import org.featureflow.core.feature.LayerWeights;
import org.featureflow.core.feature.Weights;

/**
 * All weights of a Res-Net, or a change of them, entry by entry: V_1 (d x m), V_2..V_L (m x m), v (m x c).
 *
 * @param layers V_1, .., V_L, v; never written to once it is here
 */
record PathWeights(List<DMatrixRMaj> layers) {

    PathWeights {
        layers = List.copyOf(layers);
    }

    static PathWeights of(Weights weights) {
        List<DMatrixRMaj> layers = new ArrayList<>();
        layers.add(weights.input());
        weights.hidden().forEach(layer -> layers.add(layer.toDense()));
        layers.add(weights.output());
        return new PathWeights(layers);
    }

    Weights toWeights() {
        List<LayerWeights> hidden = new ArrayList<>();
        for (int l = 1; l < depth(); l++) {
            hidden.add(DenseWeights.of(layers.get(l)));
        }
        return new Weights(input(), hidden, output());
    }

    int depth() {
        return layers.size() - 1;
    }

    DMatrixRMaj input() {
        return layers.get(0);
    }

    /** V_l, l from 2 to L. */
    DMatrixRMaj hidden(int layer) {
        return layers.get(layer - 1);
    }

    DMatrixRMaj output() {
        return layers.get(depth());
    }

    /** this + t other. */
    PathWeights plus(double t, PathWeights other) {
        List<DMatrixRMaj> sums = new ArrayList<>();
        for (int l = 0; l < layers.size(); l++) {
            DMatrixRMaj sum = layers.get(l).copy();
            double[] added = other.layers.get(l).data;
            for (int i = 0; i < sum.getNumElements(); i++) {
                sum.data[i] += t * added[i];
            }
            sums.add(sum);
        }
        return new PathWeights(sums);
    }

    PathWeights times(double factor) {
        return plus(factor - 1, this);
    }

    /** (1/d) sum_k p_k |V_1(:,k)|^2 + sum_l sum_kj p_k p_j V_l(k,j)^2 + sum_k p_k |v_k|^2, the metric of the energy identity. */
    double squaredNorm(double[] p) {
        return dot(this, p);
    }

    /** The inner product of that metric. */
    double dot(PathWeights other, double[] p) {
        double sum = 0;
        for (int l = 0; l < layers.size(); l++) {
            DMatrixRMaj a = layers.get(l);
            double[] b = other.layers.get(l).data;
            double part = 0;
            for (int i = 0; i < a.numRows; i++) {
                double row = 0;
                for (int j = 0; j < a.numCols; j++) {
                    double entry = a.data[i * a.numCols + j] * b[i * a.numCols + j];
                    row += l < depth() ? p[j] * entry : entry;
                }
                part += l == 0 ? row / a.numRows : p[i] * row;
            }
            sum += part;
        }
        return sum;
    }
}
