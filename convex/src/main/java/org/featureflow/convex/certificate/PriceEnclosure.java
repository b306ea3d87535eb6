package org.featureflow.convex.certificate;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.core.numeric.Interval;

/**
 * Lower bounds, in outward-rounded arithmetic, of the price r(w) = lambda_1 |w|^2 - kappa |T(w)|^2 over boxes of w, with
 * T(w) = sum_n s_n h(w . x_n), s = N g and kappa = 1/(4 lambda_2 N^2).
 *
 * <p>Three bounds of rising cost: from the range of T; from the range of T by its second-order Taylor form, which cancels terms
 * of different samples; and from the second-order Taylor form of r itself, whose error falls with the third power of the box
 * near a minimiser, so that boxes do not cluster there. One evaluation costs O(N d^2 c). Not safe for threads.
 */
final class PriceEnclosure {

    private final int samples;
    private final int dimension;
    private final int outputs;
    private final ActivationRange range;
    private final double[][] x;
    private final double[][] s;
    private final double[][][] sx;
    private final double[][][][] sxx;
    private final Interval inputPenalty;
    private final Interval kappa;

    private final Interval[] argument;
    private final Interval[] value;
    private final Interval[] slope;
    private final Interval[] curvature;

    /** The bounds for a program at the scaled dual point s = N g, N x c, whose entries are taken as exact. */
    PriceEnclosure(TwoLevelProgram program, DMatrixRMaj scaledDual) {
        samples = program.samples();
        dimension = program.dimension();
        outputs = program.outputs();
        range = ActivationRange.of(program.activation());
        x = columns(program.inputs(), false);
        s = columns(scaledDual, true);
        sx = new double[outputs][dimension][samples];
        sxx = new double[outputs][dimension][dimension][samples];
        for (int j = 0; j < outputs; j++) {
            for (int i = 0; i < dimension; i++) {
                for (int n = 0; n < samples; n++) {
                    sx[j][i][n] = s[j][n] * x[n][i];
                    for (int l = 0; l < dimension; l++) {
                        sxx[j][i][l][n] = sx[j][i][n] * x[n][l];
                    }
                }
            }
        }
        inputPenalty = Interval.of(program.inputPenalty());
        Interval n = Interval.of(samples);
        kappa = Interval.of(1).dividedBy(n.square().times(4).times(program.outputPenalty()));
        argument = new Interval[samples];
        value = new Interval[samples];
        slope = new Interval[samples];
        curvature = new Interval[samples];
    }

    /** The rows of a matrix, or its columns. */
    private static double[][] columns(DMatrixRMaj a, boolean transposed) {
        double[][] lines = new double[transposed ? a.numCols : a.numRows][transposed ? a.numRows : a.numCols];
        for (int n = 0; n < a.numRows; n++) {
            for (int i = 0; i < a.numCols; i++) {
                if (transposed) {
                    lines[i][n] = a.get(n, i);
                } else {
                    lines[n][i] = a.get(n, i);
                }
            }
        }
        return lines;
    }

    /**
     * Encloses sum_n a_n v_n in plain arithmetic with a bound on its error: factors carry at most two roundings, products one, the
     * sum its length minus one, each at most 2^-53 of the sum of magnitudes; twice that covers the rounding of the bound itself.
     */
    private static Interval weightedSum(double[] a, Interval[] v) {
        double low = 0;
        double high = 0;
        double size = 0;
        for (int n = 0; n < a.length; n++) {
            if (a[n] != 0) {
                double p = a[n] * v[n].lower();
                double q = a[n] * v[n].upper();
                low += Math.min(p, q);
                high += Math.max(p, q);
                size += Math.max(Math.abs(p), Math.abs(q));
            }
        }
        double error = (a.length + 8) * (0x1p-52 * size + Double.MIN_NORMAL);
        return new Interval(Interval.addDown(low, -error), Interval.addUp(high, error));
    }

    /** Encloses w . x_n, by the same bound. */
    private Interval product(int n, double[] w) {
        double sum = 0;
        double size = 0;
        for (int i = 0; i < dimension; i++) {
            double p = x[n][i] * w[i];
            sum += p;
            size += Math.abs(p);
        }
        return Interval.around(sum, (dimension + 8) * (0x1p-52 * size + Double.MIN_NORMAL));
    }

    /** An upper bound of kappa |T|^2 over all w, finite since h is bounded. */
    double largestGain() {
        for (int n = 0; n < samples; n++) {
            value[n] = range.value(Interval.WHOLE);
        }
        return kappa.times(sumOfSquares(weightedSums(value))).upper();
    }

    /** An enclosure of r(w) at a point. */
    Interval at(double[] w) {
        for (int n = 0; n < samples; n++) {
            value[n] = range.value(product(n, w));
        }
        Interval norm = Interval.ZERO;
        for (double weight : w) {
            norm = norm.plus(Interval.of(weight).square());
        }
        return inputPenalty.times(norm).minus(kappa.times(sumOfSquares(weightedSums(value))));
    }

