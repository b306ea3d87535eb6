package org.featureflow.core.feature;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;

/**
 * The derivative J of the outputs in the weights, by one backward pass an output: for output k the rows d_1(n,:) and e_l(n,:) of
 * theory section 4, which do not depend on g. Every velocity -J^T r is a combination of them, and H = J J^T is the
 * function-space kernel of df/dt = -H g.
 *
 * <p>Immutable. Memory: c L matrices of N x m. Only {@link #release} ends its life.
 */
public final class Sensitivities {

    private final MatrixProducts products;
    private final Features features;
    /** One list D_1, E_2, .., E_L an output. */
    private final List<List<DMatrixRMaj>> rows;

    private final Held held = new Held("sensitivities were");

    private Sensitivities(MatrixProducts products, Features features, List<List<DMatrixRMaj>> rows) {
        this.products = products;
        this.features = features;
        this.rows = rows;
    }

    /**
     * The sensitivities of all outputs.
     *
     * @param products the back end
     * @param features the features of the network
     * @return the sensitivities; costs 2 c N m^2 operations a dense hidden layer
     */
    public static Sensitivities of(MatrixProducts products, Features features) {
        int outputs = features.network().weights().sharedOutput().numCols;
        BackwardPass pass = new BackwardPass(products, features);
        List<List<DMatrixRMaj>> rows = new ArrayList<>();
        for (int k = 0; k < outputs; k++) {
            DMatrixRMaj unit = new DMatrixRMaj(features.samples(), outputs);
            for (int n = 0; n < features.samples(); n++) {
                unit.set(n, k, 1);
            }
            rows.add(pass.run(unit));
        }
        pass.release();
        return new Sensitivities(products, features, rows);
    }

    /**
     * Gives the memory back, for those who own these sensitivities alone: they are not used again. Velocities made from them stay.
     */
    public void release() {
        held.release();
        rows.forEach(layers -> layers.forEach(products::giveBack));
    }

    private List<List<DMatrixRMaj>> rows() {
        held.check();
        return rows;
    }

    /**
     * The rows of one output and layer, the backward pass for g = 1 in that output.
     *
     * @param output k, from 0 to c - 1
     * @param layer l, from 1 to L
     * @return a copy of d_1 for l = 1, of e_l for the others, N x m_l
     */
    public DMatrixRMaj rows(int output, int layer) {
        return rows().get(output).get(layer - 1).copy();
    }

    /**
     * The velocity -J^T r, without another pass.
     *
     * @param residual r, N x c, copied
     * @return the velocity; costs c N m operations a layer
     * @throws IllegalArgumentException if r has another shape than the outputs, naming both
     */
    public Velocity velocity(DMatrixRMaj residual) {
        Velocity.checkShape(features, residual);
        List<DMatrixRMaj> factors = new ArrayList<>();
        for (int l = 0; l < rows().get(0).size(); l++) {
            DMatrixRMaj first = rows().get(0).get(l);
            DMatrixRMaj factor = products.take(first.numRows, first.numCols);
            factor.zero();
            for (int k = 0; k < rows().size(); k++) {
                double[] row = rows().get(k).get(l).data;
                for (int n = 0; n < factor.numRows; n++) {
                    double weight = residual.get(n, k);
                    for (int j = n * factor.numCols; j < (n + 1) * factor.numCols; j++) {
                        factor.data[j] += weight * row[j];
                    }
                }
            }
            factors.add(factor);
        }
        return new Velocity(features, residual.copy(), List.copyOf(factors));
    }

