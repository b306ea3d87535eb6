package org.featureflow.flow.control;

import java.util.Optional;
import org.featureflow.flow.field.FlowState;
import org.featureflow.flow.step.Candidate;

/**
 * Heads for the limit of the flow: steps are as long as the method's model of the loss is good. A step is taken if the loss falls by
 * a tenth of what the model predicts; the next is longer if it fell by three quarters of it, shorter if by less than a quarter.
 *
 * <p>The path is not followed accurately; the limit is one of a descent method whose short steps follow the flow.
 *
 * @param firstStep the length of the first step
 */
public record DescentControl(double firstStep) implements StepController {

    private static final double ACCEPTED = 0.1;
    private static final double POOR = 0.25;
    private static final double GOOD = 0.75;
    private static final double GROWTH = 8;
    private static final double SHRINKAGE = 0.25;
    /** Decreases below this fraction of the loss are rounding. */
    private static final double ROUNDING = 0x1p-48;

    /** Longer steps gain nothing: the Gauss-Newton limit is reached long before. */
    private static final double LONGEST = 1e18;

    /**
     * Checks the length.
     *
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public DescentControl {
        if (!(firstStep > 0) || Double.isInfinite(firstStep)) {
            throw new IllegalArgumentException("first step " + firstStep + ": it must be positive and finite");
        }
    }

    @Override
    public Decision decide(FlowState state, Optional<Candidate> candidate, double step) {
        if (candidate.isEmpty()) {
            return new Decision(false, step * SHRINKAGE);
        }
        double actual = state.loss() - candidate.get().state().loss();
        double predicted = candidate.get().predictedDecrease();
        double slack = ROUNDING * Math.abs(state.loss());
        double ratio = (actual + slack) / (predicted + slack);
        if (!(ratio >= ACCEPTED)) {
            return new Decision(false, step * SHRINKAGE);
        }
        double factor = ratio >= GOOD ? GROWTH : ratio >= POOR ? 1 : SHRINKAGE;
        return new Decision(true, Math.min(LONGEST, step * factor));
    }
}
