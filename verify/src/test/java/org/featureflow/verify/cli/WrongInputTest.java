package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every wrong call and input ends in one line and exit code 2, and leaves all files as they were. */
class WrongInputTest {

    private static final String GOOD = "x,z,y\n1,2,3\n4,5,6\n7,8,10\n";

    private static final String FLOW = """
            {"format": "featureflow-problem/1", "program": "flow", "model": "resnet", "loss": "squared",
             "activation": {"h1": "tanh", "h2": "tanh"}, "inputs": [[1, 2], [3, 4]], "targets": [1, 2],
             "weights": {"input": [[1, 2], [3, 4]], "hidden": [[[1, 2], [3, 4]]], "output": [1, 2]},
             "integrator": {"method": "euler", "step": 0.1, "steps": 2}}
            """;

    private static final String WEIGHTS = """
            {"model": "dnn", "activation": {"h1": "tanh"}, "scale": "standard",
             "input": [[1], [2]], "hidden": [], "output": [1], "bias": [[1], null]}
            """;

    @TempDir
    private Path folder;

    /**
     * A wrong call.
     *
     * @param content what the file IN holds
     * @param args the arguments; IN, OUT, DIR and GOOD become paths
     * @param complaint what the line must contain
     */
    private record Wrong(String name, byte[] content, List<String> args, List<String> complaint) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource({"calls", "tables", "tablesWithOptions", "problems", "weightFiles"})
    void oneLineAndNothingTouched(Wrong wrong) throws IOException {
        Files.write(folder.resolve("in"), wrong.content());
        Files.writeString(folder.resolve("good.csv"), GOOD);
        Files.writeString(folder.resolve("out"), "precious");
        Files.createDirectory(folder.resolve("dir"));
        Map<String, String> before = snapshot();
        List<Object> args = new ArrayList<>();
        for (String arg : wrong.args()) {
            args.add(arg.replaceFirst("^IN$", folder.resolve("in").toString())
                    .replaceFirst("^GOOD$", folder.resolve("good.csv").toString())
                    .replaceFirst("^OUT$", folder.resolve("out").toString())
                    .replaceFirst("^DIR", folder.resolve("dir").toString()));
        }

        Call call = Call.of(args.toArray());

        assertThat(call.err())
                .startsWith("featureflow: ")
                .endsWith(System.lineSeparator())
                .hasLineCount(1);
        assertThat(call.err()).as("no control characters").matches("\\P{Cntrl}+\\R");
        assertThat(call.err()).contains(wrong.complaint());
        assertThat(call.out()).isEmpty();
        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(snapshot()).isEqualTo(before);
    }