    /**
     * The function-space kernel H = J J^T, positive semidefinite up to rounding; row n c + k is output k of sample n. For one
     * output (theory section 4)
     *
     * <pre>
     *   H = h1(beta_L) h1(beta_L)^T/m + sum_{l=2..L} (h1(beta_{l-1}) h1(beta_{l-1})^T/m) o (e_l e_l^T/m) + (X X^T/d) o (d_1 d_1^T/m)
     * </pre>
     *
     * @return a new N c x N c matrix, exactly symmetric; costs N^2 m L c^2 multiplications and additions
     */
    public DMatrixRMaj kernel() {
        int samples = features.samples();
        int outputs = rows().size();
        int layers = rows().get(0).size();
        Network network = features.network();
        DMatrixRMaj kernel = products.take(samples * outputs, samples * outputs);
        kernel.zero();
        DMatrixRMaj source = lowerGram(features.sharedInputs(), features.sharedInputs());
        for (int i = 0; i < source.getNumElements(); i++) {
            source.data[i] /= features.sharedInputs().numCols;
        }
        for (int l = 0; l <= layers; l++) {
            for (int k = 0; k < outputs && l < layers; k++) {
                DMatrixRMaj weighted =
                        Features.weighted(products, network, l, rows().get(k).get(l));
                for (int i = 0; i <= k; i++) {
                    DMatrixRMaj right = rows().get(i).get(l);
                    DMatrixRMaj factor = i == k ? lowerGram(weighted, right) : Velocity.gram(products, weighted, right);
                    addBlock(kernel, outputs, k, i, source, factor);
                    products.giveBack(factor);
                }
                products.giveBack(weighted);
            }
            if (l < layers) {
                DMatrixRMaj activated = features.sharedActivated(l);
                DMatrixRMaj weighted = Features.weighted(products, network, l, activated);
                products.giveBack(source);
                source = lowerGram(weighted, activated);
                products.giveBack(weighted);
            }
        }
        for (int k = 0; k < outputs; k++) {
            addBlock(kernel, outputs, k, k, source, null);
        }
        products.giveBack(source);
        return kernel;
    }

    /**
     * The velocity J u of the outputs along a velocity u of the weights, which may belong to another state: with
     * u_l = -h'^T E' it is
     *
     * <pre>
     *   (J u)_n = - sum_l sum_q (h_l(n,:) diag(p) h'_l(q,:)^T) (e_{l+1}(n,:) diag(p) E'_{l+1}(q,:)^T)
     * </pre>
     *
     * with X/d, D_1 in the first term and r in the last. No m x m matrix is met.
     *
     * @param velocity u, of a network of the same masses
     * @return J u, a new N x c matrix; costs 2 (c + 1) N^2 m operations a layer
     * @throws IllegalArgumentException if the networks' masses differ
     */
    public DMatrixRMaj along(Velocity velocity) {
        Network network = features.network();
        Velocity.checkSameMasses(features, velocity.features());
        int samples = features.samples();
        int outputs = rows().size();
        int layers = rows().get(0).size();
        DMatrixRMaj change = new DMatrixRMaj(samples, outputs);
        DMatrixRMaj source = Velocity.gram(products, features.sharedInputs(), velocity.left(0));
        for (int i = 0; i < source.getNumElements(); i++) {
            source.data[i] /= features.sharedInputs().numCols;
        }
        for (int l = 0; l < layers; l++) {
            for (int k = 0; k < outputs; k++) {
                DMatrixRMaj weighted =
                        Features.weighted(products, network, l, rows().get(k).get(l));
                DMatrixRMaj factor = Velocity.gram(products, weighted, velocity.right(l));
                products.giveBack(weighted);
                for (int n = 0; n < samples; n++) {
                    double sum = 0;
                    for (int i = n * source.numCols; i < (n + 1) * source.numCols; i++) {
                        sum += source.data[i] * factor.data[i];
                    }
                    change.data[n * outputs + k] -= sum;
                }
                products.giveBack(factor);
            }
            products.giveBack(source);
            DMatrixRMaj weighted = Features.weighted(products, network, l, features.sharedActivated(l));
            source = Velocity.gram(products, weighted, velocity.left(l + 1));
            products.giveBack(weighted);
        }
        products.add(-1, source, velocity.right(layers), change);
        products.giveBack(source);
        return change;
    }

    /** Adds source o factor to the blocks (k, i) and (i, k), from the lower triangle, so that the kernel is symmetric. */
    private static void addBlock(
            DMatrixRMaj kernel,
            int outputs,
            int k,
            int i,
            DMatrixRMaj source,
            @org.jspecify.annotations.Nullable DMatrixRMaj factor) {
        int samples = source.numRows;
        for (int n = 0; n < samples; n++) {
            for (int q = 0; q < samples; q++) {
                if (k == i && q > n) {
                    break;
                }
                double sourceEntry = n >= q ? source.data[n * samples + q] : source.data[q * samples + n];
                double term = factor == null ? sourceEntry : sourceEntry * factor.data[n * samples + q];
                int row = n * outputs + k;
                int col = q * outputs + i;
                kernel.data[row * kernel.numCols + col] += term;
                if (row != col) {
                    kernel.data[col * kernel.numCols + row] += term;
                }
            }
        }
    }

    /** The lower triangle of a b^T, to be given back; the other entries are arbitrary. */
    private DMatrixRMaj lowerGram(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj gram = products.take(a.numRows, b.numRows);
        products.multiplyTransposedRightLower(a, b, gram);
        return gram;
    }
}
