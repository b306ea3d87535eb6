package org.featureflow.verify.catalogue.flyz;

import java.util.List;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.InstanceSpec.DataKind;
import org.featureflow.verify.claim.Verdict;

/** What the claims about identities of the flow share: they hold at any time, for both models, all losses and activations. */
abstract class FlowClaim implements Claim {

    private final String id;
    private final String statement;
    private final String source;
    private final String falsifiedBy;

    FlowClaim(String id, String statement, String source, String falsifiedBy) {
        this.id = id;
        this.statement = statement;
        this.source = source;
        this.falsifiedBy = falsifiedBy;
    }

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final String statement() {
        return statement;
    }

    @Override
    public final String source() {
        return source;
    }

    @Override
    public final String falsifiedBy() {
        return falsifiedBy;
    }

    @Override
    public final Verdict expected() {
        return Verdict.SUPPORTED;
    }

    @Override
    public int quickTries() {
        return 8;
    }

    @Override
    public InstanceSpec draw(RandomStreams streams) {
        Draws draws = new Draws(streams);
        return new InstanceSpec(
                draws.seed(),
                draws.oneOf(List.of(DataKind.values())),
                draws.between(2, 5),
                draws.between(1, 4),
                true,
                draws.oneOf(List.of(Architecture.Model.values())),
                draws.between(1, 5),
                draws.between(10, 30),
                draws.oneOf(List.of("tanh", "sigmoid", "erf", "softplus", "sine")),
                draws.oneOf(Draws.LOSSES));
    }

    /** SUPPORTED if a discrepancy is within its tolerance, else REFUTED: an identity has no middle. */
    static Verdict within(double discrepancy, double tolerance) {
        return discrepancy <= tolerance ? Verdict.SUPPORTED : Verdict.REFUTED;
    }
}
