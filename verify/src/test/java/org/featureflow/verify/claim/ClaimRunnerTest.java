package org.featureflow.verify.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.RandomStreams;
import org.junit.jupiter.api.Test;

class ClaimRunnerTest {

    private static final MatrixProducts PRODUCTS = MatrixProducts.portable(1);

    @Test
    void aClaimIsAsGoodAsItsWorstTry() {
        Claim claim = claim(Verdict.CERTIFIED, spec -> spec.samples() < 15 ? Verdict.SUPPORTED : Verdict.CERTIFIED);
        ClaimResult result = run(claim, 40);
        assertThat(result.verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(result.isAsExpected()).isFalse();
        assertThat(result.asExpected()).isLessThan(40).isPositive();
    }

    @Test
    void aControlIsAsGoodAsItsBestTry() {
        Claim control = claim(Verdict.REFUTED, spec -> spec.samples() < 15 ? Verdict.INCONCLUSIVE : Verdict.REFUTED);
        assertThat(run(control, 40).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        Claim sound = claim(Verdict.REFUTED, spec -> Verdict.REFUTED);
        assertThat(run(sound, 3).isAsExpected()).isTrue();
    }

    @Test
    void aViolationIsShrunkAsLongAsItStaysOne() {
        Claim claim = claim(Verdict.CERTIFIED, spec -> spec.samples() >= 5 ? Verdict.REFUTED : Verdict.CERTIFIED);
        ClaimResult result = run(claim, 4);
        assertThat(result.verdict()).isEqualTo(Verdict.REFUTED);
        assertThat(result.decisive().samples()).isEqualTo(5);
        assertThat(result.decisive().depth()).isEqualTo(1);
        assertThat(result.decisive().width()).isEqualTo(1);
        assertThat(result.decisive().inputs()).isEqualTo(1);
    }

    @Test
    void aBetterVerdictThanExpectedIsAsExpectedUnlessARefutationIs() {
        assertThat(claim(Verdict.SUPPORTED, spec -> Verdict.CERTIFIED).isAsExpected(Verdict.CERTIFIED))
                .isTrue();
        assertThat(claim(Verdict.SUPPORTED, spec -> Verdict.CERTIFIED).isAsExpected(Verdict.INCONCLUSIVE))
                .isFalse();
        assertThat(claim(Verdict.REFUTED, spec -> Verdict.REFUTED).isAsExpected(Verdict.CERTIFIED))
                .isFalse();
    }

    @Test
    void triesDependOnTheSeedAndTheClaimOnly() {
        List<InstanceSpec> first = new ArrayList<>();
        List<InstanceSpec> second = new ArrayList<>();
        run(recording(first), 5);
        Claim other = claim(Verdict.CERTIFIED, spec -> Verdict.CERTIFIED);
        new ClaimRunner(PRODUCTS, 7, Profile.QUICK, OptionalInt.of(5))
                .run(List.of(other, recording(second)), ClaimListener.none());
        assertThat(second).isEqualTo(first).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void theReplayLineRepeatsTheRun() {
        assertThat(run(claim(Verdict.CERTIFIED, spec -> Verdict.CERTIFIED), 3).replay())
                .containsExactly("verify", "--claim", "test-claim", "--seed", "7", "--tries", "3");
    }

    @Test
    void theListenerHearsOfEveryTry() {
        List<String> heard = new ArrayList<>();
        ClaimListener listener = new ClaimListener() {
            @Override
            public void tried(Claim claim, int tried, int tries) {
                heard.add(tried + "/" + tries);
            }

            @Override
            public void finished(ClaimResult result) {
                heard.add(result.verdict().name());
            }
        };
        new ClaimRunner(PRODUCTS, 7, Profile.QUICK, OptionalInt.empty())
                .run(List.of(claim(Verdict.CERTIFIED, spec -> Verdict.CERTIFIED)), listener);
        assertThat(heard).containsExactly("1/2", "2/2", "CERTIFIED");
    }

    @Test
    void profilesScaleTheNumberOfTries() {
        assertThat(Profile.SMOKE.tries(8)).isEqualTo(1);
        assertThat(Profile.QUICK.tries(8)).isEqualTo(8);
        assertThat(Profile.FULL.tries(8)).isEqualTo(80);
    }

    @Test
    void noTriesAtAllAreRefused() {
        assertThatThrownBy(() -> new ClaimRunner(PRODUCTS, 7, Profile.QUICK, OptionalInt.of(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tries 0");
    }

    private static ClaimResult run(Claim claim, int tries) {
        return new ClaimRunner(PRODUCTS, 7, Profile.QUICK, OptionalInt.of(tries))
                .run(List.of(claim), ClaimListener.none())
                .get(0);
    }

    private static Claim recording(List<InstanceSpec> specs) {
        return claim(Verdict.CERTIFIED, spec -> {
            specs.add(spec);
            return Verdict.CERTIFIED;
        });
    }

    private static Claim claim(Verdict expected, Function<InstanceSpec, Verdict> verdict) {
        return new Claim() {
            @Override
            public String id() {
                return "test-claim";
            }

            @Override
            public String statement() {
                return "a statement";
            }

            @Override
            public String source() {
                return "this test";
            }

            @Override
            public String falsifiedBy() {
                return "a number";
            }

            @Override
            public boolean isControl() {
                return expected == Verdict.REFUTED;
            }

            @Override
            public Verdict expected() {
                return expected;
            }

            @Override
            public int quickTries() {
                return 2;
            }

            @Override
            public InstanceSpec draw(RandomStreams streams) {
                return new InstanceSpec(
                        streams.seed(),
                        InstanceSpec.DataKind.GENERIC,
                        10 + streams.stream("size").nextInt(20),
                        3,
                        true,
                        Architecture.Model.RESNET,
                        4,
                        16,
                        "tanh",
                        "squared");
            }

            @Override
            public Outcome check(InstanceSpec spec, MatrixProducts products) {
                return new Outcome(verdict.apply(spec), List.of(), List.of());
            }
        };
    }
}
