package org.featureflow.flow.regularized;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * The model of the objective that an implicit step minimises, theory section 4 with regularizers: with Delta the change of the
 * weights, delta that of the masses, z = J Delta + P delta the change of the outputs to first order,
 *
 * <pre>
 *   g.z + z.A z/2 + R(V + Delta) - R(V) + s.delta + |Delta|^2/(2 dt) + sum_k delta_k^2/(2 dt p_k)
 * </pre>
 *
 * R exactly in the weights and linearly (s) in the masses. Its minimiser solves a system of the size of the outputs: for
 * rho = g + A z it is Delta = prox(V - dt J^T rho) - V, delta_k = -dt p_k (r_k - mean r), r = P^T rho + s, and z must be the one
 * that these give.
 */
final class StepModel {

    private final RegularizedState state;
    private final double dt;
    private final boolean reacts;
    private final DMatrixRMaj gradient;
    private final DMatrixRMaj curvature;
    private final DMatrixRMaj massJacobian;
    private final double[] penaltyDerivatives;
    private final double penalty;

    /** What the weights do for a given rho, and the masses: rates are r_k minus their mean. */
    record Response(Proximal proximal, MassRates massRates, DMatrixRMaj outputs, double value, double penaltyChange) {}

    /** Numbers, one an atom; not written to once they are here. */
    static final class MassRates {
        private final double[] rates;

        MassRates(double[] rates) {
            this.rates = rates;
        }

        /** The change of the logarithms of the masses over a time. */
        double[] logMasses(double time) {
            return Arrays.stream(rates).map(rate -> -time * rate).toArray();
        }
    }

    StepModel(RegularizedState state, double dt, boolean reacts) {
        this.state = state;
        this.dt = dt;
        this.reacts = reacts;
        this.gradient = state.lossState().gradient();
        this.curvature = state.lossState().curvature();
        this.penalty = state.penalty();
        if (reacts) {
            massJacobian = state.jacobian().massDerivatives(state.weights());
            penaltyDerivatives = state.flow().penalty().massDerivatives(state.weights(), state.sharedMasses());
        } else {
            massJacobian = new DMatrixRMaj(gradient.getNumElements(), state.sharedMasses().length);
            penaltyDerivatives = new double[state.sharedMasses().length];
        }
    }

    /** The minimiser for a given rho, N x c; value is the least value of the model with g.z + z.A z/2 replaced by rho.z. */
    Response respond(DMatrixRMaj rho) {
        double[] p = state.sharedMasses();
        PathWeights target = state.weights().plus(-dt, state.jacobian().pullBack(rho));
        Proximal proximal = state.flow().penalty().proximal(target, dt, p);
        PathWeights change = proximal.weights().plus(-1, state.weights());
        DMatrixRMaj outputs = state.jacobian().apply(change);
        double penaltyChange = state.flow().penalty().value(proximal.weights(), p) - penalty;
        double value = penaltyChange + change.squaredNorm(p) / (2 * dt);

        double[] rates = new double[p.length];
        if (reacts) {
            double mean = 0;
            for (int k = 0; k < p.length; k++) {
                rates[k] = penaltyDerivatives[k];
                for (int i = 0; i < massJacobian.numRows; i++) {
                    rates[k] += massJacobian.data[i * p.length + k] * rho.data[i];
                }
                mean += p[k] * rates[k];
            }
            for (int k = 0; k < p.length; k++) {
                rates[k] -= mean;
                double moved = -dt * p[k] * rates[k];
                penaltyChange += penaltyDerivatives[k] * moved;
                value += penaltyDerivatives[k] * moved - moved * rates[k] / 2;
                for (int i = 0; i < massJacobian.numRows; i++) {
                    outputs.data[i] += massJacobian.data[i * p.length + k] * moved;
                }
            }
        }
        return new Response(proximal, new MassRates(rates), outputs, value + dot(rho, outputs), penaltyChange);
    }

    /** g + A z. */
    DMatrixRMaj dual(DMatrixRMaj z) {
        DMatrixRMaj rho = curved(z);
        for (int i = 0; i < rho.getNumElements(); i++) {
            rho.data[i] += gradient.data[i];
        }
        return rho;
    }

    /** A z. */
    DMatrixRMaj curved(DMatrixRMaj z) {
        int c = z.numCols;
        DMatrixRMaj product = new DMatrixRMaj(z.numRows, c);
        for (int i = 0; i < z.getNumElements(); i++) {
            for (int k = 0; k < c; k++) {
                product.data[i] += curvature.data[i * c + k] * z.data[i - i % c + k];
            }
        }
        return product;
    }

    /** I + S A with S = -d(outputs)/d(rho) at a response. */
    DMatrixRMaj system(Response response) {
        double[] p = state.sharedMasses();
        DMatrixRMaj kernel = state.jacobian().kernel(response.proximal());
        int size = kernel.numRows;
        if (reacts) {
            double[] means = new double[size];
            for (int i = 0; i < size; i++) {
                for (int k = 0; k < p.length; k++) {
                    means[i] += p[k] * massJacobian.data[i * p.length + k];
                }
            }
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    double sum = 0;
                    for (int k = 0; k < p.length; k++) {
                        sum += p[k]
                                * (massJacobian.data[i * p.length + k] - means[i])
                                * (massJacobian.data[j * p.length + k] - means[j]);
                    }
                    kernel.data[i * size + j] += sum;
                }
            }
        }
        int c = gradient.numCols;
        DMatrixRMaj system = new DMatrixRMaj(size, size);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                double sum = 0;
                for (int k = 0; k < c; k++) {
                    int row = j - j % c + k;
                    sum += kernel.data[i * size + row] * curvature.data[row * c + j % c];
                }
                system.data[i * size + j] = dt * sum + (i == j ? 1 : 0);
            }
        }
        return system;
    }

    /** By how much the model without the terms of the step length falls. */
    double predictedDecrease(Response response) {
        DMatrixRMaj z = response.outputs();
        return -(dot(gradient, z) + dot(z, curved(z)) / 2 + response.penaltyChange());
    }

    /** The dual function of z: convex, its gradient is A (z - outputs). */
    double dualValue(DMatrixRMaj z, Response response) {
        return dot(z, curved(z)) / 2 - response.value();
    }

    static double dot(DMatrixRMaj a, DMatrixRMaj b) {
        double sum = 0;
        for (int i = 0; i < a.getNumElements(); i++) {
            sum += a.data[i] * b.data[i];
        }
        return sum;
    }
}
