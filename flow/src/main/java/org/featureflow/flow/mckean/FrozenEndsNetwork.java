package org.featureflow.flow.mckean;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.numeric.RandomStreams;

/**
 * A network of width N of a {@link FrozenEndsModel}. Immutable. It keeps (L - 1) N^2 weights; those of layer l are stored row by row, the
 * row being the source unit.
 */
public final class FrozenEndsNetwork {

    private final FrozenEndsModel model;
    private final double[][] first;
    private final double[][] trained;
    private final double[] last;

    private FrozenEndsNetwork(FrozenEndsModel model, double[][] first, double[][] trained, double[] last) {
        this.model = model;
        this.first = first;
        this.trained = trained;
        this.last = last;
    }

    /**
     * Draws all weights from the model's laws, each layer from a stream of its own.
     *
     * @param model the model
     * @param width N, at least 1
     * @param streams the random streams
     * @return the network
     * @throws IllegalArgumentException if the width is below 1
     */
    public static FrozenEndsNetwork draw(FrozenEndsModel model, int width, RandomStreams streams) {
        if (width < 1) {
            throw new IllegalArgumentException("width " + width + ": it must be at least 1");
        }
        RandomGenerator random = streams.stream("layer-0");
        double[][] first = new double[width][model.inputs()];
        for (double[] theta : first) {
            draw(model.featureLaw(), random, theta);
        }
        double[][] trained = new double[model.depth() - 1][width * width];
        for (int l = 1; l < model.depth(); l++) {
            draw(model.law(l), streams.stream("layer-" + l), trained[l - 1]);
        }
        double[] last = new double[width];
        draw(model.law(model.depth()), streams.stream("layer-" + model.depth()), last);
        return new FrozenEndsNetwork(model, first, trained, last);
    }

    /**
     * A network of given weights.
     *
     * @param model the model
     * @param first theta^(0), N x d, copied
     * @param trained theta^(1) .. theta^(L-1), each N x N, source first; copied
     * @param last theta^(L), N numbers, copied
     * @return the network
     * @throws IllegalArgumentException if shapes do not fit
     */
    public static FrozenEndsNetwork of(
            FrozenEndsModel model, double[][] first, List<double[][]> trained, double[] last) {
        int width = last.length;
        if (width == 0 || trained.size() != model.depth() - 1) {
            throw new IllegalArgumentException("theta^(L) has " + width + " entries and there are " + trained.size()
                    + " trained layers: at least one entry and " + (model.depth() - 1) + " layers are needed");
        }
        double[][] flat = new double[trained.size()][width * width];
        for (int l = 0; l < flat.length; l++) {
            copyRows("theta^(" + (l + 1) + ")", trained.get(l), width, width, flat[l]);
        }
        copyRows("theta^(0)", first, width, model.inputs(), new double[width * model.inputs()]);
        double[][] ends = new double[width][];
        for (int i = 0; i < width; i++) {
            ends[i] = first[i].clone();
        }
        return new FrozenEndsNetwork(model, ends, flat, last.clone());
    }

    /**
     * This network with other ends; the trained weights are shared.
     *
     * @param newFirst theta^(0), N x d, copied
     * @param newLast theta^(L), N numbers, copied
     * @return the network
     * @throws IllegalArgumentException if shapes do not fit
     */
    public FrozenEndsNetwork withEnds(double[][] newFirst, double[] newLast) {
        copyRows("theta^(0)", newFirst, width(), model.inputs(), new double[width() * model.inputs()]);
        if (newLast.length != width()) {
            throw new IllegalArgumentException(
                    "theta^(L) has " + newLast.length + " entries: " + width() + " are needed");
        }
        double[][] ends = new double[width()][];
        for (int i = 0; i < width(); i++) {
            ends[i] = newFirst[i].clone();
        }
        return new FrozenEndsNetwork(model, ends, trained, newLast.clone());
    }

    /**
     * The model.
     *
     * @return the model
     */
    public FrozenEndsModel model() {
        return model;
    }

    /**
     * The width.
     *
     * @return N
     */
    public int width() {
        return last.length;
    }

    /**
     * A frozen first weight.
     *
     * @param unit i
     * @return a copy of theta^(0)_i, length d
     */
    public double[] first(int unit) {
        return first[unit].clone();
    }

    /**
     * A trained weight.
     *
     * @param layer l, from 1 to L - 1
     * @param source i
     * @param target j
     * @return theta^(l)_ij
     */
    public double weight(int layer, int source, int target) {
        return trained[layer - 1][source * width() + target];
    }

