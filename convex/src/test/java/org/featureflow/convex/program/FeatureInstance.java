package org.featureflow.convex.program;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.featureflow.core.model.Architecture.Model;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.model.Regularization;
import org.featureflow.core.numeric.RandomStreams;

/** Random feature programs, a pure function of a few numbers; their parts can be permuted, doubled, or left out. */
public final class FeatureInstance {

    public final Model model;
    public final Loss loss;
    public final DMatrixRMaj targets;
    public final List<DMatrixRMaj> activated;
    public final List<DMatrixRMaj> reproduced;
    public final double[] inputCost;
    public final Regularization lambda;

    public FeatureInstance(
            Model model,
            Loss loss,
            DMatrixRMaj targets,
            List<DMatrixRMaj> activated,
            List<DMatrixRMaj> reproduced,
            double[] inputCost,
            Regularization lambda) {
        this.model = model;
        this.loss = loss;
        this.targets = targets;
        this.activated = activated;
        this.reproduced = reproduced;
        this.inputCost = inputCost;
        this.lambda = lambda;
    }

    /** Features of a random network: tanh of random inputs in 3 dimensions, the last of which is 1. */
    public static FeatureInstance random(
            Model model, Loss loss, int samples, int atoms, int depth, double lambda, long seed) {
        RandomGenerator random = new RandomStreams(seed).stream("feature-instance");
        int inputs = 3;
        DMatrixRMaj x = gaussian(random, samples, inputs, 1);
        for (int n = 0; n < samples; n++) {
            x.set(n, inputs - 1, 1);
        }
        DMatrixRMaj v = gaussian(random, inputs, atoms, 1.5);
        DMatrixRMaj beta = product(x, v);
        List<DMatrixRMaj> activated = new ArrayList<>(List.of(tanh(beta)));
        List<DMatrixRMaj> reproduced = new ArrayList<>();
        for (int layer = 2; layer <= depth; layer++) {
            DMatrixRMaj next = product(activated.get(layer - 2), gaussian(random, atoms, atoms, 1 / Math.sqrt(atoms)));
            reproduced.add(next);
            if (model == Model.RESNET) {
                CommonOps_DDRM.addEquals(beta, tanh(next));
            } else {
                beta = next;
            }
            activated.add(tanh(beta));
        }
        double[] cost = new double[atoms];
        for (int i = 0; i < v.getNumElements(); i++) {
            cost[i % atoms] += v.data[i] * v.data[i];
        }
        int outputs = loss.name().equals("softmax") ? 3 : 1;
        DMatrixRMaj targets = new DMatrixRMaj(samples, outputs);
        for (int n = 0; n < samples; n++) {
            double y = Math.sin(2 * x.get(n, 0)) + 0.1 * random.nextGaussian();
            if (outputs > 1) {
                targets.set(n, random.nextInt(outputs), 1);
            } else {
                targets.set(n, 0, loss.name().equals("logistic") ? (y > 0 ? 1 : -1) : y);
            }
        }
        return new FeatureInstance(
                model, loss, targets, activated, reproduced, cost, Regularization.uniform(lambda, depth));
    }

    /** The four losses; Huber's threshold is small enough to matter. */
    public static List<Loss> losses() {
        return List.of(Losses.squared(), Losses.logistic(), Losses.huber(0.3), Losses.softmax());
    }

    public FeatureProgram program() {
        Objective objective = new Objective(loss, targets);
        return model == Model.RESNET
                ? FeatureProgram.resNet(objective, activated, reproduced, inputCost, lambda)
                : FeatureProgram.dnn(objective, activated, reproduced, inputCost, lambda);
    }

    public int atoms() {
        return inputCost.length;
    }

    public FeatureInstance withLambda(Regularization changed) {
        return new FeatureInstance(model, loss, targets, activated, reproduced, inputCost, changed);
    }

