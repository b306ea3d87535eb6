package org.featureflow.verify.catalogue.aoy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.Verdict;
import org.junit.jupiter.api.Test;

class LimitCorrelationsTest {

    private static final int DEPTH = 3;

    /** Untrained weights are independent, inside the pairs, too. */
    @Test
    void independentWeightsAreUncorrelated() {
        LimitCorrelations correlations = untrained(48);
        correlations.outside();
        correlations.inside(1, 0);
        correlations.inside(DEPTH, 0);
        Outcome outcome = correlations.outcome(List.of(), 0.2);
        assertThat(outcome.verdict()).as("%s", outcome.evidence()).isEqualTo(Verdict.SUPPORTED);
    }

    @Test
    void anotherCorrelationThanTheLimitsIsRefuted() {
        LimitCorrelations correlations = untrained(48);
        correlations.inside(1, 0.3);
        assertThat(correlations.outcome(List.of(), 0.2).verdict()).isEqualTo(Verdict.REFUTED);
    }

    @Test
    void tooFewNetworksDecideNothing() {
        LimitCorrelations correlations = untrained(4);
        correlations.inside(1, 0);
        assertThat(correlations.outcome(List.of(), 0.001).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    private static LimitCorrelations untrained(int networks) {
        InstanceSpec drawn = FrozenEndsInstance.draw(new RandomStreams(27), 4, 32);
        FrozenEndsInstance instance = FrozenEndsInstance.of(AoyTest.withDepth(drawn, DEPTH));
        PathCorrelations narrow = new PathCorrelations(FrozenEndsInstance.probe());
        PathCorrelations wide = new PathCorrelations(FrozenEndsInstance.probe());
        for (int r = 0; r < networks; r++) {
            narrow.add(instance.network(16, r));
            wide.add(instance.network(32, r));
        }
        return new LimitCorrelations(DEPTH, narrow, wide, 0.001);
    }
}
