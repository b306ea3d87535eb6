package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertifyRegularizedTest {

    private static final String ZIGZAG = "x,y\n-2,1\n-1,-1\n0,1\n1,-1\n2,1\n";

    @TempDir
    private Path folder;

    private Path csv() throws IOException {
        return Files.writeString(folder.resolve("data.csv"), ZIGZAG);
    }

    @Test
    void repopulatedFlowOfOneLayerIsCertifiedOverAllFeatures() throws IOException {
        Path out = folder.resolve("out.json");
        Call call = Call.of(
                "certify",
                csv(),
                "--target",
                "y",
                "--depth",
                1,
                "--width",
                30,
                "--lambda",
                "0.001,0.002",
                "--repopulate",
                "--json",
                out);
        assertThat(call.exitCode()).as(call.out() + call.err()).isZero();
        assertThat(call.out()).contains("CERTIFIED", "over all features, proved", "lambda     0.001, 0.002");
        JsonNode result = Call.json(out);
        assertThat(result.get("verdict").textValue()).isEqualTo("CERTIFIED");
        assertThat(result.at("/excess/upper").doubleValue()).isBetween(0.0, 1e-8);
        assertThat(result.at("/regularization/output").doubleValue()).isEqualTo(0.002);
        assertThat(result.at("/regularization/loss").doubleValue()
                        + result.at("/regularization/penalty").doubleValue())
                .isEqualTo(result.get("objective").doubleValue());
    }

    @Test
    void plainFlowOfTwoLayersIsRefuted() throws IOException {
        Path out = folder.resolve("out.json");
        Call call = Call.of(
                "certify",
                csv(),
                "--target",
                "y",
                "--depth",
                2,
                "--width",
                8,
                "--lambda",
                "0.002",
                "--tolerance",
                "1e-6",
                "--json",
                out);
        assertThat(call.exitCode()).as(call.out() + call.err()).isOne();
        assertThat(call.out()).contains("REFUTED", "stationary above the optimum", "mass to atom");
        JsonNode result = Call.json(out);
        assertThat(result.at("/lowering/massDerivative").doubleValue()).isNegative();
        assertThat(result.at("/excess/lower").doubleValue()).isGreaterThan(1e-6);
    }

    @Test
    void repopulatedFlowOfTwoLayersIsSupportedOnItsAtoms() throws IOException {
        Call call = Call.of(
                "certify", csv(), "--target", "y", "--depth", 2, "--width", 8, "--lambda", "0.002", "--repopulate");
        assertThat(call.exitCode()).as(call.out() + call.err()).isEqualTo(3);
        assertThat(call.out()).contains("SUPPORTED", "on the network's atoms");
    }
}
