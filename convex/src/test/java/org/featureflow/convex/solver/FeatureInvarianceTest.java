package org.featureflow.convex.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.math3.random.RandomDataGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.featureflow.convex.program.FeatureInstance;
import org.featureflow.core.model.Architecture.Model;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Regularization;
import org.featureflow.core.numeric.RandomStreams;

/** What the optimum must do when the program changes; every solve is to a relative gap of 1e-8. */
class FeatureInvarianceTest {

    private static final int SAMPLES = 4;
    private static final int ATOMS = 9;

    private static FeatureInstance instance(Model model, int loss, int depth, long seed) {
        return FeatureInstance.random(model, FeatureInstance.losses().get(loss), SAMPLES, ATOMS, depth, 0.02, seed);
    }

    private static double optimum(FeatureInstance instance) {
        FeatureSolution solution = FeatureSolver.solve(instance.program());
        assertThat(solution.relativeGap()).isLessThan(1e-8);
        return solution.primal();
    }

    private static int[] permutation(int size, long seed) {
        return new RandomDataGenerator(new RandomStreams(seed).stream("permutation")).nextPermutation(size, size);
    }

    @Property(tries = 15, seed = "5220")
    void permutingAtomsOrSamplesChangesNothing(
            @ForAll Model model,
            @ForAll @IntRange(max = 3) int loss,
            @ForAll @IntRange(min = 1, max = 3) int depth,
            @ForAll @LongRange(min = 0, max = 100_000) long seed) {
        FeatureInstance instance = instance(model, loss, depth, seed);
        double optimum = optimum(instance);
        FeatureInstance permuted =
                instance.withAtoms(permutation(ATOMS, seed)).withSamples(permutation(SAMPLES, seed + 1));
        assertThat(optimum(permuted)).isCloseTo(optimum, within(2e-8 * optimum));
    }

    @Property(tries = 15, seed = "5221")
    void splittingAnAtomChangesNothing(
            @ForAll Model model,
            @ForAll @IntRange(max = 3) int loss,
            @ForAll @IntRange(min = 1, max = 3) int depth,
            @ForAll @LongRange(min = 0, max = 100_000) long seed) {
        FeatureInstance instance = instance(model, loss, depth, seed);
        double optimum = optimum(instance);
        int[] doubled = IntStream.concat(IntStream.range(0, ATOMS), IntStream.of((int) (seed % ATOMS)))
                .toArray();
        assertThat(optimum(instance.withAtoms(doubled))).isCloseTo(optimum, within(2e-8 * optimum));
    }

    @Property(tries = 15, seed = "5222")
    void moreAtomsAreNeverWorse(
            @ForAll Model model,
            @ForAll @IntRange(max = 3) int loss,
            @ForAll @IntRange(min = 1, max = 3) int depth,
            @ForAll @LongRange(min = 0, max = 100_000) long seed) {
        FeatureInstance instance = instance(model, loss, depth, seed);
        double optimum = optimum(instance);
        // As many atoms as samples, so that the features of those that stay remain in the span.
        double fewer = optimum(instance.withAtoms(IntStream.range(0, ATOMS - 3).toArray()));
        assertThat(optimum).isLessThanOrEqualTo(fewer * (1 + 2e-8));
    }

    /** The optimum is an infimum of functions linear in lambda: it rises with lambda, is concave, and less than proportional. */
    @Property(tries = 15, seed = "5223")
    void optimumIsConcaveAndRisingInLambda(
            @ForAll Model model,
            @ForAll @IntRange(max = 3) int loss,
            @ForAll @LongRange(min = 0, max = 100_000) long seed,
            @ForAll @DoubleRange(min = 1.1, max = 10) double factor) {
        FeatureInstance instance = instance(model, loss, 2, seed);
        double low = optimum(instance.withLambda(Regularization.uniform(0.01, 2)));
        double high = optimum(instance.withLambda(Regularization.uniform(0.01 * factor, 2)));
        double middle = optimum(instance.withLambda(Regularization.uniform(0.005 * (1 + factor), 2)));
        assertThat(high).isGreaterThanOrEqualTo(low * (1 - 2e-8)).isLessThanOrEqualTo(factor * low * (1 + 2e-8));
        assertThat(middle).isGreaterThanOrEqualTo((low + high) / 2 * (1 - 2e-8));
    }

    /** Squared loss: y to t y, input and hidden lambda to t^2 lambda multiplies the optimum by t^2 (C becomes t C). */
    @Property(tries = 15, seed = "5224")
    void optimumScalesWithTheTargets(
            @ForAll Model model,
            @ForAll @IntRange(min = 1, max = 3) int depth,
            @ForAll @LongRange(min = 0, max = 100_000) long seed,
            @ForAll @DoubleRange(min = -6, max = 6) double logarithm) {
        double t = Math.pow(10, logarithm);
        FeatureInstance instance = instance(model, 0, depth, seed);
        DMatrixRMaj targets = instance.targets.copy();
        CommonOps_DDRM.scale(t, targets);
        Regularization lambda = instance.lambda;
        Regularization scaled = new Regularization(
                t * t * lambda.input(),
                lambda.hidden().stream().map(l -> t * t * l).toList(),
                lambda.output());
        FeatureInstance changed = new FeatureInstance(
                model, Losses.squared(), targets, instance.activated, instance.reproduced, instance.inputCost, scaled);
        double expected = t * t * optimum(instance);
        assertThat(optimum(changed)).isCloseTo(expected, within(2e-8 * expected));
    }

    /** Activated features of a hidden layer times t, its lambda times t^2: W becomes W/t. */
    @Property(tries = 15, seed = "5225")
    void optimumIsInvariantToTheScaleOfALayer(
            @ForAll Model model,
            @ForAll @IntRange(max = 3) int loss,
            @ForAll @LongRange(min = 0, max = 100_000) long seed,
            @ForAll @DoubleRange(min = -4, max = 4) double logarithm) {
        double t = Math.pow(10, logarithm);
        FeatureInstance instance = instance(model, loss, 2, seed);
        DMatrixRMaj first = instance.activated.get(0).copy();
        CommonOps_DDRM.scale(t, first);
        Regularization lambda = instance.lambda;
        FeatureInstance changed = new FeatureInstance(
                model,
                instance.loss,
                instance.targets,
                List.of(first, instance.activated.get(1)),
                instance.reproduced,
                instance.inputCost,
                new Regularization(
                        lambda.input(), List.of(t * t * lambda.hidden().get(0)), lambda.output()));
        double expected = optimum(instance);
        assertThat(optimum(changed)).isCloseTo(expected, within(2e-8 * expected));
    }
}
