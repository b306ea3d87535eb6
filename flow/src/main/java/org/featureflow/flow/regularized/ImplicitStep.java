package org.featureflow.flow.regularized;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Masses;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.LinearSolve;

/**
 * A step implicit in the penalty and in Gauss-Newton, theory section 4: the minimiser of the model
 *
 * <pre>
 *   g.z + z.A z/2 + R(V + Delta) + s.delta + |Delta|^2/(2 dt) + sum_k delta_k^2/(2 dt p_k),   z = J Delta + P delta
 * </pre>
 *
 * over the change Delta of the weights and, with reaction, delta of the masses. Without hidden layers and reaction it is
 * ((1 + 2 lambda dt) I + dt J^T A J) Delta = -dt (J^T g + 2 lambda V). The norms l_{1,2} enter by their proximal map, inside the
 * system and not after it: nothing is split, so that the steps' fixed points are the rests of the flow at any dt. The minimiser is
 * found by semismooth Newton in function space, systems of size N c, with a line search on the dual function. Masses take
 * the multiplicative form p_k exp(-dt (r_k - mean)), normalised, equal to first order and never negative.
 *
 * <p>Order 1; the curvature of features in the weights, and that of R between masses and weights, is explicit and limits dt. An
 * iteration, of about five, costs (N c)^2 operations an entry of V_l that is not 0, and (N c)^3.
 */
public final class ImplicitStep implements RegularizedStepper {

    private static final int MOST_ITERATIONS = 40;
    private static final int MOST_HALVINGS = 25;
    private static final double PRECISION = 1e-13;
    private static final double ARMIJO = 1e-4;

    private final boolean reacts;

    private ImplicitStep(boolean reacts) {
        this.reacts = reacts;
    }

    /**
     * Steps of the weights, masses held fixed.
     *
     * @return the method
     */
    public static ImplicitStep transport() {
        return new ImplicitStep(false);
    }

    /**
     * Steps of weights and masses.
     *
     * @return the method
     */
    public static ImplicitStep transportAndReaction() {
        return new ImplicitStep(true);
    }

    @Override
    public boolean movesMasses() {
        return reacts;
    }

    @Override
    public Optional<RegularizedCandidate> step(RegularizedState state, double step) {
        StepModel model = new StepModel(state, step, reacts);
        DMatrixRMaj z = new DMatrixRMaj(state.gradient().numRows, state.gradient().numCols);
        StepModel.Response response = model.respond(model.dual(z));
        double missed = largestDifference(z, response.outputs());
        for (int i = 0; i < MOST_ITERATIONS; i++) {
            if (!(missed > PRECISION * largest(response.outputs()))) {
                break;
            }
            Optional<DMatrixRMaj> direction = direction(model, z, response);
            if (direction.isEmpty()) {
                return Optional.empty();
            }
            DMatrixRMaj error = difference(z, response.outputs());
            double slope = StepModel.dot(direction.get(), model.curved(error));
            double value = model.dualValue(z, response);
            double t = 1;
            boolean found = false;
            for (int halvings = 0; halvings < MOST_HALVINGS && !found; halvings++, t /= 2) {
                DMatrixRMaj tried = sum(z, t, direction.get());
                StepModel.Response next = model.respond(model.dual(tried));
                double nextMissed = largestDifference(tried, next.outputs());
                boolean lower = model.dualValue(tried, next) <= value + ARMIJO * t * slope;
                if (nextMissed <= missed / 2 || (lower && nextMissed != missed)) {
                    z = tried;
                    response = next;
                    missed = nextMissed;
                    found = true;
                }
            }
            if (!found) {
                break;
            }
        }
        return end(state, model, response, step);
    }

    private static Optional<DMatrixRMaj> direction(StepModel model, DMatrixRMaj z, StepModel.Response response) {
        DMatrixRMaj right = difference(response.outputs(), z);
        int rows = right.numRows;
        int cols = right.numCols;
        right.reshape(rows * cols, 1, true);
        Optional<DMatrixRMaj> direction = LinearSolve.general(model.system(response), right);
        direction.ifPresent(d -> d.reshape(rows, cols, true));
        return direction;
    }

    private Optional<RegularizedCandidate> end(
            RegularizedState state, StepModel model, StepModel.Response response, double step) {
        Network network = state.network();
        Masses masses = network.masses();
        if (reacts) {
            double[] logMasses = response.massRates().logMasses(step);
            Optional<Masses> moved = MassStep.moved(
                    state.sharedMasses(), logMasses, network.weights().depth());
            if (moved.isEmpty()) {
                return Optional.empty();
            }
            masses = moved.get();
        }
        for (DMatrixRMaj layer : response.proximal().weights().layers()) {
            if (!Double.isFinite(largest(layer))) {
                return Optional.empty();
            }
        }
        RegularizedState end = state.flow()
                .at(new Network(
                        network.architecture(), response.proximal().weights().toWeights(), masses));
        return Double.isFinite(end.objective())
                ? Optional.of(new RegularizedCandidate(end, model.predictedDecrease(response)))
                : Optional.empty();
    }

    private static DMatrixRMaj sum(DMatrixRMaj a, double t, DMatrixRMaj b) {
        DMatrixRMaj sum = a.copy();
        for (int i = 0; i < a.getNumElements(); i++) {
            sum.data[i] += t * b.data[i];
        }
        return sum;
    }

    private static DMatrixRMaj difference(DMatrixRMaj a, DMatrixRMaj b) {
        return sum(a, -1, b);
    }

    private static double largest(DMatrixRMaj a) {
        double largest = 0;
        for (int i = 0; i < a.getNumElements(); i++) {
            largest = Math.max(largest, Math.abs(a.data[i]));
        }
        return largest;
    }

    private static double largestDifference(DMatrixRMaj a, DMatrixRMaj b) {
        return largest(difference(a, b));
    }
}