    static Stream<Wrong> calls() {
        return Stream.of(
                call("an unknown command", List.of("sovle", "x"), "unknown command 'sovle'", "certify"),
                call("an unknown option", certify("--lamda", "1"), "unknown option '--lamda'"),
                call("no target", List.of("certify", "GOOD"), "--target"),
                call("no file", List.of("flow"), "PROBLEM.json"),
                call("two files", List.of("flow", "GOOD", "OUT"), "too many arguments"),
                call("an option without value", List.of("certify", "GOOD", "--target"), "--target"),
                call("an unknown activation", certify("--activation", "gelu"), "gelu", "sigmoid"),
                call("an unknown residual activation", certify("--residual-activation", "gelu"), "gelu"),
                call("an unknown loss", certify("--loss", "hinge"), "hinge", "huber"),
                call("an unknown model", certify("--model", "cnn"), "cnn", "resnet or dnn"),
                call("an unknown task", certify("--task", "ranking"), "ranking"),
                call("an unknown back end", certify("--backend", "cuda"), "cuda", "portable", "native"),
                call(
                        "threads of the native back end",
                        certify("--backend", "native", "--threads", "1"),
                        "--threads",
                        "OPENBLAS_NUM_THREADS"),
                call("a negative width", certify("--width", "-5"), "--width is -5"),
                call("width zero", certify("--width", "0"), "--width is 0"),
                call("depth zero", certify("--depth", "0"), "--depth is 0"),
                call("a width in words", certify("--width", "many"), "many"),
                call("a width with no room", certify("--width", "20000000"), "GiB", "--width"),
                call("a width beyond arrays", certify("--width", "2000000000"), "GiB"),
                call("no thread", certify("--threads", "0"), "--threads is 0"),
                call("a seed in words", certify("--seed", "x"), "--seed"),
                call("a negative tolerance", certify("--tolerance", "-1"), "--tolerance"),
                call("a tolerance that is no number", certify("--tolerance", "NaN"), "--tolerance"),
                call("no time", certify("--time-limit", "0"), "--time-limit"),
                call("delta without huber", certify("--delta", "1"), "--delta"),
                call("delta of another loss", certify("--loss", "squared", "--delta", "1"), "delta"),
                call("delta zero", certify("--loss", "huber", "--delta", "0"), "threshold"),
                call("softmax for numbers", certify("--loss", "softmax", "--task", "regression"), "softmax"),
                call("logistic for numbers", certify("--loss", "logistic", "--task", "regression"), "logistic"),
                call("logistic with three classes", certify("--loss", "logistic"), "3 classes", "'y'"),
                call(
                        "h2 of a DNN",
                        certify("--model", "dnn", "--residual-activation", "tanh"),
                        "--residual-activation"),
                call("lambda in words", certify("--lambda", "small"), "--lambda is 'small'"),
                call("lambda zero", certify("--lambda", "0"), "--lambda has 0.0"),
                call("a negative lambda", certify("--lambda", "1,1,-1,1"), "--lambda has -1.0"),
                call("lambdas of another depth", certify("--lambda", "1,2"), "depth 3", "lambda_4"),
                call("lambda of a DNN", certify("--lambda", "1", "--model", "dnn"), "--model resnet"),
                call("masses without lambda", certify("--repopulate"), "--lambda"),
                call(
                        "weights of unequal masses",
                        certify("--lambda", "1", "--repopulate", "--weights-out", "DIR/w.json"),
                        "--weights-out"),
                call("a long delimiter", certify("--delimiter", "::"), "--delimiter"),
                call("another delimiter", certify("--delimiter", ";"), "'y'", "--delimiter"),
                call("an unknown target", List.of("certify", "GOOD", "--target", "w"), "'w'", "x, z, y"),
                call("an unknown ignored column", certify("--ignore", "w"), "'w'"),
                call("a target also ignored", certify("--ignore", "y"), "'y'", "--ignore"),
                call("a target twice", certify("--target", "y"), "'y'", "twice"),
                call("no input", certify("--ignore", "x,z"), "no input column"),
                call(
                        "two columns of classes",
                        List.of("certify", "GOOD", "--target", "x,y", "--task", "classification"),
                        "2 columns"),
                call("no such file", List.of("certify", "nowhere.csv", "--target", "y"), "nowhere.csv"),
                call("a directory", List.of("certify", "DIR", "--target", "y"), "is a directory"),
                call("output to a directory", certify("--json", "DIR"), "--json", "is a directory"),
                call("output to nowhere", certify("--json", "DIR/no/where.json"), "--json", "create"),
                call("weights to nowhere", certify("--weights-out", "DIR/no/where.json"), "--weights-out"),
                call("output over the input", certify("--json", "GOOD"), "input"),
                call("two outputs in one", certify("--json", "DIR/a", "--weights-out", "DIR/a"), "two outputs"),
                call("weights in and out", certify("--weights", "OUT", "--weights-out", "DIR/a"), "--weights-out"),
                call("an unknown profile", List.of("verify", "--profile", "slow"), "slow", "smoke or quick or full"),
                call("an unknown claim", List.of("verify", "--claim", "riemann*"), "riemann*"),
                call("no try", List.of("verify", "--tries", "0"), "--tries is 0"),
                call("a report in a file", List.of("verify", "--report", "OUT"), "--report"),
                call("a report nowhere", List.of("verify", "--report", "DIR/no/where"), "--report"),
                call("an argument of claims", List.of("claims", "all"), "too many arguments"),
                call("no weights file", certify("--weights", "DIR/none.json"), "none.json"),
                call("weights in a directory", certify("--weights", "DIR"), "is a directory"));
    }

