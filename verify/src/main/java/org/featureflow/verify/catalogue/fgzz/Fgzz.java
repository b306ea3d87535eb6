package org.featureflow.verify.catalogue.fgzz;

import java.util.List;
import org.featureflow.verify.claim.Claim;

/** The claims of this package. */
public final class Fgzz {

    private Fgzz() {}

    /**
     * All of them.
     *
     * @return the claims in a fixed order, negative controls last
     */
    public static List<Claim> claims() {
        return RegularizedFlows.claims();
    }
}
