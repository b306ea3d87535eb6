package org.featureflow.verify.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.featureflow.core.model.Architecture;
import org.featureflow.verify.catalogue.Catalogue;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.ClaimResult;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.Plot;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.report.Environment;
import org.featureflow.verify.report.ResultHeader;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class VerifyPageTest {

    private static final InstanceSpec INSTANCE = new InstanceSpec(
            1, InstanceSpec.DataKind.GENERIC, 2, 1, true, Architecture.Model.RESNET, 1, 2, "tanh", "squared");

    @Test
    void everyClaimHasARowAndASection() throws Exception {
        List<ClaimResult> results = Catalogue.all().stream()
                .map(claim -> result(claim, claim.expected()))
                .toList();

        Document page = page(results);

        Map<String, Element> sections = Pages.elements(page, "section").stream()
                .collect(Collectors.toMap(section -> section.getAttribute("id"), section -> section));
        Set<String> targets = Pages.elements(page, "a").stream()
                .map(link -> link.getAttribute("href"))
                .collect(Collectors.toSet());
        for (ClaimResult result : results) {
            Claim claim = result.claim();
            assertThat(targets).contains("#" + claim.id());
            Element section = sections.get(claim.id());
            assertThat(section.getTextContent())
                    .contains(claim.id(), claim.expected().name(), "Res-Net depth 1", "checked <by> hand & eye")
                    .contains("featureflow verify --claim " + claim.id() + " --seed 7", "gap < 1", "0.25")
                    .contains(claim.isControl() ? "a negative control" : "Expected");
            assertThat(section.getElementsByTagName("svg").getLength()).isPositive();
        }
        assertThat(page.getElementsByTagName("main").item(0).getTextContent())
                .contains(results.size() + " of " + results.size() + " claims as expected");
    }

    @Test
    void thePageNeedsNothingOutsideItself() throws Exception {
        List<ClaimResult> results = Catalogue.all().stream()
                .map(claim -> result(claim, claim.expected()))
                .toList();
        Document page = page(results);
        Set<String> files = new HashSet<>(VerifyPage.numbers(results).keySet());
        results.stream()
                .filter(result -> result.verdict() == Verdict.CERTIFIED)
                .forEach(result -> files.add("certificates/" + result.claim().id() + ".json"));

        Set<String> ids = new HashSet<>();
        for (Element element : Pages.elements(page, "*")) {
            assertThat(element.getTagName())
                    .isNotIn("script", "link", "img", "iframe", "object", "embed", "image", "use");
            assertThat(element.hasAttribute("src")).isFalse();
            assertThat(element.hasAttribute("style")).isFalse();
            if (element.hasAttribute("id")) {
                assertThat(ids.add(element.getAttribute("id")))
                        .as(element.getAttribute("id"))
                        .isTrue();
            }
        }
        for (Element link : Pages.elements(page, "a")) {
            String target = link.getAttribute("href");
            assertThat(target.startsWith("#") ? ids.contains(target.substring(1)) : files.contains(target))
                    .as(target)
                    .isTrue();
        }
        assertThat(Pages.elements(page, "style").get(0).getTextContent())
                .contains("prefers-color-scheme: dark")
                .doesNotContain("url(", "@import", "<", "&", ">");
    }

    @Test
    void whatIsNotAsExpectedStandsAtTheTop() throws Exception {
        Claim claim = Catalogue.matching("flyz-thm8-generic").get(0);
        Claim control = Catalogue.matching("flyz-control-identity").get(0);

        Document page = page(List.of(result(claim, Verdict.REFUTED), result(control, Verdict.REFUTED)));

        Element summary = Pages.ofClass(page, "summary").get(0);
        assertThat(summary.getTextContent())
                .isEqualTo("1 of 2 claims as expected. Not as expected: flyz-thm8-generic.");
        assertThat(Pages.ofClass(page, "bad"))
                .extracting(Element::getTextContent)
                .contains("NOT AS EXPECTED (CERTIFIED)");
        assertThat(Pages.ofClass(page, "control")).hasSize(2);
    }

    @Test
    void aCertificateIsLinkedWhereThereIsOne() throws Exception {
        Claim claim = Catalogue.matching("flyz-thm8-generic").get(0);
        String path = "certificates/flyz-thm8-generic.json";
        for (Verdict verdict : List.of(Verdict.CERTIFIED, Verdict.SUPPORTED)) {
            Document page = page(List.of(result(claim, verdict)));
            boolean linked = Pages.elements(page, "a").stream()
                    .anyMatch(link -> link.getAttribute("href").equals(path));
            assertThat(linked).isEqualTo(verdict == Verdict.CERTIFIED);
            assertThat(page.getDocumentElement().getTextContent().contains("featureflow check " + path))
                    .isEqualTo(linked);
        }
    }

    @Test
    void whatDependsOnTheMachineStandsApart() throws Exception {
        Document page = page(List.of());
        List<Element> details = new ArrayList<>(Pages.elements(page, "details"));

        assertThat(details.get(details.size() - 1).getTextContent())
                .contains("Environment", "threads", "/tmp/<here>", System.getProperty("java.vm.name"));
        details.get(details.size() - 1).getParentNode().removeChild(details.get(details.size() - 1));
        assertThat(page.getDocumentElement().getTextContent())
                .doesNotContain("/tmp/<here>", System.getProperty("java.vm.name"))
                .contains("1.2.3", "--claim", "sha256:00ff");
    }

    private static Document page(List<ClaimResult> results) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        VerifyPage.write(
                out,
                new ResultHeader("format", "verify", Map.of("claim", "*"), 7, "1.2.3", "00ff"),
                results,
                result -> result.verdict() == Verdict.CERTIFIED
                        ? Optional.of("certificates/" + result.claim().id() + ".json")
                        : Optional.empty(),
                new Environment(Map.of("report", "/tmp/<here>"), 2, Map.of("claims", 0.5)));
        return Pages.parsed(out.toByteArray());
    }

    private static ClaimResult result(Claim claim, Verdict verdict) {
        Plot plot = new Plot(
                "loss",
                "loss",
                new Plot.Axis("t", Plot.Scale.LINEAR),
                new Plot.Axis("L", Plot.Scale.LOGARITHMIC),
                List.of(new Plot.Series("loss", Plot.Mark.LINE, List.of(Plot.Point.of(0, 1), Plot.Point.of(1, 0.5)))));
        return new ClaimResult(
                claim,
                verdict,
                2,
                1,
                INSTANCE,
                new Outcome(
                        verdict,
                        List.of(Hypothesis.checked("A1", true, "checked <by> hand & eye")),
                        List.of(new Evidence("gap < 1", 0.25)),
                        List.of(plot)),
                List.of("verify", "--claim", claim.id(), "--seed", "7", "--tries", "2"));
    }
}
