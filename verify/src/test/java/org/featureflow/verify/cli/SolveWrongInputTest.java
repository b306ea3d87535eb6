package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every wrong problem file and option of {@code solve} ends in one line and exit code 2, and leaves the output as it was. */
class SolveWrongInputTest {

    private static final String FEATURE = """
            {"format": "featureflow-problem/1", "program": "feature", "architecture": "resnet", "loss": "squared",
             "targets": [1, 2], "activated": [[[1, 2], [3, 5]], [[2, 3], [4, 5]]], "residual": [[[5, 6], [7, 8]]],
             "inputCost": [1, 3], "lambda": {"input": 0.1, "hidden": [0.2], "output": 0.3}}
            """;

    private static final String OUTPUT = """
            {"format": "featureflow-problem/1", "program": "output", "loss": "squared", "targets": [1, 2],
             "subspace": "reachable", "inputs": [[1], [2]], "architecture": "resnet", "depth": 2,
             "activation": {"h1": "tanh", "h2": "sine"}}
            """;

    private static final String ENTROPIC = """
            {"format": "featureflow-problem/1", "program": "entropic", "loss": "squared", "targets": [1, 2],
             "inputs": [[1], [2]], "activation": "tanh", "lambda": {"input": 0.1, "output": 0.2, "entropy": 0.3}}
            """;

    private static final String TWO_LEVEL =
            ENTROPIC.replace("entropic", "two-level").replace(", \"entropy\": 0.3", "");

    private static final String RELU = """
            {"format": "featureflow-problem/1", "program": "relu", "loss": "squared", "targets": [1, 2],
             "inputs": [[1], [2]], "lambda": 0.1}
            """;

    @TempDir
    private Path folder;

    /** A wrong problem, options beside it, and what the line must contain. */
    private record Wrong(String name, String content, List<String> options, List<String> complaint) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource({"documents", "features", "outputs", "twoLevel", "relu", "options"})
    void oneLineAndNothingTouched(Wrong wrong) throws IOException {
        Path in = Files.writeString(folder.resolve("in.json"), wrong.content());
        Path out = Files.writeString(folder.resolve("out.json"), "precious");
        List<Object> args = new ArrayList<>(List.of("solve", in, "--json", out));
        args.addAll(wrong.options());

        Call call = Call.of(args.toArray());

        assertThat(call.err()).startsWith("featureflow: ").endsWith(System.lineSeparator());
        assertThat(call.err().lines()).as(call.err()).hasSize(1);
        assertThat(call.err()).contains(wrong.complaint());
        assertThat(call.out()).isEmpty();
        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(out).hasContent("precious");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("in.json", "out.json");
    }

    @Test
    void theUnchangedProblemsAreRight() throws IOException {
        for (String problem : List.of(FEATURE, OUTPUT, ENTROPIC, TWO_LEVEL, RELU)) {
            Path in = Files.writeString(folder.resolve("in.json"), problem);
            Call call = Call.of("solve", in, "--tolerance", "1e-3");
            assertThat(call.err()).isEmpty();
            assertThat(call.exitCode()).as(call.out()).isZero();
        }
    }

    static Stream<Wrong> documents() {
        return Stream.of(
                wrong("truncated JSON", FEATURE.substring(0, FEATURE.length() / 2), "JSON", "line "),
                wrong("NaN", FEATURE.replace("[1, 3]", "[1, NaN]"), "JSON"),
                wrong("an array", "[1]", "an object is needed"),
                wrong("a blank file", " \n", "blank"),
                wrong("no format", FEATURE.replace("\"format\"", "\"fmt\""), "'format' is missing"),
                wrong("another format", FEATURE.replace("problem/1", "problem/2"), "at format"),
                wrong("an unknown program", FEATURE.replace("\"feature\"", "\"futures\""), "at program", "'futures'"),
                wrong("a flow", FEATURE.replace("\"feature\"", "\"flow\""), "at program", "featureflow flow"),
                wrong("no program", FEATURE.replace("\"program\"", "\"prog\""), "'program' is missing"),
                wrong("an unknown loss", FEATURE.replace("\"squared\"", "\"hinge\""), "at loss", "hinge"),
                wrong(
                        "a target of no class",
                        FEATURE.replace("\"squared\"", "\"logistic\""),
                        "at targets",
                        "sample 2"));
    }

