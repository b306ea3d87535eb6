package org.featureflow.convex.solver;

/**
 * The state of a solve after an iteration.
 *
 * @param iteration the number of iterations done
 * @param primal the least value of a feasible point so far
 * @param dual the largest dual bound so far
 * @param barrier the mean product of a multiplier and its slack at the iterate
 */
public record FeatureProgress(int iteration, double primal, double dual, double barrier) {

    /**
     * The gap.
     *
     * @return primal minus dual
     */
    public double gap() {
        return primal - dual;
    }

    /**
     * The gap in relation to the values.
     *
     * @return (primal - dual)/max(|primal|, |dual|)
     */
    public double relativeGap() {
        double scale = Math.max(Math.abs(primal), Math.abs(dual));
        return scale == 0 ? 0 : (primal - dual) / scale;
    }
}
