package org.featureflow.verify.catalogue.flyz;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.verify.claim.Verdict;

/** How far two matrices are apart. */
final class Discrepancy {

    private Discrepancy() {}

    /** max |a - b| / max |b|. */
    static double relative(DMatrixRMaj a, DMatrixRMaj b) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < b.getNumElements(); i++) {
            difference = Math.max(difference, Math.abs(a.data[i] - b.data[i]));
            size = Math.max(size, Math.abs(b.data[i]));
        }
        return size == 0 ? difference : difference / size;
    }

    /** SUPPORTED if a discrepancy is within its tolerance, else REFUTED: an identity has no middle. */
    static Verdict verdict(double discrepancy, double tolerance) {
        return discrepancy <= tolerance ? Verdict.SUPPORTED : Verdict.REFUTED;
    }
}