    /**
     * A frozen last weight.
     *
     * @param unit j
     * @return theta^(L)_j
     */
    public double last(int unit) {
        return last[unit];
    }

    /**
     * The forward and backward pass on an input.
     *
     * @param x the input, length d
     * @return the pass; costs two sweeps over the weights
     */
    public NetworkPass pass(double[] x) {
        double[][] units = forward(trained, x);
        double[][] sensitivities = new double[model.depth()][];
        double[] m = lastSensitivity(units[model.depth() - 1]);
        sensitivities[model.depth() - 1] = m;
        for (int l = model.depth() - 1; l >= 1; l--) {
            double[] previous = new double[width()];
            for (int i = 0; i < width(); i++) {
                previous[i] =
                        model.map(l).sumUnitDerivatives(units[l - 1][i], trained[l - 1], i * width(), m) / width();
            }
            m = previous;
            sensitivities[l - 1] = m;
        }
        return new NetworkPass(prediction(units[model.depth() - 1]), units, sensitivities);
    }

    /**
     * Trains on fresh samples, one a step, for the loss 1/2 |y - output|^2: theta^(l)_ij moves by -eps N^2 times the gradient.
     *
     * @param samples the samples in the order of their use, one output
     * @param eps the step, positive
     * @return the run; costs three sweeps over the weights a step, and one copy of the weights
     * @throws IllegalArgumentException if the samples' shape does not fit or the step is not positive
     */
    public NetworkRun train(Dataset samples, double eps) {
        SampleSequence sequence = new SampleSequence(model, samples, eps);
        double[][] weights = new double[trained.length][];
        for (int l = 0; l < weights.length; l++) {
            weights[l] = trained[l].clone();
        }
        List<Double> predictions = new ArrayList<>();
        for (int k = 0; k < sequence.length(); k++) {
            double[][] units = forward(weights, sequence.input(k));
            double prediction = prediction(units[model.depth() - 1]);
            predictions.add(prediction);
            backward(weights, units, eps * (sequence.target(k) - prediction));
        }
        return new NetworkRun(new FrozenEndsNetwork(model, first, weights, last), predictions);
    }

    /** The trained weights of a layer, not to be modified. */
    double[] trained(int layer) {
        return trained[layer - 1];
    }

    private double[][] forward(double[][] weights, double[] x) {
        double[][] units = new double[model.depth()][width()];
        for (int i = 0; i < width(); i++) {
            units[0][i] = model.feature(x, first[i]);
        }
        double mean = 1.0 / width();
        for (int l = 1; l < model.depth(); l++) {
            for (int i = 0; i < width(); i++) {
                model.map(l).addValues(mean, units[l - 1][i], weights[l - 1], i * width(), units[l]);
            }
        }
        return units;
    }

    private double prediction(double[] units) {
        double sum = 0;
        for (int j = 0; j < units.length; j++) {
            sum += model.map(model.depth()).value(units[j], last[j]);
        }
        return sum / units.length;
    }

    private double[] lastSensitivity(double[] units) {
        double[] m = new double[units.length];
        for (int j = 0; j < m.length; j++) {
            m[j] = model.map(model.depth()).unitDerivative(units[j], last[j]);
        }
        return m;
    }

    /** Sensitivities of a row are taken before the row moves. */
    private void backward(double[][] weights, double[][] units, double step) {
        double[] m = lastSensitivity(units[model.depth() - 1]);
        for (int l = model.depth() - 1; l >= 1; l--) {
            double[] previous = new double[width()];
            for (int i = 0; i < width(); i++) {
                double z = units[l - 1][i];
                if (l > 1) {
                    previous[i] = model.map(l).sumUnitDerivatives(z, weights[l - 1], i * width(), m) / width();
                }
                model.map(l).moveWeights(step, z, m, weights[l - 1], i * width());
            }
            m = previous;
        }
    }

    private static void draw(WeightLaw law, RandomGenerator random, double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = law.sample(random);
        }
    }

    private static void copyRows(String name, double[][] rows, int count, int length, double[] out) {
        for (int i = 0; i < rows.length; i++) {
            if (rows.length != count || rows[i].length != length) {
                throw new IllegalArgumentException(name + " is " + rows.length + " x " + rows[i].length + " at row " + i
                        + ": " + count + " x " + length + " is needed");
            }
            System.arraycopy(rows[i], 0, out, i * length, length);
        }
        if (rows.length != count) {
            throw new IllegalArgumentException(name + " has " + rows.length + " rows: " + count + " are needed");
        }
    }
}
