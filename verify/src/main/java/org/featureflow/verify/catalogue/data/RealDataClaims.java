package org.featureflow.verify.catalogue.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
                new RealDataConvergence(RealData.DIABETES, 6, 200).claim(),
                new RealDataConvergence(RealData.DIGITS, 17, 100).claim());
    }

    /**
     * The embedded files.
     *
     * @return the SHA-256 digest of each by its name, in a fixed order
     */
    public static Map<String, String> digests() {
        Map<String, String> digests = new LinkedHashMap<>();
        for (RealData data : RealData.values()) {
            digests.put(data.file(), data.digest());
        }
        return digests;
    }
}
