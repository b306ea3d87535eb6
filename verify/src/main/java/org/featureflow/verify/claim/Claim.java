package org.featureflow.verify.claim;

import java.util.List;
import java.util.Optional;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.numeric.RandomStreams;

/**
 * An executable claim: one statement about any instance of a family. Implementations are stateless; an instance is a pure function
 * of its {@link InstanceSpec}, so that every try can be repeated and shrunk.
 */
public interface Claim {

    /**
     * The name by which commands and reports call it.
     *
     * @return lower case letters, digits and hyphens, the paper first
     */
    String id();

    /**
     * What must be true, as a formula.
     *
     * @return one sentence
     */
    String statement();

    /**
     * Where it is said.
     *
     * @return a source key and the place in it
     */
    String source();

    /**
     * What would make it false.
     *
     * @return one sentence
     */
    String falsifiedBy();

    /**
     * Whether this is a negative control: a statement outside a theorem's hypotheses that must come out REFUTED.
     *
     * @return true for a control
     */
    default boolean isControl() {
        return false;
    }

    /**
     * The verdict the claim is expected to earn. A better one is as expected, too, unless REFUTED is.
     *
     * @return the verdict
     */
    Verdict expected();

    /**
     * The number of instances tried in the quick profile.
     *
     * @return a positive number
     */
    int quickTries();

    /**
     * Draws an instance.
     *
     * @param streams the random streams of this try
     * @return its description
     */
    InstanceSpec draw(RandomStreams streams);

    /**
     * Checks the statement on an instance.
     *
     * @param spec the instance
     * @param products the back end
     * @return what it shows
     */
    Outcome check(InstanceSpec spec, MatrixProducts products);

    /**
     * The flow held against a proved optimum that the verdict on an instance rests on, if it rests on one; a certificate is made of it.
     *
     * @param spec the instance
     * @param products the back end
     * @return the match, found anew: costs as much as {@link #check}; empty by default
     */
    default Optional<Match> match(InstanceSpec spec, MatrixProducts products) {
        return Optional.empty();
    }

    /**
     * Smaller instances to try when one violates the claim.
     *
     * @param spec the violating instance
     * @return smaller ones, the boldest first; none where a smaller instance would be another experiment
     */
    default List<InstanceSpec> smaller(InstanceSpec spec) {
        return spec.smaller();
    }

    /**
     * Whether a verdict is what was expected.
     *
     * @param verdict the verdict
     * @return for an expected REFUTED only that, else anything at least as good
     */
    default boolean isAsExpected(Verdict verdict) {
        return expected() == Verdict.REFUTED ? verdict == Verdict.REFUTED : verdict.compareTo(expected()) <= 0;
    }
}
