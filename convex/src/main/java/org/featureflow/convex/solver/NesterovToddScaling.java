package org.featureflow.convex.solver;

/**
 * The Nesterov-Todd scaling of a pair of points s = (t, v), q = (1, omega) inside the second-order cone of R^{1+d}: the
 * symmetric W = beta (2 h h^T - J), J = diag(1, -1, .., -1), with W q = W^{-1} s = l.
 *
 * <p>The second point's first entry is fixed, so that dt can be eliminated from dq + W^{-2} ds = p in closed form. What remains,
 * d omega = e - S dv with S = (I - b b^T 2/(1 + 2 |b|^2))/beta^2, is free of cancellation and S is positive definite in floating
 * point too, however near to the boundary s and q are. Formulas: L. Vandenberghe, "The CVXOPT linear and quadratic cone program
 * solvers" (2010), section 4.
 */
final class NesterovToddScaling {
    private final int dimension;
    private final double scale;

    /** The scaling point (b_0, b) with b_0^2 - |b|^2 = 1; W^{-2} = (2 J b b^T J - J)/beta^2. */
    private final double[] point;

    /** h = (b + e)/sqrt(2 (b_0 + 1)). */
    private final double[] half;

    NesterovToddScaling(double[] s, double[] q) {
        dimension = s.length - 1;
        double rootS = Math.sqrt(determinant(s));
        double rootQ = Math.sqrt(determinant(q));
        scale = rootS / rootQ;
        double gamma = Math.sqrt((1 + Vectors.dot(s, q) / (rootS * rootQ)) / 2);
        point = new double[dimension + 1];
        double square = 0;
        for (int j = 1; j <= dimension; j++) {
            point[j] = (s[j] / rootS - q[j] / rootQ) / (2 * gamma);
            square += point[j] * point[j];
        }
        point[0] = Math.sqrt(1 + square);
        half = Vectors.scaled(1 / Math.sqrt(2 * (point[0] + 1)), point);
        half[0] = Math.sqrt((point[0] + 1) / 2);
    }

    /** t^2 - |v|^2, as a product so that the difference is rounded once. */
    static double determinant(double[] s) {
        double norm = tailNorm(s);
        return (s[0] - norm) * (s[0] + norm);
    }

    static double tailNorm(double[] s) {
        double square = 0;
        for (int j = 1; j < s.length; j++) {
            square += s[j] * s[j];
        }
        return Math.sqrt(square);
    }

    /** The Jordan product (a . b, a_0 b_1 + b_0 a_1). */
    static double[] product(double[] a, double[] b) {
        double[] product = new double[a.length];
        product[0] = Vectors.dot(a, b);
        for (int j = 1; j < a.length; j++) {
            product[j] = a[0] * b[j] + b[0] * a[j];
        }
        return product;
    }

    /** The x with product(l, x) = y. */
    static double[] quotient(double[] y, double[] l) {
        double[] x = new double[l.length];
        x[0] = l[0] * y[0];
        for (int j = 1; j < l.length; j++) {
            x[0] -= l[j] * y[j];
        }
        x[0] /= determinant(l);
        for (int j = 1; j < l.length; j++) {
            x[j] = (y[j] - x[0] * l[j]) / l[0];
        }
        return x;
    }

    /** W x. */
    double[] times(double[] x) {
        double factor = 2 * Vectors.dot(half, x);
        double[] result = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            result[j] = Math.sqrt(scale) * (factor * half[j] + (j == 0 ? -x[0] : x[j]));
        }
        return result;
    }

    /** W^{-1} x. */
    double[] divide(double[] x) {
        double factor = 4 * half[0] * x[0] - 2 * Vectors.dot(half, x);
        double[] result = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            result[j] = ((j == 0 ? factor * half[0] - x[0] : x[j] - factor * half[j])) / Math.sqrt(scale);
        }
        return result;
    }

    /** Entry (i, j), from 0, of S. */
    double reduced(int i, int j) {
        double square = 2 * (point[0] - 1) * (point[0] + 1);
        return ((i == j ? 1 : 0) - point[i + 1] * point[j + 1] * 2 / (1 + square)) / scale;
    }

    /** S dv. */
    double[] timesReduced(double[] dv) {
        double square = 0;
        double along = 0;
        for (int j = 0; j < dimension; j++) {
            square += point[j + 1] * point[j + 1];
            along += point[j + 1] * dv[j];
        }
        double[] result = new double[dimension];
        if (square == 0) {
            return Vectors.scaled(1 / scale, dv);
        }
        // Split along b, whose eigenvalue 1/(1 + 2 |b|^2) would drown in the rounding of I - (..) b b^T.
        double share = along / square;
        for (int j = 0; j < dimension; j++) {
            double parallel = share * point[j + 1];
            result[j] = (dv[j] - parallel + parallel / (1 + 2 * square)) / scale;
        }
        return result;
    }

    /** The right-hand side e of d omega = e - S dv, for the right-hand side p of dq + W^{-2} ds = p. */
    double[] eliminated(double[] p) {
        double factor = 2 * point[0] * p[0] / (2 * point[0] * point[0] - 1);
        double[] e = new double[dimension];
        for (int j = 0; j < dimension; j++) {
            e[j] = p[j + 1] + factor * point[j + 1];
        }
        return e;
    }

    /** The eliminated dt. */
    double first(double[] p, double[] dv) {
        double along = 0;
        for (int j = 0; j < dimension; j++) {
            along += point[j + 1] * dv[j];
        }
        return (scale * p[0] + 2 * point[0] * along) / (2 * point[0] * point[0] - 1);
    }

    /** The largest step a for which s + a ds stays in the cone; s inside. */
    static double stepToBoundary(double[] s, double[] ds) {
        double a = ds[0] * ds[0];
        double b = s[0] * ds[0];
        for (int j = 1; j < s.length; j++) {
            a -= ds[j] * ds[j];
            b -= s[j] * ds[j];
        }
        double step = ds[0] < 0 ? -s[0] / ds[0] : Double.POSITIVE_INFINITY;
        double c = determinant(s);
        double discriminant = b * b - a * c;
        if (discriminant >= 0) {
            double root = -(b + Math.copySign(Math.sqrt(discriminant), b));
            if (a != 0 && root / a > 0) {
                step = Math.min(step, root / a);
            }
            if (root != 0 && c / root > 0) {
                step = Math.min(step, c / root);
            }
        }
        return step;
    }
}
