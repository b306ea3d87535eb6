package org.featureflow.core.numeric;

import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;

/**
 * The named random streams of a run. Every random number of a run comes from a stream that is a pure function of the run's
 * seed and of a name, so that adding a consumer changes no other's numbers, and the order of use does not matter.
 *
 * <p>{@code child} makes a family of its own, for instance for one instance of a claim. Streams are Well19937c generators of
 * commons-math3, whose output is the same on every Java version. Immutable and safe for threads; the generators are not.
 *
 * @param seed the seed of the family
 */
public record RandomStreams(long seed) {

    /**
     * A fresh generator at the start of the named stream.
     *
     * @param name the stream's name, for instance {@code "initial-weights"}
     * @return a generator, the same numbers for the same seed and name
     */
    public RandomGenerator stream(String name) {
        return new Well19937c(mix(name));
    }

    /**
     * The family of streams below a name.
     *
     * @param name the child's name
     * @return a family whose streams are unrelated to this one's
     */
    public RandomStreams child(String name) {
        return new RandomStreams(mix("child:" + name));
    }

    /**
     * The family of streams below a number.
     *
     * @param index the child's number
     * @return a family whose streams are unrelated to this one's
     */
    public RandomStreams child(long index) {
        return child(Long.toString(index));
    }

    /** SplitMix64's finaliser over the characters: equal inputs give equal seeds on every machine. */
    private long mix(String name) {
        long state = finalise(seed + 0x9E3779B97F4A7C15L);
        for (int i = 0; i < name.length(); i++) {
            state = finalise(state + 0x9E3779B97F4A7C15L + name.charAt(i));
        }
        return state;
    }

    private static long finalise(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
