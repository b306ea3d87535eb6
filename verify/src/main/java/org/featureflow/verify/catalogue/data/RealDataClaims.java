package org.featureflow.verify.catalogue.data;

import java.util.List;
import org.featureflow.verify.claim.Claim;

/** The claims of this package. */
public final class RealDataClaims {

    private RealDataClaims() {}

    /**
     * All of them.
     *
     * @return the claims in a fixed order
     */
    public static List<Claim> claims() {
        return List.of(
                new RealDataConvergence(RealData.IRIS, 5, 200).claim(),
                new RealDataConvergence(RealData.DIABETES, 6, 200).claim());
    }
}
