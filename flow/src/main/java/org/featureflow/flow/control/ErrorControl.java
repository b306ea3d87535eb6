package org.featureflow.flow.control;

import java.util.Optional;
import org.featureflow.flow.field.FlowState;
import org.featureflow.flow.step.Candidate;
import org.featureflow.flow.step.LocalError;

/**
 * Follows the flow: a step is taken if its {@link LocalError} e, in the metric norm of the weights, is within a tolerance, in total and not
 * for each unit of time. The next step follows from this error and the one before by a PI rule, K. Gustafsson, ACM Trans. Math. Softw. 17
 * (1991), 533-554, with the exponents of E. Hairer, G. Wanner, "Solving Ordinary Differential Equations II", sec. IV.2:
 *
 * <pre>
 *   dt &lt;- dt 0.9 (tolerance/e)^(0.7/k) (e_before/tolerance)^(0.4/k),   after a rejection dt 0.9 (tolerance/e)^(1/k)
 * </pre>
 *
 * where e falls with dt^k. Steps change by a factor from 0.2 to 5, do not grow right after a rejection, and stay below 1e18. The error at
 * a fixed time is in proportion to the tolerance, up to the flow's own growth of errors and the number of steps.
 *
 * <p>Immutable: what is remembered of a step is in the controller {@link #after} it.
 */
public final class ErrorControl implements StepController {

    private static final double SAFETY = 0.9;
    private static final double PRESENT = 0.7;
    private static final double PAST = 0.4;
    private static final double SHRINKAGE = 0.2;
    private static final double GROWTH = 5;
    private static final double LONGEST = 1e18;
    /** Errors below this fraction of the tolerance ask for the largest growth in any case. */
    private static final double NEGLIGIBLE = 1e-10;

    private final double tolerance;
    private final double firstStep;
    /** Of the last accepted step, as a fraction of the tolerance. */
    private final double errorBefore;
    /** 1 right after a rejection. */
    private final double growthLimit;

    private ErrorControl(double tolerance, double firstStep, double errorBefore, double growthLimit) {
        this.tolerance = tolerance;
        this.firstStep = firstStep;
        this.errorBefore = errorBefore;
        this.growthLimit = growthLimit;
    }

    /**
     * A controller.
     *
     * @param tolerance the largest estimated error of an accepted step, in the norm of {@link LocalError}
     * @param firstStep the length of the first step; one that is too long is rejected, one too short grows by 5 a step
     * @throws IllegalArgumentException if one is not positive and finite
     */
    public ErrorControl(double tolerance, double firstStep) {
        this(tolerance, firstStep, 1, GROWTH);
        if (!(tolerance > 0) || Double.isInfinite(tolerance) || !(firstStep > 0) || Double.isInfinite(firstStep)) {
            throw new IllegalArgumentException(
                    "tolerance " + tolerance + ", first step " + firstStep + ": both must be positive and finite");
        }
    }

    @Override
    public double firstStep() {
        return firstStep;
    }

    @Override
    public FlowPath path() {
        return FlowPath.FOLLOWS_FLOW;
    }

    /**
     * Decides by the error estimate.
     *
     * @throws IllegalArgumentException if the candidate has none
     */
    @Override
    public Decision decide(FlowState state, Optional<Candidate> candidate, double step) {
        if (candidate.isEmpty()) {
            return new Decision(false, step * SHRINKAGE);
        }
        double error = relativeError(candidate.get());
        int power = candidate.get().localError().orElseThrow().power();
        if (!(error <= 1)) {
            double factor = SAFETY * StrictMath.pow(error, -1.0 / power);
            return new Decision(false, step * (factor > SHRINKAGE ? factor : SHRINKAGE));
        }
        double factor = SAFETY
                * StrictMath.pow(Math.max(error, NEGLIGIBLE), -PRESENT / power)
                * StrictMath.pow(errorBefore, PAST / power);
        double bounded = Math.max(SHRINKAGE, Math.min(growthLimit, factor));
        return new Decision(true, Math.min(LONGEST, step * bounded));
    }

    @Override
    public StepController after(Decision decision, Optional<Candidate> candidate) {
        return decision.accept() && candidate.isPresent()
                ? new ErrorControl(tolerance, firstStep, Math.max(relativeError(candidate.get()), NEGLIGIBLE), GROWTH)
                : new ErrorControl(tolerance, firstStep, errorBefore, 1);
    }

    private double relativeError(Candidate candidate) {
        LocalError error = candidate
                .localError()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the method does not estimate its error: use one that does, or steps of one length"));
        return error.norm() / tolerance;
    }
}
