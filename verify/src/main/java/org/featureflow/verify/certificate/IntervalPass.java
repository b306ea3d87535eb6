package org.featureflow.verify.certificate;

import java.util.Arrays;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.LayerWeights;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.Interval;
import org.featureflow.verify.program.Scale;
import org.featureflow.verify.program.ScaledWeights;

/**
 * The forward pass of a network as its file has it (either scale, with biases) in interval arithmetic: nothing is converted, so the
 * bounds are about the very numbers in the file.
 *
 * <pre>
 *   beta_1 = s X V_1 + b_0,   alpha_l = s h1(beta_{l-1}) V_l + b_{l-1},   beta_l = beta_{l-1} + h2(alpha_l),   f = s h1(beta_L) v + b_L
 * </pre>
 *
 * with s = 1 in standard scale, 1/d and 1/m in mean-field scale; for a DNN beta_l = alpha_l. Costs some ten operations where a
 * floating-point pass has one.
 */
final class IntervalPass {

    private final ScaledWeights given;
    private final Architecture architecture;

    IntervalPass(ScaledWeights given, Architecture architecture) {
        this.given = given;
        this.architecture = architecture;
    }

    /**
     * Encloses the outputs.
     *
     * @param inputs X, N x d, not modified
     * @return N rows of c intervals, each of which contains the exact output
     */
    Interval[][] outputs(DMatrixRMaj inputs) {
        Bounds beta = affine(Bounds.of(inputs), given.weights().input(), 0);
        for (int l = 1; l < architecture.depth(); l++) {
            LayerWeights layer = given.weights().hidden().get(l - 1);
            Bounds alpha = affine(beta.apply(architecture.activation()), layer.toDense(), l);
            beta = architecture.hasSkipConnections()
                    ? beta.plus(alpha.apply(architecture.residualActivation()))
                    : alpha;
        }
        return affine(beta.apply(architecture.activation()), given.weights().output(), architecture.depth())
                .intervals();
    }

    private Bounds affine(Bounds source, DMatrixRMaj weights, int layer) {
        Bounds product = source.times(weights);
        if (given.scale() == Scale.MEAN_FIELD) {
            product = product.dividedBy(weights.numRows);
        }
        Optional<DMatrixRMaj> bias = given.biases().get(layer);
        return bias.isPresent() ? product.plusRow(bias.get()) : product;
    }

    /** A matrix of intervals. */
    private record Bounds(DMatrixRMaj lower, DMatrixRMaj upper) {

        static Bounds of(DMatrixRMaj a) {
            return new Bounds(a, a);
        }

        private static Bounds zero(int rows, int cols) {
            return new Bounds(new DMatrixRMaj(rows, cols), new DMatrixRMaj(rows, cols));
        }

        Bounds times(DMatrixRMaj b) {
            Bounds product = zero(lower.numRows, b.numCols);
            for (int n = 0; n < lower.numRows; n++) {
                for (int i = 0; i < b.numRows; i++) {
                    double down = lower.get(n, i);
                    double up = upper.get(n, i);
                    for (int j = 0; j < b.numCols; j++) {
                        double w = b.data[i * b.numCols + j];
                        int at = n * b.numCols + j;
                        product.lower.data[at] =
                                Interval.addDown(product.lower.data[at], Interval.multiplyDown(w >= 0 ? down : up, w));
                        product.upper.data[at] =
                                Interval.addUp(product.upper.data[at], Interval.multiplyUp(w >= 0 ? up : down, w));
                    }
                }
            }
            return product;
        }

        Bounds dividedBy(int divisor) {
            return map((n, j) -> get(n, j).dividedBy(divisor));
        }

        Bounds plusRow(DMatrixRMaj row) {
            return map((n, j) -> get(n, j).plus(Interval.of(row.data[j])));
        }

        Bounds plus(Bounds other) {
            return map((n, j) -> get(n, j).plus(other.get(n, j)));
        }

        Bounds apply(Activation activation) {
            return map((n, j) -> enclose(activation, get(n, j)));
        }

        Interval[][] intervals() {
            Interval[][] intervals = new Interval[lower.numRows][lower.numCols];
            for (int n = 0; n < lower.numRows; n++) {
                int row = n;
                Arrays.setAll(intervals[n], j -> get(row, j));
            }
            return intervals;
        }

        private interface Entry {
            Interval at(int n, int j);
        }

        private Bounds map(Entry entry) {
            Bounds result = zero(lower.numRows, lower.numCols);
            for (int n = 0; n < lower.numRows; n++) {
                for (int j = 0; j < lower.numCols; j++) {
                    Interval value = entry.at(n, j);
                    result.lower.set(n, j, value.lower());
                    result.upper.set(n, j, value.upper());
                }
            }
            return result;
        }

        private Interval get(int n, int j) {
            return new Interval(lower.get(n, j), upper.get(n, j));
        }
    }

    /** The image of an interval, by the Lipschitz constant around its middle, and by the bound. */
    private static Interval enclose(Activation activation, Interval x) {
        double bound = activation.bound();
        Interval range = new Interval(-bound, bound);
        double relative = activation.valueRelativeError();
        if (!(relative < 0.5) || Double.isInfinite(x.width())) {
            return range;
        }
        double middle = x.midpoint();
        double radius = Math.max(Interval.addUp(x.upper(), -middle), Interval.addUp(middle, -x.lower()));
        double value = activation.value(middle);
        // The exact value is at most |value|/(1 - r) <= 2 |value|; what underflows is below the smallest normal number.
        double computed = Interval.addUp(2 * Interval.multiplyUp(relative, Math.abs(value)), Double.MIN_NORMAL);
        double error = Interval.addUp(Interval.multiplyUp(activation.lipschitz(), radius), computed);
        Interval around = Interval.around(value, error);
        return new Interval(Math.max(range.lower(), around.lower()), Math.min(range.upper(), around.upper()));
    }
}