    static Stream<Wrong> tables() {
        return Stream.of(
                table("text in a number column", "x,y\n1,2\nabc,3\n", "'abc'", "row 2 (line 3)", "column 'x'"),
                table("text in a number target", "x,y\n1,2\n2,abc\n", "'abc'", "row 2 (line 3)", "column 'y'"),
                table("a hexadecimal number", "x,y\n0x1p3,2\n1,3\n", "'0x1p3'"),
                table("a decimal comma", "x,y\n\"1,5\",2\n1,3\n", "'1,5'"),
                table("NaN", "x,y\n1,2\nNaN,3\n", "'NaN'", "not a finite number", "row 2 (line 3)"),
                table("infinity", "x,y\n1,2\n2,-Infinity\n", "'-Infinity'", "row 2 (line 3)", "column 'y'"),
                table("a number too large", "x,y\n1,2\n1e999,3\n", "1e999"),
                table("an empty cell", "x,y\n1,2\n,3\n", "empty", "row 2 (line 3)", "column 'x'"),
                table("an empty target", "x,y\n1,2\n2,\n", "empty", "column 'y'"),
                table("a short row", "x,z,y\n1,2,3\n4,5\n", "2 cells", "row 2 (line 3)"),
                table("a long row after a blank line", "x,y\n1,2\n\n3,4,5\n", "3 cells", "row 2 (line 4)"),
                table("one sample", "x,y\n1,2\n", "one sample"),
                table("no sample", "x,y\n", "no row"),
                table("a constant target", "x,y\n1,2\n2,2\n3,2.0\n", "'y'", "every row"),
                table("one class", "x,y\n1,a\n2,a\n", "1 class"),
                table("a repeated name", "x,x,y\n1,2,3\n4,5,6\n", "'x'", "repeated"),
                table("a nameless column", ",y\n1,2\n3,4\n", "no name", "column 1"),
                table("an open quotation", "x,y\n1,2\n\"3,4\n", "CSV"),
                table("nothing", "", "empty"),
                table("blank lines", "\n \n", "blank"),
                table("control characters", "x,y\n1,2\n\u001b[31m\u0007,3\n", "row 2"),
                table("a long cell", "x,y\n1,2\n" + "a".repeat(5000) + ",3\n", "aaa..."));
    }

    static Stream<Wrong> tablesWithOptions() {
        byte[] binary = {'x', ',', 'y', '\n', (byte) 0xff, 0, 1, 2};
        byte[] zeros = {'x', 0, 'y', 0};
        return Stream.of(
                new Wrong("a binary file", binary, List.of("certify", "IN", "--target", "y"), List.of("UTF-8")),
                new Wrong("UTF-16", zeros, List.of("certify", "IN", "--target", "y"), List.of("UTF-8")),
                in("Latin-1", "größe,y\n1,2\n".getBytes(StandardCharsets.ISO_8859_1), "UTF-8"),
                new Wrong(
                        "an infinite label among numbers",
                        "x,y\n1,1\n2,inf\n".getBytes(StandardCharsets.UTF_8),
                        List.of("certify", "IN", "--target", "y", "--task", "classification"),
                        List.of("'inf'", "column 'y'")));
    }

