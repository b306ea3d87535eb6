package org.featureflow.flow.regularized;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.LinearSolve;

/**
 * The system I + dt F'' of a {@link ManifoldStep} in the flow's metric, on the hidden weights that are not 0 of atoms with mass, and
 * its Gauss-Newton preconditioner.
 */
final class ManifoldSystem {

    /** Atoms below this mass are left to other steps: their metric is singular. */
    private static final double LEAST_MASS = 1e-13;

    private final RegularizedState state;
    private final double dt;
    private final boolean reacts;
    private final double[] p;
    private final ObjectiveCurvature curvature;
    private final double[] rates;
    private final StepModel model;
    private final DMatrixRMaj massJacobian;
    /** The proximal map of the preconditioner's step at the weights as they are: only its derivative is used. */
    private final Proximal shrinkage;

    private final DMatrixRMaj preconditioner;
    private final double preconditioning;

    ManifoldSystem(RegularizedState state, double dt, boolean reacts, double preconditioning) {
        this.state = state;
        this.dt = dt;
        this.reacts = reacts;
        this.p = state.sharedMasses();
        this.curvature = new ObjectiveCurvature(state);
        this.rates = state.massDerivatives();
        double mean = state.meanMassDerivative();
        for (int k = 0; k < p.length; k++) {
            rates[k] -= mean;
        }
        this.preconditioning = preconditioning;
        this.model = new StepModel(state, preconditioning, reacts);
        this.massJacobian = state.jacobian().massDerivatives(state.weights());
        this.shrinkage = state.flow().penalty().derivativeAt(state.weights(), preconditioning, p);
        this.preconditioner =
                model.system(new StepModel.Response(shrinkage, new StepModel.MassRates(rates), state.gradient(), 0, 0));
    }

    /** -dt F', the right side. */
    PathMotion descent() {
        double[] s = new double[p.length];
        for (int k = 0; k < p.length && reacts; k++) {
            s[k] = -dt * rates[k];
        }
        return free(new PathMotion(state.pathVelocity().times(dt), s));
    }

    /** (I + dt F'') x. */
    PathMotion times(PathMotion x) {
        double[] dp = reacts ? x.massChange(p) : new double[p.length];
        ObjectiveCurvature.Gradient image = curvature.times(x.weights(), dp);
        List<DMatrixRMaj> layers = new ArrayList<>();
        for (int l = 0; l < image.weights().layers().size(); l++) {
            DMatrixRMaj layer = image.weights().layers().get(l).copy();
            DMatrixRMaj v = state.weights().layers().get(l);
            for (int i = 0; i < layer.getNumElements(); i++) {
                int row = i / layer.numCols;
                int column = i % layer.numCols;
                double mass =
                        l == 0 ? p[column] / layer.numRows : l < state.weights().depth() ? p[row] * p[column] : p[row];
                layer.data[i] = x.weights().layers().get(l).data[i]
                        + (isFree(l, row, column, v) ? dt * layer.data[i] / mass : 0);
            }
            layers.add(layer);
        }
        double[] s = x.logMasses().clone();
        if (reacts) {
            double mean = 0;
            for (int k = 0; k < p.length; k++) {
                mean += p[k] * image.masses()[k] + dp[k] * rates[k];
            }
            for (int k = 0; k < p.length; k++) {
                if (p[k] > LEAST_MASS) {
                    s[k] += dt * (image.masses()[k] - mean + dp[k] / p[k] * rates[k]);
                }
            }
        }
        return free(new PathMotion(new PathWeights(layers), s));
    }

    /** (I + dt (R'' + J^T A J))^-1 x, with a shorter dt and the penalties of the weights only. */
    Optional<PathMotion> precondition(PathMotion x) {
        PathMotion shrunk = shrink(x);
        DMatrixRMaj outputs = image(shrunk);
        DMatrixRMaj right = outputs.copy();
        right.reshape(right.getNumElements(), 1, true);
        Optional<DMatrixRMaj> solved = LinearSolve.general(preconditioner, right);
        if (solved.isEmpty()) {
            return Optional.empty();
        }
        DMatrixRMaj z = solved.get();
        z.reshape(outputs.numRows, outputs.numCols, true);
        DMatrixRMaj rho = model.curved(z);
        double[] back = new double[p.length];
        if (reacts) {
            double mean = 0;
            for (int k = 0; k < p.length; k++) {
                for (int i = 0; i < massJacobian.numRows; i++) {
                    back[k] += massJacobian.data[i * p.length + k] * rho.data[i];
                }
                mean += p[k] * back[k];
            }
            for (int k = 0; k < p.length; k++) {
                back[k] -= mean;
            }
        }
        PathMotion correction = shrink(free(new PathMotion(state.jacobian().pullBack(rho), back)));
        return Optional.of(shrunk.plus(-preconditioning, correction));
    }

    /** J and P times a motion. */
    private DMatrixRMaj image(PathMotion x) {
        DMatrixRMaj outputs = state.jacobian().apply(x.weights());
        if (reacts) {
            double[] dp = x.massChange(p);
            for (int i = 0; i < massJacobian.numRows; i++) {
                for (int k = 0; k < p.length; k++) {
                    outputs.data[i] += massJacobian.data[i * p.length + k] * dp[k];
                }
            }
        }
        return outputs;
    }

    private PathMotion shrink(PathMotion x) {
        return new PathMotion(shrinkage.derivativeTimes(x.weights(), p), x.logMasses());
    }

    private PathMotion free(PathMotion x) {
        List<DMatrixRMaj> layers = new ArrayList<>();
        for (int l = 0; l < x.weights().layers().size(); l++) {
            DMatrixRMaj layer = x.weights().layers().get(l).copy();
            DMatrixRMaj v = state.weights().layers().get(l);
            for (int i = 0; i < layer.getNumElements(); i++) {
                if (!isFree(l, i / layer.numCols, i % layer.numCols, v)) {
                    layer.data[i] = 0;
                }
            }
            layers.add(layer);
        }
        double[] s = x.logMasses().clone();
        for (int k = 0; k < p.length; k++) {
            s[k] = p[k] > LEAST_MASS ? s[k] : 0;
        }
        return new PathMotion(new PathWeights(layers), s);
    }

    private boolean isFree(int l, int row, int column, DMatrixRMaj v) {
        if (l == 0) {
            return p[column] > LEAST_MASS;
        }
        if (l == state.weights().depth()) {
            return p[row] > LEAST_MASS;
        }
        return p[row] > LEAST_MASS && p[column] > LEAST_MASS && v.data[row * v.numCols + column] != 0;
    }
}
