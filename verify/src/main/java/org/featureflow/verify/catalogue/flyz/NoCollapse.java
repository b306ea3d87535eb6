package org.featureflow.verify.catalogue.flyz;

import java.util.List;
import org.featureflow.core.feature.InitialLaw;
import org.featureflow.core.feature.Initialization;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.InstanceSpec.DataKind;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;

/** With the start of Alg. 2 the units of inner layers stay apart, however wide the network: theory section 3, step 4. */
final class NoCollapse {

    /** The exponent is 0; a tenth is left to the finite widths. */
    private static final double FASTEST = -0.1;

    private NoCollapse() {}

    static Claim claim() {
        return new StatedClaim(
                "flyz-alg2-no-collapse",
                "from the start of Alg. 2 the spread of units in layers 2..L-1 does not fall with the width",
                "[FLYZ] Alg. 2, theory section 3",
                "an inner layer whose spread falls faster than m^" + FASTEST + ", at error rate "
                        + UnitSpread.ERROR_RATE,
                Verdict.SUPPORTED,
                1,
                streams -> draw(new Draws(streams)),
                NoCollapse::check);
    }

    private static InstanceSpec draw(Draws draws) {
        return new InstanceSpec(
                draws.seed(),
                DataKind.GENERIC,
                5,
                draws.between(2, 4),
                true,
                draws.oneOf(List.of(Architecture.Model.values())),
                5,
                256,
                "tanh",
                "squared");
    }

    private static Outcome check(InstanceSpec spec, MatrixProducts products) {
        UnitSpread spread = UnitSpread.of(
                spec,
                products,
                (backEnd, instance, width, random) -> Initialization.draw(
                                backEnd,
                                instance.architecture(),
                                instance.dataset().inputs(),
                                width,
                                instance.dataset().outputs(),
                                InitialLaw.withDefaults(),
                                random)
                        .network());
        return spread.outcome(
                rate -> rate.lower() >= FASTEST
                        ? Verdict.SUPPORTED
                        : rate.upper() < FASTEST ? Verdict.REFUTED : Verdict.INCONCLUSIVE,
                0);
    }
}