    /** How much a split along coordinate i changes the arguments w . x_n, weighted by |s_n|. */
    double sensitivity(int i) {
        double sum = 0;
        for (int n = 0; n < samples; n++) {
            for (int j = 0; j < outputs; j++) {
                sum += Math.abs(sx[j][i][n]);
            }
        }
        return sum;
    }

    /**
     * A lower bound of r over a box.
     *
     * @param enough a bound this large is not improved further
     * @param anchors points, such as minimisers, about which the bound is expanded too when they are near
     */
    double lowerBound(Box box, double enough, double[][] anchors) {
        double[] middle = box.middle();
        Interval[] offset = box.minus(middle);
        for (int n = 0; n < samples; n++) {
            Interval centre = product(n, middle);
            double radius = 0;
            for (int i = 0; i < dimension; i++) {
                radius += Math.abs(x[n][i]) * offset[i].magnitude();
            }
            // Positive terms: the relative error is at most their number of roundings.
            radius = radius * (1 + (dimension + 4) * 0x1p-52) + Double.MIN_NORMAL;
            argument[n] =
                    new Interval(Interval.addDown(centre.lower(), -radius), Interval.addUp(centre.upper(), radius));
            value[n] = range.value(argument[n]);
        }
        Interval[] sums = weightedSums(value);
        Interval cost = inputPenalty.times(box.squaredNorm());
        double bound = lower(cost, sums);
        if (bound >= enough) {
            return bound;
        }
        for (int n = 0; n < samples; n++) {
            slope[n] = range.slope(argument[n], value[n]);
            curvature[n] = range.curvature(argument[n], value[n], slope[n]);
        }
        Interval[][] gradients = gradients(slope);
        Interval[][][] hessians = hessians(curvature);
        Expansion expansion = new Expansion(middle);
        for (int j = 0; j < outputs; j++) {
            sums[j] = ActivationRange.intersect(sums[j], expansion.sum(j, offset, hessians[j]));
        }
        bound = Math.max(bound, lower(cost, sums));
        if (bound >= enough) {
            return bound;
        }
        Interval[][] hessian = hessian(sums, gradients, hessians);
        boolean convex = isPositiveDefinite(hessian);
        bound = Math.max(bound, expansion.lowerBound(offset, hessian, convex));
        for (double[] anchor : anchors) {
            if (bound >= enough) {
                return bound;
            }
            if (box.isNear(anchor)) {
                double[] inside = box.nearest(anchor);
                bound = Math.max(bound, new Expansion(inside).lowerBound(box.minus(inside), hessian, convex));
            }
        }
        return bound;
    }

    private double lower(Interval cost, Interval[] sums) {
        return cost.minus(kappa.times(sumOfSquares(sums))).lower();
    }

    /** The Hessian 2 lambda_1 I - 2 kappa sum_j (grad T_j grad T_j^T + T_j Hess T_j). */
    private Interval[][] hessian(Interval[] sums, Interval[][] gradients, Interval[][][] hessians) {
        Interval[][] hessian = new Interval[dimension][dimension];
        for (int i = 0; i < dimension; i++) {
            for (int l = 0; l <= i; l++) {
                Interval sum = Interval.ZERO;
                for (int j = 0; j < outputs; j++) {
                    Interval product = i == l ? gradients[j][i].square() : gradients[j][i].times(gradients[j][l]);
                    sum = sum.plus(product).plus(sums[j].times(hessians[j][i][l]));
                }
                Interval entry = kappa.times(sum).times(-2);
                hessian[i][l] = i == l ? entry.plus(inputPenalty.times(2)) : entry;
                hessian[l][i] = hessian[i][l];
            }
        }
        return hessian;
    }

    /** Whether elimination without pivoting proves every symmetric matrix within the intervals positive definite. */
    private static boolean isPositiveDefinite(Interval[][] matrix) {
        int d = matrix.length;
        Interval[][] a = new Interval[d][];
        for (int i = 0; i < d; i++) {
            a[i] = matrix[i].clone();
        }
        for (int k = 0; k < d; k++) {
            if (!(a[k][k].lower() > 0)) {
                return false;
            }
            for (int i = k + 1; i < d; i++) {
                for (int l = k + 1; l <= i; l++) {
                    Interval product = i == l ? a[i][k].square() : a[i][k].times(a[l][k]);
                    a[i][l] = a[i][l].minus(product.dividedBy(a[k][k]));
                }
            }
        }
        return true;
    }

    private Interval[] weightedSums(Interval[] h) {
        Interval[] sums = new Interval[outputs];
        for (int j = 0; j < outputs; j++) {
            sums[j] = weightedSum(s[j], h);
        }
        return sums;
    }

