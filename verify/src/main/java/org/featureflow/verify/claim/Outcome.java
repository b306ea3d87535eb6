package org.featureflow.verify.claim;

import java.util.List;

/**
 * What one instance shows of a claim.
 *
 * @param verdict the verdict
 * @param hypotheses the hypotheses, checked on this instance
 * @param evidence the numbers the verdict rests on
 */
public record Outcome(Verdict verdict, List<Hypothesis> hypotheses, List<Evidence> evidence) {

    /**
     * Copies the lists.
     *
     * @param verdict the verdict
     * @param hypotheses the hypotheses, checked on this instance
     * @param evidence the numbers the verdict rests on
     */
    public Outcome {
        hypotheses = List.copyOf(hypotheses);
        evidence = List.copyOf(evidence);
    }
}
