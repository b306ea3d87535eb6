package org.featureflow.verify.claim;

import java.util.List;

/**
 * A flow held against a proved optimum, with the network and the dual point that the verdict rests on: enough for a certificate that
 * can be checked without running the flow or a solver.
 */
public sealed interface Match permits ConvexMatch, TwoLevelMatch {

    /**
     * The verdict on "the flow converges to within the tolerance of the optimum".
     *
     * @return the verdict
     */
    Verdict verdict();

    /**
     * The excess over the optimum that is tolerated.
     *
     * @return the tolerance
     */
    double tolerance();

    /**
     * The numbers the verdict rests on.
     *
     * @return the evidence
     */
    List<Evidence> evidence();
}
