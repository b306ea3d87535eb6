package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/** Small certificates of every kind, and what can be done to them. */
final class Certificates {

    private static final String CONFLICTING = "x,z,y\n1,2,3\n4,5,6\n7,8,10\n1,2,4\n";
    private static final String CLASSES = "x,y\n0,a\n1,b\n2,a\n3,c\n1,c\n0,b\n";
    private static final String SIGNS = "x,y\n0,no\n1,yes\n2,no\n1,no\n";

    private static final String HEAD = "{\"format\": \"featureflow-problem/1\", \"program\": ";
    private static final String RESNET = HEAD
            + "\"feature\", \"architecture\": \"resnet\", \"loss\": \"squared\","
            + " \"targets\": [1, 2], \"activated\": [[[1, 2], [3, 5]], [[2, 3], [4, 5]]], \"residual\": [[[5, 6], [7, 8]]],"
            + " \"inputCost\": [1, 3], \"lambda\": {\"input\": 0.1, \"hidden\": [0.2], \"output\": 0.3}}";
    private static final String TWO_LEVEL = HEAD
            + "\"two-level\", \"loss\": \"squared\", \"targets\": [1, 2], \"inputs\": [[1], [2]],"
            + " \"activation\": \"tanh\", \"lambda\": {\"input\": 0.1, \"output\": 0.2}}";

    private Certificates() {}

    /** Problems of {@code solve} by the name of their kind. */
    static Map<String, String> problems() {
        Map<String, String> problems = new LinkedHashMap<>();
        problems.put("resnet", RESNET);
        problems.put(
                "dnn",
                RESNET.replace("\"resnet\"", "\"dnn\"")
                        .replace("\"residual\"", "\"features\"")
                        .replace("[[2, 3], [4, 5]]", "[[2, 3, 1], [4, 5, -1]]")
                        .replace("[[5, 6], [7, 8]]", "[[5, 6, 1], [7, 8, 2]]"));
        problems.put(
                "softmax",
                RESNET.replace("\"squared\"", "\"softmax\"").replace("[1, 2], \"act", "[[1, 0, 0], [0, 0, 1]], \"act"));
        problems.put(
                "output",
                HEAD + "\"output\", \"loss\": {\"name\": \"huber\", \"delta\": 0.5}, \"subspace\": \"range\","
                        + " \"targets\": [-1, 1, 0.3], \"features\": [[1], [1], [0.7]]}");
        problems.put(
                "relu",
                HEAD + "\"relu\", \"loss\": \"squared\", \"targets\": [1, 2, -1],"
                        + " \"inputs\": [[1, 1], [2, 1], [-1, 1]], \"lambda\": 0.1}");
        problems.put("two-level", TWO_LEVEL);
        problems.put(
                "two-level-softmax",
                TWO_LEVEL
                        .replace("\"squared\"", "\"softmax\"")
                        .replace("\"targets\": [1, 2]", "\"targets\": [[1, 0], [0, 1]]"));
        return problems;
    }

    /** Writes certificates into a folder; each is the file of its kind. */
    static Map<String, Path> writeAll(Path folder) throws IOException {
        Map<String, Path> certificates = new LinkedHashMap<>();
        Path conflicting = Files.writeString(folder.resolve("conflicting.csv"), CONFLICTING);
        Path classes = Files.writeString(folder.resolve("classes.csv"), CLASSES);
        Path signs = Files.writeString(folder.resolve("signs.csv"), SIGNS);
        Path weights = Files.writeString(
                folder.resolve("weights.json"),
                "{\"model\": \"dnn\", \"activation\": {\"h1\": \"sigmoid\"}, \"scale\": \"standard\","
                        + " \"input\": [[1, -0.3], [0.2, 0.7]], \"hidden\": [[[0.3, 1], [1, 0.1]]], \"output\": [1, -2],"
                        + " \"bias\": [[0.1, 0.2], null, [0.3]]}");
        List<Object> table = List.of("certify", conflicting, "--target", "y");
        write(certificates, folder, "network", 0, table, "--width", 30, "--depth", 2);
        write(
                certificates,
                folder,
                "network-dnn",
                0,
                List.of("certify", signs, "--target", "y"),
                "--loss",
                "logistic",
                "--model",
                "dnn",
                "--depth",
                2,
                "--width",
                40);
        write(
                certificates,
                folder,
                "network-softmax",
                0,
                List.of("certify", classes, "--target", "y"),
                "--width",
                40,
                "--depth",
                1);
        write(certificates, folder, "network-factored", 0, table, "--width", 1000, "--depth", 2);
        write(certificates, folder, "network-biases", 1, table, "--weights", weights, "--no-bias");
        Path zigzag = Files.writeString(folder.resolve("zigzag.csv"), "x,y\n-2,1\n-1,-1\n0,1\n1,-1\n2,1\n");
        List<Object> regularized = List.of("certify", zigzag, "--target", "y", "--depth", 1, "--lambda", "0.002,0.003");
        write(certificates, folder, "regularized", 0, regularized, "--repopulate", "--tolerance", 1e-5);
        for (Map.Entry<String, String> problem : problems().entrySet()) {
            Path file = Files.writeString(folder.resolve(problem.getKey() + ".problem.json"), problem.getValue());
            write(certificates, folder, problem.getKey(), 0, List.of("solve", file));
        }
        return certificates;
    }

    private static void write(
            Map<String, Path> certificates,
            Path folder,
            String kind,
            int exitCode,
            List<Object> command,
            Object... more) {
        Path file = folder.resolve(kind + ".certificate.json");
        List<Object> args = new ArrayList<>(command);
        args.addAll(List.of(more));
        args.addAll(List.of("--certificate", file, "--json", folder.resolve(kind + ".result.json")));
        Call call = Call.of(args.toArray());
        assertThat(call.exitCode()).as(kind + ": " + call.out() + call.err()).isEqualTo(exitCode);
        assertThat(call.err()).isEmpty();
        certificates.put(kind, file);
    }

    /** The pointers to all numbers below a place. */
    static List<String> numbers(JsonNode root, String place) {
        List<String> found = new ArrayList<>();
        collect(root.at(place), place, found);
        return found;
    }

    private static void collect(JsonNode node, String place, List<String> found) {
        if (node.isNumber()) {
            found.add(place);
        } else if (node.isObject()) {
            node.fieldNames().forEachRemaining(name -> collect(node.get(name), place + "/" + name, found));
        } else {
            for (int i = 0; i < node.size(); i++) {
                collect(node.get(i), place + "/" + i, found);
            }
        }
    }

    /** A certificate with one number changed. */
    static JsonNode changed(JsonNode certificate, String pointer, DoubleUnaryOperator change) {
        ObjectNode copy = certificate.deepCopy();
        double value = copy.at(pointer).doubleValue();
        return replaced(copy, pointer, copy.numberNode(change.applyAsDouble(value)));
    }

    private static JsonNode replaced(JsonNode copy, String pointer, JsonNode value) {
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = copy.at(pointer.substring(0, slash));
        String last = pointer.substring(slash + 1);
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(last), value);
        } else {
            ((ObjectNode) parent).set(last, value);
        }
        return copy;
    }

    /** A certificate without one of its numbers, which is null. */
    static JsonNode unknown(JsonNode certificate, String pointer) {
        ObjectNode copy = certificate.deepCopy();
        return replaced(copy, pointer, copy.nullNode());
    }
}
