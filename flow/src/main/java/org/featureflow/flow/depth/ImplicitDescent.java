package org.featureflow.flow.depth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.LinearSolve;

/**
 * Follows the parameter flow to its limit by linearly implicit Euler steps in function space, theory sections 4 and 7: with G_n the gradients of
 * the N c outputs per mass, H_nm = &lt;G_n, G_m&gt; in L^2(rho) and g = (output - y)/N, a step of length dt is theta - sum_n r_n G_n, (I + dt H/N) r =
 * dt g. It is a consistent integrator of the flow without a limit of stability, and for long steps the Gauss-Newton step; so it gets to losses
 * that explicit steps do not reach. Costs c backward passes, (N c)^2 inner products of parameters and an N c solve a step.
 *
 * @param problem the data and the block
 * @param scheme how depth is integrated
 */
public record ImplicitDescent(DepthProblem problem, DepthScheme scheme) {

    private static final double ACCEPTED = 0.1;
    private static final double GOOD = 0.75;
    private static final double POOR = 0.25;
    private static final double GROWTH = 8;
    private static final double SHRINKAGE = 0.25;
    private static final double LONGEST = 1e18;

    /**
     * Takes steps as long as the linear model of the outputs predicts the loss: one is kept if the loss falls by a tenth of what the model
     * promises, the next is longer if it falls by three quarters of it and shorter if by less than a quarter.
     *
     * @param start the measure at flow time 0
     * @param firstStep the first step tried, positive
     * @param steps the greatest number of steps, rejected ones included
     * @param targetLoss the run ends at a loss at or below this
     * @return the run; its losses decrease
     * @throws IllegalArgumentException if the step is not positive or the number of steps negative
     */
    public ParameterFlowResult run(BlockMeasure start, double firstStep, int steps, double targetLoss) {
        if (!(firstStep > 0) || steps < 0) {
            throw new IllegalArgumentException(
                    "step " + firstStep + ", steps " + steps + ": a positive step and no negative number are needed");
        }
        DepthState state = problem.at(start, scheme);
        List<Double> losses = new ArrayList<>(List.of(state.loss()));
        List<Double> rates = new ArrayList<>(List.of(state.energyRate()));
        double step = firstStep;
        double time = 0;
        for (int i = 0; i < steps && state.loss() > targetLoss; i++) {
            Optional<Trial> trial = trial(state, step);
            double ratio = trial.map(Trial::ratio).orElse(Double.NaN);
            if (ratio >= ACCEPTED) {
                state = trial.orElseThrow().next;
                time += step;
                losses.add(state.loss());
                rates.add(state.energyRate());
            }
            double factor = ratio >= GOOD ? GROWTH : ratio >= POOR ? 1 : SHRINKAGE;
            step = Math.min(LONGEST, step * factor);
        }
        return new ParameterFlowResult(state, time, losses, rates);
    }

    private Optional<Trial> trial(DepthState state, double step) {
        List<BlockMeasure> gradients = state.outputGradients();
        int size = gradients.size();
        DMatrixRMaj output = state.output();
        DMatrixRMaj targets = problem.targets();
        DMatrixRMaj kernel = new DMatrixRMaj(size, size);
        DMatrixRMaj system = new DMatrixRMaj(size, size);
        DMatrixRMaj right = new DMatrixRMaj(size, 1);
        for (int n = 0; n < size; n++) {
            for (int m = 0; m < size; m++) {
                kernel.set(n, m, m < n ? kernel.get(m, n) : gradients.get(n).dot(gradients.get(m)));
                system.set(n, m, (n == m ? 1 : 0) + step / problem.samples() * kernel.get(n, m));
            }
            right.set(n, 0, step * (output.data[n] - targets.data[n]) / problem.samples());
        }
        return LinearSolve.general(system, right).map(r -> {
            BlockMeasure moved = state.measure();
            double predicted = 0;
            for (int n = 0; n < size; n++) {
                moved = moved.plus(-r.get(n), gradients.get(n));
                double residual = output.data[n] - targets.data[n];
                double change = 0;
                for (int m = 0; m < size; m++) {
                    change -= kernel.get(n, m) * r.get(m);
                }
                predicted -= change * (2 * residual + change) / (2 * problem.samples());
            }
            DepthState next = problem.at(moved, scheme);
            return new Trial(next, (state.loss() - next.loss()) / predicted);
        });
    }

    /** The state a step leads to, and its decrease of the loss over the predicted one. */
    private record Trial(DepthState next, double ratio) {}
}