    private Interval[][] gradients(Interval[] slopes) {
        Interval[][] gradients = new Interval[outputs][dimension];
        for (int j = 0; j < outputs; j++) {
            for (int i = 0; i < dimension; i++) {
                gradients[j][i] = weightedSum(sx[j][i], slopes);
            }
        }
        return gradients;
    }

    private Interval[][][] hessians(Interval[] curvatures) {
        Interval[][][] hessians = new Interval[outputs][dimension][dimension];
        for (int j = 0; j < outputs; j++) {
            for (int i = 0; i < dimension; i++) {
                for (int l = 0; l <= i; l++) {
                    hessians[j][i][l] = weightedSum(sxx[j][i][l], curvatures);
                    hessians[j][l][i] = hessians[j][i][l];
                }
            }
        }
        return hessians;
    }

    private static Interval sumOfSquares(Interval[] sums) {
        Interval total = Interval.ZERO;
        for (Interval sum : sums) {
            total = total.plus(sum.square());
        }
        return total;
    }

    /** T, r and their gradients at one point, exact up to rounding. */
    private final class Expansion {

        private final Interval[] sums;
        private final Interval[][] gradients;
        private final Interval price;
        private final Interval[] priceGradient = new Interval[dimension];

        Expansion(double[] point) {
            Interval[] h = new Interval[samples];
            Interval[] derivative = new Interval[samples];
            for (int n = 0; n < samples; n++) {
                Interval z = product(n, point);
                h[n] = range.value(z);
                derivative[n] = range.slope(z, h[n]);
            }
            sums = weightedSums(h);
            gradients = gradients(derivative);
            Interval norm = Interval.ZERO;
            for (int i = 0; i < dimension; i++) {
                norm = norm.plus(Interval.of(point[i]).square());
                Interval gain = Interval.ZERO;
                for (int j = 0; j < outputs; j++) {
                    gain = gain.plus(sums[j].times(gradients[j][i]));
                }
                priceGradient[i] =
                        inputPenalty.times(point[i]).minus(kappa.times(gain)).times(2);
            }
            price = inputPenalty.times(norm).minus(kappa.times(sumOfSquares(sums)));
        }

        /** T_j(point) + grad T_j(point) . v + 1/2 v^T Hess T_j v over the offsets v. */
        Interval sum(int j, Interval[] offset, Interval[][] hessian) {
            Interval sum = sums[j];
            for (int i = 0; i < dimension; i++) {
                Interval quadratic = hessian[i][i].times(offset[i].square()).times(0.5);
                for (int l = 0; l < i; l++) {
                    quadratic = quadratic.plus(hessian[i][l].times(offset[i]).times(offset[l]));
                }
                sum = sum.plus(gradients[j][i].times(offset[i])).plus(quadratic);
            }
            return sum;
        }

        /**
         * The least value of r(point) + grad r(point) . v + 1/2 v^T H v over the offsets v, coordinate by coordinate: off-diagonal
         * entries are moved to the diagonal, |2 v_i v_l| <= v_i^2 rho_l/rho_i + v_l^2 rho_i/rho_l, with rho the radii. If H is
         * positive definite the quadratic term is not negative, which may be the better bound.
         */
        double lowerBound(Interval[] offset, Interval[][] hessian, boolean convex) {
            double linear = 0;
            double separable = 0;
            for (int i = 0; i < dimension; i++) {
                Interval slopeTerm = priceGradient[i].times(offset[i]);
                linear = Interval.addDown(linear, slopeTerm.lower());
                double radius = offset[i].magnitude();
                double diagonal = hessian[i][i].lower();
                for (int l = 0; l < dimension && radius > 0; l++) {
                    if (l != i && offset[l].magnitude() > 0) {
                        Interval ratio = Interval.of(offset[l].magnitude()).dividedBy(radius);
                        diagonal = Interval.addDown(
                                diagonal,
                                -ratio.times(hessian[i][l].magnitude()).upper());
                    }
                }
                separable =
                        Interval.addDown(separable, leastQuadratic(priceGradient[i], offset[i], slopeTerm, diagonal));
            }
            double quadratic = convex ? Math.max(linear, separable) : separable;
            return Interval.addDown(price.lower(), quadratic);
        }

        /** A lower bound of g v + a v^2/2 over v. */
        private static double leastQuadratic(Interval g, Interval v, Interval slopeTerm, double a) {
            if (a <= 0) {
                Interval end = v.abs().square().times(0.5).times(a);
                return Interval.addDown(slopeTerm.lower(), end.lower());
            }
            // Both hold: the vertex of the parabola, and the linear part alone, since a v^2 is not negative.
            Interval vertex =
                    Interval.of(g.magnitude()).square().dividedBy(Interval.of(a).times(2));
            return Math.max(slopeTerm.lower(), -vertex.upper());
        }
    }
}
