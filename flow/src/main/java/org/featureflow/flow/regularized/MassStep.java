package org.featureflow.flow.regularized;

import java.util.Collections;
import java.util.Optional;
import org.featureflow.core.feature.Masses;
import org.featureflow.core.linalg.ElementaryFunctions;

/** Masses moved along their logarithms. */
final class MassStep {

    private MassStep() {}

    /**
     * p_k exp(s_k), normalised; the largest factor is taken out so that none overflows.
     *
     * @param p the masses
     * @param s the change of their logarithms
     * @param depth the number of layers, which share the masses
     * @return the masses; empty if they are not finite
     */
    static Optional<Masses> moved(double[] p, double[] s, int depth) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < p.length; k++) {
            greatest = p[k] > 0 ? Math.max(greatest, s[k]) : greatest;
        }
        double[] moved = new double[p.length];
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            moved[k] = p[k] > 0 ? p[k] * ElementaryFunctions.exp(s[k] - greatest) : 0;
            sum += moved[k];
        }
        if (!(sum > 0) || Double.isInfinite(sum)) {
            return Optional.empty();
        }
        for (int k = 0; k < p.length; k++) {
            moved[k] /= sum;
        }
        return Optional.of(Masses.of(Collections.nCopies(depth, moved)));
    }
}
