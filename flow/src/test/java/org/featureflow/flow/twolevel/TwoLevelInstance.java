package org.featureflow.flow.twolevel;

import java.util.Arrays;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.numeric.RandomStreams;

/** Two-level flows for tests. */
record TwoLevelInstance(TwoLevelFlow flow, TwoLevelNetwork network) {

    /** The optimum over all features of {@link #repopulation()}, from theory section 6. */
    static final double OPTIMUM = 0.02231993513;

    /** Theory section 6: ten equidistant points with a constant input, y = sin(2.5 x), penalties 1e-3. */
    static TwoLevelFlow repopulation() {
        DMatrixRMaj x = new DMatrixRMaj(10, 2);
        DMatrixRMaj y = new DMatrixRMaj(10, 1);
        for (int n = 0; n < 10; n++) {
            double t = -2 + 4.0 * n / 9;
            x.set(n, 0, t);
            x.set(n, 1, 1);
            y.set(n, 0, Math.sin(2.5 * t));
        }
        return new TwoLevelFlow(
                MatrixProducts.portable(1), x, new Objective(Losses.squared(), y), Activations.tanh(), 1e-3, 1e-3);
    }

    static TwoLevelNetwork start(long seed, int width) {
        return TwoLevelNetwork.normal(width, 1, 2, 1, 2, new RandomStreams(seed).stream("start"));
    }

    /** Six samples of three inputs, five units of unequal masses. */
    static TwoLevelInstance random(long seed, Loss loss, Activation activation, double penalty) {
        RandomGenerator random = new RandomStreams(seed).stream("two-level");
        int c = loss.equals(Losses.softmax()) ? 3 : 1;
        DMatrixRMaj x = normal(6, 3, random);
        DMatrixRMaj y = new DMatrixRMaj(6, c);
        for (int n = 0; n < 6; n++) {
            if (c > 1) {
                y.set(n, random.nextInt(c), 1);
            } else {
                double v = random.nextGaussian();
                y.set(n, 0, loss.equals(Losses.logistic()) ? Math.signum(v) : v);
            }
        }
        DMatrixRMaj p = new DMatrixRMaj(5, 1);
        for (int k = 0; k < 5; k++) {
            p.data[k] = 0.2 + random.nextDouble();
        }
        double total = Arrays.stream(p.data).sum();
        for (int k = 0; k < 5; k++) {
            p.data[k] /= total;
        }
        TwoLevelFlow flow = new TwoLevelFlow(
                MatrixProducts.portable(1), x, new Objective(loss, y), activation, penalty, 0.7 * penalty);
        return new TwoLevelInstance(flow, TwoLevelNetwork.of(p, normal(5, c, random), normal(5, 3, random)));
    }

    static DMatrixRMaj normal(int rows, int cols, RandomGenerator random) {
        DMatrixRMaj a = new DMatrixRMaj(rows, cols);
        for (int i = 0; i < rows * cols; i++) {
            a.data[i] = random.nextGaussian();
        }
        return a;
    }

    /** The coordinates (u_k, w_k), a unit's side by side, with log p_k before them if masses move. */
    static double[] coordinates(TwoLevelNetwork network, Moving moving) {
        int c = network.outputs();
        int d = network.inputs();
        int leading = moving.leading();
        double[] z = new double[network.units() * (leading + c + d)];
        for (int k = 0; k < network.units(); k++) {
            int at = k * (leading + c + d);
            if (leading > 0) {
                z[at] = Math.log(network.mass(k));
            }
            System.arraycopy(network.outputWeights().data, k * c, z, at + leading, c);
            System.arraycopy(network.inputWeights().data, k * d, z, at + leading + c, d);
        }
        return z;
    }

    /** The velocity of these coordinates, from the state's public numbers. */
    static double[] velocity(TwoLevelState state, Moving moving) {
        int c = state.network().outputs();
        int d = state.network().inputs();
        int leading = moving.leading();
        double[] v = new double[state.network().units() * (leading + c + d)];
        for (int k = 0; k < state.network().units(); k++) {
            int at = k * (leading + c + d);
            if (leading > 0) {
                v[at] = state.meanVariation() - state.variation(k);
            }
            System.arraycopy(state.outputVelocity().data, k * c, v, at + leading, c);
            System.arraycopy(state.inputVelocity().data, k * d, v, at + leading + c, d);
        }
        return v;
    }

    /** The classical Runge-Kutta method: a reference of order 4 that sees velocities only. */
    static TwoLevelNetwork rungeKutta(TwoLevelFlow flow, TwoLevelNetwork start, Moving moving, double time, int steps) {
        double t = time / steps;
        TwoLevelNetwork at = start;
        for (int i = 0; i < steps; i++) {
            double[] k1 = velocity(flow.at(at), moving);
            double[] k2 = velocity(flow.at(at.moved(moving, scaled(t / 2, k1))), moving);
            double[] k3 = velocity(flow.at(at.moved(moving, scaled(t / 2, k2))), moving);
            double[] k4 = velocity(flow.at(at.moved(moving, scaled(t, k3))), moving);
            double[] total = new double[k1.length];
            for (int j = 0; j < total.length; j++) {
                total[j] = t / 6 * (k1[j] + 2 * k2[j] + 2 * k3[j] + k4[j]);
            }
            at = at.moved(moving, total);
        }
        return at;
    }

    static double[] scaled(double s, double[] a) {
        return Arrays.stream(a).map(x -> s * x).toArray();
    }

    static double distance(double[] a, double[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }
}
