package org.featureflow.convex.solver;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.featureflow.convex.program.FeatureDual;
import org.featureflow.convex.program.FeaturePoint;

/**
 * What a solve found: a feasible point, a dual point, and the values the program's definitions give them. Immutable.
 */
public final class FeatureSolution {

    /** How a solve ended. */
    public enum Status {
        /** The dual bound proves that the relative gap is at most the tolerance. */
        OPTIMAL,
        /** No point is feasible: see {@link FeatureSolution#exclusions}. */
        INFEASIBLE,
        /** Double precision allows no smaller gap, and the gap is above the tolerance. */
        REDUCED,
        /** Iterations or time are spent, or the solve was cancelled. */
        BUDGET;

        /**
         * The status as files write it.
         *
         * @return the name in lower case
         */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Status status;
    private final FeatureProgress last;
    private final Optional<FeaturePoint> point;
    private final Optional<FeatureDual> dualPoint;
    private final List<Exclusion> exclusions;

    FeatureSolution(
            Status status,
            FeatureProgress last,
            Optional<FeaturePoint> point,
            Optional<FeatureDual> dualPoint,
            List<Exclusion> exclusions) {
        this.status = status;
        this.last = last;
        this.point = point;
        this.dualPoint = dualPoint;
        this.exclusions = List.copyOf(exclusions);
    }

    /**
     * How the solve ended.
     *
     * @return the status
     */
    public Status status() {
        return status;
    }

    /**
     * The value of {@link #point}.
     *
     * @return an upper bound of the optimum, infinite if infeasible
     */
    public double primal() {
        return last.primal();
    }

    /**
     * The bound of {@link #dualPoint}.
     *
     * @return a lower bound of the optimum, infinite if infeasible
     */
    public double dual() {
        return last.dual();
    }

    /**
     * The gap.
     *
     * @return primal minus dual; not a number if infeasible. Rounding can make it negative by some 1e-16 of the values
     */
    public double gap() {
        return last.gap();
    }

    /**
     * The gap in relation to the values.
     *
     * @return (primal - dual)/max(|primal|, |dual|)
     */
    public double relativeGap() {
        return last.relativeGap();
    }

    /**
     * The number of iterations.
     *
     * @return Newton steps made
     */
    public int iterations() {
        return last.iteration();
    }

    /**
     * The feasible point.
     *
     * @return masses, weights and output weights
     * @throws IllegalStateException if the program is infeasible
     */
    public FeaturePoint point() {
        return point.orElseThrow(() -> new IllegalStateException("an infeasible program has no point"));
    }

    /**
     * The dual point.
     *
     * @return g and M
     * @throws IllegalStateException if the program is infeasible
     */
    public FeatureDual dualPoint() {
        return dualPoint.orElseThrow(() -> new IllegalStateException("an infeasible program has no best dual point"));
    }

    /**
     * The atoms that have mass 0 in every feasible point because their features are outside the span of what they are to be
     * made of. The program is infeasible exactly if they are all atoms of a simplex.
     *
     * @return the atoms, in the order in which they were struck out
     */
    public List<Exclusion> exclusions() {
        return exclusions;
    }

    @Override
    public String toString() {
        return status.label() + ": primal " + primal() + ", dual " + dual() + ", " + iterations() + " iterations";
    }
}
