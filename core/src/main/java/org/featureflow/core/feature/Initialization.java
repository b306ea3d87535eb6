package org.featureflow.core.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.linalg.SymmetricEigen;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.RandomStreams;

/**
 * A network at the start of the flow: [FLYZ] Alg. 2 and App. B.1, theory section 3. Features are drawn first, layer by layer; then
 * the l2-regression finds weights of minimum norm that reproduce them.
 *
 * <p>Why not independent weights: with those all units of the inner layers of a DNN collapse onto one as the width grows
 * ([FLYZ] Prop. 1); {@link #independentWeights} draws them, to show it.
 */
public final class Initialization {

    /** The number of units whose mean stands for the expectation K_l of the limit law; its relative error is about 1/64. */
    public static final int POPULATION = 4096;

    private final Network network;
    private final List<Regression> regressions;

    private Initialization(Network network, List<Regression> regressions) {
        this.network = network;
        this.regressions = List.copyOf(regressions);
    }

    /**
     * Draws a network of equal masses by Alg. 2.
     *
     * @param products the back end
     * @param architecture the architecture
     * @param inputs X, N x d, not modified
     * @param width the width m of every layer
     * @param outputs the number c of outputs
     * @param law the law
     * @param streams the random streams; uses {@code "input-weights"}, {@code "features"} and {@code "population"}
     * @return the network, its hidden weights dense or factored by {@link LayerWeights#factorsPay}, and what the regressions could not
     *     reproduce; costs O(N^3 + N^2 m) a layer, dense weights 2 N m^2 more, and 2 N m^2 and m^2 random numbers when drawn through weights
     */
    public static Initialization draw(
            MatrixProducts products,
            Architecture architecture,
            DMatrixRMaj inputs,
            int width,
            int outputs,
            InitialLaw law,
            RandomStreams streams) {
        DMatrixRMaj input = gaussian(
                streams.stream("input-weights"), inputs.numCols, width, Math.sqrt(inputs.numCols) * law.sigma());
        List<DMatrixRMaj> factors = law.drawing() == InitialLaw.Drawing.LIMIT_LAW
                ? limitFactors(products, architecture, inputs, law.sigma(), streams.stream("population"))
                : List.of();
        RandomGenerator random = streams.stream("features");
        DMatrixRMaj beta = inputFeatures(products, inputs, input);
        List<LayerWeights> hidden = new ArrayList<>();
        List<Regression> regressions = new ArrayList<>();
        for (int l = 2; l <= architecture.depth(); l++) {
            DMatrixRMaj activated = apply(architecture.activation(), beta);
            DMatrixRMaj alpha = factors.isEmpty()
                    ? throughWeights(products, activated, law.sigma(), random)
                    : product(products, factors.get(l - 2), gaussian(random, inputs.numRows, width, 1));
            Regression.Fit fit = Regression.of(products, l, activated, alpha);
            hidden.add(fit.weights(products, activated, alpha));
            regressions.add(fit.report());
            beta = next(architecture, beta, alpha);
        }
        DMatrixRMaj output = new DMatrixRMaj(width, outputs);
        Arrays.fill(output.data, law.outputWeight());
        return new Initialization(Network.ofEqualMasses(architecture, new Weights(input, hidden, output)), regressions);
    }

    /**
     * Draws a network with independent Gaussian weights in layers 2..L and the output, and input weights as Alg. 2 draws them:
     * the start that [FLYZ] Prop. 1 warns of.
     *
     * @param architecture the architecture
     * @param inputDimension d
     * @param width the width m of every layer
     * @param outputs the number c of outputs
     * @param mean the mean of the weights
     * @param deviation their standard deviation
     * @param streams the random streams; uses {@code "input-weights"}, {@code "hidden-weights"} and {@code "output-weights"}
     * @return the network
     */
    public static Network independentWeights(
            Architecture architecture,
            int inputDimension,
            int width,
            int outputs,
            double mean,
            double deviation,
            RandomStreams streams) {
        RandomGenerator random = streams.stream("hidden-weights");
        List<LayerWeights> hidden = new ArrayList<>();
        for (int l = 2; l <= architecture.depth(); l++) {
            hidden.add(DenseWeights.of(shifted(gaussian(random, width, width, deviation), mean)));
        }
        DMatrixRMaj input = gaussian(streams.stream("input-weights"), inputDimension, width, Math.sqrt(inputDimension));
        DMatrixRMaj output = shifted(gaussian(streams.stream("output-weights"), width, outputs, deviation), mean);
        return Network.ofEqualMasses(architecture, new Weights(input, hidden, output));
    }

