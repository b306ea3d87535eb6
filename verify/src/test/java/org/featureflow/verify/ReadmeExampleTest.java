package org.featureflow.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.verify.catalogue.Catalogue;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.ClaimListener;
import org.featureflow.verify.claim.ClaimResult;
import org.featureflow.verify.claim.ClaimRunner;
import org.featureflow.verify.claim.Profile;
import org.featureflow.verify.claim.Verdict;
import org.junit.jupiter.api.Test;

/** The README's use of this module; and that all its uses of all modules are code that compiles and runs. */
class ReadmeExampleTest {

    private static final Path ROOT = Path.of("..");

    /** The test of the consumer project, which the build runs. */
    private static final String CONSUMER =
            "verify/src/it/consumer/src/test/java/app/tests/ConvexOptimumProperties.java";

    @Test
    void claimsAreRunFromCode() {
        List<Claim> claims = Catalogue.matching("flyz-control-zero-start");
        ClaimRunner runner = new ClaimRunner(MatrixProducts.portable(1), 1, Profile.SMOKE, OptionalInt.empty());
        for (ClaimResult result : runner.run(claims, ClaimListener.none())) {
            assertThat(result.verdict()).isEqualTo(Verdict.REFUTED); // a negative control
            assertThat(result.isAsExpected()).isTrue();
        }
    }

    @Test
    void everyJavaBlockOfTheReadmeStandsInAnExampleTest() throws IOException {
        String examples;
        try (Stream<Path> files = Files.walk(ROOT, 12)) {
            List<String> sources = new ArrayList<>();
            for (Path file : files.filter(path -> path.endsWith("ReadmeExampleTest.java") || path.endsWith(CONSUMER))
                    .sorted()
                    .toList()) {
                sources.add(squeezed(Files.readString(file)));
            }
            examples = String.join("\n", sources);
        }
        List<String> blocks = new ArrayList<>();
        Matcher matcher = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(ROOT.resolve("README.md")));
        while (matcher.find()) {
            blocks.add(squeezed(matcher.group(1)));
        }
        assertThat(blocks)
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(block -> assertThat(examples).contains(block));
    }

    /** The formatter breaks lines as it likes. */
    private static String squeezed(String code) {
        return code.replaceAll("\\s+", "");
    }
}
