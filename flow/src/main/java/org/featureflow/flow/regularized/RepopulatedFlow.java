package org.featureflow.flow.regularized;

import org.featureflow.core.feature.Network;
import org.featureflow.flow.regularized.RegularizedResult.Status;

/**
 * The repopulated flow in its limit of fast reaction, theory section 6 ("neural feature repopulation" in [FDZ, FGZZ]): phases of the
 * flow between exact solves of the masses, until the flow is at rest and a solve gains nothing. The objective falls in both.
 *
 * @param integrator runs the phases
 * @param reaction solves for the masses
 * @param phase the number of accepted steps between two solves
 */
public record RepopulatedFlow(RegularizedIntegrator integrator, Reaction reaction, int phase) {

    /**
     * Checks the number.
     *
     * @param integrator runs the phases
     * @param reaction solves for the masses
     * @param phase the number of accepted steps between two solves
     * @throws IllegalArgumentException if it is not positive
     */
    public RepopulatedFlow {
        if (phase < 1) {
            throw new IllegalArgumentException("phase of " + phase + " steps: at least 1 is needed");
        }
    }

    /**
     * Runs the flow from a network.
     *
     * @param flow the flow
     * @param start the network at time 0
     * @param rule when to end: at rest, the velocity of what the integrator moves is below its bound, and either the masses' defect or
     *     what an exact solve gains is below that of the defect
     * @param observer is told of every accepted step and of every solve that lowered the objective
     * @return the end of the run
     */
    public RegularizedResult run(RegularizedFlow flow, Network start, RestRule rule, RegularizedObserver observer) {
        long startNanos = System.nanoTime();
        Network network = start;
        double time = 0;
        int accepted = 0;
        int rejected = 0;
        int reactions = 0;
        while (true) {
            RegularizedState state = flow.at(network);
            RegularizedState reacted = flow.at(reaction.repopulated(state));
            // A solve in floating point may raise the objective near rest.
            double gain = state.objective() - reacted.objective();
            boolean lower = gain > 0;
            reactions++;
            if (integrator.velocity(state) <= rule.velocity() && gain <= rule.defect()) {
                return new RegularizedResult(Status.AT_REST, state, time, accepted, rejected, reactions);
            }
            RestRule left = left(rule, accepted, startNanos);
            int before = accepted;
            double timeBefore = time;
            RegularizedResult result = integrator.run(
                    flow,
                    lower ? reacted.network() : network,
                    left.withMaximalSteps(Math.min(phase, left.maximalSteps())),
                    new RegularizedObserver() {
                        @Override
                        public void accepted(int step, double phaseTime, RegularizedState moved) {
                            if (step > 0 || lower || before == 0) {
                                observer.accepted(before + step, timeBefore + phaseTime, moved);
                            }
                        }

                        @Override
                        public boolean isCancelled() {
                            return observer.isCancelled();
                        }
                    });
            accepted += result.accepted();
            rejected += result.rejected();
            time += result.flowTime();
            network = result.network();
            boolean settled =
                    result.status() == Status.AT_REST && result.state().massDefect() <= rule.defect();
            boolean stuck = result.accepted() == 0 && !lower;
            boolean spent = accepted >= rule.maximalSteps() || isLate(rule, startNanos);
            if (settled || stuck || spent || isFinal(result.status())) {
                Status status =
                        settled ? Status.AT_REST : isFinal(result.status()) ? result.status() : Status.OUT_OF_BUDGET;
                return new RegularizedResult(status, result.state(), time, accepted, rejected, reactions);
            }
        }
    }

    private static boolean isFinal(Status status) {
        return status == Status.CANCELLED || status == Status.DIVERGED;
    }

    private static boolean isLate(RestRule rule, long startNanos) {
        return rule.wallTime()
                .map(limit -> System.nanoTime() - startNanos > limit.toNanos())
                .orElse(false);
    }

    private static RestRule left(RestRule rule, int accepted, long startNanos) {
        RestRule steps = rule.withMaximalSteps(rule.maximalSteps() - accepted);
        return rule.wallTime()
                .map(limit -> steps.withWallTime(limit.minusNanos(System.nanoTime() - startNanos)))
                .orElse(steps);
    }
}
