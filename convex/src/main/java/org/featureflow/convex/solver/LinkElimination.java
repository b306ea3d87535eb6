package org.featureflow.convex.solver;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;
import org.jspecify.annotations.Nullable;

/**
 * Eliminates the weights, slacks, multipliers M and bounds u of one link from the Newton system, which leaves its share of the
 * Schur complement of the masses.
 *
 * <p>With d = w/t, sigma = d+ + d-, delta = d+ - d-, and for each destination j the r x r matrix H_j = a diag(sigma_j) a^T:
 *
 * <pre>
 *   dM_j = H_j^{-1} (rho_j + a (delta_j o du) + alpha_j dp_j)
 *   S du = rho_u + F dp,  S = diag(p/(2 lambda) + sum_j sigma_j) - sum_j (a diag(delta_j))^T H_j^{-1} (a diag(delta_j))
 *   F_kj = (a diag(delta_j))_k^T H_j^{-1} alpha_j - [k = j] u_k/(2 lambda)
 *   share of the Schur complement: diag(alpha_j^T H_j^{-1} alpha_j) + F^T S^{-1} F
 * </pre>
 *
 * <p>All blocks are positive semidefinite, so only Cholesky factorisations are needed. S costs K_source^2 K_destination r
 * operations, by far the most.
 */
final class LinkElimination {

    private static final MatrixProducts PRODUCTS = MatrixProducts.portable(1);

    private final Link link;
    private final Variables.OfLink at;
    private final int atoms;
    private final double[] sigma;
    private final double[] delta;
    /** The Cholesky factors of the H_j, one after the other. */
    private final double[] factors;
    /** F, sources x all atoms. */
    private final double[] coupling;

    private final double[] halfAlpha;
    private @Nullable ScaledCholesky bounds;
    private boolean regular = true;

    /** Kept between {@link #eliminate} and {@link #recover}. */
    private double[] shiftPlus = new double[0];

    private double[] shiftMinus = new double[0];
    private double[] shiftM = new double[0];
    private double[] shiftU = new double[0];

