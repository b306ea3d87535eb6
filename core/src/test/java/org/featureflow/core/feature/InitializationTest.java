package org.featureflow.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.featureflow.core.feature.NetworkInstance.PRODUCTS;
import static org.featureflow.core.feature.NetworkInstance.assertClose;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.InitialLaw.Drawing;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.RandomStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The start of theory section 3. Seeds are fixed: statistical bounds of five standard errors hold or fail for good. */
class InitializationTest {

    private static final Activation TANH = Activations.tanh();
    private static final Architecture RESNET = Architecture.resNet(3, TANH, TANH);
    private static final Architecture DNN = Architecture.dnn(3, TANH);

    /** Three samples with a bias: h1 h1^T is regular. */
    private static final DMatrixRMaj X =
            new DMatrixRMaj(new double[][] {{1, -0.5, 1}, {-0.25, 1.5, 1}, {0.5, 0.75, 1}});

    private static Initialization draw(Architecture architecture, int width, InitialLaw law) {
        return Initialization.draw(PRODUCTS, architecture, X, width, 2, law, new RandomStreams(11));
    }

    @ParameterizedTest
    @EnumSource(Drawing.class)
    void aDrawIsAFunctionOfItsSeed(Drawing drawing) {
        InitialLaw law = new InitialLaw(1, 1, drawing);
        Weights first = draw(RESNET, 10, law).network().weights();
        Weights second = draw(RESNET, 10, law).network().weights();
        Weights other = Initialization.draw(PRODUCTS, RESNET, X, 10, 2, law, new RandomStreams(12))
                .network()
                .weights();
        for (int l = 0; l < 2; l++) {
            double[] entries = first.hidden().get(l).toDense().data;
            assertThat(second.hidden().get(l).toDense().data).containsExactly(entries);
            assertThat(other.hidden().get(l).toDense().data[0]).isNotEqualTo(entries[0]);
        }
    }

    @Test
    void shapesMassesAndOutputWeightsAreTheOnesAskedFor() {
        Initialization drawn = draw(DNN, 7, new InitialLaw(0.5, -2, Drawing.THROUGH_WEIGHTS));
        Network network = drawn.network();
        assertThat(network.architecture()).isEqualTo(DNN);
        assertThat(network.weights().widths()).containsExactly(7, 7, 7);
        assertThat(network.masses()).isEqualTo(Masses.uniform(7, 7, 7));
        assertThat(network.weights().output().data).containsOnly(-2).hasSize(14);
        assertThat(drawn.regressions()).extracting(Regression::layer).containsExactly(2, 3);
    }

    /** V_1 has entries N(0, d sigma^2), step 1. Standard error of a second moment of n Gaussians: sqrt(2/n) of it. */
    @Test
    void inputWeightsHaveVarianceDSigmaSquared() {
        int width = 3000;
        double[] entries = Initialization.draw(
                        PRODUCTS,
                        Architecture.dnn(1, TANH),
                        X,
                        width,
                        1,
                        new InitialLaw(0.7, 1, Drawing.THROUGH_WEIGHTS),
                        new RandomStreams(3))
                .network()
                .weights()
                .input()
                .data;
        double mean = 0;
        double square = 0;
        for (double entry : entries) {
            mean += entry / entries.length;
            square += entry * entry / entries.length;
        }
        double variance = 3 * 0.7 * 0.7;
        double error = 5 / Math.sqrt(entries.length);
        assertThat(mean).isCloseTo(0, within(error * Math.sqrt(variance)));
        assertThat(square).isCloseTo(variance, within(error * Math.sqrt(2) * variance));
    }

    /**
     * Given beta_{l-1}, alpha_l of either drawing has N(0, sigma^2 K) columns, K the mean of h1 h1^T over units: exactly through
     * weights, and up to the population's and the network's own fluctuations in the limit law. Standard error of an entry of a
     * covariance of m columns: at most sqrt(2/m) of the larger variance; for the limit law three such sources, m and 4096 units.
     */
    @ParameterizedTest
    @EnumSource(Drawing.class)
    void residualsHaveTheCovarianceOfTheActivatedFeatures(Drawing drawing) {
        int width = 400;
        double sigma = 1.3;
        Features features =
                draw(RESNET, width, new InitialLaw(sigma, 1, drawing)).network().forward(PRODUCTS, X);
        for (int l = 2; l <= 3; l++) {
            DMatrixRMaj expected = covariance(features.activated(l - 1));
            DMatrixRMaj actual = covariance(features.alpha(l));
            double largest = 0;
            for (int n = 0; n < 3; n++) {
                largest = Math.max(largest, sigma * sigma * expected.get(n, n));
            }
            for (int i = 0; i < 9; i++) {
                assertThat(actual.data[i])
                        .isCloseTo(sigma * sigma * expected.data[i], within(5 * Math.sqrt(2.0 * 2 / width) * largest));
            }
            for (int n = 0; n < 3; n++) {
                assertThat(actual.get(n, n)).isGreaterThan(0.5 * sigma * sigma * expected.get(n, n));
            }
        }
    }

