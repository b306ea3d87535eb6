package org.featureflow.verify.claim;

/** Is told how a run of claims goes on. */
public interface ClaimListener {

    /**
     * A try has ended.
     *
     * @param claim the claim
     * @param tried the number of its tries so far
     * @param tries the number of its tries in all
     */
    void tried(Claim claim, int tried, int tries);

    /**
     * A claim is done.
     *
     * @param result its result
     */
    void finished(ClaimResult result);

    /**
     * A listener that does nothing.
     *
     * @return the listener
     */
    static ClaimListener none() {
        return new ClaimListener() {
            @Override
            public void tried(Claim claim, int tried, int tries) {}

            @Override
            public void finished(ClaimResult result) {}
        };
    }
}
