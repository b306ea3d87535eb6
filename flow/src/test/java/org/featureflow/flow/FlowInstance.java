package org.featureflow.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.featureflow.core.feature.DenseWeights;
import org.featureflow.core.feature.FactoredWeights;
import org.featureflow.core.feature.LayerWeights;
import org.featureflow.core.feature.Masses;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Velocity;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Objective;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.field.FlowState;

/**
 * A small flow, a pure function of sizes, kinds and a seed, in the product's classes and in plain loops. Inputs, weights and
 * features are of size 1 to 10 and matrices have at most 200 entries, so results are sums of some hundred terms below 1e3: 1e-11 of
 * the largest entry is more than a hundred roundings of each, and far below what a wrong factor or index would change.
 *
 * @param skip Res-Net or DNN
 * @param h1 the activation of features
 * @param h2 the activation of residuals
 * @param loss the loss
 * @param widths m_1, .., m_L; a Res-Net uses the first for all
 * @param samples N
 * @param outputs c
 * @param weighted whether masses are drawn, or uniform
 * @param seed of weights, data and masses
 */
public record FlowInstance(
        boolean skip,
        PlainNetwork.Curve h1,
        PlainNetwork.Curve h2,
        PlainLoss loss,
        List<Integer> widths,
        int samples,
        int outputs,
        boolean weighted,
        long seed) {

    /** The back end of all tests. */
    public static final MatrixProducts PRODUCTS = MatrixProducts.portable(1);

    /** See above: relative to the largest entry, at least 1. */
    public static final double ROUNDING = 1e-11;

    private static final int INPUTS = 2;

    /** All kinds, losses and depths 1 to 4. */
    public static Arbitrary<FlowInstance> any() {
        return of(PlainLoss.values());
    }

    /** All kinds with given losses. */
    public static Arbitrary<FlowInstance> of(PlainLoss... losses) {
        Arbitrary<PlainNetwork.Curve> curve = Arbitraries.of(PlainNetwork.Curve.values());
        Arbitrary<List<Integer>> widths =
                Arbitraries.integers().between(1, 4).list().ofMinSize(1).ofMaxSize(4);
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        curve,
                        curve,
                        Arbitraries.of(losses),
                        widths,
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.of(false, true),
                        Arbitraries.longs().between(0, 1L << 32))
                .as((skip, h1, h2, loss, sizes, samples, weighted, seed) -> new FlowInstance(
                        skip,
                        h1,
                        h2,
                        loss,
                        sizes,
                        samples,
                        loss == PlainLoss.SOFTMAX ? 3 : 1 + (int) (seed % 2),
                        weighted,
                        seed));
    }

    /** A Res-Net of depth 3, width 4, tanh, with as many samples: the usual instance where one will do. */
    public static FlowInstance usual(PlainLoss loss, int outputs, long seed) {
        return new FlowInstance(
                true,
                PlainNetwork.Curve.TANH,
                PlainNetwork.Curve.TANH,
                loss,
                List.of(4, 4, 4),
                4,
                outputs,
                false,
                seed);
    }

    public int depth() {
        return widths.size();
    }

    private int width(int layer) {
        return widths.get(skip ? 0 : layer);
    }

    /** X. */
    public double[][] x() {
        Random random = new Random(seed + 1);
        double[][] x = new double[samples][INPUTS];
        for (double[] row : x) {
            for (int i = 0; i < INPUTS; i++) {
                row[i] = 3 * random.nextDouble() - 1.5;
            }
        }
        return x;
    }

    /** y, N x c. */
    public double[][] y() {
        Random random = new Random(seed + 2);
        double[][] y = new double[samples][outputs];
        for (double[] row : y) {
            int label = random.nextInt(outputs);
            for (int k = 0; k < outputs; k++) {
                double number = 2 * random.nextDouble() - 1;
                row[k] = switch (loss) {
                    case SQUARED, HUBER -> number;
                    case LOGISTIC -> Math.signum(number);
                    case SOFTMAX -> k == label ? 1 : 0;
                };
            }
        }
        return y;
    }

    private List<double[]> masses() {
        Random random = new Random(seed + 3);
        List<double[]> masses = new ArrayList<>();
        for (int l = 0; l < depth(); l++) {
            if (skip && l > 0) {
                masses.add(masses.get(0));
                continue;
            }
            double[] p = new double[width(l)];
            double sum = 0;
            for (int k = 0; k < p.length; k++) {
                p[k] = weighted ? 0.5 + random.nextDouble() : 1;
                sum += p[k];
            }
            for (int k = 0; k < p.length; k++) {
                p[k] /= sum;
            }
            masses.add(p);
        }
        return masses;
    }

    /** The network in plain loops. */
    public PlainNetwork plain() {
        int[] sizes = new int[depth() + 2];
        sizes[0] = INPUTS;
        for (int l = 0; l < depth(); l++) {
            sizes[l + 1] = width(l);
        }
        sizes[depth() + 1] = outputs;
        return new PlainNetwork(skip, h1, h2, sizes, masses());
    }

    /** The weights at the start as one vector. */
    public double[] start() {
        Random random = new Random(seed);
        return random.doubles(plain().weights(), -1.5, 1.5).toArray();
    }

    /** The flow. */
    public FeatureFlow flow() {
        return flow(PRODUCTS);
    }

    /** The flow with another back end. */
    public FeatureFlow flow(MatrixProducts products) {
        return new FeatureFlow(products, new DMatrixRMaj(x()), new Objective(loss.product, new DMatrixRMaj(y())));
    }

    /** The network at the start. */
    public Network network() {
        return network(start());
    }

    /** A network of given weights. */
    public Network network(double[] flat) {
        int[] sizes = plain().sizes();
        List<DMatrixRMaj> parts = new ArrayList<>();
        int offset = 0;
        for (int l = 0; l + 1 < sizes.length; l++) {
            DMatrixRMaj part = new DMatrixRMaj(sizes[l], sizes[l + 1]);
            System.arraycopy(flat, offset, part.data, 0, part.getNumElements());
            offset += part.getNumElements();
            parts.add(part);
        }
        List<LayerWeights> hidden = new ArrayList<>();
        parts.subList(1, depth()).forEach(part -> hidden.add(DenseWeights.of(part)));
        Weights weights = new Weights(parts.get(0), hidden, parts.get(depth()));
        Architecture architecture = new Architecture(
                skip ? Architecture.Model.RESNET : Architecture.Model.DNN, depth(), activation(h1), activation(h2));
        int[] layers = Arrays.copyOfRange(sizes, 1, sizes.length - 1);
        return new Network(architecture, weights, weighted ? Masses.of(masses()) : Masses.uniform(layers));
    }

    /** The network at the start, its hidden weights kept as factors, V = I^T V. */
    public Network factoredNetwork() {
        Network network = network();
        List<LayerWeights> hidden = new ArrayList<>();
        for (LayerWeights layer : network.weights().hidden()) {
            hidden.add(FactoredWeights.of(CommonOps_DDRM.identity(layer.rows()), layer.toDense()));
        }
        Weights weights = network.weights();
        return network.withWeights(new Weights(weights.input(), hidden, weights.output()));
    }

    /** The state at the start. */
    public FlowState state() {
        return flow().at(network());
    }

    /** L of flat weights in plain formulas. */
    public double loss(double[] weights) {
        double[] f = plain().outputs(x(), weights);
        double[][] y = y();
        double sum = 0;
        for (int n = 0; n < samples; n++) {
            sum += loss.value(Arrays.copyOfRange(f, n * outputs, (n + 1) * outputs), y[n]);
        }
        return sum / samples;
    }

    /** g of flat weights in plain formulas, N x c row by row. */
    public double[] gradient(double[] weights) {
        double[] f = plain().outputs(x(), weights);
        double[][] y = y();
        double[] g = new double[f.length];
        for (int n = 0; n < samples; n++) {
            double[] row = loss.gradient(Arrays.copyOfRange(f, n * outputs, (n + 1) * outputs), y[n]);
            for (int k = 0; k < outputs; k++) {
                g[n * outputs + k] = row[k] / samples;
            }
        }
        return g;
    }

    /** A of flat weights in plain formulas, N c x N c with its zeros. */
    public double[][] curvature(double[] weights) {
        double[] f = plain().outputs(x(), weights);
        double[][] y = y();
        double[][] a = new double[f.length][f.length];
        for (int n = 0; n < samples; n++) {
            double[][] block = loss.curvature(Arrays.copyOfRange(f, n * outputs, (n + 1) * outputs), y[n]);
            for (int k = 0; k < outputs; k++) {
                for (int i = 0; i < outputs; i++) {
                    a[n * outputs + k][n * outputs + i] = block[k][i] / samples;
                }
            }
        }
        return a;
    }

    /** The right-hand side of the flow of flat weights, in plain loops. */
    public double[] velocity(double[] weights) {
        return plain().velocity(x(), weights, gradient(weights));
    }

    private static Activation activation(PlainNetwork.Curve curve) {
        return switch (curve) {
            case TANH -> Activations.tanh();
            case SIGMOID -> Activations.sigmoid();
            case SINE -> Activations.sine();
            case IDENTITY -> Activations.identity();
        };
    }

    /** The product's weights as one vector. */
    public static double[] flat(Weights weights) {
        List<DMatrixRMaj> parts = new ArrayList<>();
        parts.add(weights.input());
        weights.hidden().forEach(layer -> parts.add(layer.toDense()));
        parts.add(weights.output());
        return flat(parts);
    }

    /** The product's velocity as one vector. */
    public static double[] flat(Velocity velocity, int depth) {
        List<DMatrixRMaj> parts = new ArrayList<>();
        parts.add(velocity.input(PRODUCTS));
        for (int l = 2; l <= depth; l++) {
            parts.add(velocity.hidden(PRODUCTS, l));
        }
        parts.add(velocity.output(PRODUCTS));
        return flat(parts);
    }

    private static double[] flat(List<DMatrixRMaj> parts) {
        return parts.stream()
                .flatMapToDouble(part -> Arrays.stream(part.data, 0, part.getNumElements()))
                .toArray();
    }

    /** Entries agree within a tolerance relative to the largest expected entry, at least 1. */
    public static void assertClose(double[] actual, double[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        double largest = Math.max(1, largest(expected));
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("entry %s", i).isCloseTo(expected[i], within(tolerance * largest));
        }
    }

    /** The largest absolute value. */
    public static double largest(double[] a) {
        return Arrays.stream(a).map(Math::abs).max().orElse(0);
    }

    /** The largest distance of two entries. */
    public static double distance(double[] a, double[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    /** a + s b. */
    public static double[] plus(double[] a, double s, double[] b) {
        double[] sum = a.clone();
        for (int i = 0; i < a.length; i++) {
            sum[i] += s * b[i];
        }
        return sum;
    }
}
