package org.featureflow.flow.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.numeric.RandomStreams;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How networks of depth n approach the limit, theory section 7. */
class DepthLawTest {

    private final DepthProblem problem = Instances.problem(11, 3, 2, 1);
    private final ParameterLaw law = Instances.law(11, 6, 5);
    private final DMatrixRMaj limit = problem.output(rows(ReferenceOde.end(problem, law)));

    @Test
    void deterministicNetworksApproachItAsOneOverDepth() {
        int[] depths = {8, 16, 32, 64, 128, 256, 512, 1024};
        SimpleRegression slope = new SimpleRegression();
        double[][] x = new double[depths.length][];
        double[] y = new double[depths.length];
        for (int i = 0; i < depths.length; i++) {
            int n = depths[i];
            DMatrixRMaj output =
                    problem.at(law.discretised(n), DepthScheme.network()).output();
            slope.addData(Math.log(n), Math.log(distance(output)));
            // n times the signed error of the first output is a + b/n + O(1/n^2)
            x[i] = new double[] {1.0 / n};
            y[i] = n * (output.get(0) - limit.get(0));
        }
        assertThat(slope.getSlope()).isCloseTo(-1, within(0.1));
        OLSMultipleLinearRegression fit = new OLSMultipleLinearRegression();
        fit.newSampleData(Arrays.copyOfRange(y, 2, y.length), Arrays.copyOfRange(x, 2, x.length));
        double[] ab = fit.estimateRegressionParameters();
        // the rest is c/n^2, at most c/32^2 with c of the order of b
        assertThat(Arrays.stream(fit.estimateResiduals()).map(Math::abs).max().orElseThrow())
                .isLessThan((Math.abs(ab[0]) + Math.abs(ab[1])) / (32 * 32));
    }

    @Test
    void sampledNetworksApproachItAsOneOverTheRootOfDepth() {
        SimpleRegression slope = new SimpleRegression();
        for (int n = 8; n <= 128; n *= 2) {
            slope.addData(Math.log(n), Math.log(rootMeanSquare(n, 200)));
        }
        // A root mean square over 200 samples has relative error 1/sqrt(400) = 0.05: standard error 0.05/(ln 2 sqrt 10)
        // = 0.023
        assertThat(slope.getSlope()).isCloseTo(-0.5, within(4 * 0.023));
    }

    @Test
    @Tag("study")
    void sampledNetworksDoSoUpToDepth1024() {
        SimpleRegression slope = new SimpleRegression();
        for (int n = 8; n <= 1024; n *= 2) {
            slope.addData(Math.log(n), Math.log(rootMeanSquare(n, 1000)));
        }
        assertThat(slope.getSlope()).isCloseTo(-0.5, within(0.03));
    }

    private double rootMeanSquare(int depth, int tries) {
        RandomGenerator random = new RandomStreams(depth).stream("sampled");
        double sum = 0;
        for (int i = 0; i < tries; i++) {
            double error = distance(problem.at(law.sampled(depth, random), DepthScheme.network())
                    .output());
            sum += error * error;
        }
        return Math.sqrt(sum / tries);
    }

    private double distance(DMatrixRMaj output) {
        double sum = 0;
        for (int i = 0; i < output.data.length; i++) {
            sum += (output.data[i] - limit.data[i]) * (output.data[i] - limit.data[i]);
        }
        return Math.sqrt(sum);
    }

    private static double[][] rows(DMatrixRMaj matrix) {
        double[][] rows = new double[matrix.numRows][matrix.numCols];
        for (int i = 0; i < matrix.numRows; i++) {
            for (int j = 0; j < matrix.numCols; j++) {
                rows[i][j] = matrix.get(i, j);
            }
        }
        return rows;
    }
}
