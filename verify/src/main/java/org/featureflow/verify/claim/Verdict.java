package org.featureflow.verify.claim;

/** What is known of a claim, from best to worst. Theory section 9. */
public enum Verdict {
    /** Proved by rigorous bounds. */
    CERTIFIED,
    /** Statistical or floating-point evidence speaks for it. */
    SUPPORTED,
    /** Neither shown: budget spent, diverged, or too little evidence. Never a pass. */
    INCONCLUSIVE,
    /** Shown to be false, by rigorous bounds where the claim is about an optimum. */
    REFUTED;

    /**
     * The worse of two verdicts: what is known of a claim that both instances must meet.
     *
     * @param other the other
     * @return the one further from CERTIFIED
     */
    public Verdict worse(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /**
     * The better of two verdicts.
     *
     * @param other the other
     * @return the one nearer to CERTIFIED
     */
    public Verdict better(Verdict other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
