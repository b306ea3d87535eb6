package org.featureflow.verify.property;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.verify.claim.InstanceSpec;

/**
 * Looks for the instance that violates a statement most, then for a small one that violates it nearly as much. Shrinking to <em>any</em>
 * failing instance ends at violations of the size of rounding errors, which say nothing; here a smaller instance is taken only if its
 * violation is above the threshold and at least half of the largest found.
 *
 * <p>Half of the tries are independent draws, the other half variations of the worst so far. NaN counts as the largest violation.
 *
 * @param <T> the type of instances
 * @param draw draws an instance
 * @param vary draws a neighbour of an instance
 * @param smaller smaller instances, the boldest first
 * @param violation how much an instance violates the statement
 */
public record ViolationSearch<T>(
        Function<RandomStreams, T> draw,
        BiFunction<T, RandomStreams, T> vary,
        Function<T, List<T>> smaller,
        ToDoubleFunction<T> violation) {

    private static final double KEPT = 0.5;

    /**
     * What a search found.
     *
     * @param <T> the type of instances
     * @param worst the instance of largest violation
     * @param largest its violation
     * @param small the small instance; the worst itself if no smaller one is nearly as bad, or none is above the threshold
     * @param violation the small instance's violation
     * @param evaluations the number of instances looked at
     */
    public record Found<T>(T worst, double largest, T small, double violation, int evaluations) {}

    /**
     * A search among instances that are varied by their seed and shrunk by their sizes.
     *
     * @param draw draws an instance
     * @param violation how much an instance violates the statement
     * @return the search
     */
    public static ViolationSearch<InstanceSpec> ofInstances(
            Function<RandomStreams, InstanceSpec> draw, ToDoubleFunction<InstanceSpec> violation) {
        return new ViolationSearch<>(
                draw,
                (spec, streams) -> spec.withSeed(streams.stream("seed").nextInt(Integer.MAX_VALUE)),
                InstanceSpec::smaller,
                violation);
    }

    /**
     * Searches.
     *
     * @param seed the seed of all draws
     * @param tries the number of instances drawn before shrinking, at least 1
     * @param threshold the violation above which an instance counts, such as the tolerance of the statement
     * @return what was found; the same for equal arguments
     * @throws IllegalArgumentException if there are no tries
     */
    public Found<T> run(long seed, int tries, double threshold) {
        if (tries < 1) {
            throw new IllegalArgumentException("tries " + tries + ": at least 1 is needed");
        }
        RandomStreams streams = new RandomStreams(seed);
        T worst = draw.apply(streams.child(0));
        double largest = measure(worst);
        for (int i = 1; i < tries; i++) {
            RandomStreams own = streams.child(i);
            T next = 2 * i < tries ? draw.apply(own) : vary.apply(worst, own);
            double measured = measure(next);
            if (measured > largest) {
                worst = next;
                largest = measured;
            }
        }
        return shrink(worst, largest, tries, threshold);
    }

    private Found<T> shrink(T worst, double largest, int tries, double threshold) {
        T small = worst;
        double kept = largest;
        int evaluations = tries;
        boolean progress = largest > threshold;
        while (progress) {
            progress = false;
            for (T next : smaller.apply(small)) {
                double measured = measure(next);
                evaluations++;
                if (measured > threshold && measured >= KEPT * largest) {
                    small = next;
                    kept = measured;
                    progress = true;
                    break;
                }
            }
        }
        return new Found<>(worst, largest, small, kept, evaluations);
    }

    private double measure(T instance) {
        double measured = violation.applyAsDouble(instance);
        return Double.isNaN(measured) ? Double.POSITIVE_INFINITY : measured;
    }
}
