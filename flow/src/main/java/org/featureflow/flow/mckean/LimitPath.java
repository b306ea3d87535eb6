package org.featureflow.flow.mckean;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A solution of the limit system: the macroscopic quantities at every step, and the particles after the last one. Immutable.
 */
public final class LimitPath {

    private final FrozenEndsModel model;
    private final double eps;
    private final List<List<Macro>> macros;
    private final LimitParticles end;
    private final double error;

    LimitPath(FrozenEndsModel model, double eps, List<List<Macro>> macros, LimitParticles end, double error) {
        this.model = model;
        this.eps = eps;
        this.macros = List.copyOf(macros);
        this.end = end;
        this.error = error;
    }

    /** A function of a particle: a trained weight with its frozen partner. */
    @FunctionalInterface
    public interface ParticleFunction {

        /**
         * The value.
         *
         * @param frozen theta^(0) for the first pair (length d), theta^(L) for the top pair (length 1), empty for a middle weight; not to be
         *     modified
         * @param start the trained weight at the start
         * @param end the trained weight after the last step
         * @return the value
         */
        double value(double[] frozen, double start, double end);
    }

    /**
     * The number of steps.
     *
     * @return K
     */
    public int steps() {
        return macros.size();
    }

    /**
     * The outputs: on the k-th sample before the k-th step, or on the first of a population.
     *
     * @return K numbers
     */
    public List<Double> predictions() {
        return macros.stream().map(step -> step.get(0).prediction).toList();
    }

    /**
     * The solver's own error: the greatest change of a prediction, unit or sensitivity from the order before.
     *
     * @return the error; not a number if it was not measured
     */
    public double error() {
        return error;
    }

    /**
     * The greatest difference from another path, at any step, of a prediction, unit or sensitivity of layers 2 to L - 1.
     *
     * @param other a path of the same model on the same samples, of any order
     * @return the distance
     * @throws IllegalArgumentException if the numbers of steps differ
     */
    public double distance(LimitPath other) {
        if (other.steps() != steps()) {
            throw new IllegalArgumentException(
                    "paths have " + steps() + " and " + other.steps() + " steps: they must agree");
        }
        double greatest = 0;
        for (int k = 0; k < macros.size(); k++) {
            for (int n = 0; n < macros.get(k).size(); n++) {
                greatest = Math.max(
                        greatest,
                        macros.get(k).get(n).distance(other.macros.get(k).get(n)));
            }
        }
        return greatest;
    }

    /**
     * The root mean square distance of the particles after the last step from those of another path; they start at the same nodes.
     *
     * @param other a path of the same model and order, of any number of steps
     * @return the distance, all trained layers together
     */
    public double endDistance(LimitPath other) {
        return end.distance(other.end);
    }

    /**
     * The deterministic value of the middle units.
     *
     * @param step k, before which it is taken
     * @param layer l, from 2 to L - 1
     * @return z^(l) on the step's sample
     */
    public double unit(int step, int layer) {
        return macros.get(step).get(0).units[layer];
    }

    /**
     * The expectation over the particles of a trained layer.
     *
     * @param layer l, from 1 to L - 1; 1 is the pair (theta^(0), theta^(1)), L - 1 the pair (theta^(L-1), theta^(L))
     * @param function the function
     * @return its expectation
     */
    public double expectation(int layer, ParticleFunction function) {
        LimitNodes nodes = end.nodes();
        double sum = 0;
        for (int row = 0; row < nodes.rows(layer); row++) {
            double[] frozen = {};
            if (layer == 1) {
                frozen = nodes.feature(row);
            } else if (layer == model.depth() - 1) {
                frozen = new double[] {nodes.law(model.depth()).node(row)};
            }
            for (int a = 0; a < nodes.law(layer).size(); a++) {
                double value = function.value(frozen, nodes.law(layer).node(a), end.row(layer, row)[a]);
                sum += nodes.rowWeight(layer, row) * nodes.law(layer).weight(a) * value;
            }
        }
        return sum;
    }