    static Stream<Wrong> problems() {
        return Stream.of(
                problem("truncated JSON", FLOW.substring(0, FLOW.length() / 2), "JSON", "line "),
                problem("an array", "[1, 2]", "an object is needed"),
                problem("a number", "17", "an object is needed"),
                problem("no JSON", GOOD, "JSON"),
                problem("two documents", FLOW + FLOW, "JSON"),
                problem("a repeated field", "{\"format\": 1, \"format\": 2}", "format"),
                problem("deep nesting", "[".repeat(5000), "JSON"),
                changed("another format", "problem/1", "problem/9", "at format"),
                changed("another program", "\"flow\"", "\"feature\"", "at program"),
                changed("no format", "\"format\"", "\"fromat\"", "'format' is missing"),
                changed("an unknown model", "resnet", "cnn", "at model"),
                changed("a model that is a number", "\"resnet\"", "3", "a text is needed"),
                changed("an unknown loss", "\"squared\"", "\"hinge\"", "at loss", "hinge"),
                changed("a misspelt delta", "\"squared\"", "{\"name\": \"huber\", \"dleta\": 2}", "'dleta'"),
                changed("a negative delta", "\"squared\"", "{\"name\": \"huber\", \"delta\": -2}", "at loss"),
                changed("targets the loss cannot take", "\"squared\"", "\"logistic\"", "at targets", "sample 2"),
                changed("an unknown activation", "\"h1\": \"tanh\"", "\"h1\": \"gelu\"", "at activation.h1"),
                changed("no h2", ", \"h2\": \"tanh\"", "", "'h2'"),
                changed("a ragged matrix", "[[1, 2], [3, 4]], \"targets\"", "[[1, 2], [3]], \"targets\"", "inputs[1]"),
                changed("a matrix that is a text", "\"inputs\": [[1, 2], [3, 4]]", "\"inputs\": \"X\"", "at inputs"),
                changed("a matrix without rows", "\"inputs\": [[1, 2], [3, 4]]", "\"inputs\": []", "at inputs"),
                changed("empty rows", "\"inputs\": [[1, 2], [3, 4]]", "\"inputs\": [[], []]", "at inputs"),
                changed("a vector for a matrix", "\"inputs\": [[1, 2], [3, 4]]", "\"inputs\": [1, 2]", "inputs[0]"),
                changed("an unknown number", "\"targets\": [1, 2]", "\"targets\": [1, null]", "targets[1]"),
                changed("an infinite number", "\"targets\": [1, 2]", "\"targets\": [1, 1e999]", "targets[1]"),
                changed("NaN", "\"targets\": [1, 2]", "\"targets\": [1, NaN]", "JSON"),
                changed("too many targets", "\"targets\": [1, 2]", "\"targets\": [1, 2, 3]", "3 targets for 2"),
                changed("too many inputs", "\"input\": [[1, 2], [3, 4]]", "\"input\": [[1, 2]]", "1 inputs"),
                changed("layers that do not fit", "\"hidden\": [[[1, 2], [3, 4]]]", "\"hidden\": [[[1, 2]]]", "hidden"),
                changed(
                        "a narrowing Res-Net",
                        "\"hidden\": [[[1, 2], [3, 4]]], \"output\": [1, 2]",
                        "\"hidden\": [[[1], [3]]], \"output\": [1]",
                        "same width"),
                changed("weights that are text", "\"output\": [1, 2]", "\"output\": [\"a\", 2]", "weights.output[0]"),
                changed("an unknown method", "\"euler\"", "\"rk4\"", "integrator.method", "linearly-implicit-euler"),
                changed("a step backwards", "0.1", "-0.1", "integrator.step"),
                changed("half a step", "\"steps\": 2", "\"steps\": 2.5", "integrator.steps"),
                changed("minus two steps", "\"steps\": 2", "\"steps\": -2", "integrator.steps"),
                changed("steps without end", "\"steps\": 2", "\"steps\": 2000000000", "GiB"),
                changed("steps in words", "\"steps\": 2", "\"steps\": \"two\"", "integrator.steps"),
                changed("a misspelt step", "\"step\"", "\"stride\"", "'stride'"),
                changed("a tolerance beside steps", "\"step\": 0.1", "\"tolerance\": 0.1", "dormand-prince", "euler"),
                integrator("a step beside a tolerance", "\"tolerance\": 1e-8, \"time\": 1, \"step\": 1", "'step'"),
                integrator("no time", "\"tolerance\": 1e-8", "'time'"),
                integrator("a time without tolerance", "\"step\": 1, \"steps\": 3, \"time\": 1", "'time'"),
                integrator("no tolerance at all", "\"tolerance\": 0, \"time\": 1", "integrator.tolerance"),
                integrator("a negative time", "\"tolerance\": 1e-8, \"time\": -1", "integrator.time"),
                integrator("a tolerance in words", "\"tolerance\": \"small\", \"time\": 1", "integrator.tolerance"),
                changed("no integrator", "\"integrator\": {", "\"other\": {", "'integrator'"),
                changed(
                        "an integrator that is a list",
                        "{\"method\": \"euler\", \"step\": 0.1, \"steps\": 2}",
                        "[1]",
                        "integrator"));
    }

