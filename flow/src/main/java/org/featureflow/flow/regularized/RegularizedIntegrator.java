package org.featureflow.flow.regularized;

import java.util.Optional;
import org.featureflow.core.feature.Network;
import org.featureflow.flow.control.DescentControl;
import org.featureflow.flow.control.StepController.Decision;
import org.jspecify.annotations.Nullable;

/**
 * Runs a regularized flow towards rest: the objective falls from each accepted step to the next, as in {@link DescentControl}.
 * A few {@link ImplicitStep}s, which find the weights that are 0, take turns with {@link ManifoldStep}s, which go far along the others;
 * each of the two has its own step length.
 */
public final class RegularizedIntegrator {

    /** So many failures in a row mean that no shorter step will do. */
    private static final int REJECTIONS_IN_A_ROW = 40;

    /** Accepted implicit steps in a turn. */
    private static final int IMPLICIT_TURN = 4;

    /** Accepted steps on the manifold in a turn; a rejection ends the turn too. */
    private static final int MANIFOLD_TURN = 12;

    private final ImplicitStep implicit;
    private final ManifoldStep manifold;
    private final DescentControl control;

    private RegularizedIntegrator(ImplicitStep implicit, ManifoldStep manifold, DescentControl control) {
        this.implicit = implicit;
        this.manifold = manifold;
        this.control = control;
    }

    /**
     * Runs of the weights, masses held fixed: the plain regularized flow.
     *
     * @param control accepts or rejects steps
     * @return the integrator
     */
    public static RegularizedIntegrator transport(DescentControl control) {
        return new RegularizedIntegrator(ImplicitStep.transport(), ManifoldStep.transport(), control);
    }

    /**
     * Runs of weights and masses: the repopulated flow.
     *
     * @param control accepts or rejects steps
     * @return the integrator
     */
    public static RegularizedIntegrator transportAndReaction(DescentControl control) {
        return new RegularizedIntegrator(
                ImplicitStep.transportAndReaction(), ManifoldStep.transportAndReaction(), control);
    }

    /**
     * Runs the flow from a network.
     *
     * @param flow the flow
     * @param start the network at time 0
     * @param rule when to end
     * @param observer is told of every accepted step
     * @return the end of the run
     */
    public RegularizedResult run(RegularizedFlow flow, Network start, RestRule rule, RegularizedObserver observer) {
        long startNanos = System.nanoTime();
        RegularizedState state = flow.at(start);
        observer.accepted(0, 0, state);
        double time = 0;
        double[] steps = {control.firstStep(), control.firstStep()};
        int accepted = 0;
        int rejected = 0;
        int failures = 0;
        int turn = 0;
        int taken = 0;
        while (true) {
            RegularizedResult.Status status = status(state, accepted, rule, observer, startNanos);
            if (status != null) {
                return new RegularizedResult(status, state, time, accepted, rejected, 0);
            }
            double tried = steps[turn];
            Optional<RegularizedCandidate> candidate = (turn == 0 ? implicit : manifold).step(state, tried);
            Decision decision = decide(state, candidate, tried);
            steps[turn] = decision.nextStep();
            if (decision.accept() && candidate.isPresent()) {
                state = candidate.get().state();
                time += tried;
                accepted++;
                failures = 0;
                taken++;
                observer.accepted(accepted, time, state);
                if (taken >= (turn == 0 ? IMPLICIT_TURN : MANIFOLD_TURN)) {
                    turn = 1 - turn;
                    taken = 0;
                }
            } else {
                rejected++;
                failures++;
                if (turn == 1) {
                    turn = 0;
                    taken = 0;
                    // A length grown in one place is no measure for another.
                    steps[1] = Math.max(steps[1], control.firstStep());
                }
                if (failures == REJECTIONS_IN_A_ROW) {
                    RegularizedResult.Status end = candidate.isEmpty()
                            ? RegularizedResult.Status.DIVERGED
                            : RegularizedResult.Status.OUT_OF_BUDGET;
                    return new RegularizedResult(end, state, time, accepted, rejected, 0);
                }
            }
        }
    }

    /** The norm of the velocity of what moves. */
    double velocity(RegularizedState state) {
        return Math.sqrt(implicit.movesMasses() ? state.energyRate() + state.reactionRate() : state.energyRate());
    }

    private boolean isAtRest(RegularizedState state, RestRule rule) {
        return velocity(state) <= rule.velocity() && (!implicit.movesMasses() || state.massDefect() <= rule.defect());
    }

    private Decision decide(RegularizedState state, Optional<RegularizedCandidate> candidate, double tried) {
        if (candidate.isEmpty()) {
            return control.failed(tried);
        }
        RegularizedState end = candidate.get().state();
        return control.decide(
                state.objective(),
                end.objective(),
                candidate.get().predictedDecrease(),
                tried,
                () -> velocity(end) < velocity(state));
    }

    private RegularizedResult.@Nullable Status status(
            RegularizedState state, int accepted, RestRule rule, RegularizedObserver observer, long startNanos) {
        if (!Double.isFinite(state.objective())) {
            return RegularizedResult.Status.DIVERGED;
        }
        if (isAtRest(state, rule)) {
            return RegularizedResult.Status.AT_REST;
        }
        if (observer.isCancelled()) {
            return RegularizedResult.Status.CANCELLED;
        }
        boolean late = rule.wallTime()
                .map(limit -> System.nanoTime() - startNanos > limit.toNanos())
                .orElse(false);
        return late || accepted >= rule.maximalSteps() ? RegularizedResult.Status.OUT_OF_BUDGET : null;
    }
}
