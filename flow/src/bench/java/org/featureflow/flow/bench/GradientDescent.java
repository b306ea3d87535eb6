package org.featureflow.flow.bench;

import org.featureflow.core.feature.Network;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.field.FlowState;

/**
 * Scaled gradient descent, the baseline: a forward and a backward pass and an update a step, and nothing else. (The stepper
 * {@code ExplicitEuler} makes the same steps and computes the energy rate besides, which the baseline should not pay for.)
 *
 * @param flow the flow
 * @param start the network to start from
 */
record GradientDescent(FeatureFlow flow, Network start) {

    /** A loss so many times the first counts as diverged. */
    private static final double DIVERGED = 1e3;

    private static final int SEARCH_STEPS = 200;

    /**
     * A run.
     *
     * @param step the learning rate
     * @param evaluations the number of forward passes, the start's included
     * @param loss the last loss, infinite if the run diverged
     * @param seconds the time taken
     */
    record Run(double step, int evaluations, double loss, double seconds) {}

    /** Descends until the loss is at most a target, or the budget of evaluations is spent. */
    Run run(double step, double target, int budget) {
        long begin = System.nanoTime();
        FlowState state = flow.at(start);
        double limit = DIVERGED * state.loss();
        int evaluations = 1;
        while (state.loss() > target && evaluations < budget) {
            Network network = state.network();
            state = flow.at(network.withWeights(network.weights().plus(flow.products(), step, state.velocity())));
            evaluations++;
            if (!(state.loss() <= limit)) {
                return new Run(step, evaluations, Double.POSITIVE_INFINITY, seconds(begin));
            }
        }
        return new Run(step, evaluations, state.loss(), seconds(begin));
    }

    /**
     * The step of least loss after 200 steps: doubled or halved while that helps, then once more by the square root of two to either
     * side. The search begins at the inverse of the trace of A H, a step that is stable at the start.
     */
    double bestStep() {
        Run best = trial(firstStep());
        best = climb(best, 2);
        best = climb(best, 0.5);
        double center = best.step();
        for (double step : new double[] {center * Math.sqrt(2), center / Math.sqrt(2)}) {
            best = better(best, trial(step));
        }
        return best.step();
    }

    private Run climb(Run from, double factor) {
        Run best = from;
        while (true) {
            Run next = trial(best.step() * factor);
            if (better(best, next) == best) {
                return best;
            }
            best = next;
        }
    }

    private static Run better(Run a, Run b) {
        return b.loss() < a.loss() ? b : a;
    }

    private Run trial(double step) {
        return run(step, Double.NEGATIVE_INFINITY, 1 + SEARCH_STEPS);
    }

    /** The inverse of the trace of A H at the start. */
    double firstStep() {
        FlowState state = flow.at(start);
        var kernel = state.kernel();
        var curvature = state.curvature();
        int outputs = state.outputs().numCols;
        double trace = 0;
        for (int i = 0; i < kernel.numRows; i++) {
            for (int k = 0; k < outputs; k++) {
                trace += curvature.data[i * outputs + k] * kernel.get(i - i % outputs + k, i);
            }
        }
        return 1 / trace;
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) * 1e-9;
    }
}
