package org.featureflow.verify.catalogue.flyz;

import java.util.List;
import java.util.stream.Stream;
import org.featureflow.verify.claim.Claim;

/** The claims of this package. */
public final class Flyz {

    private Flyz() {}

    /**
     * All of them.
     *
     * @return the claims in a fixed order, negative controls last
     */
    public static List<Claim> claims() {
        Stream<Claim> others = Stream.of(
                EnergyIdentity.claim(),
                FeatureTransport.claim(),
                PermutationSymmetry.claim(),
                RotationSymmetry.claim(),
                IntegratorAgreement.claim(),
                MethodOrder.claim(),
                UnitCollapse.claim(),
                NoCollapse.claim(),
                WidthDiscretisation.claim(),
                StepDiscretisation.claim());
        return Stream.of(
                        GlobalConvergence.claims().stream(),
                        others,
                        NegativeControls.claims().stream(),
                        Stream.of(MethodOrder.control()))
                .flatMap(claims -> claims)
                .toList();
    }
}
