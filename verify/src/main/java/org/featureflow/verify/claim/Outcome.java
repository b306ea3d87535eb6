package org.featureflow.verify.claim;

import java.util.List;

/**
 * What one instance shows of a claim.
 *
 * @param verdict the verdict
 * @param hypotheses the hypotheses, checked on this instance
 * @param evidence the numbers the verdict rests on
 * @param plots pictures of it
 */
public record Outcome(Verdict verdict, List<Hypothesis> hypotheses, List<Evidence> evidence, List<Plot> plots) {

    /**
     * Copies the lists.
     *
     * @param verdict the verdict
     * @param hypotheses the hypotheses, checked on this instance
     * @param evidence the numbers the verdict rests on
     * @param plots pictures of it
     */
    public Outcome {
        hypotheses = List.copyOf(hypotheses);
        evidence = List.copyOf(evidence);
        plots = List.copyOf(plots);
    }

    /**
     * An outcome without pictures.
     *
     * @param verdict the verdict
     * @param hypotheses the hypotheses, checked on this instance
     * @param evidence the numbers the verdict rests on
     */
    public Outcome(Verdict verdict, List<Hypothesis> hypotheses, List<Evidence> evidence) {
        this(verdict, hypotheses, evidence, List.of());
    }
}
