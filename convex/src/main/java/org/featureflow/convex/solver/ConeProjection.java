package org.featureflow.convex.solver;

import java.util.Arrays;

/**
 * The projection of a point c of R^d onto a polyhedral cone {u : b_n . u &gt;= 0}: c + sum_n mu_n b_n for the mu &gt;= 0 that
 * makes it shortest, by the active-set method of Lawson and Hanson (1974, chapter 23). Its length is max of c . u over |u| &lt;=
 * 1 in the cone, and mu certifies it: for any mu &gt;= 0 the length of c + sum mu_n b_n is at least that.
 *
 * <p>One instance holds the workspace for one data matrix: after {@link #project} its fields hold the result.
 */
final class ConeProjection {
    /** A column whose part outside the span of the active ones is shorter than this counts as dependent. */
    private static final double DEPENDENT = 1e-11;

    private final double[][] unitRows;
    private final int dimension;

    /** The projection. */
    final double[] projection;

    /** Its length. */
    double length;

    /** The samples of positive multipliers, and the multipliers, in the first {@code size} entries. */
    final int[] active;

    final double[] multipliers;
    int size;

    private final double[] trial;
    private final double[][] basis;
    private final double[][] triangle;
    private final boolean[] barred;

    /** For the rows of a data matrix scaled to length one (zero rows stay zero). */
    ConeProjection(double[][] unitRows, int dimension) {
        this.unitRows = unitRows;
        this.dimension = dimension;
        this.projection = new double[dimension];
        this.active = new int[dimension + 1];
        this.multipliers = new double[dimension + 1];
        this.trial = new double[dimension + 1];
        this.basis = new double[dimension + 1][dimension];
        this.triangle = new double[dimension + 1][dimension + 1];
        this.barred = new boolean[unitRows.length];
    }

    /**
     * Projects onto the cone with normals b_n = sign_n unitRow_n.
     *
     * @param point c, not modified
     * @param signs the signs, 1 or -1, not modified
     */
    void project(double[] point, double[] signs) {
        size = 0;
        System.arraycopy(point, 0, projection, 0, dimension);
        length = Vectors.norm(point);
        double tolerance = 1e-15 * length;
        Arrays.fill(barred, false);
        // The method is finite; the cap only guards against cycles by rounding, and any mu found is valid.
        for (int pass = 0; pass < 10 * (dimension + 2) && size < dimension; pass++) {
            int entering = mostViolated(signs, tolerance);
            if (entering < 0) {
                break;
            }
            active[size] = entering;
            multipliers[size] = 0;
            size++;
            if (!factorise(signs)) {
                size--;
                barred[entering] = true;
                continue;
            }
            while (!acceptTrial(point)) {
                factorise(signs);
            }
            residual(point, signs);
        }
        length = Vectors.norm(projection);
    }

    private int mostViolated(double[] signs, double tolerance) {
        int worst = -1;
        double least = -tolerance;
        for (int n = 0; n < unitRows.length; n++) {
            double value = signs[n] * Vectors.dot(unitRows[n], projection);
            if (value < least && !barred[n] && !isActive(n)) {
                least = value;
                worst = n;
            }
        }
        return worst;
    }

    private boolean isActive(int n) {
        for (int k = 0; k < size; k++) {
            if (active[k] == n) {
                return true;
            }
        }
        return false;
    }

    /** Orthogonalises the active normals, twice for accuracy; false if the last depends on the others. */
    private boolean factorise(double[] signs) {
        for (int k = 0; k < size; k++) {
            double[] q = basis[k];
            for (int j = 0; j < dimension; j++) {
                q[j] = signs[active[k]] * unitRows[active[k]][j];
            }
            Arrays.fill(triangle[k], 0);
            for (int sweep = 0; sweep < 2; sweep++) {
                for (int i = 0; i < k; i++) {
                    double r = Vectors.dot(basis[i], q);
                    triangle[k][i] += r;
                    Vectors.addScaled(q, -r, basis[i]);
                }
            }
            double rest = Vectors.norm(q);
            if (rest < DEPENDENT) {
                return false;
            }
            triangle[k][k] = rest;
            for (int j = 0; j < dimension; j++) {
                q[j] /= rest;
            }
        }
        return true;
    }

    /** Solves for the multipliers of the active set; if some are not positive, steps as far as they allow and drops those. */
    private boolean acceptTrial(double[] point) {
        for (int k = 0; k < size; k++) {
            trial[k] = -Vectors.dot(basis[k], point);
        }
        for (int k = size - 1; k >= 0; k--) {
            for (int i = k + 1; i < size; i++) {
                trial[k] -= triangle[i][k] * trial[i];
            }
            trial[k] /= triangle[k][k];
        }
        double step = 1;
        int leaving = -1;
        for (int k = 0; k < size; k++) {
            if (trial[k] <= 0) {
                double limit = multipliers[k] == 0 ? 0 : multipliers[k] / (multipliers[k] - trial[k]);
                if (leaving < 0 || limit < step) {
                    step = limit;
                    leaving = k;
                }
            }
        }
        if (leaving < 0) {
            System.arraycopy(trial, 0, multipliers, 0, size);
            return true;
        }
        if (multipliers[leaving] == 0) {
            // The column that just entered cannot grow, which only rounding explains: do without it.
            barred[active[leaving]] = true;
        }
        int kept = 0;
        for (int k = 0; k < size; k++) {
            double moved = multipliers[k] + step * (trial[k] - multipliers[k]);
            if (k != leaving && moved > 0) {
                active[kept] = active[k];
                multipliers[kept] = moved;
                kept++;
            }
        }
        size = kept;
        return size == 0;
    }

    private void residual(double[] point, double[] signs) {
        System.arraycopy(point, 0, projection, 0, dimension);
        for (int k = 0; k < size; k++) {
            Vectors.addScaled(projection, signs[active[k]] * multipliers[k], unitRows[active[k]]);
        }
    }
}
