package org.featureflow.flow.regularized;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Masses;
import org.featureflow.core.feature.Network;

/**
 * Linearly implicit Euler with the exact second derivative of the objective, on the hidden weights that are not 0:
 *
 * <pre>
 *   (I + dt F'') (Delta, s) = -dt F'
 * </pre>
 *
 * in the flow's metric, s the change of the logarithms of the masses (none in transport alone). There F is smooth; weights at 0 stay
 * there, and those that would change sign stop at 0, so that {@link ImplicitStep}s in between must say which weights are at 0. Where
 * F'' is positive the step has no stability limit, and as dt grows it becomes Newton's method.
 *
 * <p>The system is solved by conjugate gradients, preconditioned by the Gauss-Newton system of {@link ImplicitStep}; the step fails if
 * I + dt F'' is not positive along a search direction. A product with F'' costs two passes, about 4 N m^2 operations a layer.
 */
public final class ManifoldStep implements RegularizedStepper {

    private static final int MOST_ITERATIONS = 300;
    private static final double PRECISION = 1e-6;
    /** The preconditioner's own step is no longer than this over the least lambda. */
    private static final double LONGEST_PRECONDITIONING = 10;

    private final boolean reacts;

    private ManifoldStep(boolean reacts) {
        this.reacts = reacts;
    }

    /**
     * Steps of the weights, masses held fixed.
     *
     * @return the method
     */
    public static ManifoldStep transport() {
        return new ManifoldStep(false);
    }

    /**
     * Steps of weights and masses.
     *
     * @return the method
     */
    public static ManifoldStep transportAndReaction() {
        return new ManifoldStep(true);
    }

    @Override
    public boolean movesMasses() {
        return reacts;
    }

    @Override
    public Optional<RegularizedCandidate> step(RegularizedState state, double step) {
        ManifoldSystem system = new ManifoldSystem(state, step, reacts, preconditioning(state, step));
        double[] p = state.sharedMasses();
        PathMotion right = system.descent();
        PathMotion solution = right.times(0);
        PathMotion residual = right;
        Optional<PathMotion> conditioned = system.precondition(residual);
        if (conditioned.isEmpty()) {
            return Optional.empty();
        }
        PathMotion direction = conditioned.get();
        double rho = residual.dot(direction, p);
        double enough = PRECISION * PRECISION * rho;
        for (int i = 0; i < MOST_ITERATIONS && rho > enough; i++) {
            PathMotion image = system.times(direction);
            double curvature = direction.dot(image, p);
            if (!(curvature > 0)) {
                return Optional.empty();
            }
            double t = rho / curvature;
            solution = solution.plus(t, direction);
            residual = residual.plus(-t, image);
            PathMotion next = system.precondition(residual).orElseThrow();
            double nextRho = residual.dot(next, p);
            direction = next.plus(nextRho / rho, direction);
            rho = nextRho;
        }
        return end(state, system, right, solution, step);
    }

    private static double preconditioning(RegularizedState state, double step) {
        double least = Math.min(
                state.flow().lambda().output(),
                state.flow().lambda().hidden().stream()
                        .mapToDouble(x -> x)
                        .min()
                        .orElse(Double.POSITIVE_INFINITY));
        return Math.min(step, LONGEST_PRECONDITIONING / least);
    }

    private Optional<RegularizedCandidate> end(
            RegularizedState state, ManifoldSystem system, PathMotion right, PathMotion solution, double step) {
        double[] p = state.sharedMasses();
        Network network = state.network();
        if (!solution.isFinite(p)) {
            return Optional.empty();
        }
        Masses masses = network.masses();
        if (reacts) {
            Optional<Masses> moved =
                    MassStep.moved(p, solution.logMasses(), network.weights().depth());
            if (moved.isEmpty()) {
                return Optional.empty();
            }
            masses = moved.get();
        }
        PathWeights weights = stoppedAtZero(state.weights(), state.weights().plus(1, solution.weights()));
        RegularizedState end = state.flow().at(new Network(network.architecture(), weights.toWeights(), masses));
        // F'' = (system - I)/dt, and the system times the solution is the right side dt F' up to its sign.
        double linear = right.dot(solution, p) / step;
        double curved = (system.times(solution).dot(solution, p) - solution.dot(solution, p)) / step;
        return Double.isFinite(end.objective())
                ? Optional.of(new RegularizedCandidate(end, linear - curved / 2))
                : Optional.empty();
    }

    private static PathWeights stoppedAtZero(PathWeights before, PathWeights after) {
        List<DMatrixRMaj> layers = new ArrayList<>(after.layers());
        for (int l = 1; l < after.depth(); l++) {
            DMatrixRMaj stopped = layers.get(l).copy();
            for (int i = 0; i < stopped.getNumElements(); i++) {
                if (stopped.data[i] * before.layers().get(l).data[i] <= 0) {
                    stopped.data[i] = 0;
                }
            }
            layers.set(l, stopped);
        }
        return new PathWeights(layers);
    }
}