    static Stream<Wrong> features() {
        return Stream.of(
                feature("an unknown field", "\"inputCost\"", "\"note\": 1, \"inputCost\"", "'note'", "inputCost"),
                feature("a missing field", "\"inputCost\": [1, 3], ", "", "'inputCost' is missing"),
                feature("an unknown architecture", "\"resnet\"", "\"cnn\"", "at architecture", "resnet or dnn"),
                feature("the other architecture's field", "\"resnet\"", "\"dnn\"", "'residual'", "features"),
                feature("no targets", "\"targets\": [1, 2]", "\"targets\": []", "at targets"),
                feature("an unknown number", "[[1, 2], [3, 5]]", "[[1, 2], [3, null]]", "activated[0][1][1]", "null"),
                feature("a number in words", "[[1, 2], [3, 5]]", "[[1, \"2\"], [3, 5]]", "activated[0][0][1]", "'2'"),
                feature("an overflow", "[[1, 2], [3, 5]]", "[[1, 1e999], [3, 5]]", "activated[0][0][1]"),
                feature("a ragged matrix", "[[1, 2], [3, 5]]", "[[1, 2], [3]]", "activated[0][1]"),
                feature("a vector for a matrix", "[[1, 2], [3, 5]]", "[1, 2]", "activated[0][0]"),
                feature("no layer", "[[[1, 2], [3, 5]], [[2, 3], [4, 5]]]", "[]", "at activated"),
                feature("an object for a list", "[[[5, 6], [7, 8]]]", "{}", "at residual", "an array is needed"),
                feature("too few samples", "[[1, 2], [3, 5]]", "[[1, 2]]", "activated[0]", "1 x 2", "2 samples"),
                feature(
                        "other atoms in a layer",
                        "[[2, 3], [4, 5]]",
                        "[[2, 3, 4], [4, 5, 6]]",
                        "activated[1]",
                        "2 x 3",
                        "2 x 2"),
                feature("too few residuals", "[[5, 6], [7, 8]]", "[[5], [7]]", "residual[0]", "2 x 1", "2 x 2"),
                feature("a missing layer", "\"residual\": [[[5, 6], [7, 8]]]", "\"residual\": []", "'residual'", "0"),
                feature("a layer too many", "[[5, 6], [7, 8]]", "[[5, 6], [7, 8]], [[1, 2], [3, 4]]", "'residual'"),
                feature("too few costs", "[1, 3]", "[1]", "at inputCost", "1 number for 2 atoms"),
                feature("a negative cost", "[1, 3]", "[1, -3]", "inputCost[1]", "-3"),
                feature("a negative lambda", "0.1,", "-0.1,", "lambda.input", "-0.1"),
                feature("a zero lambda", "0.3}", "0}", "lambda.output", "positive"),
                feature("a negative hidden lambda", "[0.2]", "[-2]", "lambda.hidden[0]", "-2"),
                feature("no hidden lambda", "[0.2]", "[]", "at lambda", "'hidden'"),
                feature(
                        "a lambda that is a number",
                        "{\"input\": 0.1, \"hidden\": [0.2], \"output\": 0.3}",
                        "1",
                        "lambda"),
                feature("a misspelt lambda", "\"input\":", "\"inptu\":", "'inptu'"));
    }

