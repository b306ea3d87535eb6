package org.featureflow.convex.program;

import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Losses;
import org.featureflow.core.numeric.RandomStreams;

/** Two-level programs for tests. */
public final class TwoLevelInstances {

    private TwoLevelInstances() {}

    /** Theory section 6's instance: ten equidistant points with a constant input, y = sin(2.5 x). */
    public static TwoLevelProgram repopulation(double penalty) {
        DMatrixRMaj x = new DMatrixRMaj(10, 2);
        DMatrixRMaj y = new DMatrixRMaj(10, 1);
        for (int n = 0; n < 10; n++) {
            double t = -2 + 4.0 * n / 9;
            x.set(n, 0, t);
            x.set(n, 1, 1);
            y.set(n, 0, Math.sin(2.5 * t));
        }
        return new TwoLevelProgram(x, y, Losses.squared(), Activations.tanh(), penalty, penalty);
    }

    /** Normal inputs, with a constant one in the last place if d &gt; 1; targets the loss can take. */
    public static TwoLevelProgram random(long seed, int n, int d, Loss loss, Activation activation, double penalty) {
        RandomGenerator random = new RandomStreams(seed).stream("two-level-instance");
        int c = loss.name().equals("softmax") ? 3 : 1;
        DMatrixRMaj x = new DMatrixRMaj(n, d);
        DMatrixRMaj y = new DMatrixRMaj(n, c);
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < d; k++) {
                x.set(i, k, k == d - 1 && d > 1 ? 1 : random.nextGaussian());
            }
            if (c > 1) {
                y.set(i, random.nextInt(c), 1);
            } else {
                double v = random.nextGaussian();
                y.set(i, 0, loss.name().equals("logistic") ? Math.signum(v) : v);
            }
        }
        return new TwoLevelProgram(x, y, loss, activation, penalty, penalty);
    }

    /** A random measure of a program's shape. */
    public static TwoLevelMeasure measure(TwoLevelProgram program, int atoms, RandomGenerator random) {
        DMatrixRMaj p = new DMatrixRMaj(atoms, 1);
        double total = 0;
        for (int k = 0; k < atoms; k++) {
            p.data[k] = random.nextDouble();
            total += p.data[k];
        }
        for (int k = 0; k < atoms; k++) {
            p.data[k] /= total;
        }
        return new TwoLevelMeasure(
                p, normal(atoms, program.outputs(), random), normal(atoms, program.dimension(), random));
    }

    /** A matrix of standard normal entries. */
    public static DMatrixRMaj normal(int rows, int cols, RandomGenerator random) {
        DMatrixRMaj a = new DMatrixRMaj(rows, cols);
        for (int i = 0; i < a.getNumElements(); i++) {
            a.data[i] = random.nextGaussian();
        }
        return a;
    }

    /** N times the gradient of the loss at random predictions, which is in the domain of the conjugate. */
    public static DMatrixRMaj scaledDual(TwoLevelProgram program, RandomGenerator random) {
        DMatrixRMaj g = program.objective().gradient(normal(program.samples(), program.outputs(), random));
        for (int i = 0; i < g.getNumElements(); i++) {
            g.data[i] *= program.samples();
        }
        return g;
    }
}
