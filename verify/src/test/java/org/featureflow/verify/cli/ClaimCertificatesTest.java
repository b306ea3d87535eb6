package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify --report} writes a certificate for each certified claim that has one. */
class ClaimCertificatesTest {

    @TempDir
    private Path folder;

    @Test
    void certificatesAreThoseOfTheWholeRunHoweverItIsSplit() throws IOException {
        Path whole = run("whole", "flyz-*-generic", "--threads", 2);
        Path one = run("one", "flyz-*-generic", "--shard", "1/2");
        Path two = run("two", "flyz-*-generic", "--shard", "2/2", "--threads", 1);
        Path merged = folder.resolve("merged");
        assertThat(Call.of("verify", "merge", one, two, "--report", merged).exitCode())
                .isZero();

        for (String claim : new String[] {"flyz-thm8-generic", "flyz-dnn-generic"}) {
            Path certificate = ClaimCertificates.file(merged, claim);
            assertThat(Call.withoutEnvironment(certificate))
                    .isEqualTo(Call.withoutEnvironment(ClaimCertificates.file(whole, claim)));
            Call check = Call.of("check", certificate);
            assertThat(check.exitCode()).as(check.out()).isZero();
            assertThat(check.out()).contains("CERTIFIED  excess <= 1e-8, proved by outward rounding");
            assertThat(evidence(whole, claim, "excess upper"))
                    .isEqualTo(Call.json(certificate).at("/claims/2/upper").doubleValue());
        }
        assertThat(merged.resolve("certificates").toFile().list()).hasSize(2);
    }

    @Test
    void aRepopulatedFlowIsProvedByItsOwnDualPoint() throws IOException {
        Path report = run("fdz", "fdz-repopulated-sine");
        Path certificate = ClaimCertificates.file(report, "fdz-repopulated-sine");

        Call check = Call.of("check", certificate);

        assertThat(check.exitCode()).as(check.out()).isZero();
        assertThat(check.out()).contains("CERTIFIED  gap <= 1e-8, proved by outward rounding");
        assertThat(evidence(report, "fdz-repopulated-sine", "excess upper"))
                .isEqualTo(Call.json(certificate).at("/claims/2/upper").doubleValue());
    }

    @Test
    void controlsAndOtherProofsHaveNone() {
        assertThat(run("controls", "flyz-control-zero-start").resolve("certificates"))
                .doesNotExist();
        assertThat(run("energy", "flyz-energy-identity").resolve("certificates"))
                .doesNotExist();
    }

    private static double evidence(Path report, String claim, String name) throws IOException {
        for (JsonNode result : Call.json(report.resolve("report.json")).get("claims")) {
            for (JsonNode evidence : result.get("evidence")) {
                if (result.get("id").textValue().equals(claim)
                        && evidence.get("name").textValue().equals(name)) {
                    return evidence.get("value").doubleValue();
                }
            }
        }
        throw new AssertionError(claim + " has no evidence " + name);
    }

    private Path run(String name, String claim, Object... more) {
        Path report = folder.resolve(name);
        Object[] args = new Object[7 + more.length];
        System.arraycopy(new Object[] {"verify", "--tries", 1, "--claim", claim, "--report", report}, 0, args, 0, 7);
        System.arraycopy(more, 0, args, 7, more.length);
        Call call = Call.of(args);
        assertThat(call.exitCode()).as(call.out() + call.err()).isZero();
        return report;
    }
}
