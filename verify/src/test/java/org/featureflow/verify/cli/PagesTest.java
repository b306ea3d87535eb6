package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.featureflow.verify.catalogue.Catalogue;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.report.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class PagesTest {

    private static final String ZIGZAG = "a<b & c,y\n-2,1\n-1,-1\n0,1\n1,-1\n2,1\n";

    @TempDir
    private Path folder;

    @Test
    void aReportHasAPageAndTheNumbersOfItsPictures() throws Exception {
        Path report = folder.resolve("report");

        Call call = Call.of("verify", "--claim", "flyz-thm67-step", "--tries", 1, "--report", report);

        assertThat(call.exitCode()).as(call.out() + call.err()).isZero();
        assertThat(report).isDirectoryContaining(path -> path.endsWith("report.html"));
        String text = text(report.resolve("report.html"));
        assertThat(text).contains("1 of 1 claims as expected", "featureflow verify --claim flyz-thm67-step");
        JsonNode plot = Call.json(report.resolve("report.json")).at("/claims/0/plots/0");
        assertThat(plot.get("file").textValue()).isEqualTo("plots/flyz-thm67-step-step.csv");
        Path csv = report.resolve(plot.get("file").textValue());
        assertThat(plot.get("digest").textValue()).isEqualTo(Digest.of(Files.readAllBytes(csv)));
        assertThat(text).contains(Files.readString(csv));
    }

    @Test
    void picturesDoNotDependOnThreads() throws IOException {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");

        Call.of("verify", "--claim", "flyz-control-few-weights", "--tries", 1, "--threads", 1, "--report", one);
        Call.of("verify", "--claim", "flyz-control-few-weights", "--tries", 1, "--threads", 2, "--report", two);

        String csv = "plots/flyz-control-few-weights-excess.csv";
        assertThat(two.resolve(csv)).hasSameBinaryContentAs(one.resolve(csv));
        assertThat(picture(two.resolve("report.html"))).isEqualTo(picture(one.resolve("report.html")));
    }

    @Test
    void aVerdictOnDataHasAPageThatSaysHowToRepeatIt() throws Exception {
        Path csv = Files.writeString(folder.resolve("it's data.csv"), ZIGZAG);
        Path page = folder.resolve("page.html");
        Path json = folder.resolve("out.json");

        Call call = Call.of("certify", csv, "--target", "y", "--width=30", "--no-bias", "--html", page, "--json", json);

        assertThat(call.exitCode()).as(call.out() + call.err()).isIn(0, 1, 3);
        String text = text(page);
        assertThat(text)
                .contains(call.out().lines().reduce((a, b) -> b).orElseThrow().substring(13, 40));
        assertThat(text)
                .contains("a<b & c", "5 rows, 1 input", "objective \u2212 optimum \u2264 1e-8", "not checked")
                .contains("featureflow certify '" + csv.toString().replace("'", "'\\''")
                        + "' --target y --width 30 --no-bias --seed 1")
                .doesNotContain("--html ");
        assertThat(Files.readString(page)).contains("<svg class=\"plot\"").doesNotContain("href=");
    }

    @Test
    void givenWeightsHaveAPageWithoutAFlow() throws Exception {
        Path csv = Files.writeString(folder.resolve("data.csv"), ZIGZAG);
        Path weights = folder.resolve("w.json");
        Path page = folder.resolve("page.html");
        Call.of("certify", csv, "--target", "y", "--width", 30, "--weights-out", weights);

        Call call = Call.of("certify", csv, "--target", "y", "--weights", weights, "--html", page);

        assertThat(call.exitCode()).as(call.out() + call.err()).isZero();
        assertThat(text(page)).contains("CERTIFIED", "A proof that the objective of these weights lies above");
        assertThat(Files.readString(page)).doesNotContain("<svg");
    }

    @Test
    void everyClaimHasAPageOfTheCatalogue() throws Exception {
        Path catalogue = folder.resolve("catalogue");

        Call call = Call.of("claims", "--html", catalogue);

        assertThat(call.exitCode()).as(call.err()).isZero();
        String index = text(catalogue.resolve("index.html"));
        List<Claim> claims = Catalogue.all();
        assertThat(catalogue.toFile().list()).hasSize(claims.size() + 1);
        for (Claim claim : claims) {
            assertThat(index).contains(claim.id());
            assertThat(text(catalogue.resolve(claim.id() + ".html")))
                    .contains(
                            "featureflow verify --claim " + claim.id(),
                            claim.expected().name());
        }
    }

    @Test
    void aPageThatCannotBeWrittenIsRefusedBeforeTheWork() throws IOException {
        Path csv = Files.writeString(folder.resolve("data.csv"), ZIGZAG);
        Path file = Files.writeString(folder.resolve("file"), "content");

        Call noFolder = Call.of("certify", csv, "--target", "y", "--html", folder.resolve("none/page.html"));
        Call overInput = Call.of("certify", csv, "--target", "y", "--html", csv);
        Call noDirectory = Call.of("claims", "--html", file);

        assertThat(List.of(noFolder, overInput, noDirectory)).allSatisfy(call -> {
            assertThat(call.exitCode()).isEqualTo(2);
            assertThat(call.out()).isEmpty();
            assertThat(call.err()).startsWith("featureflow: --html").hasLineCount(1);
        });
        assertThat(csv).hasContent(ZIGZAG);
        assertThat(file).hasContent("content");
    }

    /** The page's text, read by the platform's XML parser, which refuses what is not well-formed. */
    private static String text(Path page) throws Exception {
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(page.toFile());
        return document.getDocumentElement().getTextContent();
    }

    private static String picture(Path page) throws IOException {
        String text = Files.readString(page);
        return text.substring(text.indexOf("<figure"), text.lastIndexOf("</figure>"));
    }
}
