package org.featureflow.flow.twolevel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Follows a two-level flow, at fixed masses or with repopulation. A step is of order 2 with an error estimate; it is taken if the
 * error is within the accuracy and the objective does not rise beyond rounding. Near a rest errors vanish and steps grow without limit,
 * so that the run ends as Newton's method. Instances keep nothing between runs.
 */
public final class TwoLevelIntegrator {

    private static final double SAFETY = 0.9;
    private static final double GREATEST_GROWTH = 5;
    private static final double SHRINKAGE = 0.25;
    private static final double GREATEST_SHRINKAGE = 0.1;
    private static final double SMALLEST_STEP = 1e-12;
    private static final double LONGEST_STEP = 1e12;
    /** Rises below this fraction of the objective are rounding. */
    private static final double INVISIBLE = 0x1p-44;

    private final IntegrationSettings settings;
    private final Moving moving;
    private final Optional<Reaction> reaction;

    private TwoLevelIntegrator(IntegrationSettings settings, Moving moving, Optional<Reaction> reaction) {
        this.settings = settings;
        this.moving = moving;
        this.reaction = reaction;
    }

    /**
     * The plain flow: weights move, masses are fixed, as gradient descent has it.
     *
     * @param settings how and how long
     * @return the integrator
     */
    public static TwoLevelIntegrator ofTransport(IntegrationSettings settings) {
        return new TwoLevelIntegrator(settings, Moving.WEIGHTS, Optional.empty());
    }

    /**
     * The repopulated flow: transport of weights and the reaction p_k' = -p_k (r_k - sum_j p_j r_j), r_k = dF/dp_k, at the same time
     * (the Wasserstein-Fisher-Rao or birth-death flow), theory section 6. Masses stay above 1e-40, so that a unit that lost its
     * mass can win it back.
     *
     * @param settings how and how long
     * @return the integrator
     */
    public static TwoLevelIntegrator ofTransportAndReaction(IntegrationSettings settings) {
        return new TwoLevelIntegrator(settings, Moving.WEIGHTS_AND_MASSES, Optional.empty());
    }

    /**
     * The limit of fast reaction: a reaction after each step of transport.
     *
     * @param settings how and how long
     * @param reaction moves mass
     * @return the integrator
     */
    public static TwoLevelIntegrator ofTransportBetween(IntegrationSettings settings, Reaction reaction) {
        return new TwoLevelIntegrator(settings, Moving.WEIGHTS, Optional.of(reaction));
    }

    /**
     * Runs the flow.
     *
     * @param flow the flow
     * @param start the network at time 0
     * @return the run; the objective falls along it
     */
    public TwoLevelResult run(TwoLevelFlow flow, TwoLevelNetwork start) {
        TwoLevelState state = flow.at(start);
        List<TwoLevelPoint> trajectory = new ArrayList<>();
        TwoLevelPoint point = point(0, state);
        trajectory.add(point);
        double step = settings.firstStep();
        int attempts = 0;
        Optional<TwoLevelResult.Status> end = ended(state, point, step, attempts);
        while (end.isEmpty()) {
            attempts++;
            double length = Math.min(step, settings.maximalFlowTime() - point.time());
            Optional<FlowStep> candidate = FlowStep.of(state, moving, length);
            double error = candidate.map(FlowStep::error).orElse(Double.POSITIVE_INFINITY);
            double factor = SAFETY * Math.sqrt(settings.accuracy() / error);
            if (error <= settings.accuracy() && descends(state, candidate.get().state())) {
                state = react(candidate.get().state());
                point = point(point.time() + length, state);
                trajectory.add(point);
                step = Math.min(LONGEST_STEP, length * Math.min(GREATEST_GROWTH, factor));
            } else {
                step = length * Math.max(GREATEST_SHRINKAGE, Math.min(factor, SHRINKAGE));
            }
            end = ended(state, point, step, attempts);
        }
        return new TwoLevelResult(end.get(), state, trajectory, attempts);
    }

    private Optional<TwoLevelResult.Status> ended(TwoLevelState state, TwoLevelPoint point, double step, int attempts) {
        if (Math.hypot(point.velocity(), point.reactionVelocity()) <= settings.restingVelocity()) {
            return Optional.of(TwoLevelResult.Status.AT_REST);
        }
        if (point.time() >= settings.maximalFlowTime()) {
            return Optional.of(TwoLevelResult.Status.REACHED_TIME);
        }
        if (settings.finished().test(state)) {
            return Optional.of(TwoLevelResult.Status.FINISHED);
        }
        return attempts >= settings.maximalSteps() || step < SMALLEST_STEP
                ? Optional.of(TwoLevelResult.Status.OUT_OF_BUDGET)
                : Optional.empty();
    }

    private TwoLevelState react(TwoLevelState state) {
        return reaction.map(fast -> state.flow().at(fast.after(state)))
                .filter(next -> descends(state, next))
                .orElse(state);
    }

    private static boolean descends(TwoLevelState from, TwoLevelState to) {
        return to.objective() <= from.objective() + INVISIBLE * Math.abs(from.objective());
    }

    private TwoLevelPoint point(double time, TwoLevelState state) {
        boolean fixed = moving == Moving.WEIGHTS && reaction.isEmpty();
        return new TwoLevelPoint(
                time, state.objective(), state.velocity(), fixed ? 0 : Math.sqrt(state.reactionRate()));
    }
}
