package org.featureflow.verify.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.ClaimListener;
import org.featureflow.verify.claim.ClaimResult;
import org.featureflow.verify.claim.ClaimRunner;
import org.featureflow.verify.claim.Profile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogueTest {

    static List<String> ids() {
        return Catalogue.all().stream().map(Claim::id).toList();
    }

    @ParameterizedTest
    @MethodSource("ids")
    void everyClaimComesOutAsExpected(String id) {
        ClaimResult result = new ClaimRunner(MatrixProducts.portable(1), 11, Profile.SMOKE, OptionalInt.empty())
                .run(Catalogue.matching(id), ClaimListener.none())
                .get(0);
        assertThat(result.isAsExpected())
                .as("%s on %s: %s", result.verdict(), result.decisive(), result.outcome())
                .isTrue();
        assertThat(result.outcome().evidence()).isNotEmpty();
    }

    @Test
    void namesAreUniqueAndFitForACommandLine() {
        assertThat(ids()).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z0-9-]+"));
    }

    @Test
    void atLeastFiveNegativeControlsExist() {
        assertThat(Catalogue.all().stream().filter(Claim::isControl)).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void everyClaimSaysWhereItComesFromAndWhatWouldMakeItFalse() {
        assertThat(Catalogue.all()).allSatisfy(claim -> {
            assertThat(claim.statement()).isNotBlank();
            assertThat(claim.source()).isNotBlank();
            assertThat(claim.falsifiedBy()).isNotBlank();
        });
    }

    @Test
    void globsSelect() {
        assertThat(Catalogue.matching("flyz-control-*")).allMatch(Claim::isControl);
        assertThat(Catalogue.matching("flyz-thm8-generi?")).hasSize(1);
        assertThatThrownBy(() -> Catalogue.matching("flyz.thm8*"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no claim is named 'flyz.thm8*'");
    }
}
