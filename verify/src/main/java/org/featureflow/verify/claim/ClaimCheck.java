package org.featureflow.verify.claim;

import org.featureflow.core.linalg.MatrixProducts;

/** Finds what an instance shows of a claim: by checking it, {@code Claim::check}, or from a record of earlier checks. */
@FunctionalInterface
public interface ClaimCheck {

    /**
     * The outcome of a claim on an instance.
     *
     * @param claim the claim
     * @param spec the instance
     * @param products the back end
     * @return what {@link Claim#check} gives for them
     */
    Outcome check(Claim claim, InstanceSpec spec, MatrixProducts products);
}
