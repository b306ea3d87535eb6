package org.featureflow.flow.regularized;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Features;
import org.featureflow.core.feature.Sensitivities;
import org.featureflow.core.linalg.MatrixProducts;

/**
 * The derivative of the outputs f (N x c) in weights and masses at a network, theory section 4. Row n c + o of a matrix over
 * the outputs is output o of sample n.
 */
final class OutputJacobian {

    private final MatrixProducts products;
    private final DMatrixRMaj inputs;
    private final double[] p;
    private final int samples;
    private final int outputs;
    /** A^1..A^L. */
    private final List<DMatrixRMaj> activated = new ArrayList<>();
    /** d_1, e_2, .., e_L of all outputs, N c x m. */
    private final List<DMatrixRMaj> rows = new ArrayList<>();
    /** The same with columns times masses. */
    private final List<DMatrixRMaj> weightedRows = new ArrayList<>();

    OutputJacobian(MatrixProducts products, DMatrixRMaj inputs, Features features, double[] p) {
        this.products = products;
        this.inputs = inputs;
        this.p = p;
        this.samples = features.samples();
        this.outputs = features.outputs().numCols;
        Sensitivities sensitivities = Sensitivities.of(products, features);
        int depth = features.network().architecture().depth();
        for (int layer = 1; layer <= depth; layer++) {
            activated.add(features.activated(layer));
            DMatrixRMaj all = new DMatrixRMaj(samples * outputs, p.length);
            for (int o = 0; o < outputs; o++) {
                DMatrixRMaj one = sensitivities.rows(o, layer);
                for (int n = 0; n < samples; n++) {
                    System.arraycopy(one.data, n * p.length, all.data, (n * outputs + o) * p.length, p.length);
                }
            }
            rows.add(all);
            weightedRows.add(columnsTimes(all, p));
        }
    }

    private int depth() {
        return rows.size();
    }

    /** J^T r in the flow's metric: X^T (d_1 r), h1(beta_{l-1})^T (e_l r), h1(beta_L)^T r, for r over N x c. */
    PathWeights pullBack(DMatrixRMaj r) {
        List<DMatrixRMaj> layers = new ArrayList<>();
        for (int l = 0; l < depth(); l++) {
            DMatrixRMaj source = l == 0 ? inputs : activated.get(l - 1);
            DMatrixRMaj product = new DMatrixRMaj(source.numCols, p.length);
            products.multiplyTransposedLeft(source, backward(l, r), product);
            layers.add(product);
        }
        DMatrixRMaj last = activated.get(depth() - 1);
        DMatrixRMaj product = new DMatrixRMaj(last.numCols, outputs);
        products.multiplyTransposedLeft(last, r, product);
        layers.add(product);
        return new PathWeights(layers);
    }

    /** D_1 (l = 0) or E_{l+1} for the residual r, N x m. */
    DMatrixRMaj backward(int l, DMatrixRMaj r) {
        DMatrixRMaj all = rows.get(l);
        DMatrixRMaj sum = new DMatrixRMaj(samples, p.length);
        for (int n = 0; n < samples; n++) {
            for (int o = 0; o < outputs; o++) {
                double factor = r.data[n * outputs + o];
                int from = (n * outputs + o) * p.length;
                for (int j = 0; j < p.length; j++) {
                    sum.data[n * p.length + j] += factor * all.data[from + j];
                }
            }
        }
        return sum;
    }

    /** J times a change of the weights, N x c. */
    DMatrixRMaj apply(PathWeights change) {
        DMatrixRMaj f = new DMatrixRMaj(samples, outputs);
        DMatrixRMaj moved = new DMatrixRMaj(samples, p.length);
        for (int l = 0; l < depth(); l++) {
            DMatrixRMaj source = l == 0 ? inputs : columnsTimes(activated.get(l - 1), p);
            products.multiply(source, change.layers().get(l), moved);
            double factor = l == 0 ? 1.0 / inputs.numCols : 1;
            double[] weighted = weightedRows.get(l).data;
            for (int i = 0; i < samples * outputs; i++) {
                int row = i / outputs * p.length;
                double sum = 0;
                for (int j = 0; j < p.length; j++) {
                    sum += moved.data[row + j] * weighted[i * p.length + j];
                }
                f.data[i] += factor * sum;
            }
        }
        products.add(1, columnsTimes(activated.get(depth() - 1), p), change.output(), f);
        return f;
    }