    /** Step 4: the weights reproduce the drawn alpha_2 = (1/m) h1(beta_1) V~, drawn here again from the named stream. */
    @Test
    void theRegressionReproducesTheFeaturesDrawnThroughWeights() {
        int width = 20;
        double sigma = 0.8;
        Features features = draw(RESNET, width, new InitialLaw(sigma, 1, Drawing.THROUGH_WEIGHTS))
                .network()
                .forward(PRODUCTS, X);
        var random = new RandomStreams(11).stream("features");
        DMatrixRMaj h = features.activated(1);
        double[][] expected = new double[3][width];
        for (int k = 0; k < width; k++) {
            for (int j = 0; j < width; j++) {
                double weight = Math.sqrt(width) * sigma * random.nextGaussian();
                for (int n = 0; n < 3; n++) {
                    expected[n][j] += h.get(n, k) * weight / width;
                }
            }
        }
        // The Gram matrix's condition, some 1e3, times rounding.
        assertClose(features.alpha(2), expected, 1e-11);
    }

    /** Of all weights that reproduce alpha the least are those in the span of the features: V = h^T M, so V - h^T (h h^T)^-1 h V = 0. */
    @ParameterizedTest
    @EnumSource(Drawing.class)
    void theWeightsAreOfMinimumNormAndRankN(Drawing drawing) {
        Initialization drawn = draw(DNN, 12, new InitialLaw(1, 1, drawing));
        Features features = drawn.network().forward(PRODUCTS, X);
        for (int l = 2; l <= 3; l++) {
            DMatrixRMaj v = drawn.network().weights().hidden().get(l - 2).toDense();
            DMatrixRMaj h = features.activated(l - 1);
            // Gram-Schmidt on the N rows of h, then what of each column of V they do not span.
            double[][] basis = orthonormalRows(h);
            for (int j = 0; j < 12; j++) {
                double[] rest = new double[12];
                double size = 1;
                for (int i = 0; i < 12; i++) {
                    rest[i] = v.get(i, j);
                    size = Math.max(size, Math.abs(rest[i]));
                }
                for (double[] row : basis) {
                    double product = dot(row, rest);
                    for (int i = 0; i < 12; i++) {
                        rest[i] -= product * row[i];
                    }
                }
                assertThat(Math.sqrt(dot(rest, rest))).isLessThan(1e-10 * size);
            }
            Regression report = drawn.regressions().get(l - 2);
            assertThat(report.rank()).isEqualTo(3);
            assertThat(report.residual()).isZero();
            assertThat(report.cutOff()).isBetween(1e-16, 1e-12);
        }
    }

    /** Two equal samples: the Gram matrix has rank 2, and the features drawn through weights are equal on them too. */
    @Test
    void aSingularGramMatrixIsCutOffAndReported() {
        DMatrixRMaj x = new DMatrixRMaj(new double[][] {{1, -0.5, 1}, {-0.25, 1.5, 1}, {1, -0.5, 1}});
        InitialLaw law = new InitialLaw(1, 1, Drawing.THROUGH_WEIGHTS);
        Initialization drawn = Initialization.draw(PRODUCTS, RESNET, x, 15, 1, law, new RandomStreams(5));
        for (Regression report : drawn.regressions()) {
            assertThat(report.rank()).isEqualTo(2);
            assertThat(report.residual()).isLessThan(1e-12);
        }
        for (double entry : drawn.network().weights().hidden().get(0).toDense().data) {
            assertThat(Math.abs(entry)).isLessThan(100);
        }
    }

    /** Narrower than the samples: the limit law's features leave the span of the activated ones, and the residual says so. */
    @Test
    void whatTheWeightsCannotReproduceIsReported() {
        Initialization drawn = draw(RESNET, 2, new InitialLaw(1, 1, Drawing.LIMIT_LAW));
        for (Regression report : drawn.regressions()) {
            assertThat(report.rank()).isEqualTo(2);
            assertThat(report.residual()).isBetween(1e-6, 1.0 + 1e-12);
        }
    }

    /**
     * With the l2-regression's start the weights are O(1) and not O(sqrt(m)), theory section 3: the root mean square of V_l(i,j) does not
     * grow with the width, while V~ has sqrt(m) sigma.
     */
    @Test
    void theWeightsStayOfSizeOneAsTheWidthGrows() {
        InitialLaw law = InitialLaw.withDefaults();
        double narrow = rootMeanSquare(draw(RESNET, 50, law).network().weights());
        double wide = rootMeanSquare(draw(RESNET, 450, law).network().weights());
        assertThat(wide / narrow).isBetween(0.5, 2.0);
    }

