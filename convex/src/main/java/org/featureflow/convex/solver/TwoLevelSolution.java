package org.featureflow.convex.solver;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.certificate.TwoLevelBound;
import org.featureflow.convex.program.TwoLevelMeasure;
import org.featureflow.core.numeric.Interval;

/**
 * A solved two-level program: a feasible measure, a dual point, and an enclosure of the optimum proved in outward-rounded
 * arithmetic. Immutable.
 */
public final class TwoLevelSolution {

    /** How the solver ended. The bounds hold in every case. */
    public enum Status {
        /** The optimum over all features is enclosed to the tolerance. */
        OPTIMAL,
        /** The search ended without a proof to the tolerance: rounding, or a bound over the dictionary only. */
        REDUCED,
        /** Rounds or boxes were spent, or the solver was cancelled. */
        BUDGET
    }

    private final Status status;
    private final TwoLevelMeasure measure;
    private final Interval objective;
    private final DMatrixRMaj scaledDual;
    private final TwoLevelBound bound;
    private final int rounds;
    private final long boxes;

    TwoLevelSolution(
            Status status,
            TwoLevelMeasure measure,
            Interval objective,
            DMatrixRMaj scaledDual,
            TwoLevelBound bound,
            int rounds,
            long boxes) {
        this.status = status;
        this.measure = measure;
        this.objective = objective;
        this.scaledDual = scaledDual;
        this.bound = bound;
        this.rounds = rounds;
        this.boxes = boxes;
    }

    /**
     * How the solver ended.
     *
     * @return the status
     */
    public Status status() {
        return status;
    }

    /**
     * The best measure found.
     *
     * @return a feasible measure
     */
    public TwoLevelMeasure measure() {
        return measure;
    }

    /**
     * The objective at the measure.
     *
     * @return an enclosure of it
     */
    public Interval objective() {
        return objective;
    }

    /**
     * The upper bound of the optimum.
     *
     * @return the upper end of the objective
     */
    public double upper() {
        return objective.upper();
    }

    /**
     * The lower bound of the optimum over the bound's scope.
     *
     * @return D(g), rounded down; minus infinity if nothing is proved about the loss
     */
    public double lower() {
        return bound.value();
    }

    /**
     * The gap between the bounds, rounded up.
     *
     * @return upper - lower
     */
    public double gap() {
        return Interval.addUp(upper(), -lower());
    }

    /**
     * The proof of the lower bound: its scope, its outcome, its work.
     *
     * @return the bound
     */
    public TwoLevelBound bound() {
        return bound;
    }

    /**
     * The dual point at which the bound was proved, scaled so that its entries are exact.
     *
     * @return a copy of s = N g, N x c
     */
    public DMatrixRMaj scaledDual() {
        return scaledDual.copy();
    }

    /**
     * The rounds of column generation made.
     *
     * @return the rounds
     */
    public int rounds() {
        return rounds;
    }

    /**
     * The boxes bounded over all rounds.
     *
     * @return the boxes
     */
    public long boxes() {
        return boxes;
    }
}