    /**
     * df/dp_k with the weights held fixed and the features recomputed: v_k A^L_k + sum_l A^{l-1}_k o (e_l p V_l^T)_k.
     *
     * @return N c x m
     */
    DMatrixRMaj massDerivatives(PathWeights weights) {
        DMatrixRMaj derivatives = new DMatrixRMaj(samples * outputs, p.length);
        DMatrixRMaj back = new DMatrixRMaj(samples * outputs, p.length);
        for (int l = 1; l <= depth(); l++) {
            double[] source = activated.get(l - 1).data;
            if (l < depth()) {
                products.multiplyTransposedRight(
                        weightedRows.get(l), weights.layers().get(l), back);
            }
            for (int i = 0; i < samples * outputs; i++) {
                for (int k = 0; k < p.length; k++) {
                    double factor = l < depth()
                            ? back.data[i * p.length + k]
                            : weights.output().data[k * outputs + i % outputs];
                    derivatives.data[i * p.length + k] += source[i / outputs * p.length + k] * factor;
                }
            }
        }
        return derivatives;
    }

    /**
     * J D J^T in the flow's metric, D the derivative of a proximal step: the function-space kernel on the weights that are free.
     *
     * @return N c x N c, symmetric up to rounding; costs (N c)^2 operations an entry of V_l that is not 0
     */
    DMatrixRMaj kernel(Proximal proximal) {
        int size = samples * outputs;
        DMatrixRMaj kernel = new DMatrixRMaj(size, size);
        DMatrixRMaj gram = new DMatrixRMaj(samples, samples);
        DMatrixRMaj block = new DMatrixRMaj(size, size);
        products.multiplyTransposedRight(inputs, inputs, gram);
        products.multiplyTransposedRight(weightedRows.get(0), rows.get(0), block);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                kernel.data[i * size + j] += proximal.inputFactor()
                        / inputs.numCols
                        * gram.data[i / outputs * samples + j / outputs]
                        * block.data[i * size + j];
            }
        }
        for (int l = 1; l < depth(); l++) {
            addHidden(kernel, l, proximal);
        }
        DMatrixRMaj last = activated.get(depth() - 1);
        products.multiplyTransposedRight(columnsTimes(last, p), last, gram);
        for (int i = 0; i < size; i++) {
            for (int j = i % outputs; j < size; j += outputs) {
                kernel.data[i * size + j] += proximal.outputFactor() * gram.data[i / outputs * samples + j / outputs];
            }
        }
        return kernel;
    }

    /** Adds sum_k p_k a_k a_k^T o (sum_j p_j e_j e_j^T - kappa_k b b^T), j over the entries of row k that are not 0, b = sum_j p_j s_j e_j. */
    private void addHidden(DMatrixRMaj kernel, int l, Proximal proximal) {
        int size = samples * outputs;
        DMatrixRMaj v = proximal.weights().layers().get(l);
        double[] kappa = proximal.coefficients().get(l - 1);
        double[] source = activated.get(l - 1).data;
        double[] e = rows.get(l).data;
        DMatrixRMaj block = new DMatrixRMaj(size, size);
        for (int k = 0; k < p.length; k++) {
            int count = 0;
            for (int j = 0; j < p.length; j++) {
                count += p[k] > 0 && v.data[k * p.length + j] != 0 ? 1 : 0;
            }
            if (count == 0) {
                continue;
            }
            DMatrixRMaj left = new DMatrixRMaj(size, count);
            DMatrixRMaj right = new DMatrixRMaj(size, count);
            double[] b = new double[size];
            for (int i = 0; i < size; i++) {
                int column = 0;
                for (int j = 0; j < p.length; j++) {
                    double entry = v.data[k * p.length + j];
                    if (entry != 0) {
                        double row = e[i * p.length + j];
                        left.data[i * count + column] = p[j] * row;
                        right.data[i * count + column] = row;
                        b[i] += p[j] * Math.signum(entry) * row;
                        column++;
                    }
                }
            }
            products.multiplyTransposedRight(left, right, block);
            for (int i = 0; i < size; i++) {
                double a = p[k] * source[i / outputs * p.length + k];
                for (int j = 0; j < size; j++) {
                    kernel.data[i * size + j] += a
                            * source[j / outputs * p.length + k]
                            * (block.data[i * size + j] - kappa[k] * b[i] * b[j]);
                }
            }
        }
    }

    private static DMatrixRMaj columnsTimes(DMatrixRMaj a, double[] factors) {
        DMatrixRMaj product = a.copy();
        for (int i = 0; i < a.getNumElements(); i++) {
            product.data[i] *= factors[i % a.numCols];
        }
        return product;
    }
}
