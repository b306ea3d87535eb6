package org.featureflow.convex.program;

import org.featureflow.core.model.Objective;

/**
 * The output program of theory section 5.1: minimise L(f) = (1/N) sum_n phi(f_n, y_n) over outputs f (N x c) each column of which
 * lies in a subspace S of R^N. With the reachable subspace its infimum bounds the objective of every network of an architecture
 * from below, whatever its width and weights.
 *
 * <p>Its dual: every s in R^{N x c} with columns orthogonal to S gives the lower bound -(1/N) sum_n phi*(N s_n).
 *
 * @param objective L
 * @param subspace S
 */
public record OutputProgram(Objective objective, Subspace subspace) {

    /**
     * Checks that the parts fit.
     *
     * @param objective L
     * @param subspace S
     * @throws IllegalArgumentException if the numbers of samples differ, naming both
     */
    public OutputProgram {
        if (objective.samples() != subspace.samples()) {
            throw new IllegalArgumentException("the objective has " + objective.samples() + " samples, the subspace "
                    + subspace.samples() + ": they must agree");
        }
    }
}
