package org.featureflow.convex.certificate;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/**
 * Checks a {@link ReluCertificate} in exact arithmetic. Doubles are dyadic rationals, and all that has to be decided are signs
 * and squared norms of sums of products of them, so no rounding takes place before the last step, which is outward.
 *
 * <p>Three things are shown. The list of cells is complete: the witnesses lie in pairwise different cells, by the signs of
 * x_n . w, and are as many as the arrangement has regions, counted anew by deletion and restriction. The dual point is
 * feasible: |s X^T D z + X^T (2D - I) mu|^2 &lt;= lambda^2 for each cell and both signs s, with mu &gt;= 0. And the value:
 * -(N/2) |z|^2 - z . y, rounded down. Theory 5.4, [PE]. Nothing of the solver is used.
 */
public final class ReluCertificateChecker {
    private final int samples;
    private final int dimension;
    private final Dyadic[][] inputs;
    private final BigInteger[][] normals;
    private final ReluCertificate certificate;

    private ReluCertificateChecker(ReluCertificate certificate) {
        DMatrixRMaj x = certificate.inputs();
        this.certificate = certificate;
        this.samples = x.numRows;
        this.dimension = x.numCols;
        this.inputs = new Dyadic[samples][dimension];
        this.normals = new BigInteger[samples][];
        for (int n = 0; n < samples; n++) {
            for (int j = 0; j < dimension; j++) {
                inputs[n][j] = Dyadic.of(x.unsafe_get(n, j));
            }
            normals[n] = Dyadic.integers(inputs[n]);
        }
    }

    /**
     * Derives the bounds that a certificate proves.
     *
     * <p>Cost: O(C N d) exact operations for C cells, and O(N^(d-1)) to count them; some ten milliseconds per thousand cells.
     *
     * @param certificate the certificate; not trusted in any part
     * @return the bounds; not valid, with the reason, if any part of the proof fails. The upper bound does not depend on the
     *     dual part and is given in any case
     */
    public static ReluBounds check(ReluCertificate certificate) {
        String flaw = flawInNumbers(certificate);
        if (flaw != null) {
            return ReluBounds.refused(Double.POSITIVE_INFINITY, 0, flaw);
        }
        return new ReluCertificateChecker(certificate).bounds();
    }

    private static @Nullable String flawInNumbers(ReluCertificate c) {
        if (!(c.lambda() > 0) || Double.isInfinite(c.lambda())) {
            return "lambda is " + c.lambda() + ", not positive and finite";
        }
        if (c.inputs().numRows < 1 || c.inputs().numCols < 1) {
            return "there is no sample or no input";
        }
        return !allFinite(c.inputs().data)
                ? "an input is not finite"
                : !allFinite(c.targets())
                        ? "a target is not finite"
                        : !allFinite(c.dualPoint())
                                ? "an entry of the dual point is not finite"
                                : !allFinite(c.hiddenWeights().data) || !allFinite(c.outputWeights())
                                        ? "a weight is not finite"
                                        : null;
    }

    private static boolean allFinite(double[] values) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private ReluBounds bounds() {
        double upper = objective();
        Dyadic[] z = exact(certificate.dualPoint());
        Dyadic[][] weighted = new Dyadic[samples][dimension];
        for (int n = 0; n < samples; n++) {
            for (int j = 0; j < dimension; j++) {
                weighted[n][j] = inputs[n][j].times(z[n]);
            }
        }
        Dyadic bound = Dyadic.of(certificate.lambda()).square();
        Set<BitSet> patterns = new HashSet<>();
        int comparisons = 0;
        List<ReluCertificate.Cell> cells = certificate.cells();
        for (int i = 0; i < cells.size(); i++) {
            BitSet pattern = pattern(cells.get(i).witness());
            if (pattern == null) {
                return ReluBounds.refused(upper, comparisons, "witness " + i + " is not inside a cell");
            }
            if (!patterns.add(pattern)) {
                return ReluBounds.refused(upper, comparisons, "cell " + i + " is listed twice");
            }
            Dyadic[] gradient = sum(weighted, pattern);
            for (int s = 1; s >= -1; s -= 2) {
                ReluCertificate.Multiplier mu =
                        s > 0 ? cells.get(i).plus() : cells.get(i).minus();
                Dyadic square = squaredNorm(gradient, s, pattern, mu);
                comparisons++;
                if (square == null || !square.isAtMost(bound)) {
                    String reason = square == null
                            ? "has a multiplier that is negative, not finite or of no sample"
                            : "exceeds lambda";
                    return ReluBounds.refused(upper, comparisons, "cell " + i + ", sign " + s + ": " + reason);
                }
            }
        }
        long regions = RegionCount.of(List.of(normals), cells.size());
        if (regions != cells.size()) {
            return ReluBounds.refused(
                    upper,
                    comparisons,
                    cells.size() + " cells are listed, but there are others: the list is not complete");
        }
        double lower = dualValue(z).dividedByDown(1);
        return new ReluBounds(true, lower, upper, comparisons, "all " + regions + " cells hold for both signs");
    }