    LinkElimination(Link link, Variables.OfLink at, double[] p) {
        this.link = link;
        this.at = at;
        this.atoms = p.length;
        int pairs = at.wPlus.length;
        sigma = new double[pairs];
        delta = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            double plus = at.wPlus[i] / at.tPlus[i];
            double minus = at.wMinus[i] / at.tMinus[i];
            sigma[i] = plus + minus;
            delta[i] = plus - minus;
        }
        factors = new double[link.destinations * link.rank * link.rank];
        coupling = new double[link.sources * atoms];
        halfAlpha = link.alpha.clone();
        factorMultipliers();
        if (regular) {
            factorBounds(p);
        }
    }

    /** Whether the factorisations succeeded. */
    boolean regular() {
        return regular;
    }

    private void factorMultipliers() {
        int rank = link.rank;
        int sources = link.sources;
        double[] weighted = new double[sources];
        for (int j = 0; j < link.destinations; j++) {
            int offset = j * rank * rank;
            for (int i = 0; i < rank; i++) {
                for (int k = 0; k < sources; k++) {
                    weighted[k] = link.a[i * sources + k] * sigma[j * sources + k];
                }
                for (int o = 0; o <= i; o++) {
                    double sum = 0;
                    for (int k = 0; k < sources; k++) {
                        sum += weighted[k] * link.a[o * sources + k];
                    }
                    factors[offset + i * rank + o] = sum;
                }
            }
            if (!factorShifted(offset)) {
                regular = false;
                return;
            }
            Cholesky.solveLower(factors, offset, rank, halfAlpha, j * rank);
        }
    }

    /** Factors one H_j in place; rounding can make it indefinite when few weights of a destination remain. */
    private boolean factorShifted(int offset) {
        int rank = link.rank;
        double[] saved = new double[rank * rank];
        System.arraycopy(factors, offset, saved, 0, saved.length);
        for (double shift = 0; shift < 1e-6; shift = shift == 0 ? 1e-16 : 100 * shift) {
            System.arraycopy(saved, 0, factors, offset, saved.length);
            for (int i = 0; i < rank; i++) {
                factors[offset + i * rank + i] *= 1 + shift;
            }
            if (Cholesky.factor(factors, offset, rank)) {
                return true;
            }
        }
        return false;
    }

    private void factorBounds(double[] p) {
        int rank = link.rank;
        int sources = link.sources;
        DMatrixRMaj half = new DMatrixRMaj(link.destinations * rank, sources);
        double[] z = half.data;
        for (int j = 0; j < link.destinations; j++) {
            int start = j * rank * sources;
            for (int i = 0; i < rank; i++) {
                for (int k = 0; k < sources; k++) {
                    z[start + i * sources + k] = link.a[i * sources + k] * delta[j * sources + k];
                }
            }
            Cholesky.solveLower(factors, j * rank * rank, rank, z, start, sources);
            for (int i = 0; i < rank; i++) {
                double alpha = halfAlpha[j * rank + i];
                for (int k = 0; k < sources; k++) {
                    coupling[k * atoms + link.destinationOffset + j] += z[start + i * sources + k] * alpha;
                }
            }
        }
        DMatrixRMaj s = new DMatrixRMaj(sources, sources);
        for (int i = 0; i < sigma.length; i++) {
            int k = i % sources;
            s.data[k * sources + k] += sigma[i];
        }
        for (int k = 0; k < sources; k++) {
            s.data[k * sources + k] += p[link.sourceOffset + k] / (2 * link.lambda);
            coupling[k * atoms + link.sourceOffset + k] -= at.u[k] / (2 * link.lambda);
        }
        if (rank > 0) {
            PRODUCTS.addTransposedLeft(-1, half, half, s);
        }
        bounds = ScaledCholesky.of(s.data, sources);
        regular = bounds != null;
    }

    private ScaledCholesky bounds() {
        if (bounds == null) {
            throw new IllegalStateException("the link's factorisation failed");
        }
        return bounds;
    }

    /** Adds this link's share to the Schur complement of the masses (all x all, row by row). */
    void addTo(double[] schur) {
        for (int j = 0; j < link.destinations; j++) {
            double square = 0;
            for (int i = 0; i < link.rank; i++) {
                square += halfAlpha[j * link.rank + i] * halfAlpha[j * link.rank + i];
            }
            int atom = link.destinationOffset + j;
            schur[atom * atoms + atom] += square;
        }
        DMatrixRMaj half = DMatrixRMaj.wrap(link.sources, atoms, coupling.clone());
        bounds().halfSolve(half.data, atoms);
        PRODUCTS.addTransposedLeft(1, half, half, DMatrixRMaj.wrap(atoms, atoms, schur));
    }

    /** Adds what this link's right-hand sides contribute to that of the masses. */
    void eliminate(Variables.OfLink residual, double[] rho) {
        int sources = link.sources;
        int rank = link.rank;
        shiftPlus = new double[sigma.length];
        shiftMinus = new double[sigma.length];
        double[] difference = new double[sigma.length];
        shiftU = residual.u.clone();
        for (int i = 0; i < sigma.length; i++) {
            shiftPlus[i] = (residual.wPlus[i] - at.wPlus[i] * residual.tPlus[i]) / at.tPlus[i];
            shiftMinus[i] = (residual.wMinus[i] - at.wMinus[i] * residual.tMinus[i]) / at.tMinus[i];
            difference[i] = shiftPlus[i] - shiftMinus[i];
            shiftU[i % sources] += shiftPlus[i] + shiftMinus[i];
        }
        shiftM = residual.m.clone();
        link.subtractProduct(difference, shiftM);
        double[] solved = shiftM.clone();
        solveMultipliers(solved);
        double[] correlations = new double[sigma.length];
        link.correlate(solved, correlations);
        for (int i = 0; i < sigma.length; i++) {
            shiftU[i % sources] += delta[i] * correlations[i];
        }
        bounds().solve(shiftU);
        for (int j = 0; j < link.destinations; j++) {
            double sum = 0;
            for (int i = 0; i < rank; i++) {
                sum += link.alpha[j * rank + i] * solved[j * rank + i];
            }
            rho[link.destinationOffset + j] -= sum;
        }
        for (int k = 0; k < sources; k++) {
            for (int a = 0; a < atoms; a++) {
                rho[a] -= coupling[k * atoms + a] * shiftU[k];
            }
        }
    }

    /** Computes the link's direction from the masses' and adds what it does to the atoms' inequalities to {@code ds}. */
    void recover(Variables.OfLink residual, double[] dp, Variables.OfLink direction, double[] ds) {
        int sources = link.sources;
        int rank = link.rank;
        for (int k = 0; k < sources; k++) {
            double sum = 0;
            for (int a = 0; a < atoms; a++) {
                sum += coupling[k * atoms + a] * dp[a];
            }
            direction.u[k] = sum;
        }
        bounds().solve(direction.u);
        double[] pulled = new double[sigma.length];
        for (int k = 0; k < sources; k++) {
            direction.u[k] += shiftU[k];
            ds[link.sourceOffset + k] -= at.u[k] * direction.u[k] / (2 * link.lambda);
        }
        for (int i = 0; i < pulled.length; i++) {
            pulled[i] = -delta[i] * direction.u[i % sources];
        }
        System.arraycopy(shiftM, 0, direction.m, 0, shiftM.length);
        link.subtractProduct(pulled, direction.m);
        for (int j = 0; j < link.destinations; j++) {
            for (int i = 0; i < rank; i++) {
                direction.m[j * rank + i] += link.alpha[j * rank + i] * dp[link.destinationOffset + j];
            }
        }
        solveMultipliers(direction.m);
        ReducedProgram.addProducts(link, direction.m, ds);
        double[] correlations = new double[sigma.length];
        link.correlate(direction.m, correlations);
        for (int i = 0; i < sigma.length; i++) {
            double du = direction.u[i % sources];
            double plus = du - correlations[i];
            double minus = du + correlations[i];
            direction.wPlus[i] = shiftPlus[i] - at.wPlus[i] / at.tPlus[i] * plus;
            direction.wMinus[i] = shiftMinus[i] - at.wMinus[i] / at.tMinus[i] * minus;
            direction.tPlus[i] = plus + residual.tPlus[i];
            direction.tMinus[i] = minus + residual.tMinus[i];
        }
    }

    /** x_j := H_j^{-1} x_j for each destination. */
    void solveMultipliers(double[] x) {
        int rank = link.rank;
        for (int j = 0; j < link.destinations; j++) {
            Cholesky.solveLower(factors, j * rank * rank, rank, x, j * rank);
            Cholesky.solveUpper(factors, j * rank * rank, rank, x, j * rank);
        }
    }

    /**
     * Weights that meet the constraints A W_j = p_j alpha_j: W of the iterate, corrected by least squares in the metric sigma, in
     * which small weights move little. Destinations x sources.
     */
    double[] feasibleWeights(double[] weights, double[] p) {
        double[] corrected = weights.clone();
        double[] change = new double[corrected.length];
        for (int pass = 0; pass < 2; pass++) {
            double[] residual = link.residual(corrected, p);
            solveMultipliers(residual);
            link.correlate(residual, change);
            for (int i = 0; i < corrected.length; i++) {
                corrected[i] += sigma[i] * change[i];
            }
        }
        return corrected;
    }
}
