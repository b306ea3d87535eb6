package org.featureflow.verify.claim;

/**
 * A hypothesis of a theorem, and whether it holds for an instance. Hypotheses are reported beside a verdict and do not gate it.
 *
 * @param name its name in the paper, or a few words
 * @param status whether it holds
 * @param how how that was found
 */
public record Hypothesis(String name, Status status, String how) {

    /** What is known of a hypothesis. */
    public enum Status {
        /** It holds. */
        HOLDS,
        /** It does not hold. */
        FAILS,
        /** It was not checked, or cannot be. */
        NOT_CHECKED
    }

    /**
     * A hypothesis that was checked.
     *
     * @param name its name
     * @param holds whether it holds
     * @param how how that was found
     * @return the hypothesis
     */
    public static Hypothesis checked(String name, boolean holds, String how) {
        return new Hypothesis(name, holds ? Status.HOLDS : Status.FAILS, how);
    }
}
