package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.verify.catalogue.Catalogue;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.ClaimResult;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.report.ClaimsXml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class VerifyCommandTest {

    @TempDir
    private Path folder;

    @Test
    void theCatalogueIsListed() {
        Call call = Call.of("claims");

        assertThat(call.exitCode()).isZero();
        assertThat(call.err()).isEmpty();
        assertThat(call.out()).hasLineCount(Catalogue.all().size());
        for (Claim claim : Catalogue.all()) {
            assertThat(call.out()).contains(claim.id(), claim.statement());
        }
    }

    @Test
    void aRunPrintsATableAndWritesReports() throws Exception {
        Path report = folder.resolve("report");

        Call call = Call.of("verify", "--claim", "flyz-*-symmetry", "--tries", 2, "--seed", 3, "--report", report);

        assertThat(call.exitCode()).as(call.out()).isZero();
        assertThat(call.err()).isEmpty();
        assertThat(call.out())
                .contains("flyz-permutation-symmetry  SUPPORTED")
                .contains("2 of 2 claims as expected, seed 3, profile quick");
        JsonNode json = Call.json(report.resolve("report.json"));
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly("format", "command", "seed", "version", "digest", "data", "claims", "environment");
        JsonNode claim = json.get("claims").get(0);
        assertThat(claim.get("id").textValue()).isEqualTo("flyz-permutation-symmetry");
        assertThat(claim.get("verdict").textValue()).isEqualTo("SUPPORTED");
        assertThat(claim.get("control").booleanValue()).isFalse();
        assertThat(claim.get("tries").intValue()).isEqualTo(2);
        assertThat(claim.get("evidence")).isNotEmpty();
        assertThat(claim.get("replay").get(0).textValue()).isEqualTo("verify");
        Element suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.resolve("junit.xml").toFile())
                .getDocumentElement();
        assertThat(suite.getAttribute("tests")).isEqualTo("2");
        assertThat(suite.getAttribute("failures")).isEqualTo("0");
    }

    @Test
    void theReportDoesNotDependOnThreads() throws IOException {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");

        Call.of("verify", "--claim", "flyz-energy-identity", "--tries", 2, "--threads", 1, "--report", one);
        Call.of("verify", "--claim", "flyz-energy-identity", "--tries", 2, "--threads", 2, "--report", two);

        assertThat(Call.withoutEnvironment(two.resolve("report.json")))
                .isEqualTo(Call.withoutEnvironment(one.resolve("report.json")));
        assertThat(two.resolve("junit.xml")).hasSameTextualContentAs(one.resolve("junit.xml"));
    }

    @Test
    void theExitCodeIsThatOfTheWorst() {
        ClaimResult good = result(Verdict.CERTIFIED, Verdict.CERTIFIED);
        ClaimResult control = result(Verdict.REFUTED, Verdict.REFUTED);
        ClaimResult open = result(Verdict.CERTIFIED, Verdict.INCONCLUSIVE);
        ClaimResult supported = result(Verdict.CERTIFIED, Verdict.SUPPORTED);
        ClaimResult refuted = result(Verdict.CERTIFIED, Verdict.REFUTED);
        ClaimResult failedControl = result(Verdict.REFUTED, Verdict.CERTIFIED);

        assertThat(ExitCode.of(List.of(good, control))).isZero();
        assertThat(ExitCode.of(List.of(good, open))).isEqualTo(3);
        assertThat(ExitCode.of(List.of(supported))).isEqualTo(3);
        assertThat(ExitCode.of(List.of(refuted, open))).isOne();
        assertThat(ExitCode.of(List.of(open, failedControl))).isOne();
    }

    @Test
    void whatIsNotAsExpectedIsExplained() throws Exception {
        ClaimResult refuted = result(Verdict.CERTIFIED, Verdict.REFUTED);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), true);

        try (ClaimProgress progress = new ClaimProgress(terminal, List.of(refuted.claim()))) {
            progress.tried(refuted.claim(), 1, 4);
            progress.finished(refuted);
        }

        assertThat(out.toString())
                .contains("NOT AS EXPECTED", "1 < 0", "gap: 0.25", "repeat with: featureflow verify --claim order");
        assertThat(err.toString())
                .startsWith("\rclaim 1 of 1: order, try 1 of 4\r")
                .endsWith("\r");

        ByteArrayOutputStream xml = new ByteArrayOutputStream();
        ClaimsXml.write(xml, List.of(refuted));
        Element suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.toByteArray()))
                .getDocumentElement();
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        Element failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("message")).isEqualTo("REFUTED instead of CERTIFIED");
        assertThat(failure.getTextContent()).contains("1 < 0", "gap: 0.25", "--claim order");
    }

    private static ClaimResult result(Verdict expected, Verdict verdict) {
        InstanceSpec spec = new InstanceSpec(
                1, InstanceSpec.DataKind.GENERIC, 2, 1, true, Architecture.Model.RESNET, 1, 2, "tanh", "squared");
        return new ClaimResult(
                new Order(expected),
                verdict,
                4,
                0,
                spec,
                new Outcome(verdict, List.of(), List.of(new Evidence("gap", 0.25))),
                List.of("verify", "--claim", "order"));
    }

    private record Order(Verdict expected) implements Claim {
        @Override
        public String id() {
            return "order";
        }

        @Override
        public String statement() {
            return "1 < 0";
        }

        @Override
        public String source() {
            return "nowhere";
        }

        @Override
        public String falsifiedBy() {
            return "counting";
        }

        @Override
        public int quickTries() {
            return 4;
        }

        @Override
        public InstanceSpec draw(RandomStreams streams) {
            throw new AssertionError("not run");
        }

        @Override
        public Outcome check(InstanceSpec spec, MatrixProducts products) {
            throw new AssertionError("not run");
        }
    }
}