    private static Wrong integrator(String what, String fields, String... message) {
        return changed(what, "\"euler\", \"step\": 0.1, \"steps\": 2", "\"ros2\", " + fields, message);
    }

    static Stream<Wrong> weightFiles() {
        return Stream.of(
                weights("no scale", WEIGHTS.replace("scale", "sclae"), "'scale'"),
                weights("an unknown scale", WEIGHTS.replace("standard", "ntk"), "'ntk'"),
                weights("transposed weights", WEIGHTS.replace("[[1], [2]]", "[[1, 2]]"), "output weights"),
                weights("too many rows", WEIGHTS.replace("[[1], [2]]", "[[1], [2], [3], [4]]"), "4 rows", "2 inputs"),
                weights("too many outputs", WEIGHTS.replace("\"output\": [1]", "\"output\": [[1, 2]]"), "2 outputs"),
                weights("too few biases", WEIGHTS.replace(", null]", "]"), "1 bias vectors"),
                weights("a long bias", WEIGHTS.replace("[[1], null]", "[[1, 2], null]"), "bias 0"),
                weights("an unknown activation", WEIGHTS.replace("tanh", "gelu"), "gelu"),
                weights(
                        "an activation that is no object",
                        WEIGHTS.replace("{\"h1\": \"tanh\"}", "\"tanh\""),
                        "activation"),
                weights("half a zip file", "PK\u0003\u0004", "NPZ"),
                weights("another model", WEIGHTS, List.of("--model", "resnet"), "--model"),
                weights("another depth", WEIGHTS, List.of("--depth", "2"), "--depth"),
                weights("another width", WEIGHTS, List.of("--width", "7"), "--width"));
    }

    private static Wrong call(String name, List<String> args, String... complaint) {
        return new Wrong(name, new byte[0], args, List.of(complaint));
    }

    private static List<String> certify(String... options) {
        List<String> args = new ArrayList<>(List.of("certify", "GOOD", "--target", "y"));
        args.addAll(List.of(options));
        return args;
    }

    private static Wrong table(String name, String content, String... complaint) {
        return in(name, content.getBytes(StandardCharsets.UTF_8), complaint);
    }

    private static Wrong in(String name, byte[] content, String... complaint) {
        return new Wrong(name, content, List.of("certify", "IN", "--target", "y", "--json", "OUT"), List.of(complaint));
    }

    private static Wrong problem(String name, String content, String... complaint) {
        return new Wrong(
                name,
                content.getBytes(StandardCharsets.UTF_8),
                List.of("flow", "IN", "--json", "OUT"),
                List.of(complaint));
    }

    private static Wrong changed(String name, String from, String to, String... complaint) {
        assertThat(FLOW).contains(from);
        return problem(name, FLOW.replace(from, to), complaint);
    }

    private static Wrong weights(String name, String content, String... complaint) {
        return weights(name, content, List.of(), complaint);
    }

    private static Wrong weights(String name, String content, List<String> options, String... complaint) {
        List<String> args = certify("--weights", "IN", "--json", "OUT");
        args.addAll(options);
        return new Wrong(name, content.getBytes(StandardCharsets.UTF_8), args, List.of(complaint));
    }

    private Map<String, String> snapshot() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.toList()) {
                String content = Files.isDirectory(path) ? "" : Files.readString(path, StandardCharsets.ISO_8859_1);
                files.put(path + " " + Files.getLastModifiedTime(path), content);
            }
        }
        return files;
    }
}
