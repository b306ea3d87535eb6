package org.featureflow.verify.catalogue.papers;

import java.util.ArrayList;
import java.util.List;
import org.featureflow.verify.claim.Claim;

/** The claims of this package. */
public final class Papers {

    private Papers() {}

    /**
     * All of them.
     *
     * @return the claims in a fixed order
     */
    public static List<Claim> claims() {
        List<Claim> claims = new ArrayList<>(SineExperiment.claims());
        claims.add(ToyTeacherCheck.claim());
        claims.add(SwitchingBlocks.claim());
        return List.copyOf(claims);
    }
}
