package org.featureflow.verify.claim;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.numeric.RandomStreams;

/**
 * A claim made of its parts, for statements that need no class of their own. It is a negative control if REFUTED is expected.
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
public record StatedClaim(
        String id,
        String statement,
        String source,
        String falsifiedBy,
        Verdict expected,
        int quickTries,
        Function<RandomStreams, InstanceSpec> generator,
        BiFunction<InstanceSpec, MatrixProducts, Outcome> test)
        implements Claim {

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

    /** Rates and limits are about growing sizes, so instances are not shrunk. */
    @Override
    public List<InstanceSpec> smaller(InstanceSpec spec) {
        return List.of();
    }
}
