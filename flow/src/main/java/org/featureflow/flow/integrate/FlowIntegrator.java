package org.featureflow.flow.integrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.featureflow.core.feature.Network;
import org.featureflow.flow.control.StepController;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.field.FlowState;
import org.featureflow.flow.step.Candidate;
import org.featureflow.flow.step.Stepper;
import org.jspecify.annotations.Nullable;

/**
 * The loop of a run: candidate, decision, stopping. After an accepted step factored weights that have grown long are recompressed.
 *
 * @param stepper makes candidates
 * @param controller accepts or rejects them
 */
public record FlowIntegrator(Stepper stepper, StepController controller) {

    /** So many failures in a row mean that no shorter step will do. */
    private static final int REJECTIONS_IN_A_ROW = 60;

    /** A last step is lengthened by this fraction rather than followed by a sliver left over by rounding errors of the time. */
    private static final double SLIVER = 1e-10;

    /** A proof is tried again only once the loss has come this much closer to the optimum. */
    private static final double PROOF_PROGRESS = 0.5;

    /**
     * Runs a flow from a network.
     *
     * @param flow the flow
     * @param start the network at time 0
     * @param stopping when to end
     * @param observer is told of every accepted step
     * @return the end of the run
     */
    public FlowResult run(FeatureFlow flow, Network start, Stopping stopping, FlowObserver observer) {
        Run run = new Run(flow.start(start), stopping, observer);
        return run.toEnd();
    }

    /** The variables of one run. */
    private final class Run {
        private final Stopping stopping;
        private final FlowObserver observer;
        private final double optimumLower;
        private final long startNanos = System.nanoTime();
        private final List<TrajectoryPoint> trajectory = new ArrayList<>();
        private StepController current = controller;
        private final Recompressor recompressor = new Recompressor();
        private FlowState state;
        private double time;
        private int accepted;
        private int rejected;
        private double triedExcess = Double.POSITIVE_INFINITY;
        private int triedStep = -1;

        Run(FlowState start, Stopping stopping, FlowObserver observer) {
            this.state = start;
            this.stopping = stopping;
            this.observer = observer;
            this.optimumLower = stopping.excess().map(ExcessBound::optimumLower).orElse(Double.NaN);
        }

        FlowResult toEnd() {
            if (!Double.isFinite(state.loss())) {
                return end(FlowStatus.DIVERGED);
            }
            observer.accepted(0, 0, state);
            record();
            double step = controller.firstStep();
            int failures = 0;
            while (true) {
                FlowStatus status = statusBeforeStep();
                if (status != null) {
                    return status == FlowStatus.CANCELLED ? end(status) : endUnlessProved(status);
                }
                double remaining = stopping.maximalFlowTime() - time;
                double tried = step * (1 + SLIVER) >= remaining ? remaining : step;
                Optional<Candidate> candidate = stepper.step(state, tried);
                StepController.Decision decision = current.decide(state, candidate, tried);
                current = current.after(decision, candidate);
                if (decision.accept() && candidate.isPresent()) {
                    advance(candidate.get());
                    time = tried == remaining ? stopping.maximalFlowTime() : time + tried;
                    accepted++;
                    failures = 0;
                    observer.accepted(accepted, time, state);
                    if (accepted % stopping.recordEvery() == 0) {
                        record();
                    }
                } else {
                    candidate.ifPresent(refused -> refused.release(state, state));
                    rejected++;
                    failures++;
                    boolean sameAgain = Math.min(decision.nextStep(), remaining) == tried;
                    if (sameAgain || failures == REJECTIONS_IN_A_ROW) {
                        return endUnlessProved(candidate.isEmpty() ? FlowStatus.DIVERGED : FlowStatus.OUT_OF_BUDGET);
                    }
                }
                step = decision.nextStep();
            }
        }

        private void advance(Candidate candidate) {
            FlowState before = state;
            state = recompressor.lightened(before, candidate.state());
            candidate.release(before, state);
        }

        private @Nullable FlowStatus statusBeforeStep() {
            if (isAtOptimum()) {
                return FlowStatus.AT_OPTIMUM;
            }
            if (time >= stopping.maximalFlowTime()) {
                return FlowStatus.REACHED_TIME;
            }
            double resting = stopping.restingVelocity();
            if (resting > 0 && Math.sqrt(state.energyRate()) <= resting) {
                return stopping.excess().isPresent() ? FlowStatus.STATIONARY_ABOVE_OPTIMUM : FlowStatus.STATIONARY;
            }
            if (observer.isCancelled()) {
                return FlowStatus.CANCELLED;
            }
            boolean late = stopping.wallTime()
                    .map(limit -> System.nanoTime() - startNanos > limit.toNanos())
                    .orElse(false);
            return late || accepted >= stopping.maximalSteps() ? FlowStatus.OUT_OF_BUDGET : null;
        }

        private boolean isAtOptimum() {
            return state.loss() - optimumLower <= PROOF_PROGRESS * triedExcess && isProvedAtOptimum();
        }

        /** Tries the proof where the computed loss allows one, at most once a state. */
        private boolean isProvedAtOptimum() {
            double excess = state.loss() - optimumLower;
            if (!(excess <= stopping.tolerance()) || triedStep == accepted) {
                return false;
            }
            triedStep = accepted;
            triedExcess = excess;
            return stopping.excess().orElseThrow().excessUpper(state) <= stopping.tolerance();
        }

        private void record() {
            trajectory.add(TrajectoryPoint.of(accepted, time, state, optimumLower));
        }

        /** Before a run ends elsewhere the proof is tried on its last state, however little was gained since it last failed. */
        private FlowResult endUnlessProved(FlowStatus status) {
            return end(isProvedAtOptimum() ? FlowStatus.AT_OPTIMUM : status);
        }

        private FlowResult end(FlowStatus status) {
            boolean recorded = !trajectory.isEmpty()
                    && trajectory.get(trajectory.size() - 1).step() == accepted;
            if (!recorded) {
                record();
            }
            return new FlowResult(
                    status,
                    controller.path(),
                    state.afterRun(),
                    time,
                    accepted,
                    rejected,
                    trajectory,
                    recompressor.summary());
        }
    }
}