    /**
     * Ideal particles: they start at a finite network's initial weights, see its frozen ends, and follow this path, [AOY] sec. 4. Their
     * distance from the trained network's weights is what the theorem bounds.
     *
     * @param start the network before training on this path's samples
     * @param trained the network after it
     * @return the distances; costs as much as training
     * @throws IllegalArgumentException if widths or depths differ
     */
    public Coupling coupling(FrozenEndsNetwork start, FrozenEndsNetwork trained) {
        if (start.width() != trained.width()
                || start.model().depth() != model.depth()
                || trained.model().depth() != model.depth()) {
            throw new IllegalArgumentException("networks of widths " + start.width() + " and " + trained.width()
                    + ", depths " + start.model().depth() + " and "
                    + trained.model().depth() + " on a path of depth " + model.depth() + ": they must agree");
        }
        int width = start.width();
        double[][][] topSensitivities = topSensitivities(start);
        double[] ones = new double[width];
        Arrays.fill(ones, 1);
        List<Double> distances = new ArrayList<>();
        for (int l = 1; l < model.depth(); l++) {
            double sum = 0;
            for (int i = 0; i < width; i++) {
                double[] row = Arrays.copyOfRange(start.trained(l), i * width, (i + 1) * width);
                for (int k = 0; k < macros.size(); k++) {
                    double[] old = row.clone();
                    for (int n = 0; n < macros.get(k).size(); n++) {
                        Macro macro = macros.get(k).get(n);
                        double step = eps / macros.get(k).size() * macro.residual;
                        if (l == 1) {
                            double z = model.feature(macro.x, start.first(i));
                            move(l, step * macro.sensitivities[2], z, ones, old, row);
                        } else if (l < model.depth() - 1) {
                            move(l, step * macro.sensitivities[l + 1], macro.units[l], ones, old, row);
                        } else {
                            move(l, step, macro.units[l], topSensitivities[k][n], old, row);
                        }
                    }
                }
                for (int j = 0; j < width; j++) {
                    double difference = row[j] - trained.weight(l, i, j);
                    sum += difference * difference;
                }
            }
            distances.add(Math.sqrt(sum) / width);
        }
        return new Coupling(distances);
    }

    LimitPath withError(double measured) {
        return new LimitPath(model, eps, macros, end, measured);
    }

    List<List<Macro>> macros() {
        return macros;
    }

    double eps() {
        return eps;
    }

    /** Adds step m ds/dtheta(z, old) to the row; with several samples a step all see the weights before it. */
    private void move(int layer, double step, double z, double[] m, double[] old, double[] row) {
        double[] single = old.clone();
        model.map(layer).moveWeights(step, z, m, single, 0);
        for (int j = 0; j < row.length; j++) {
            row[j] += single[j] - old[j];
        }
    }

    /**
     * M^(L) given theta^(L)_j at every step and sample: E[s(z^(L-1), theta^(L-1)) | theta^(L) = theta^(L)_j] over an ensemble for each j, which starts at
     * the nodes and moves with its own sensitivity.
     */
    private double[][][] topSensitivities(FrozenEndsNetwork start) {
        int depth = model.depth();
        int layer = depth - 1;
        WeightQuadrature law = end.nodes().law(layer);
        double[][][] top = new double[macros.size()][][];
        for (int k = 0; k < top.length; k++) {
            top[k] = new double[macros.get(k).size()][start.width()];
        }
        for (int j = 0; j < start.width(); j++) {
            double[] ensemble = law.nodes().clone();
            for (int k = 0; k < top.length; k++) {
                double[] old = ensemble.clone();
                for (int n = 0; n < top[k].length; n++) {
                    Macro macro = macros.get(k).get(n);
                    double z = macro.units[layer];
                    double expected = law.mean(model.map(layer), z, old);
                    top[k][n][j] = model.map(depth).unitDerivative(expected, start.last(j));
                    double step = eps / top[k].length * macro.residual * top[k][n][j];
                    law.move(model.map(layer), step, z, old, ensemble);
                }
            }
        }
        return top;
    }
}
