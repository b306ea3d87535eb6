package org.featureflow.verify.catalogue.fgzz;

import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Regularization;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.regularized.RegularizedFlow;
import org.featureflow.flow.regularized.RegularizedObserver;
import org.featureflow.flow.regularized.RegularizedResult;
import org.featureflow.flow.regularized.RestRule;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.RegularizedMatch;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;

/**
 * Regularized flows of deep Res-Nets and the feature program on their atoms, theory section 6: with repopulation the flow comes to
 * rest at the program's optimum, without it in general above.
 */
final class RegularizedFlows {

    private static final String SOURCE = "[FGZZ], regularized flows and repopulation; theory sections 5.2 and 6";

    private static final double LAMBDA = 2e-3;

    /** Of the objective; the flow's velocity at rest leaves some 1e-8. */
    private static final double RELATIVE_GAP = 1e-6;

    private static final RestRule REST = RestRule.of(1e-7, 1e-9, 4000);

    private RegularizedFlows() {}

    static List<Claim> claims() {
        return List.of(
                new StatedClaim(
                        "fgzz-repopulated-match",
                        "The repopulated regularized flow of a deep Res-Net comes to rest at the optimum of the feature program on its"
                                + " atoms, to 1e-6 of the objective",
                        SOURCE,
                        "a repopulated flow at rest whose objective exceeds the dual bound on its atoms by more",
                        Verdict.SUPPORTED,
                        3,
                        RegularizedFlows::draw,
                        RegularizedFlows::repopulated),
                new StatedClaim(
                        "fgzz-control-plain-flow",
                        "The regularized flow of fixed masses comes to rest at the optimum of the feature program on its atoms",
                        SOURCE,
                        "mass cannot jump: a network on the same atoms is proved to be better by more than 1e-6 of the objective",
                        Verdict.REFUTED,
                        3,
                        RegularizedFlows::draw,
                        RegularizedFlows::plain));
    }

    private static InstanceSpec draw(RandomStreams streams) {
        RandomGenerator random = streams.stream("instance");
        return new InstanceSpec(
                random.nextInt(1 << 20),
                InstanceSpec.DataKind.GENERIC,
                4 + random.nextInt(3),
                1,
                true,
                Architecture.Model.RESNET,
                2 + random.nextInt(2),
                8 + random.nextInt(5),
                "tanh",
                "squared");
    }

    private static RegularizedFlow flow(InstanceSpec spec, MatrixProducts products) {
        Instance instance = Instance.of(spec);
        FeatureFlow loss = instance.flow(products);
        return new RegularizedFlow(loss, Regularization.uniform(LAMBDA, spec.depth()));
    }

    private static Outcome repopulated(InstanceSpec spec, MatrixProducts products) {
        RegularizedResult end = RegularizedMatch.repopulated(
                flow(spec, products), Instance.of(spec).start(products), REST, RegularizedObserver.none());
        RegularizedMatch match = RegularizedMatch.of(end, RELATIVE_GAP);
        boolean atRest = end.status() == RegularizedResult.Status.AT_REST;
        Verdict verdict = match.verdict(RELATIVE_GAP * match.objective().upper());
        return new Outcome(atRest ? verdict : Verdict.INCONCLUSIVE, List.of(), match.evidence());
    }

    private static Outcome plain(InstanceSpec spec, MatrixProducts products) {
        RegularizedResult end = RegularizedMatch.plain(
                flow(spec, products), Instance.of(spec).start(products), REST, RegularizedObserver.none());
        RegularizedMatch match = RegularizedMatch.of(end, RELATIVE_GAP);
        return new Outcome(match.verdict(RELATIVE_GAP * match.objective().upper()), List.of(), match.evidence());
    }
}
