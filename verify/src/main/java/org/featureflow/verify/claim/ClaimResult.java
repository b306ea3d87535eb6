package org.featureflow.verify.claim;

import java.util.List;

/**
 * What a run shows of a claim over all its tries.
 *
 * @param claim the claim
 * @param verdict for a claim the worst verdict of its tries, for a negative control the best
 * @param tries the number of instances tried
 * @param asExpected the number of them whose verdict was as expected
 * @param decisive the instance with that verdict, shrunk if it is not as expected
 * @param outcome what that instance shows
 * @param replay the arguments that repeat the run
 */
public record ClaimResult(
        Claim claim,
        Verdict verdict,
        int tries,
        int asExpected,
        InstanceSpec decisive,
        Outcome outcome,
        List<String> replay) {

    /**
     * Copies the list.
     *
     * @param claim the claim
     * @param verdict for a claim the worst verdict of its tries, for a negative control the best
     * @param tries the number of instances tried
     * @param asExpected the number of them whose verdict was as expected
     * @param decisive the instance with that verdict, shrunk if it is not as expected
     * @param outcome what that instance shows
     * @param replay the arguments that repeat the run
     */
    public ClaimResult {
        replay = List.copyOf(replay);
    }

    /**
     * Whether the claim came out as expected.
     *
     * @return whether its verdict is as expected
     */
    public boolean isAsExpected() {
        return claim.isAsExpected(verdict);
    }
}
