package org.featureflow.convex.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.certificate.ReluBounds;
import org.featureflow.convex.certificate.ReluCertificateChecker;
import org.featureflow.convex.program.ReluProgram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReluSolverTest {
    private static final ReluSettings SETTINGS = ReluSettings.withDefaults();

    @ParameterizedTest
    @CsvSource({"20,3,382", "40,3,1562", "20,4,2320"})
    void gaussianDataToARelativeGapOf1e9(int samples, int dimension, int cells) {
        ReluSolution solution = solved(gaussian(samples, dimension, 0.1, 1));
        assertThat(solution.cellCount()).isEqualTo(cells);
        assertThat(solution.relativeGap()).isBetween(0.0, 1e-9);
    }

    @Tag("study")
    @ParameterizedTest
    @CsvSource({"40,3,1e-3", "20,3,1e-5", "60,3,1e-2", "40,4,0.1", "200,2,1e-3", "12,6,1e-2"})
    void largerProgramsAndSmallerDecays(int samples, int dimension, double lambda) {
        assertThat(solved(gaussian(samples, dimension, lambda, 1)).relativeGap())
                .isBetween(0.0, 1e-9);
    }

    @Property(tries = 25, seed = "1")
    void strongDualityAndRoundTrip(
            @ForAll @IntRange(min = 1, max = 9) int samples,
            @ForAll @IntRange(min = 1, max = 3) int dimension,
            @ForAll @DoubleRange(min = -3, max = 0) double logLambda,
            @ForAll @LongRange(min = 0, max = 10_000) long seed) {
        ReluProgram program = gaussian(samples, dimension, Math.pow(10, logLambda), seed);
        ReluSolution solution = solved(program);
        // The network's plain weight decay objective, by another evaluation, is the group lasso's.
        assertThat(objective(program, solution.hiddenWeights(), solution.outputWeights()))
                .isCloseTo(solution.primal(), within(1e-13 * solution.primal()));
        DMatrixRMaj w = solution.hiddenWeights();
        double[] u = solution.outputWeights();
        for (int j = 0; j < u.length; j++) {
            double square = 0;
            for (int i = 0; i < dimension; i++) {
                square += w.get(i, j) * w.get(i, j);
            }
            assertThat(square).as("layers are balanced").isCloseTo(u[j] * u[j], within(1e-12 * square));
        }
        double[] f = outputs(program, w, u);
        for (int n = 0; n < samples; n++) {
            double residual = (f[n] - program.targets()[n]) / samples;
            // Strong convexity: (N/2) |z - z*|^2 <= gap.
            assertThat(solution.dualPoint()[n])
                    .isCloseTo(residual, within(1e-12 + 2 * Math.sqrt(2 * solution.gap() / samples)));
        }
    }

    @Property(tries = 20, seed = "2")
    void degenerateDataAreSolved(
            @ForAll @IntRange(min = 1, max = 7) int samples,
            @ForAll @IntRange(min = 1, max = 3) int dimension,
            @ForAll @LongRange(min = 0, max = 10_000) long seed) {
        // Zero, repeated and antipodal rows, with conflicting targets.
        Random random = new Random(seed);
        DMatrixRMaj x = new DMatrixRMaj(samples, dimension);
        for (int i = 0; i < x.getNumElements(); i++) {
            x.data[i] = random.nextInt(3) - 1;
        }
        solved(ReluProgram.of(x, ConeProjectionTest.gaussian(random, samples), 0.03));
    }

    @Property(tries = 20, seed = "3")
    void oneSampleIsSoftThresholding(
            @ForAll @DoubleRange(min = -3, max = 3) double y, @ForAll @DoubleRange(min = 0.01, max = 2) double lambda) {
        double norm = Math.sqrt(5);
        ReluSolution solution =
                solved(ReluProgram.of(new DMatrixRMaj(new double[][] {{1, -2}}), new double[] {y}, lambda));
        double threshold = lambda / norm;
        double expected = Math.abs(y) > threshold ? threshold * Math.abs(y) - threshold * threshold / 2 : y * y / 2;
        assertThat(solution.primal()).isCloseTo(expected, within(1e-12));
        assertThat(solution.dual()).isCloseTo(expected, within(1e-12));
    }

    @Property(tries = 20, seed = "4")
    void oneInputSeparatesIntoTwoSoftThresholds(
            @ForAll @IntRange(min = 1, max = 12) int samples, @ForAll @LongRange(min = 0, max = 10_000) long seed) {
        ReluProgram program = gaussian(samples, 1, 0.1, seed);
        double expected = 0;
        for (int side = 1; side >= -1; side -= 2) {
            double correlation = 0;
            double square = 0;
            for (int n = 0; n < samples; n++) {
                double feature = Math.max(0, side * program.inputs().get(n, 0));
                correlation += feature * program.targets()[n] / samples;
                square += feature * feature / samples;
            }
            double excess = Math.max(0, Math.abs(correlation) - 0.1);
            expected -= excess == 0 ? 0 : excess * excess / (2 * square);
        }
        for (double y : program.targets()) {
            expected += y * y / (2 * samples);
        }
        assertThat(solved(program).primal()).isCloseTo(expected, within(1e-12));
    }

    @Property(tries = 10, seed = "5")
    void noRandomDualPointIsAboveNoRandomNetworkIsBelow(@ForAll @LongRange(min = 0, max = 10_000) long seed) {
        ReluProgram program = gaussian(8, 2, 0.1, seed);
        ReluSolution solution = solved(program);
        ReluData data = new ReluData(program, program.cells(1000));
        Random random = new Random(seed);
        for (int k = 0; k < 50; k++) {
            double[] z = Vectors.scaled(0.1 * random.nextDouble(), ConeProjectionTest.gaussian(random, 8));
            Vectors.addScaled(z, random.nextDouble(), solution.dualPoint());
            assertThat(new ReluPricing(data, z).dualValue()).isLessThanOrEqualTo(solution.primal() * (1 + 1e-12));
            DMatrixRMaj w = new DMatrixRMaj(2, 5);
            w.data = ConeProjectionTest.gaussian(random, 10);
            assertThat(objective(program, w, ConeProjectionTest.gaussian(random, 5)))
                    .isGreaterThanOrEqualTo(solution.dual());
        }
    }

    @Test
    void permutedSamplesHaveTheSameOptimum() {
        ReluProgram program = gaussian(12, 3, 0.03, 6);
        DMatrixRMaj x = new DMatrixRMaj(12, 3);
        double[] y = new double[12];
        for (int n = 0; n < 12; n++) {
            int source = (5 * n + 3) % 12;
            y[n] = program.targets()[source];
            for (int j = 0; j < 3; j++) {
                x.set(n, j, program.inputs().get(source, j));
            }
        }
        ReluSolution here = solved(program);
        assertThat(solved(ReluProgram.of(x, y, 0.03)).primal()).isCloseTo(here.primal(), within(1e-9 * here.primal()));
        assertThat(solved(program).primal()).as("repeats to the bit").isEqualTo(here.primal());
    }

    @Test
    void scalingLaws() {
        ReluProgram program = gaussian(10, 3, 0.05, 7);
        double optimum = solved(program).primal();
        DMatrixRMaj larger = program.inputs();
        for (int i = 0; i < larger.getNumElements(); i++) {
            larger.data[i] *= 1000;
        }
        double[] targets = Vectors.scaled(1e-3, program.targets());
        assertThat(solved(ReluProgram.of(larger, program.targets(), 50)).primal())
                .isCloseTo(optimum, within(1e-9 * optimum));
        assertThat(solved(ReluProgram.of(program.inputs(), targets, 5e-5)).primal())
                .isCloseTo(1e-6 * optimum, within(1e-15 * optimum));
    }

    @Test
    void theOptimumIsConcaveAndRisesWithLambdaUntilTheZeroNetworkIsOptimal() {
        ReluProgram program = gaussian(15, 3, 1, 8);
        double lambdaMax = ReluSolver.largestUsefulLambda(program, SETTINGS);
        ReluSolution zero = solved(program.withLambda(lambdaMax * (1 + 1e-9)));
        assertThat(zero.outputWeights()).isEmpty();
        assertThat(zero.primal()).isCloseTo(program.objective(new DMatrixRMaj(3, 0), new double[0]), within(1e-14));
        ReluSolution some = solved(program.withLambda(lambdaMax * 0.999));
        assertThat(some.outputWeights()).isNotEmpty();
        assertThat(some.primal()).isLessThan(zero.primal());
        double[] optimum = new double[9];
        for (int k = 0; k < optimum.length; k++) {
            optimum[k] = solved(program.withLambda(lambdaMax * (k + 1) / 8)).primal();
        }
        for (int k = 1; k + 1 < optimum.length; k++) {
            assertThat(optimum[k]).isLessThanOrEqualTo(optimum[k + 1] + 1e-9);
            assertThat(2 * optimum[k]).isGreaterThanOrEqualTo(optimum[k - 1] + optimum[k + 1] - 1e-9);
        }
    }

    @Test
    void trainedNetworksOfAnyWidthStayAboveTheBound() {
        ReluProgram program = gaussian(20, 3, 0.1, 1);
        ReluSolution solution = solved(program);
        double best = Double.POSITIVE_INFINITY;
        for (int width : new int[] {1, 2, 4, 10, 50}) {
            double trained = trained(program, width, new Random(width));
            assertThat(trained).as("width %d", width).isGreaterThanOrEqualTo(solution.dual());
            best = Math.min(best, trained);
        }
        // Else the bound would be safe for want of training.
        assertThat(best).isLessThan(1.01 * solution.primal());
    }

    @Test
    void nothingToFit() {
        ReluSolution zero = solved(ReluProgram.of(new DMatrixRMaj(new double[][] {{1}, {2}}), new double[2], 0.1));
        assertThat(zero.primal()).isZero();
        assertThat(zero.relativeGap()).isZero();
        ReluSolution blind = solved(ReluProgram.of(new DMatrixRMaj(3, 2), new double[] {1, 2, 3}, 0.1));
        assertThat(blind.primal()).isCloseTo(14.0 / 6, within(1e-15));
        assertThat(blind.cellCount()).isEqualTo(1);
    }

    @Test
    void aSmallBudgetGivesValidBoundsAndSaysSo() {
        ReluProgram program = gaussian(20, 3, 0.001, 2);
        ReluSolution early = ReluSolver.solve(program, SETTINGS.withMaxRounds(3));
        assertThat(early.status()).isEqualTo(ReluSolution.Status.BUDGET_SPENT);
        assertThat(early.rounds()).isEqualTo(3);
        ReluSolution late = solved(program);
        assertThat(early.dual()).isPositive().isLessThanOrEqualTo(late.dual());
        assertThat(early.primal()).isGreaterThanOrEqualTo(late.primal());
        assertThat(early.gap()).isGreaterThan(1e-9);
        ReluSolution impossible = ReluSolver.solve(gaussian(10, 2, 0.1, 2), SETTINGS.withTolerance(1e-300));
        assertThat(impossible.status()).isEqualTo(ReluSolution.Status.REDUCED_ACCURACY);
        assertThat(impossible.relativeGap()).isLessThan(1e-9);
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> SETTINGS.withTolerance(0)).hasMessageContaining("tolerance is 0.0");
        assertThatThrownBy(() -> SETTINGS.withMaxRounds(0)).hasMessageContaining("maxRounds is 0");
        assertThatThrownBy(() -> SETTINGS.withMaxCells(0)).hasMessageContaining("maxCells is 0");
        assertThatThrownBy(() -> ReluSolver.solve(gaussian(5, 2, 1, 1), SETTINGS.withMaxCells(9)))
                .hasMessageContaining("more than 9 activation cells");
    }

    private static ReluSolution solved(ReluProgram program) {
        ReluSolution solution = ReluSolver.solve(program, SETTINGS);
        assertThat(solution.status()).isEqualTo(ReluSolution.Status.OPTIMAL);
        assertThat(solution.relativeGap()).isBetween(0.0, 1e-9);
        ReluBounds bounds = ReluCertificateChecker.check(solution.certificate());
        assertThat(bounds.valid()).isTrue();
        assertThat(bounds.lower()).isEqualTo(solution.dual());
        assertThat(bounds.upper()).isEqualTo(solution.primal());
        return solution;
    }

    private static ReluProgram gaussian(int samples, int dimension, double lambda, long seed) {
        Random random = new Random(seed);
        DMatrixRMaj x = new DMatrixRMaj(samples, dimension);
        x.data = ConeProjectionTest.gaussian(random, samples * dimension);
        return ReluProgram.of(x, ConeProjectionTest.gaussian(random, samples), lambda);
    }

    private static double[] outputs(ReluProgram program, DMatrixRMaj w, double[] u) {
        DMatrixRMaj x = program.inputs();
        double[] f = new double[x.numRows];
        for (int n = 0; n < x.numRows; n++) {
            for (int j = 0; j < u.length; j++) {
                double feature = 0;
                for (int i = 0; i < x.numCols; i++) {
                    feature += x.get(n, i) * w.get(i, j);
                }
                f[n] += feature > 0 ? u[j] * feature : 0;
            }
        }
        return f;
    }

    private static double objective(ReluProgram program, DMatrixRMaj w, double[] u) {
        double[] f = outputs(program, w, u);
        double loss = 0;
        for (int n = 0; n < f.length; n++) {
            loss += Math.pow(f[n] - program.targets()[n], 2);
        }
        double decay =
                Arrays.stream(w.data).limit(w.getNumElements()).map(v -> v * v).sum()
                        + Arrays.stream(u).map(v -> v * v).sum();
        return loss / (2 * f.length) + program.lambda() / 2 * decay;
    }

    /** The lowest objective along plain gradient descent. */
    private static double trained(ReluProgram program, int width, Random random) {
        DMatrixRMaj x = program.inputs();
        double[] y = program.targets();
        DMatrixRMaj w = new DMatrixRMaj(x.numCols, width);
        w.data = Vectors.scaled(1 / Math.sqrt(width), ConeProjectionTest.gaussian(random, x.numCols * width));
        double[] u = ConeProjectionTest.gaussian(random, width);
        double best = Double.POSITIVE_INFINITY;
        for (int step = 0; step < 3000; step++) {
            double[] f = outputs(program, w, u);
            DMatrixRMaj gradW = new DMatrixRMaj(x.numCols, width);
            double[] gradU = Vectors.scaled(program.lambda(), u);
            for (int j = 0; j < width; j++) {
                for (int n = 0; n < y.length; n++) {
                    double feature = 0;
                    for (int i = 0; i < x.numCols; i++) {
                        feature += x.get(n, i) * w.get(i, j);
                    }
                    double g = (f[n] - y[n]) / y.length;
                    gradU[j] += g * Math.max(0, feature);
                    for (int i = 0; i < x.numCols && feature > 0; i++) {
                        gradW.add(i, j, g * u[j] * x.get(n, i));
                    }
                }
            }
            Vectors.addScaled(gradW.data, program.lambda(), w.data);
            Vectors.addScaled(w.data, -0.05, gradW.data);
            Vectors.addScaled(u, -0.05, gradU);
            best = Math.min(best, objective(program, w, u));
        }
        return best;
    }
}
