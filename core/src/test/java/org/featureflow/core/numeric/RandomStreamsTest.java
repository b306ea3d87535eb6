package org.featureflow.core.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RandomStreamsTest {

    private static final int COUNT = 4000;

    @Test
    void sameSeedAndNameGiveTheSameNumbersInAnyOrderOfUse() {
        RandomStreams first = new RandomStreams(42);
        RandomStreams second = new RandomStreams(42);
        double[] weights = draw(first.stream("weights"));
        first.stream("data").nextDouble();
        draw(second.stream("data"));
        assertThat(draw(second.stream("weights"))).containsExactly(weights);
        assertThat(draw(first.stream("weights"))).containsExactly(weights);
    }

    @Test
    void childrenAreFunctionsOfSeedAndName() {
        assertThat(new RandomStreams(7).child("a")).isEqualTo(new RandomStreams(7).child("a"));
        assertThat(new RandomStreams(7).child(3)).isEqualTo(new RandomStreams(7).child("3"));
    }

    @Test
    void namesSeedsAndGenerationsAllGiveDifferentFirstNumbers() {
        Set<Long> seen = new HashSet<>();
        int drawn = 0;
        for (long seed : new long[] {0, 1, -1, 42, Long.MIN_VALUE, -0x9E3779B97F4A7C15L}) {
            RandomStreams root = new RandomStreams(seed);
            for (RandomStreams family : new RandomStreams[] {
                root,
                root.child("a"),
                root.child("b"),
                root.child("a").child("b"),
                root.child("b").child("a"),
                root.child("ab"),
                root.child(0),
                root.child(1)
            }) {
                for (String name : new String[] {"", "a", "b", "ab", "ba", "aa", "child:a", "0"}) {
                    seen.add(family.stream(name).nextLong());
                    drawn++;
                }
            }
        }
        // 64 random bits collide among 384 draws with probability 4e-15.
        assertThat(seen).hasSize(drawn);
    }

    @Test
    void theFirstGaussiansOfNumberedChildrenAreIndependentStandardNormal() {
        RandomStreams root = new RandomStreams(2024);
        assertStandardNormal(i -> root.child(i).stream("x"));
    }

    @Test
    void theFirstGaussiansOfNamedStreamsAreIndependentStandardNormal() {
        RandomStreams root = new RandomStreams(5);
        assertStandardNormal(i -> root.stream("unit-" + i));
    }

    @Test
    void theFirstGaussiansOfSuccessiveSeedsAreIndependentStandardNormal() {
        assertStandardNormal(i -> new RandomStreams(i).stream("x"));
    }

    @Test
    void oneStreamIsStandardNormal() {
        RandomGenerator generator = new RandomStreams(1).stream("x");
        assertStandardNormal(i -> generator);
    }

    /**
     * Five standard errors at n draws: mean 1/sqrt(n), second moment sqrt(2/n), fourth moment sqrt(96/n), lag-1 product
     * 1/sqrt(n). The seeds are fixed, so the test either always passes or always fails.
     */
    private static void assertStandardNormal(IntFunction<RandomGenerator> source) {
        double[] x = IntStream.range(0, COUNT)
                .mapToDouble(i -> source.apply(i).nextGaussian())
                .toArray();
        double mean = 0;
        double second = 0;
        double fourth = 0;
        double lag = 0;
        for (int i = 0; i < COUNT; i++) {
            mean += x[i] / COUNT;
            second += x[i] * x[i] / COUNT;
            fourth += Math.pow(x[i], 4) / COUNT;
            lag += x[i] * x[(i + 1) % COUNT] / COUNT;
        }
        double error = 5 / Math.sqrt(COUNT);
        assertThat(mean).isBetween(-error, error);
        assertThat(second - 1).isBetween(-error * Math.sqrt(2), error * Math.sqrt(2));
        assertThat(fourth - 3).isBetween(-error * Math.sqrt(96), error * Math.sqrt(96));
        assertThat(lag).isBetween(-error, error);
    }

    private static double[] draw(RandomGenerator generator) {
        return IntStream.range(0, 20).mapToDouble(i -> generator.nextGaussian()).toArray();
    }
}
