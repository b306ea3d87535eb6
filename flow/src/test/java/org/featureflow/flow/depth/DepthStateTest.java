package org.featureflow.flow.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.featureflow.core.model.Activations;
import org.featureflow.core.numeric.RandomStreams;
import org.junit.jupiter.api.Test;

class DepthStateTest {

    /**
     * Central differences of a loss of order 10 with step 1e-5: truncation ~1e-10 times third derivatives, rounding 1e-15 * 10 / 1e-5 = 1e-9.
     */
    private static final double STEP = 1e-5;

    private static final double DIFFERENCE = 1e-7;

    @Property(tries = 12, seed = "71")
    void velocityIsTheScaledGradient(
            @ForAll @IntRange(max = 1000) int seed,
            @ForAll @IntRange(min = 1, max = 3) int dimension,
            @ForAll @IntRange(min = 1, max = 2) int outputs,
            @ForAll boolean network) {
        DepthScheme scheme = network ? DepthScheme.network() : DepthScheme.rungeKutta(2);
        DepthProblem problem = Instances.problem(seed, 4, dimension, outputs);
        BlockMeasure measure = Instances.measure(seed, 3, 2, 2 * dimension + 1);
        BlockMeasure velocity = problem.at(measure, scheme).velocity();
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < 2; k++) {
                for (int p = 0; p < measure.parameterDimension(); p++) {
                    BlockMeasure unit = unit(measure, i, k, p);
                    double difference =
                            (problem.at(measure.plus(STEP, unit), scheme).loss()
                                            - problem.at(measure.plus(-STEP, unit), scheme)
                                                    .loss())
                                    / (2 * STEP);
                    double scaled = -difference * measure.particles() / measure.length(i);
                    assertThat(velocity.theta(i, k)[p]).isCloseTo(scaled, within(DIFFERENCE * (1 + Math.abs(scaled))));
                }
            }
        }
    }

    @Property(tries = 8, seed = "72")
    void adjointIsTheDerivativeInTheState(@ForAll @IntRange(max = 1000) int seed, @ForAll boolean network) {
        DepthScheme scheme = network ? DepthScheme.network() : DepthScheme.rungeKutta(1);
        DepthProblem problem = Instances.problem(seed, 3, 2, 1);
        BlockMeasure measure = Instances.measure(seed, 4, 3, 5);
        DMatrixRMaj adjoint = problem.at(measure, scheme).adjoint(0);
        for (int e = 0; e < adjoint.getNumElements(); e++) {
            double difference = (shifted(problem, e, STEP).at(measure, scheme).loss()
                            - shifted(problem, e, -STEP).at(measure, scheme).loss())
                    / (2 * STEP);
            // E is a mean, q belongs to one sample's loss
            double expected = problem.samples() * difference;
            assertThat(adjoint.data[e]).isCloseTo(expected, within(DIFFERENCE * (1 + Math.abs(expected))));
        }
    }

    @Property(tries = 8, seed = "73")
    void firstVariationIsTheDerivativeInTheMass(@ForAll @IntRange(max = 1000) int seed, @ForAll boolean network) {
        DepthScheme scheme = network ? DepthScheme.network() : DepthScheme.rungeKutta(2);
        DepthProblem problem = Instances.problem(seed, 3, 2, 1);
        int particles = 10;
        double[][][] theta = new double[3][particles][];
        double[][][] replaced = new double[3][particles][];
        BlockMeasure other = Instances.measure(seed + 1, 3, particles, 5);
        double[] probe = other.theta(0, 0);
        // Particles differ from the probe by O(1e-5), so that replacing one is a small change of mass times a
        // difference of f.
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < particles; k++) {
                theta[i][k] = other.theta(i, k);
                replaced[i][k] = other.theta(i, k);
            }
        }
        for (int p = 0; p < 5; p++) {
            replaced[1][0][p] = probe[p];
        }
        // E is analytic in the mass; compare with the midpoint derivative along the segment, mass 1/K at both ends.
        double[][][] doubled = new double[3][2 * particles][];
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < particles; k++) {
                doubled[i][2 * k] = theta[i][k];
                doubled[i][2 * k + 1] = replaced[i][k];
            }
        }
        BlockMeasure start = BlockMeasure.ofEqualCells(theta);
        BlockMeasure end = BlockMeasure.ofEqualCells(replaced);
        DepthState middle = problem.at(BlockMeasure.ofEqualCells(doubled), scheme);
        double slopes = slope(problem.at(start, scheme), probe, start.theta(1, 0))
                + 4 * slope(middle, probe, start.theta(1, 0))
                + slope(problem.at(end, scheme), probe, start.theta(1, 0));
        double difference =
                problem.at(end, scheme).loss() - problem.at(start, scheme).loss();
        // Simpson's rule over a mass of h/K = 1/30: error (1/30)^5 / 2880 times a fourth derivative
        assertThat(slopes / 6 * start.length(1) / particles).isCloseTo(difference, within(1e-8));
    }

    @Test
    void scheme4IsTheOdeItself() {
        DepthProblem problem = Instances.problem(5, 3, 2, 2);
        BlockMeasure measure = Instances.measure(5, 3, 4, 5);
        double coarse = backError(problem, measure, 4, -1);
        double fine = backError(problem, measure, 8, -1);
        assertThat(coarse / fine).as("order 4").isBetween(11.0, 23.0);
        assertThat(backError(problem, measure, 64, -1)).isLessThan(1e-7);
        assertThat(backError(problem, measure, 64, +1))
                .as("wrong sign of the adjoint")
                .isGreaterThan(1e-2);
    }

    @Property(tries = 10, seed = "74")
    void timeDerivativeOfTheFirstVariationIsALieBracket(@ForAll @IntRange(max = 1000) int seed) {
        int substeps = 64;
        DepthProblem problem = Instances.problem(seed, 4, 3, 1);
        DepthState state = problem.at(Instances.measure(seed, 2, 5, 7), DepthScheme.rungeKutta(substeps));
        double h = 0.5 / substeps;
        double[] theta = Instances.measure(seed + 1, 1, 1, 7).theta(0, 0);
        for (int node : new int[] {5, substeps / 2, substeps + 20}) {
            double difference = (8 * (state.firstVariation(node + 1, theta) - state.firstVariation(node - 1, theta))
                            - (state.firstVariation(node + 2, theta) - state.firstVariation(node - 2, theta)))
                    / (12 * h);
            assertThat(state.lieBracket(node, theta)).isCloseTo(difference, within(1e-6));
        }
    }

    @Property(tries = 10, seed = "75")
    void adjointGrowsAtMostExponentially(@ForAll @IntRange(max = 1000) int seed) {
        DepthProblem problem = Instances.problem(seed, 4, 3, 1);
        DepthState state = problem.at(Instances.measure(seed, 3, 2, 7), DepthScheme.rungeKutta(16));
        double growth = Math.exp(state.lipschitzBound());
        DMatrixRMaj last = state.adjoint(state.steps());
        for (int node = 0; node < state.steps(); node++) {
            DMatrixRMaj q = state.adjoint(node);
            for (int n = 0; n < problem.samples(); n++) {
                double ratio = rowNorm(q, n) / rowNorm(last, n);
                assertThat(ratio).isBetween(1 / growth, growth);
            }
        }
    }

    @Test
    void linearBlocksMultiplyTheirMatrices() {
        DepthProblem problem = Instances.problem(Blocks.linear(2), 3, 4, 1);
        BlockMeasure measure = Instances.measure(3, 2, 1, 4);
        DMatrixRMaj x = problem.embedded();
        for (int i = 0; i < 2; i++) {
            DMatrixRMaj next = x.copy();
            DMatrixRMaj a = new DMatrixRMaj(2, 2, true, measure.theta(i, 0));
            CommonOps_DDRM.multAddTransB(0.5, x, a, next);
            x = next;
        }
        DepthState state = problem.at(measure, DepthScheme.network());
        CommonOps_DDRM.subtractEquals(x, state.state(2));
        assertThat(NormOps_DDRM.normF(x)).isLessThan(1e-14);
        assertThat(problem.block().isUniversal()).isFalse();
        assertThat(problem.block().bound(measure.theta(0, 0))).isInfinite();
        assertThat(problem.block().bound(new double[4])).isZero();
        assertThat(Blocks.unit(2, Activations.tanh(), 1).isUniversal()).isTrue();
        assertThat(Blocks.unit(2, Activations.identity(), 1).isUniversal()).isFalse();
    }

    @Property(tries = 20, seed = "76")
    void blocksKeepTheirBounds(@ForAll @IntRange(max = 1000) int seed, @ForAll boolean linear) {
        Block block = linear ? Blocks.linear(3) : Blocks.unit(3, Activations.tanh(), 1.5);
        double[] theta =
                Instances.measure(seed, 1, 1, block.parameterDimension()).theta(0, 0);
        var random = new RandomStreams(seed).stream("points");
        double[] x = Instances.gaussian(random, 1, 3).data;
        double[] y = Instances.gaussian(random, 1, 3).data;
        double[] difference = new double[3];
        block.addValue(1, x, theta, difference);
        assertThat(norm(difference)).isLessThanOrEqualTo(block.bound(theta) * (1 + 1e-12));
        block.addValue(-1, y, theta, difference);
        double distance = norm(new double[] {x[0] - y[0], x[1] - y[1], x[2] - y[2]});
        assertThat(norm(difference)).isLessThanOrEqualTo(block.lipschitz(theta) * distance * (1 + 1e-12));
    }

    private static double backError(DepthProblem problem, BlockMeasure measure, int substeps, double sign) {
        DepthState state = problem.at(measure, DepthScheme.rungeKutta(substeps));
        DMatrixRMaj x = state.state(state.steps());
        DMatrixRMaj q = state.adjoint(state.steps());
        for (int cell = measure.cells() - 1; cell >= 0; cell--) {
            ReferenceOde.backOverCell(problem, measure, cell, sign, x, q);
        }
        CommonOps_DDRM.subtractEquals(q, state.adjoint(0));
        return NormOps_DDRM.normF(q);
    }

    private static double slope(DepthState state, double[] to, double[] from) {
        return state.cellVariation(1, to) - state.cellVariation(1, from);
    }

    private static DepthProblem shifted(DepthProblem problem, int element, double shift) {
        DMatrixRMaj embedded = problem.embedded();
        embedded.data[element] += shift;
        return new DepthProblem(problem.block(), embedded, problem.readOut(), problem.targets());
    }

    private static BlockMeasure unit(BlockMeasure like, int cell, int particle, int parameter) {
        double[][][] theta = new double[like.cells()][like.particles()][like.parameterDimension()];
        theta[cell][particle][parameter] = 1;
        return BlockMeasure.ofEqualCells(theta);
    }

    private static double rowNorm(DMatrixRMaj matrix, int row) {
        double sum = 0;
        for (int i = 0; i < matrix.numCols; i++) {
            sum += matrix.get(row, i) * matrix.get(row, i);
        }
        return Math.sqrt(sum);
    }

    private static double norm(double[] a) {
        return Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
    }
}