    static Stream<Wrong> outputs() {
        return Stream.of(
                changed(OUTPUT, "an unknown subspace", "\"reachable\"", "\"rnage\"", "at subspace", "'rnage'"),
                changed(OUTPUT, "no features", "\"reachable\"", "\"range\"", "unknown field 'inputs'"),
                changed(OUTPUT, "no depth", "\"depth\": 2,", "", "'depth' is missing"),
                changed(OUTPUT, "depth 0", "\"depth\": 2", "\"depth\": 0", "at depth"),
                changed(OUTPUT, "half a layer", "\"depth\": 2", "\"depth\": 1.5", "at depth"),
                changed(OUTPUT, "no h2", ", \"h2\": \"sine\"", "", "'h2'"),
                changed(OUTPUT, "an unknown activation", "\"sine\"", "\"sign\"", "activation.h2", "sign"),
                changed(OUTPUT, "too few inputs", "[[1], [2]]", "[[1]]", "at inputs", "1 x 1", "2 samples"));
    }

    static Stream<Wrong> twoLevel() {
        return Stream.of(
                changed(TWO_LEVEL, "an unbounded activation", "\"tanh\"", "\"relu\"", "at activation", "bounded"),
                changed(TWO_LEVEL, "an unknown activation", "\"tanh\"", "\"than\"", "at activation", "than"),
                changed(TWO_LEVEL, "two activations", "\"tanh\"", "{\"h1\": \"tanh\"}", "a text is needed"),
                changed(TWO_LEVEL, "too few inputs", "[[1], [2]]", "[[1]]", "at inputs", "1 x 1", "2 samples"),
                changed(TWO_LEVEL, "a negative lambda", "0.1", "-0.1", "lambda.input"),
                changed(TWO_LEVEL, "entropy without the program", "0.2}", "0.2, \"entropy\": 1}", "'entropy'"),
                changed(ENTROPIC, "the program without entropy", ", \"entropy\": 0.3", "", "'entropy' is missing"),
                changed(ENTROPIC, "no entropy", "0.3", "0", "lambda.entropy", "positive"));
    }

    static Stream<Wrong> relu() {
        return Stream.of(
                changed(RELU, "Huber's loss", "\"squared\"", "{\"name\": \"huber\"}", "at loss", "squared"),
                changed(RELU, "two outputs", "[1, 2]", "[[1, 2], [3, 4]]", "at targets", "2 x 2"),
                changed(RELU, "too few targets", "[1, 2]", "[1]", "at inputs", "2 x 1", "1 sample"),
                changed(RELU, "no decay", "0.1", "0", "at lambda", "positive"),
                changed(RELU, "a list of lambdas", "0.1", "[0.1]", "at lambda", "a number is needed"),
                changed(RELU, "an activation", "\"loss\"", "\"activation\": \"relu\", \"loss\"", "'activation'"));
    }

    static Stream<Wrong> options() {
        return Stream.of(
                option("an option that is not offered", List.of("--proof", "c.json"), "--proof"),
                option("no tolerance", List.of("--tolerance", "0"), "--tolerance"),
                option("a tolerance that is no number", List.of("--tolerance", "NaN"), "--tolerance"),
                option("a tolerance in words", List.of("--tolerance", "small"), "--tolerance", "small"),
                option("negative time", List.of("--time-limit", "-1"), "--time-limit"),
                option("no thread", List.of("--threads", "0"), "--threads"),
                option("a back end without solvers", List.of("--backend", "native"), "portable"),
                option("an unknown back end", List.of("--backend", "gpu"), "'gpu'"));
    }

    private static Wrong wrong(String name, String content, String... complaint) {
        return new Wrong(name, content, List.of(), List.of(complaint));
    }

    private static Wrong feature(String name, String from, String to, String... complaint) {
        return changed(FEATURE, name, from, to, complaint);
    }

    private static Wrong changed(String problem, String name, String from, String to, String... complaint) {
        assertThat(problem).contains(from);
        return wrong(name, problem.replace(from, to), complaint);
    }

    private static Wrong option(String name, List<String> options, String... complaint) {
        return new Wrong(name, RELU, options, List.of(complaint));
    }
}
