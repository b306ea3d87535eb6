package org.featureflow.flow.control;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.featureflow.flow.field.FlowState;
import org.featureflow.flow.step.Candidate;

/**
 * Heads for the limit of the flow: steps are as long as the method's model of the loss is good. A step is taken if the loss falls by
 * a tenth of what the model predicts; the next is longer if it fell by three quarters of it, shorter if by less than a quarter. Where
 * the predicted decrease is lost in the rounding errors of the loss, a step is taken if it slows the velocity and does not raise the
 * loss beyond those errors.
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
    /** Decreases below this fraction of the loss drown in its rounding errors. */
    private static final double INVISIBLE = 0x1p-40;

    private static final double CAUTIOUS_GROWTH = 2;

    /** Longer steps gain nothing: the Gauss-Newton limit is reached long before. */
    private static final double LONGEST = 1e18;

    /**
     * Checks the length.
     *
     * @param firstStep the length of the first step
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public DescentControl {
        if (!(firstStep > 0) || Double.isInfinite(firstStep)) {
            throw new IllegalArgumentException("first step " + firstStep + ": it must be positive and finite");
        }
    }

    @Override
    public FlowPath path() {
        return FlowPath.HEADS_FOR_LIMIT;
    }

    @Override
    public Decision decide(FlowState state, Optional<Candidate> candidate, double step) {
        if (candidate.isEmpty()) {
            return failed(step);
        }
        FlowState end = candidate.get().state();
        return decide(
                state.loss(),
                end.loss(),
                candidate.get().predictedDecrease(),
                step,
                () -> end.energyRate() < state.energyRate());
    }

    /**
     * The decision on a step that could not be computed.
     *
     * @param step the length tried
     * @return to try a shorter one
     */
    public Decision failed(double step) {
        return new Decision(false, step * SHRINKAGE);
    }

    /**
     * The same rule for any descent.
     *
     * @param before the objective where the step starts
     * @param after the objective where it would end
     * @param predicted by how much the method's model of the objective falls
     * @param step the length tried
     * @param slower whether the velocity falls; asked only where the predicted decrease is lost in rounding errors
     * @return the decision
     */
    public Decision decide(double before, double after, double predicted, double step, BooleanSupplier slower) {
        double actual = before - after;
        if (predicted <= INVISIBLE * Math.abs(before)) {
            // Near rest above zero loss the loss is flat to rounding; the velocity still tells whether the flow comes
            // to rest. A
            // visible rise of the loss is a jump to another slow place, a saddle or where activations saturate.
            boolean taken = actual >= -INVISIBLE * Math.abs(before) && slower.getAsBoolean();
            return new Decision(taken, taken ? Math.min(LONGEST, step * CAUTIOUS_GROWTH) : step * SHRINKAGE);
        }
        double ratio = actual / predicted;
        if (!(ratio >= ACCEPTED)) {
            return new Decision(false, step * SHRINKAGE);
        }
        double factor = ratio >= GOOD ? GROWTH : ratio >= POOR ? 1 : SHRINKAGE;
        return new Decision(true, Math.min(LONGEST, step * factor));
    }
}
