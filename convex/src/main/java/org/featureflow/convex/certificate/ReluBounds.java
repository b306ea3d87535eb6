package org.featureflow.convex.certificate;

/**
 * What a {@link ReluCertificate} proves.
 *
 * @param valid whether the lower bound is proved
 * @param lower a number that no network's objective is below, rounded down; minus infinity if not valid
 * @param upper the objective of the certificate's network, rounded up; infinite if its weights are not finite
 * @param comparisons the number of norms that were compared with lambda
 * @param finding what was proved, or the first thing that failed and where
 */
public record ReluBounds(boolean valid, double lower, double upper, int comparisons, String finding) {
    static ReluBounds refused(double upper, int comparisons, String finding) {
        return new ReluBounds(false, Double.NEGATIVE_INFINITY, upper, comparisons, finding);
    }
}