    /**
     * The network.
     *
     * @return the network at time 0
     */
    public Network network() {
        return network;
    }

    /**
     * What each regression did.
     *
     * @return one report for each layer 2..L
     */
    public List<Regression> regressions() {
        return regressions;
    }

    /** For each layer 2..L a factor F with F F^T = sigma^2 K_{l-1}, from an independent population. */
    private static List<DMatrixRMaj> limitFactors(
            MatrixProducts products,
            Architecture architecture,
            DMatrixRMaj inputs,
            double sigma,
            RandomGenerator random) {
        int samples = inputs.numRows;
        DMatrixRMaj beta = inputFeatures(
                products, inputs, gaussian(random, inputs.numCols, POPULATION, Math.sqrt(inputs.numCols) * sigma));
        List<DMatrixRMaj> factors = new ArrayList<>();
        for (int l = 2; l <= architecture.depth(); l++) {
            DMatrixRMaj activated = apply(architecture.activation(), beta);
            DMatrixRMaj gram = new DMatrixRMaj(samples, samples);
            products.multiplyTransposedRight(activated, activated, gram);
            SymmetricEigen eigen = SymmetricEigen.of(gram);
            DMatrixRMaj factor = eigen.vectors();
            double[] values = eigen.values();
            for (int n = 0; n < samples; n++) {
                for (int i = 0; i < samples; i++) {
                    factor.data[n * samples + i] *= sigma * Math.sqrt(Math.max(0, values[i]) / POPULATION);
                }
            }
            factors.add(factor);
            beta = next(architecture, beta, product(products, factor, gaussian(random, samples, POPULATION, 1)));
        }
        return factors;
    }

    private static DMatrixRMaj throughWeights(
            MatrixProducts products, DMatrixRMaj activated, double sigma, RandomGenerator random) {
        int width = activated.numCols;
        // (1/m) times entries N(0, m sigma^2).
        return product(products, activated, gaussian(random, width, width, sigma / Math.sqrt(width)));
    }

    private static DMatrixRMaj inputFeatures(MatrixProducts products, DMatrixRMaj inputs, DMatrixRMaj input) {
        DMatrixRMaj beta = product(products, inputs, input);
        for (int i = 0; i < beta.getNumElements(); i++) {
            beta.data[i] /= inputs.numCols;
        }
        return beta;
    }

    private static DMatrixRMaj next(Architecture architecture, DMatrixRMaj beta, DMatrixRMaj alpha) {
        if (!architecture.hasSkipConnections()) {
            return alpha;
        }
        DMatrixRMaj next = apply(architecture.residualActivation(), alpha);
        for (int i = 0; i < next.getNumElements(); i++) {
            next.data[i] += beta.data[i];
        }
        return next;
    }

    private static DMatrixRMaj apply(Activation activation, DMatrixRMaj a) {
        DMatrixRMaj values = new DMatrixRMaj(a.numRows, a.numCols);
        activation.values(a.data, values.data);
        return values;
    }

    private static DMatrixRMaj product(MatrixProducts products, DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj product = new DMatrixRMaj(a.numRows, b.numCols);
        products.multiply(a, b, product);
        return product;
    }

    private static DMatrixRMaj gaussian(RandomGenerator random, int rows, int cols, double deviation) {
        DMatrixRMaj a = new DMatrixRMaj(rows, cols);
        for (int i = 0; i < a.getNumElements(); i++) {
            a.data[i] = deviation * random.nextGaussian();
        }
        return a;
    }

    private static DMatrixRMaj shifted(DMatrixRMaj a, double shift) {
        for (int i = 0; i < a.getNumElements(); i++) {
            a.data[i] += shift;
        }
        return a;
    }
}
