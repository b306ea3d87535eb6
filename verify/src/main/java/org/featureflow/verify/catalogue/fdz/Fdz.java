package org.featureflow.verify.catalogue.fdz;

import java.util.ArrayList;
import java.util.List;
import org.featureflow.verify.claim.Claim;

/** The claims of this package. */
public final class Fdz {

    private Fdz() {}

    /**
     * All of them.
     *
     * @return the claims in a fixed order, negative controls last
     */
    public static List<Claim> claims() {
        List<Claim> claims = new ArrayList<>(Repopulated.claims());
        claims.add(NoisyLimit.claim());
        claims.add(SamplingVariance.claim());
        claims.addAll(Repopulated.controls());
        return List.copyOf(claims);
    }
}
