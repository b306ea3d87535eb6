package org.featureflow.verify.catalogue.aoy;

import java.util.ArrayList;
import java.util.List;
import org.featureflow.verify.claim.Claim;

/** The claims of this package. */
public final class Aoy {

    private Aoy() {}

    /**
     * All of them.
     *
     * @return the claims in a fixed order, negative controls last
     */
    public static List<Claim> claims() {
        List<Claim> claims = new ArrayList<>(LimitLaws.claims());
        claims.add(WidthLaw.claim());
        claims.add(MiddleSpread.claim());
        claims.addAll(Factorisation.claims());
        claims.add(WidthLaw.control());
        claims.add(Factorisation.control());
        return List.copyOf(claims);
    }
}
