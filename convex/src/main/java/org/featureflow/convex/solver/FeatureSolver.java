package org.featureflow.convex.solver;

import java.util.Optional;
import org.featureflow.convex.program.FeatureProgram;

/** Solves {@link FeatureProgram}s. */
public final class FeatureSolver {

    private FeatureSolver() {}

    /**
     * Finds a point and proves how good it is.
     *
     * <p>The method is a primal-dual interior-point method (Mehrotra's predictor and corrector) on the dual program, whose
     * multipliers are the primal point; the Newton systems are solved by elimination, layer by layer. An iteration costs about
     * L K^3 N operations and 5 L K^2 numbers of memory beyond the N L K^2 of one factor; 15 to 40 iterations are usual. Each iterate gives
     * a feasible point and a dual bound by the definitions, the best of which are returned, so the gap holds whatever the
     * iteration did, up to rounding.
     *
     * <p>The point returned has p not negative with sum 1 and meets its constraints to 1e-9 in relation to the features. Atoms
     * whose features are outside the span of the others' activated features have mass 0; if that is all of them, the program is
     * infeasible. With singular values of the activated features between 1e-12 and 1e-8 of the largest, rounding may keep
     * the gap above the tolerance: the status is then REDUCED.
     *
     * @param program the program
     * @param settings tolerance, budget, cancellation, progress
     * @return the solution, the same bits on every machine if there is no time limit
     */
    public static FeatureSolution solve(FeatureProgram program, FeatureSettings settings) {
        SupportedAtoms supported = new SupportedAtoms(program);
        if (!supported.feasible()) {
            FeatureProgress none =
                    new FeatureProgress(0, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NaN);
            return new FeatureSolution(
                    FeatureSolution.Status.INFEASIBLE,
                    none,
                    Optional.empty(),
                    Optional.empty(),
                    supported.exclusions());
        }
        return new InteriorPoint(program, supported, settings).solve();
    }

    /**
     * Solves with the default settings.
     *
     * @param program the program
     * @return the solution
     */
    public static FeatureSolution solve(FeatureProgram program) {
        return solve(program, FeatureSettings.defaults());
    }
}
