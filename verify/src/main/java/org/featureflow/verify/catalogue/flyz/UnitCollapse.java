package org.featureflow.verify.catalogue.flyz;

import org.featureflow.core.feature.Initialization;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.InstanceSpec.DataKind;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;

/**
 * Proposition 1 of [FLYZ] as theory section 3 states it: in a fully connected DNN with independent weights of non-zero mean, at t &gt; 0,
 * the units of layers 2..L-1 collapse onto one as the width grows; their standard deviation falls like m^(-1/2).
 */
final class UnitCollapse {

    private static final double MEAN = 1;
    private static final double DEVIATION = 1;

    /** Half way between the proposition's exponent -1/2 and -1/4: slower than this and it is another law. */
    private static final double SLOWEST = -0.375;

    private UnitCollapse() {}

    static Claim claim() {
        return new StatedClaim(
                "flyz-prop1-collapse",
                "in a DNN with independent weights of mean 1 the spread of units in layers 2..L-1 is O(m^(-1/2)) at t > 0",
                "[FLYZ] Proposition 1, theory section 3",
                "an inner layer whose spread falls more slowly than m^" + SLOWEST + ", at error rate "
                        + UnitSpread.ERROR_RATE,
                Verdict.SUPPORTED,
                1,
                streams -> draw(new Draws(streams)),
                UnitCollapse::check);
    }

    private static InstanceSpec draw(Draws draws) {
        return new InstanceSpec(
                draws.seed(),
                DataKind.GENERIC,
                5,
                draws.between(2, 4),
                true,
                Architecture.Model.DNN,
                5,
                256,
                "tanh",
                "squared");
    }

    private static Outcome check(InstanceSpec spec, MatrixProducts products) {
        UnitSpread spread = UnitSpread.of(
                spec,
                products,
                (backEnd, instance, width, random) -> Initialization.independentWeights(
                        instance.architecture(),
                        instance.dataset().inputDimension(),
                        width,
                        instance.dataset().outputs(),
                        MEAN,
                        DEVIATION,
                        random));
        return spread.outcome(
                rate -> rate.upper() <= SLOWEST
                        ? Verdict.SUPPORTED
                        : rate.lower() > SLOWEST ? Verdict.REFUTED : Verdict.INCONCLUSIVE,
                -0.5);
    }
}
