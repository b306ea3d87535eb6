package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.verify.report.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertifyCommandTest {

    /** Alternating targets, far from a line. */
    private static final String ZIGZAG = "x,y\n-2,1\n-1,-1\n0,1\n1,-1\n2,1\n";

    @TempDir
    private Path folder;

    @Test
    void theFlowReachesZeroOnDistinctInputs() throws IOException {
        Path csv = csv(ZIGZAG);
        Path out = folder.resolve("out.json");

        Call call = Call.of("certify", csv, "--target", "y", "--width", 30, "--json", out);

        assertThat(call.exitCode()).as(call.out() + call.err()).isZero();
        assertThat(call.err()).isEmpty();
        assertThat(call.out()).contains("CERTIFIED", "objective", "optimum", "excess", "velocity");
        JsonNode result = Call.json(out);
        assertThat(result.fieldNames())
                .toIterable()
                .containsExactly(
                        "format",
                        "command",
                        "seed",
                        "version",
                        "digest",
                        "verdict",
                        "reason",
                        "objective",
                        "objectiveBounds",
                        "optimum",
                        "excess",
                        "tolerance",
                        "flow",
                        "start",
                        "recompressed",
                        "model",
                        "data",
                        "hypotheses",
                        "environment");
        assertThat(result.get("verdict").textValue()).isEqualTo("CERTIFIED");
        assertThat(result.at("/optimum/lower").doubleValue()).isZero();
        assertThat(result.at("/excess/upper").doubleValue()).isBetween(0.0, 1e-8);
        assertThat(result.get("objective").doubleValue())
                .isBetween(
                        result.at("/objectiveBounds/lower").doubleValue(),
                        result.at("/objectiveBounds/upper").doubleValue());
        assertThat(result.at("/flow/status").textValue()).isEqualTo("at-optimum");
        assertThat(result.at("/flow/path").textValue()).isEqualTo("heads-for-limit");
        assertThat(call.out()).contains("heads for the limit of the flow");
        assertThat(result.at("/flow/evaluations").intValue())
                .isGreaterThan(result.at("/flow/steps").intValue());
        assertThat(result.at("/flow/trajectory"))
                .hasSize(result.at("/flow/steps").intValue() + 1);
        assertThat(result.at("/data/rows").intValue()).isEqualTo(5);
        assertThat(result.at("/data/inputs").intValue()).isOne();
        assertThat(result.at("/data/outputs").intValue()).isOne();
        assertThat(result.at("/data/digest").textValue()).isEqualTo(Digest.of(Files.readAllBytes(csv)));
        assertThat(result.at("/model/bias").booleanValue()).isTrue();
        for (JsonNode hypothesis : result.get("hypotheses")) {
            assertThat(hypothesis.fieldNames()).toIterable().containsExactly("name", "status", "how");
            assertThat(hypothesis.get("status").textValue()).isIn("holds", "fails", "not checked");
        }
    }

    /** Bits differ between the back ends, proved bounds hold for both; without the library it is a wrong call, never a fallback. */
    @Test
    void theNativeBackEndIsUsedWhereAskedForAndNeverReplaced() throws IOException {
        Path csv = csv(ZIGZAG);
        Path out = folder.resolve("out.json");

        Call call = Call.of("certify", csv, "--target", "y", "--width", 30, "--backend", "native", "--json", out);

        boolean installed = true;
        try {
            MatrixProducts.nativeBlas();
        } catch (IllegalStateException missing) {
            installed = false;
        }
        if (installed) {
            assertThat(call.exitCode()).as(call.out() + call.err()).isZero();
            assertThat(Call.json(out).at("/command/options/backend").textValue())
                    .isEqualTo("native");
        } else {
            assertThat(call.exitCode()).isEqualTo(2);
            assertThat(call.err()).hasLineCount(1).contains("--backend native", "install");
            assertThat(out).doesNotExist();
        }
    }

    /** Expected: half the mean variance within groups, (1 + 1/4 + 1/4)/3/2, for the squared loss is 1/2 |f - y|^2. */
    @Test
    void conflictingTargetsHaveTheVarianceWithinGroupsAsOptimum() throws IOException {
        Path out = folder.resolve("out.json");

        Call call = Call.of(
                "certify",
                csv("x,y\n1,1\n1,3\n2,5\n2,4\n3,0\n3,-1\n"),
                "--target",
                "y",
                "--width",
                40,
                "--no-standardize",
                "--json",
                out);

        assertThat(call.exitCode()).as(call.out()).isZero();
        JsonNode result = Call.json(out);
        assertThat(result.at("/optimum/lower").doubleValue()).isCloseTo(0.25, within(1e-12));
        assertThat(result.at("/optimum/upper").doubleValue()).isCloseTo(0.25, within(1e-12));
        assertThat(result.get("objective").doubleValue()).isCloseTo(0.25, within(1e-8));
    }

    @Test
    void oneUnitRestsAboveTheOptimum() throws IOException {
        Path out = folder.resolve("out.json");
        Path csv = csv("x,y\n-2,-1.2\n-1,-1\n0,0.3\n1,0.6\n2,1.5\n");

        Call call = Call.of("certify", csv, "--target", "y", "--width", 1, "--depth", 1, "--json", out);

        assertThat(call.exitCode()).as(call.out()).isOne();
        assertThat(call.out()).contains("REFUTED", "velocity");
        JsonNode result = Call.json(out);
        assertThat(result.at("/flow/status").textValue()).isEqualTo("stationary-above-optimum");
        assertThat(result.at("/excess/lower").doubleValue()).isGreaterThan(0.02);
    }

    /** Expected: the least squares line through a zigzag leaves half the residual variance. */
    @Test
    void aLinearNetworkMeetsTheLeastSquaresLine() throws IOException {
        Path out = folder.resolve("out.json");

        Call call = Call.of(
                "certify",
                csv("x,y\n0,0\n1,1\n2,0\n"),
                "--target",
                "y",
                "--width",
                4,
                "--no-standardize",
                "--activation",
                "identity",
                "--residual-activation",
                "identity",
                "--json",
                out);

        assertThat(call.exitCode()).as(call.out()).isZero();
        assertThat(Call.json(out).at("/optimum/lower").doubleValue()).isCloseTo(1.0 / 9, within(1e-12));
    }

    @Test
    void classesOfIrisAreCertified() throws IOException {
        Path csv = folder.resolve("iris.csv");
        try (InputStream in = CertifyCommandTest.class.getResourceAsStream("iris15.csv")) {
            Files.copy(in, csv);
        }
        Path out = folder.resolve("out.json");

        Call call = Call.of("certify", csv, "--target", "species", "--width", 25, "--depth", 2, "--json", out);

        assertThat(call.exitCode()).as(call.out()).isZero();
        JsonNode result = Call.json(out);
        assertThat(result.at("/model/loss").textValue()).isEqualTo("softmax");
        assertThat(result.at("/data/task").textValue()).isEqualTo("classification");
        assertThat(result.at("/data/classes"))
                .extracting(JsonNode::textValue)
                .containsExactly("setosa", "versicolor", "virginica");
        assertThat(result.at("/data/outputs").intValue()).isEqualTo(3);
    }

    @Test
    void numbersAsLabelsAreSortedAndTwoOfThemAreSigns() throws IOException {
        Path out = folder.resolve("out.json");

        Call call = Call.of(
                "certify",
                csv("x,y\n1,10\n2,9\n3,10.0\n4,9\n"),
                "--target",
                "y",
                "--loss",
                "logistic",
                "--width",
                20,
                "--depth",
                2,
                "--json",
                out);

        assertThat(call.exitCode()).as(call.out()).isZero();
        JsonNode result = Call.json(out);
        assertThat(result.at("/data/classes")).extracting(JsonNode::textValue).containsExactly("9", "10");
        assertThat(result.at("/data/outputs").intValue()).isOne();
    }

    @Test
    void severalTargetsAreSeveralOutputs() throws IOException {
        Path out = folder.resolve("out.json");

        Call call = Call.of(
                "certify",
                csv("a,b,id,c\n1,2,n1,3\n2,1,n2,4\n5,3,n3,1\n"),
                "--target",
                "b,c",
                "--ignore",
                "id",
                "--loss",
                "huber",
                "--delta",
                0.5,
                "--model",
                "dnn",
                "--depth",
                2,
                "--width",
                30,
                "--json",
                out);

        assertThat(call.exitCode()).as(call.out()).isZero();
        JsonNode result = Call.json(out);
        assertThat(result.at("/data/outputs").intValue()).isEqualTo(2);
        assertThat(result.at("/data/inputNames"))
                .extracting(JsonNode::textValue)
                .containsExactly("a");
        assertThat(result.at("/model/loss/delta").doubleValue()).isEqualTo(0.5);
        assertThat(result.at("/model/model").textValue()).isEqualTo("dnn");
        assertThat(result.at("/command/options/ignore/0").textValue()).isEqualTo("id");
    }

    /** One table in several dialects: mark, line ends, quotation marks, delimiters and spaces change nothing but the digest. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFFx,y\n1,2\n2,3\n4,1\n",
                "x,y\r\n1,2\r\n2,3\r\n4,1",
                "\"x\",\"y\"\n\"1\",\"2\"\n\"2\",3\n4,\"1\"\n",
                "x , y\n 1, +2\n\n2e0,3.\n4,01\n",
                "x;y\n1;2\n2;3\n4;1\n",
                "x\ty\n1\t2\n2\t3\n4\t1\n"
            })
    void dialectsReadTheSame(String text) throws IOException {
        List<Object> args = new ArrayList<>(List.of("--target", "y", "--width", 8, "--depth", 1));
        Path plain = folder.resolve("plain.json");
        Path dialect = folder.resolve("dialect.json");
        String delimiter = text.contains(";") ? ";" : text.contains("\t") ? "tab" : ",";

        Call first = Call.of(arguments(csv("x,y\n1,2\n2,3\n4,1\n"), args, "--json", plain));
        Call second = Call.of(arguments(csv(text), args, "--json", dialect, "--delimiter", delimiter));

        assertThat(second).isEqualTo(first);
        assertThat(Call.json(dialect).get("objective"))
                .isEqualTo(Call.json(plain).get("objective"));
    }

    @Test
    void theResultDoesNotDependOnThreads() throws IOException {
        Path csv = csv(ZIGZAG);
        List<Object> args = List.of("--target", "y", "--width", 20, "--seed", 5);
        Path one = folder.resolve("one.json");
        Path two = folder.resolve("two.json");

        Call.of(arguments(csv, args, "--threads", 1, "--json", one, "--weights-out", folder.resolve("w1.json")));
        Call.of(arguments(csv, args, "--threads", 2, "--json", two, "--weights-out", folder.resolve("w2.json")));

        assertThat(Call.withoutEnvironment(two)).isEqualTo(Call.withoutEnvironment(one));
        assertThat(Call.withoutEnvironment(folder.resolve("w2.json")))
                .isEqualTo(Call.withoutEnvironment(folder.resolve("w1.json")));
        assertThat(Call.json(one).get("seed").longValue()).isEqualTo(5);
    }

    @Test
    void theTimeLimitEndsTheFlowWithoutAVerdict() throws IOException {
        Path out = folder.resolve("out.json");

        Call call = Call.of("certify", csv(ZIGZAG), "--target", "y", "--width", 9, "--time-limit", 1e-9, "--json", out);

        assertThat(call.exitCode()).isEqualTo(3);
        assertThat(call.out()).contains("INCONCLUSIVE");
        assertThat(Call.json(out).at("/flow/status").textValue()).isEqualTo("out-of-budget");
    }

    @Test
    void trainedWeightsReadBackHaveTheSameObjective() throws IOException {
        Path csv = csv(ZIGZAG);
        Path trained = folder.resolve("trained.json");
        Path judged = folder.resolve("judged.json");
        Path weights = folder.resolve("weights.json");

        Call.of("certify", csv, "--target", "y", "--width", 20, "--json", trained, "--weights-out", weights);
        Call call = Call.of("certify", csv, "--target", "y", "--weights", weights, "--json", judged);

        assertThat(call.exitCode()).as(call.out()).isZero();
        assertThat(Call.json(judged).get("flow").isNull()).isTrue();
        for (String field : List.of("verdict", "objectiveBounds", "optimum", "excess")) {
            assertThat(Call.json(judged).get(field))
                    .isEqualTo(Call.json(trained).get(field));
        }
        assertThat(Call.json(weights).get("format").textValue()).isEqualTo("featureflow-weights/1");
        assertThat(Call.json(judged).at("/command/options/weights").textValue())
                .isEqualTo("sha256:" + Digest.of(Files.readAllBytes(weights)));
    }

    private static Object[] arguments(Path csv, List<Object> common, Object... more) {
        List<Object> args = new ArrayList<>(List.of("certify", csv));
        args.addAll(common);
        args.addAll(List.of(more));
        return args.toArray();
    }

    private Path csv(String content) throws IOException {
        return Files.writeString(folder.resolve("data.csv"), content, StandardCharsets.UTF_8);
    }
}
