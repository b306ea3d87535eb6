package org.featureflow.verify.claim;

/** How much a run of the catalogue costs. */
public enum Profile {
    /** One try a claim: does it run at all. */
    SMOKE,
    /** A few tries, minutes in all. */
    QUICK,
    /** Many tries. */
    FULL;

    /**
     * The number of tries of a claim.
     *
     * @param quickTries the number in the quick profile
     * @return 1, that number, or ten times it
     */
    public int tries(int quickTries) {
        return switch (this) {
            case SMOKE -> 1;
            case QUICK -> quickTries;
            case FULL -> 10 * quickTries;
        };
    }
}