    /** The samples with x_n . w > 0, or null if w has the wrong length or lies on the hyperplane of some x_n. */
    private @Nullable BitSet pattern(List<BigInteger> witness) {
        if (witness.size() != dimension) {
            return null;
        }
        BitSet pattern = new BitSet(samples);
        for (int n = 0; n < samples; n++) {
            BigInteger dot = BigInteger.ZERO;
            boolean zero = true;
            for (int j = 0; j < dimension; j++) {
                dot = dot.add(normals[n][j].multiply(witness.get(j)));
                zero &= normals[n][j].signum() == 0;
            }
            if (dot.signum() == 0 && !zero) {
                return null;
            }
            pattern.set(n, dot.signum() > 0);
        }
        return pattern;
    }

    private Dyadic[] sum(Dyadic[][] rows, BitSet chosen) {
        Dyadic[] sum = new Dyadic[dimension];
        for (int j = 0; j < dimension; j++) {
            sum[j] = Dyadic.ZERO;
            for (int n = chosen.nextSetBit(0); n >= 0; n = chosen.nextSetBit(n + 1)) {
                sum[j] = sum[j].plus(rows[n][j]);
            }
        }
        return sum;
    }

    /** |s gradient + X^T (2D - I) mu|^2, or null if mu is not a vector of numbers >= 0 on the samples. */
    private @Nullable Dyadic squaredNorm(Dyadic[] gradient, int s, BitSet pattern, ReluCertificate.Multiplier mu) {
        Dyadic[] vector = new Dyadic[dimension];
        for (int j = 0; j < dimension; j++) {
            vector[j] = s > 0 ? gradient[j] : gradient[j].negate();
        }
        for (int k = 0; k < mu.size(); k++) {
            int n = mu.sample(k);
            if (n < 0 || n >= samples || !(mu.value(k) >= 0) || Double.isInfinite(mu.value(k))) {
                return null;
            }
            Dyadic value = Dyadic.of(pattern.get(n) ? mu.value(k) : -mu.value(k));
            for (int j = 0; j < dimension; j++) {
                vector[j] = vector[j].plus(inputs[n][j].times(value));
            }
        }
        Dyadic square = Dyadic.ZERO;
        for (Dyadic entry : vector) {
            square = square.plus(entry.square());
        }
        return square;
    }

    /** -(N/2) |z|^2 - z . y. */
    private Dyadic dualValue(Dyadic[] z) {
        Dyadic[] y = exact(certificate.targets());
        Dyadic square = Dyadic.ZERO;
        Dyadic product = Dyadic.ZERO;
        for (int n = 0; n < samples; n++) {
            square = square.plus(z[n].square());
            product = product.plus(z[n].times(y[n]));
        }
        return square.times(Dyadic.of(samples)).half().plus(product).negate();
    }

    /** The network's objective, rounded up. */
    private double objective() {
        DMatrixRMaj w = certificate.hiddenWeights();
        Dyadic[] u = exact(certificate.outputWeights());
        Dyadic[] hidden = exact(w.data);
        Dyadic[] y = exact(certificate.targets());
        Dyadic penalty = Dyadic.ZERO;
        for (int i = 0; i < w.getNumElements(); i++) {
            penalty = penalty.plus(hidden[i].square());
        }
        for (Dyadic weight : u) {
            penalty = penalty.plus(weight.square());
        }
        Dyadic loss = Dyadic.ZERO;
        for (int n = 0; n < samples; n++) {
            Dyadic residual = y[n].negate();
            for (int k = 0; k < u.length; k++) {
                Dyadic feature = Dyadic.ZERO;
                for (int j = 0; j < dimension; j++) {
                    feature = feature.plus(inputs[n][j].times(hidden[j * w.numCols + k]));
                }
                if (feature.signum() > 0) {
                    residual = residual.plus(feature.times(u[k]));
                }
            }
            loss = loss.plus(residual.square());
        }
        Dyadic weighted = penalty.times(Dyadic.of(certificate.lambda())).times(Dyadic.of(samples));
        return loss.plus(weighted).dividedByUp(2L * samples);
    }

    private static Dyadic[] exact(double[] values) {
        Dyadic[] exact = new Dyadic[values.length];
        for (int i = 0; i < values.length; i++) {
            exact[i] = Dyadic.of(values[i]);
        }
        return exact;
    }
}
