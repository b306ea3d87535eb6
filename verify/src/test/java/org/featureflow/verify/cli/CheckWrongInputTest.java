package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no certificate, or no call that can write one, ends in one line and exit code 2 and leaves all files as they were. */
class CheckWrongInputTest {

    @TempDir
    private static Path folder;

    private static Map<String, Path> certificates;

    @BeforeAll
    static void write() throws IOException {
        certificates = Certificates.writeAll(folder);
    }

    /** A change of a certificate's text, a regular expression, and what the line must contain. */
    private record Wrong(String name, String kind, String from, String to, List<String> complaint) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Wrong> changes() {
        return Stream.of(
                wrong("another format", "output", "certificate/1", "certificate/2", "at format"),
                wrong("a result file", "output", "featureflow-certificate/1", "featureflow-solve-result/1", "format"),
                wrong("no format", "output", "\"format\" : \"featureflow-c", "\"frmt\" : \"featureflow-c", "'format'"),
                wrong("an unknown field", "output", "\"points\"", "\"note\" : 1, \"points\"", "'note'"),
                wrong("no problem", "output", "\"problem\"", "\"network\"", "'problem' is missing"),
                wrong("another problem format", "output", "problem/1", "problem/7", "problem.format"),
                wrong("a program without certificates", "two-level", "\"two-level\"", "\"entropic\"", "entropic"),
                wrong("an unknown program", "output", "\"output\"", "\"outptu\"", "problem.program"),
                wrong("no points", "output", "\"points\"", "\"environment\"", "JSON"),
                wrong("no claims", "output", "\"claims\"", "\"version\"", "JSON"),
                wrong(
                        "an empty list of claims",
                        "output",
                        "(?s)\"claims\" : \\[.*?\\} \\]",
                        "\"claims\" : []",
                        "claims"),
                wrong(
                        "claims that are no list",
                        "output",
                        "(?s)\"claims\" : \\[.*?\\} \\]",
                        "\"claims\" : 7",
                        "claims"),
                wrong("a claim about nothing known", "output", "\"gap\"", "\"profit\"", "'profit'", "optimum, gap"),
                wrong(
                        "a claim without ends",
                        "output",
                        "\"upper\" : [-0-9.E]+,(?=[^}]*\\} \\])",
                        "",
                        "claims[1]",
                        "'lower'"),
                wrong("a null end", "output", "\"upper\" : [-0-9.E]+", "\"upper\" : null", "claims[0]", "'upper'"),
                wrong("an infinite end", "output", "\"upper\" : [-0-9.E]+", "\"upper\" : 1e999", "claims[0].upper"),
                wrong("a crossed claim", "output", "\"lower\" : [-0-9.E]+", "\"lower\" : 3", "claims[0]", "lower end"),
                wrong("an unknown arithmetic", "output", "outward-rounding", "belief", "claims[0].by", "'belief'"),
                wrong("an unknown verdict", "network", "CERTIFIED", "PROVEN", "claims[3].verdict"),
                wrong("a verdict of the other end", "network", "CERTIFIED", "REFUTED", "claims[3].verdict"),
                wrong(
                        "an extra coordinate",
                        "output",
                        "\"coordinates\" : \\[",
                        "\"coordinates\" : [ 1, ",
                        "coordinates"),
                wrong("a short dual point", "output", "\"dual\" : \\[[^,]*,", "\"dual\" : [", "points.dual", "2 x 1"),
                wrong("dual points in a table", "output", "\"dual\" : \\[ ", "\"dual\" : [ [1, 2], ", "points.dual"),
                wrong("an unknown number", "output", "\"dual\" : \\[[^,]*,", "\"dual\" : [ null,", "points.dual[0]"),
                wrong("NaN", "output", "\"dual\" : \\[[^,]*,", "\"dual\" : [ NaN,", "JSON"),
                wrong("a number in words", "output", "\"dual\" : \\[[^,]*,", "\"dual\" : [ \"a\",", "points.dual[0]"),
                wrong("a network without a problem for it", "network", "\"reachable\"", "\"all\"", "problem"),
                wrong(
                        "a network of another depth",
                        "network",
                        "\"depth\" : 2,\\s+\"act",
                        "\"depth\" : 3, \"act",
                        "depth 3"),
                wrong("a network without hidden weights", "network", "\"hidden\" : ", "\"hiden\" : ", "network"),
                wrong(
                        "an unknown scale",
                        "network",
                        "\"scale\" : \"mean-field\"",
                        "\"scale\" : \"ntk\"",
                        "network.scale"),
                wrong(
                        "a lost constant input",
                        "network-biases",
                        "(\"inputs\" : \\[ \\[[^\\]]*\\], \\[[^\\]]*), 1(\\.0)? \\]",
                        "$1, 2 ]",
                        "problem.inputs",
                        "last column"),
                wrong("factors of another scale", "network-factored", "\"mean-field\"", "\"standard\"", "mean-field"),
                wrong("a network of another program", "relu", "\"claims\"", "\"network\" : {}, \"claims\"", "'relu'"),
                wrong(
                        "a narrowing Res-Net",
                        "network-biases",
                        "(?s)\"architecture\" : \"dnn\"(.*)\"sigmoid\"(.*)\\[ \\[ 0.3, 1.0 \\], \\[ 1.0, 0.1 \\] \\](.*)\\[ 1.0, -2.0 \\]",
                        "\"architecture\" : \"resnet\"$1\"tanh\", \"h2\": \"tanh\"$2[ [ 1 ], [ 2 ] ]$3[ 1 ]",
                        "same width"),
                wrong(
                        "masses of another sum",
                        "regularized",
                        "\"masses\" : \\[ ",
                        "\"masses\" : [ 1",
                        "network",
                        "sum"),
                wrong(
                        "a factor below the problem's",
                        "regularized",
                        "(?s)(\"network\".*\"output\" : )0.003",
                        "$10.0029",
                        "network",
                        "above those"),
                wrong("a layer too many", "regularized", "\"masses\"", "\"hidden\" : [], \"masses\"", "'hidden'"),
                wrong("half of the factors", "network-factored", "\"q\" : ", "\"r\" : ", "hidden[0]"),
                wrong("too many masses", "resnet", "\"p\" : \\[", "\"p\" : [ 0.5,", "points"),
                wrong("too few multipliers", "dnn", "(?s)\"M\" : \\[.*?\\] \\] \\]", "\"M\" : []", "points"),
                wrong("one simplex of a DNN", "dnn", "\"p\" : \\[ \\[[^\\]]*\\],", "\"p\" : [", "points"),
                wrong(
                        "a sample below none",
                        "relu",
                        "\"samples\" : \\[ 1",
                        "\"samples\" : [ -1",
                        "cells[0].plus.samples[0]"),
                wrong(
                        "a witness in halves",
                        "relu",
                        "\"witness\" : \\[ \"0\"",
                        "\"witness\" : [ \"0.5\"",
                        "cells[0].witness"),
                wrong("values without samples", "relu", "\"values\" : \\[", "\"values\" : [ 1,", "cells[0].plus"),
                wrong(
                        "no sharpness",
                        "two-level",
                        "\"sharpness\" : [-0-9.E]+",
                        "\"sharpness\" : 0",
                        "points.sharpness"),
                wrong(
                        "masses of sum two",
                        "two-level",
                        "\"p\" : \\[ [0-9.E]+ \\]",
                        "\"p\" : [ 2 ]",
                        "points",
                        "sum is 2"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void oneLineAndNothingTouched(Wrong wrong) throws IOException {
        String text = Files.readString(certificates.get(wrong.kind()));
        String changed = text.replaceFirst(wrong.from(), wrong.to());
        assertThat(changed).isNotEqualTo(text);

        refused(changed, wrong.complaint());
    }

    @Test
    void truncatedFilesAreRefused() throws IOException {
        for (Path certificate : certificates.values()) {
            String text = Files.readString(certificate);
            for (double part : new double[] {0.1, 0.4, 0.7, 0.99}) {
                refused(text.substring(0, (int) (part * text.length())), List.of("JSON", "line "));
            }
        }
        refused("", List.of("is empty"));
        refused("[1]", List.of("an object is needed"));
    }

    private static void refused(String content, List<String> complaint) throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.json"), content);
        String before = String.join(" ", folder.toFile().list());

        Call call = Call.of("check", file);

        assertThat(call.exitCode()).as(call.out() + call.err()).isEqualTo(2);
        assertThat(call.err()).startsWith("featureflow: ").contains(complaint);
        assertThat(call.err().lines()).as(call.err()).hasSize(1);
        assertThat(call.out()).isEmpty();
        assertThat(file).hasContent(content);
        assertThat(String.join(" ", folder.toFile().list())).isEqualTo(before);
    }

    @Test
    void certificatesThatCannotBeMadeAreRefusedBeforeTheWork() throws IOException {
        String twoLevel = Certificates.problems().get("two-level");
        Path entropic = Files.writeString(
                folder.resolve("entropic.json"),
                twoLevel.replace("two-level", "entropic")
                        .replace("\"output\": 0.2", "\"output\": 0.2, \"entropy\": 0.1"));
        Path wide = Files.writeString(
                folder.resolve("wide.json"), twoLevel.replace("[[1], [2]]", "[[1, 2, 3, 4], [2, 3, 4, 5]]"));
        Path csv = folder.resolve("conflicting.csv");
        Path out = Files.writeString(folder.resolve("out.json"), "precious");

        refused(out, "quadrature", "solve", entropic, "--certificate", out);
        refused(out, "up to 3 inputs", "solve", wide, "--certificate", out);
        refused(out, "regularized", "certify", csv, "--target", "y", "--lambda", 1, "--certificate", out);
        refused(out, "two outputs", "solve", entropic, "--json", out, "--certificate", out);
        refused(out, "input", "certify", csv, "--target", "y", "--certificate", csv);
        refused(out, "CERTIFICATE", "check");
        refused(out, "there is no file", "check", folder.resolve("none.json"));
        refused(out, "portable", "check", certificates.get("output"), "--backend", "cuda");
        refused(out, "--threads is 0", "check", certificates.get("output"), "--threads", 0);
        refused(out, "unknown option", "solve", entropic, "--certifcate", out);
    }

    private static void refused(Path out, String complaint, Object... args) {
        Call call = Call.of(args);
        assertThat(call.exitCode())
                .as(new ArrayList<>(List.of(args)) + call.out())
                .isEqualTo(2);
        assertThat(call.err()).startsWith("featureflow: ").contains(complaint).hasLineCount(1);
        assertThat(out).hasContent("precious");
    }

    private static Wrong wrong(String name, String kind, String from, String to, String... complaint) {
        return new Wrong(name, kind, from, to, List.of(complaint));
    }
}