    /** Units of inner layers collapse under independent weights, slope about -1/2 in the width, and do not under Alg. 2. */
    @Test
    void independentWeightsCollapseTheUnitsOfInnerLayersAndAlgorithmTwoDoesNot() {
        double ratio = spread(independent(640)) / spread(independent(40));
        assertThat(Math.log(ratio) / Math.log(16)).isBetween(-0.7, -0.3);
        InitialLaw law = InitialLaw.withDefaults();
        double kept = spread(draw(DNN, 640, law).network())
                / spread(draw(DNN, 40, law).network());
        assertThat(kept).isBetween(0.5, 2.0);
    }

    @Test
    void independentWeightsHaveTheirMeanAndDeviation() {
        Network network = Initialization.independentWeights(DNN, 3, 100, 2, 0.5, 2, new RandomStreams(8));
        assertThat(network.masses()).isEqualTo(Masses.uniform(100, 100, 100));
        assertMoments(network.weights().hidden().get(0).toDense(), 0.5, 2);
        assertMoments(network.weights().hidden().get(1).toDense(), 0.5, 2);
        assertMoments(network.weights().output(), 0.5, 2);
        assertMoments(network.weights().input(), 0, Math.sqrt(3));
    }

    @Test
    void lawsWithoutAScaleAreRefused() {
        for (double sigma : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new InitialLaw(sigma, 1, Drawing.LIMIT_LAW))
                    .withMessageContaining("sigma " + sigma);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InitialLaw(1, Double.NaN, Drawing.LIMIT_LAW))
                .withMessageContaining("output weight NaN");
        assertThat(InitialLaw.withDefaults()).isEqualTo(new InitialLaw(1, 1, Drawing.THROUGH_WEIGHTS));
    }

    private static Network independent(int width) {
        return Initialization.independentWeights(DNN, 3, width, 1, 1, 1, new RandomStreams(21));
    }

    /** The standard deviation over units of the first sample's features in layer 2. */
    private static double spread(Network network) {
        DMatrixRMaj beta = network.forward(PRODUCTS, X).beta(2);
        double mean = 0;
        double square = 0;
        for (int j = 0; j < beta.numCols; j++) {
            mean += beta.get(0, j) / beta.numCols;
            square += beta.get(0, j) * beta.get(0, j) / beta.numCols;
        }
        return Math.sqrt(square - mean * mean);
    }

    private static double rootMeanSquare(Weights weights) {
        double sum = 0;
        double[] entries = weights.hidden().get(0).toDense().data;
        for (double entry : entries) {
            sum += entry * entry / entries.length;
        }
        return Math.sqrt(sum);
    }

    /** Five standard errors, 1/sqrt(n) and 1/sqrt(2 n) of the deviation. */
    private static void assertMoments(DMatrixRMaj a, double mean, double deviation) {
        int count = a.getNumElements();
        double sum = 0;
        double square = 0;
        for (double entry : a.data) {
            sum += entry / count;
            square += (entry - mean) * (entry - mean) / count;
        }
        assertThat(sum).isCloseTo(mean, within(5 * deviation / Math.sqrt(count)));
        assertThat(Math.sqrt(square)).isCloseTo(deviation, within(5 * deviation / Math.sqrt(2.0 * count)));
    }

    /** (1/m) a a^T. */
    private static DMatrixRMaj covariance(DMatrixRMaj a) {
        DMatrixRMaj covariance = new DMatrixRMaj(a.numRows, a.numRows);
        for (int n = 0; n < a.numRows; n++) {
            for (int q = 0; q < a.numRows; q++) {
                for (int j = 0; j < a.numCols; j++) {
                    covariance.add(n, q, a.get(n, j) * a.get(q, j) / a.numCols);
                }
            }
        }
        return covariance;
    }

    private static double[][] orthonormalRows(DMatrixRMaj a) {
        double[][] rows = NetworkInstance.rows(a);
        for (int n = 0; n < rows.length; n++) {
            for (int pass = 0; pass < 2; pass++) {
                for (int q = 0; q < n; q++) {
                    double product = dot(rows[q], rows[n]);
                    for (int i = 0; i < rows[n].length; i++) {
                        rows[n][i] -= product * rows[q][i];
                    }
                }
            }
            double norm = Math.sqrt(dot(rows[n], rows[n]));
            for (int i = 0; i < rows[n].length; i++) {
                rows[n][i] /= norm;
            }
        }
        return rows;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
