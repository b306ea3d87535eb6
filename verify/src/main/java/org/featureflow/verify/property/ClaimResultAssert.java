package org.featureflow.verify.property;

import org.assertj.core.api.AbstractAssert;
import org.featureflow.verify.claim.ClaimResult;

/** Assertions about what a run shows of a claim. */
@SuppressWarnings("exports") // AssertJ is required by this package alone
public final class ClaimResultAssert extends AbstractAssert<ClaimResultAssert, ClaimResult> {

    ClaimResultAssert(ClaimResult actual) {
        super(actual, ClaimResultAssert.class);
    }

    /**
     * Checks that the verdict is the one expected or, unless that is REFUTED, a better one.
     *
     * @return this
     */
    public ClaimResultAssert isAsExpected() {
        isNotNull();
        if (!actual.isAsExpected()) {
            throw failure(
                    "%s",
                    new Message("Expecting " + actual.claim().id() + " to be "
                                    + actual.claim().expected() + ", but the verdict is " + actual.verdict())
                            .line("statement", actual.claim().statement())
                            .line("source", actual.claim().source())
                            .line("false if", actual.claim().falsifiedBy())
                            .line("instance", actual.decisive())
                            .evidence(actual.outcome().evidence())
                            .line("replay", "featureflow " + String.join(" ", actual.replay())));
        }
        return this;
    }
}
