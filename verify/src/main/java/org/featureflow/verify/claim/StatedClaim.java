package org.featureflow.verify.claim;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.numeric.RandomStreams;

/**
 * A claim made of its parts. It is a negative control if REFUTED is expected.
 *
 * @param id the name
 * @param statement what must be true
 * @param source where it is said
 * @param falsifiedBy what would make it false
 * @param expected the verdict expected
 * @param quickTries the number of tries in the quick profile
 * @param generator draws an instance
 * @param shrinker gives smaller instances to try when one violates the claim, the boldest first
 * @param test checks the statement on an instance
 * @param matching gives the match that the verdict on an instance rests on, if there is one
 */
public record StatedClaim(
        String id,
        String statement,
        String source,
        String falsifiedBy,
        Verdict expected,
        int quickTries,
        Function<RandomStreams, InstanceSpec> generator,
        Function<InstanceSpec, List<InstanceSpec>> shrinker,
        BiFunction<InstanceSpec, MatrixProducts, Outcome> test,
        BiFunction<InstanceSpec, MatrixProducts, Optional<Match>> matching)
        implements Claim {

    /**
     * A claim whose instances are not shrunk, as in rates and limits, which are about growing sizes.
     *
     * @param id the name
     * @param statement what must be true
     * @param source where it is said
     * @param falsifiedBy what would make it false
     * @param expected the verdict expected
     * @param quickTries the number of tries in the quick profile
     * @param generator draws an instance
     * @param test checks the statement on an instance
     */
    public StatedClaim(
            String id,
            String statement,
            String source,
            String falsifiedBy,
            Verdict expected,
            int quickTries,
            Function<RandomStreams, InstanceSpec> generator,
            BiFunction<InstanceSpec, MatrixProducts, Outcome> test) {
        this(
                id,
                statement,
                source,
                falsifiedBy,
                expected,
                quickTries,
                generator,
                spec -> List.of(),
                test,
                (spec, products) -> Optional.empty());
    }

    /**
     * The same claim, its violations shrunk.
     *
     * @param newShrinker gives smaller instances, for instance {@code InstanceSpec::smaller}
     * @return the claim
     */
    public StatedClaim withShrinking(Function<InstanceSpec, List<InstanceSpec>> newShrinker) {
        return new StatedClaim(
                id, statement, source, falsifiedBy, expected, quickTries, generator, newShrinker, test, matching);
    }

    /**
     * The same claim, whose verdicts rest on a match.
     *
     * @param newMatching gives the match of an instance
     * @return the claim
     */
    public StatedClaim withMatch(BiFunction<InstanceSpec, MatrixProducts, Match> newMatching) {
        return new StatedClaim(
                id,
                statement,
                source,
                falsifiedBy,
                expected,
                quickTries,
                generator,
                shrinker,
                test,
                (spec, products) -> Optional.of(newMatching.apply(spec, products)));
    }

    @Override
    public boolean isControl() {
        return expected == Verdict.REFUTED;
    }

    @Override
    public InstanceSpec draw(RandomStreams streams) {
        return generator.apply(streams);
    }

    @Override
    public Outcome check(InstanceSpec spec, MatrixProducts products) {
        return test.apply(spec, products);
    }

    @Override
    public Optional<Match> match(InstanceSpec spec, MatrixProducts products) {
        return matching.apply(spec, products);
    }

    @Override
    public List<InstanceSpec> smaller(InstanceSpec spec) {
        return shrinker.apply(spec);
    }
}
