package org.featureflow.verify.catalogue.lmlly;

import java.util.ArrayList;
import java.util.List;
import org.featureflow.verify.claim.Claim;

/** The claims of this package. */
public final class Lmlly {

    private Lmlly() {}

    /**
     * All of them.
     *
     * @return the claims in a fixed order, negative controls last
     */
    public static List<Claim> claims() {
        List<Claim> claims = new ArrayList<>(Gradients.claims());
        claims.add(LieBracket.claim());
        claims.add(AdjointGrowth.claim());
        claims.addAll(DepthLaw.claims());
        claims.addAll(GlobalOptimum.claims());
        claims.add(LieBracket.control());
        claims.add(GlobalOptimum.control());
        return List.copyOf(claims);
    }
}
