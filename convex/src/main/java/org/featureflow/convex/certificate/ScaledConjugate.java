package org.featureflow.convex.certificate;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Objective;
import org.featureflow.core.numeric.Interval;

/** The conjugate part (1/N) sum_n phi*(s_n) of a dual value at s = N g, whose doubles are exact. */
final class ScaledConjugate {

    private ScaledConjugate() {}

    /**
     * An upper bound; positive infinity outside the domain of phi*, where for a shift-invariant loss the entries of each row must sum
     * to zero exactly.
     *
     * @param objective loss and targets
     * @param scaledDual s, N x c
     */
    static double upper(Objective objective, DMatrixRMaj scaledDual) {
        double sum = 0;
        for (int n = 0; n < objective.samples(); n++) {
            Interval[] s = new Interval[objective.outputs()];
            for (int j = 0; j < s.length; j++) {
                s[j] = Interval.of(scaledDual.get(n, j));
            }
            if (objective.loss().isShiftInvariant() && !sumsToZero(scaledDual, n)) {
                return Double.POSITIVE_INFINITY;
            }
            sum = Interval.addUp(sum, objective.loss().conjugateUpper(s, objective.target(n)));
        }
        return Double.isInfinite(sum)
                ? sum
                : Interval.of(sum).dividedBy(objective.samples()).upper();
    }

    private static boolean sumsToZero(DMatrixRMaj s, int n) {
        Dyadic sum = Dyadic.ZERO;
        for (int j = 0; j < s.numCols; j++) {
            sum = sum.plus(Dyadic.of(s.get(n, j)));
        }
        return sum.signum() == 0;
    }
}
