package org.featureflow.flow.depth;

import java.util.ArrayList;
import java.util.List;

/**
 * The gradient flow of E in the parameters, theta_ik' = -(K / h_i) dE/dtheta_ik, theory section 7; with n cells of length 1/n and one
 * particle it is theta_i' = -n dE/dtheta_i.
 *
 * @param problem the data and the block
 * @param scheme how depth is integrated
 */
public record ParameterFlow(DepthProblem problem, DepthScheme scheme) {

    /** An explicit method in flow time. */
    public enum Method {
        /** Explicit Euler, order 1: scaled gradient descent. */
        EULER,
        /** The classical Runge-Kutta method, order 4. */
        RUNGE_KUTTA
    }

    /** A step is kept if it loses this part of what the energy identity promises. */
    private static final double SUFFICIENT_DECREASE = 0.5;

    private static final double GROWTH = 1.5;
    private static final double SHRINKAGE = 0.5;
    private static final double SMALLEST_STEP = 1e-300;

    /**
     * Integrates with steps of one length.
     *
     * @param start the measure at flow time 0
     * @param method the method
     * @param step the step in flow time, positive
     * @param steps the number of steps
     * @return the run
     * @throws IllegalArgumentException if the step is not positive or the number of steps negative
     */
    public ParameterFlowResult run(BlockMeasure start, Method method, double step, int steps) {
        check(step, steps);
        DepthState state = problem.at(start, scheme);
        List<Double> losses = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            losses.add(state.loss());
            rates.add(state.energyRate());
            BlockMeasure next =
                    method == Method.EULER ? state.measure().plus(step, state.velocity()) : rungeKutta(state, step);
            state = problem.at(next, scheme);
        }
        losses.add(state.loss());
        rates.add(state.energyRate());
        return new ParameterFlowResult(state, steps * step, losses, rates);
    }

    /**
     * Follows the flow by Euler steps as long as the loss allows: a step is kept if it loses at least half of step x energy rate,
     * and the next one is half longer; else it is halved. For runs to rest, where the path's accuracy does not matter.
     *
     * @param start the measure at flow time 0
     * @param firstStep the first step tried, positive
     * @param steps the greatest number of steps, rejected ones included
     * @param restingVelocity the run ends once the root of the energy rate is at or below this
     * @return the run; its losses decrease
     * @throws IllegalArgumentException if the step is not positive or the number of steps negative
     */
    public ParameterFlowResult descend(BlockMeasure start, double firstStep, int steps, double restingVelocity) {
        check(firstStep, steps);
        DepthState state = problem.at(start, scheme);
        List<Double> losses = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        losses.add(state.loss());
        rates.add(state.energyRate());
        double step = firstStep;
        double time = 0;
        for (int i = 0; i < steps && Math.sqrt(state.energyRate()) > restingVelocity && step > SMALLEST_STEP; i++) {
            DepthState next = problem.at(state.measure().plus(step, state.velocity()), scheme);
            if (next.loss() <= state.loss() - SUFFICIENT_DECREASE * step * state.energyRate()) {
                time += step;
                state = next;
                losses.add(state.loss());
                rates.add(state.energyRate());
                step *= GROWTH;
            } else {
                step *= SHRINKAGE;
            }
        }
        return new ParameterFlowResult(state, time, losses, rates);
    }

    private BlockMeasure rungeKutta(DepthState state, double step) {
        BlockMeasure start = state.measure();
        BlockMeasure k1 = state.velocity();
        BlockMeasure k2 = problem.at(start.plus(step / 2, k1), scheme).velocity();
        BlockMeasure k3 = problem.at(start.plus(step / 2, k2), scheme).velocity();
        BlockMeasure k4 = problem.at(start.plus(step, k3), scheme).velocity();
        return start.plus(step / 6, k1).plus(step / 3, k2).plus(step / 3, k3).plus(step / 6, k4);
    }

    private static void check(double step, int steps) {
        if (!(step > 0) || steps < 0) {
            throw new IllegalArgumentException(
                    "step " + step + ", steps " + steps + ": a positive step and no negative number are needed");
        }
    }
}
