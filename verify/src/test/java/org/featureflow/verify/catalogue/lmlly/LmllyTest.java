package org.featureflow.verify.catalogue.lmlly;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.Verdict;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LmllyTest {

    static Stream<Claim> claims() {
        return Lmlly.claims().stream();
    }

    @ParameterizedTest
    @MethodSource("claims")
    void claimsComeOutAsExpected(Claim claim) {
        for (int i = 0; i < claim.quickTries(); i++) {
            InstanceSpec spec =
                    claim.draw(new RandomStreams(20).child(claim.id()).child(i));
            Outcome outcome = claim.check(spec, MatrixProducts.portable(1));
            assertThat(claim.isAsExpected(outcome.verdict()))
                    .as("%s on %s: %s", claim.id(), spec, outcome)
                    .isTrue();
            assertThat(outcome.evidence()).isNotEmpty();
            assertThat(claim.isControl()).isEqualTo(claim.expected() == Verdict.REFUTED);
        }
    }

    @Test
    @Tag("study")
    void sampledNetworksUpToDepth1024() {
        InstanceSpec spec = DepthInstance.draw(new RandomStreams(21), 1024, 6);
        Outcome outcome = DepthLaw.sampled(spec, 1000);
        assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.SUPPORTED);
    }
}