    /** The instance on chosen atoms, in that order, some perhaps twice; the same choice in every layer. */
    public FeatureInstance withAtoms(int... chosen) {
        return new FeatureInstance(
                model,
                loss,
                targets,
                activated.stream().map(a -> columns(a, chosen)).toList(),
                reproduced.stream().map(a -> columns(a, chosen)).toList(),
                IntStream.of(chosen).mapToDouble(k -> inputCost[k]).toArray(),
                lambda);
    }

    /** The instance on chosen samples, in that order. */
    public FeatureInstance withSamples(int... chosen) {
        return new FeatureInstance(
                model,
                loss,
                rows(targets, chosen),
                activated.stream().map(a -> rows(a, chosen)).toList(),
                reproduced.stream().map(a -> rows(a, chosen)).toList(),
                inputCost,
                lambda);
    }

    /** A random feasible point: random masses, and weights that meet the constraints plus a random part that changes nothing. */
    public FeaturePoint feasiblePoint(RandomGenerator random) {
        int simplices = model == Model.RESNET ? 1 : activated.size();
        List<double[]> masses = new ArrayList<>();
        for (int i = 0; i < simplices; i++) {
            masses.add(simplex(random, atoms()));
        }
        List<DMatrixRMaj> weights = new ArrayList<>();
        for (int l = 0; l < reproduced.size(); l++) {
            DMatrixRMaj a = activated.get(l);
            DMatrixRMaj inverse = new DMatrixRMaj(a.numCols, a.numRows);
            CommonOps_DDRM.pinv(a, inverse);
            DMatrixRMaj target = reproduced.get(l).copy();
            double[] p = masses.get(simplices == 1 ? 0 : l + 1);
            for (int i = 0; i < target.getNumElements(); i++) {
                target.data[i] *= p[i % target.numCols];
            }
            DMatrixRMaj free = gaussian(random, a.numCols, target.numCols, 1.0 / target.numCols);
            CommonOps_DDRM.subtractEquals(target, product(a, free));
            CommonOps_DDRM.addEquals(free, product(inverse, target));
            weights.add(free);
        }
        DMatrixRMaj output = gaussian(random, atoms(), targets.numCols, 1.0 / atoms());
        return new FeaturePoint(masses, weights, output);
    }

    public static double[] simplex(RandomGenerator random, int size) {
        double[] p = new double[size];
        double sum = 0;
        for (int k = 0; k < size; k++) {
            p[k] = -Math.log(1 - random.nextDouble());
            sum += p[k];
        }
        for (int k = 0; k < size; k++) {
            p[k] /= sum;
        }
        return p;
    }

    public static DMatrixRMaj gaussian(RandomGenerator random, int rows, int columns, double sigma) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = sigma * random.nextGaussian();
        }
        return matrix;
    }

    private static DMatrixRMaj product(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj product = new DMatrixRMaj(a.numRows, b.numCols);
        CommonOps_DDRM.mult(a, b, product);
        return product;
    }

    private static DMatrixRMaj tanh(DMatrixRMaj a) {
        DMatrixRMaj values = a.copy();
        for (int i = 0; i < values.getNumElements(); i++) {
            values.data[i] = Math.tanh(values.data[i]);
        }
        return values;
    }

    private static DMatrixRMaj columns(DMatrixRMaj a, int[] chosen) {
        DMatrixRMaj result = new DMatrixRMaj(a.numRows, chosen.length);
        for (int n = 0; n < a.numRows; n++) {
            for (int k = 0; k < chosen.length; k++) {
                result.set(n, k, a.get(n, chosen[k]));
            }
        }
        return result;
    }

    private static DMatrixRMaj rows(DMatrixRMaj a, int[] chosen) {
        DMatrixRMaj result = new DMatrixRMaj(chosen.length, a.numCols);
        for (int n = 0; n < chosen.length; n++) {
            for (int k = 0; k < a.numCols; k++) {
                result.set(n, k, a.get(chosen[n], k));
            }
        }
        return result;
    }
}
