package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.featureflow.verify.json.WrongInput;
import org.featureflow.verify.program.Scale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GivenWeightsTest {

    /** The loss of NumPy's own forward pass of the archive it wrote, X @ W + b layer by layer. */
    private static final double NUMPY = 0.3175828624205836;

    @TempDir
    private Path folder;

    private Path csv;
    private Path out;

    @BeforeEach
    void writeData() throws IOException {
        csv = Files.writeString(folder.resolve("data.csv"), "a,b,y\n1,2,1\n-1,0.5,0\n0,3,-1\n");
        out = folder.resolve("out.json");
    }

    @Test
    void anArchiveOfNumpyIsReadAsNumpyMeansIt() throws IOException {
        Path npz = folder.resolve("numpy.npz");
        try (InputStream in = GivenWeightsTest.class.getResourceAsStream("numpy.npz")) {
            Files.copy(in, npz);
        }

        Call call = judge(npz);

        assertThat(call.exitCode()).as(call.out() + call.err()).isOne();
        JsonNode result = Call.json(out);
        assertThat(result.get("verdict").textValue()).isEqualTo("REFUTED");
        assertThat(result.get("objective").doubleValue()).isCloseTo(NUMPY, within(1e-15));
        assertThat(result.at("/objectiveBounds/lower").doubleValue()).isBetween(NUMPY - 1e-14, NUMPY + 1e-16);
        assertThat(result.at("/objectiveBounds/upper").doubleValue()).isBetween(NUMPY - 1e-16, NUMPY + 1e-14);
        assertThat(result.at("/model/model").textValue()).isEqualTo("dnn");
        assertThat(result.at("/model/activation/h1").textValue()).isEqualTo("sigmoid");
        assertThat(result.at("/model/scale").textValue()).isEqualTo("standard");
        assertThat(result.get("flow").isNull()).isTrue();
    }

    /** A Res-Net of two ReLU units that computes y exactly: f = relu(a) - relu(-a) = a through the skip connection. */
    @Test
    void exactWeightsHaveExcessZero() throws IOException {
        Files.writeString(csv, "a,y\n1,1\n-1,-1\n3,3\n");
        Path weights = json("""
                {"model": "resnet", "activation": {"h1": "relu", "h2": "tanh"}, "scale": "standard",
                 "input": [[1, -1]], "hidden": [[[0, 0], [0, 0]]], "output": [1, -1]}
                """);

        Call call = judge(weights);

        assertThat(call.exitCode()).as(call.out() + call.err()).isZero();
        // tanh(0) is exact, but its bound pays for what might underflow: an ulp of f, squared.
        assertThat(Call.json(out).at("/excess/upper").doubleValue()).isLessThan(1e-29);
        assertThat(Call.json(out).at("/model/bias").booleanValue()).isFalse();
    }

    /** The same network at mean-field scale: d = 1 and m = 2 are powers of two, so that nothing is rounded. */
    @ParameterizedTest
    @ValueSource(strings = {"", ", \"bias\": [[0, 0], null, [0]]"})
    void bothScalesAndBothPassesAgree(String bias) throws IOException {
        String network = "{\"model\": \"resnet\", \"activation\": {\"h1\": \"sigmoid\", \"h2\": \"erf\"}, ";
        Path standard = json(network
                + "\"scale\": \"standard\", \"input\": [[1, -1], [0.5, 2]], \"hidden\": [[[1, 2], [3, -4]]], \"output\": [1, 3]"
                + bias + "}");
        judge(standard);
        JsonNode expected = Call.json(out);
        Path meanField = json(network
                + "\"scale\": \"mean-field\", \"input\": [[2, -2], [1, 4]], \"hidden\": [[[2, 4], [6, -8]]], \"output\": [2, 6]"
                + bias + "}");

        judge(meanField);

        JsonNode actual = Call.json(out);
        assertThat(actual.at("/model/scale").textValue()).isEqualTo("mean-field");
        double objective = expected.get("objective").doubleValue();
        assertThat(actual.get("objective").doubleValue()).isCloseTo(objective, within(1e-14));
        for (JsonNode result : new JsonNode[] {expected, actual}) {
            double width = result.at("/objectiveBounds/upper").doubleValue()
                    - result.at("/objectiveBounds/lower").doubleValue();
            assertThat(width).isBetween(0.0, 1e-12);
        }
    }

    /** A bias in the first layer is a constant input: what the two can reach, and where they are, is the same. */
    @Test
    void aFirstBiasIsAConstantInput() throws IOException {
        Files.writeString(csv, "a,y\n1,1\n-1,1\n0,2\n");
        String rest = "\"hidden\": [], \"output\": [1, 3], \"scale\": \"standard\", \"model\": \"dnn\"";
        judge(json("{\"input\": [[1, -1]], \"bias\": [[0.5, 2], null], " + rest + "}"));
        JsonNode biased = Call.json(out);

        judge(json("{\"input\": [[1, -1], [0.5, 2]], " + rest + "}"));

        JsonNode constant = Call.json(out);
        assertThat(constant.at("/model/bias").booleanValue()).isTrue();
        assertThat(constant.get("optimum")).isEqualTo(biased.get("optimum"));
        assertThat(constant.get("objectiveBounds")).isEqualTo(biased.get("objectiveBounds"));
        // Without either, tanh makes the network odd: f(0) = 0 and f(-1) = -f(1), L >= (1 + 1 + 4)/6.
        judge(json("{\"input\": [[1, -1]], " + rest + "}"));
        assertThat(Call.json(out).at("/optimum/lower").doubleValue()).isCloseTo(1, within(1e-12));
    }

    @Test
    void weightsThatOverflowProveNothing() throws IOException {
        Call call = judge(json("""
                {"model": "dnn", "activation": {"h1": "relu"}, "scale": "standard",
                 "input": [[1e308], [1e308]], "hidden": [[[1e308]]], "output": [1e308]}
                """));

        assertThat(call.exitCode()).as(call.out() + call.err()).isEqualTo(3);
        assertThat(Call.json(out).get("verdict").textValue()).isEqualTo("INCONCLUSIVE");
        assertThat(Call.json(out).at("/excess/upper").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bothOrdersAndHeaderVersionsAreRead(boolean fortran) throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        arrays.put("input", npy(fortran ? 2 : 1, "<f8", fortran, "(2, 2)", 1, 2, 3, 4));
        arrays.put("output", npy(1, "<f8", false, "(2, 1)", 5, 6));

        GivenWeights weights = GivenWeights.read(InputFile.read(npz(arrays)));

        assertThat(weights.weights().input().data)
                .isEqualTo(fortran ? new double[] {1, 3, 2, 4} : new double[] {1, 2, 3, 4});
        assertThat(weights.weights().output().data).containsExactly(5, 6);
        assertThat(weights.scale()).isEqualTo(Scale.STANDARD);
        assertThat(weights.model()).isEmpty();
        assertThat(weights.hasBiases()).isFalse();
    }

    @Test
    void wrongArchivesAreRefused() throws IOException {
        byte[] good = npy(1, "<f8", false, "(1, 1)", 1);
        byte[] output = npy(1, "<f8", false, "(1,)", 1);
        assertRefused("'output' is missing", Map.of("input", good));
        assertRefused("unknown array 'hiden0'", Map.of("input", good, "output", output, "hiden0", good));
        assertRefused("'>f8'", Map.of("input", npy(1, ">f8", false, "(1, 1)", 1), "output", output));
        assertRefused("truncated", Map.of("input", npy(1, "<f8", false, "(2, 2)", 1), "output", output));
        assertRefused("truncated", Map.of("input", new byte[] {(byte) 0x93, 'N', 'U'}, "output", output));
        assertRefused("not an array", Map.of("input", new byte[100], "output", output));
        assertRefused("3 dimensions", Map.of("input", npy(1, "<f8", false, "(1, 1, 1)", 1), "output", output));
        assertRefused("empty", Map.of("input", npy(1, "<f8", false, "(0, 1)"), "output", output));
        assertRefused("entry (0, 0)", Map.of("input", npy(1, "<f8", false, "(1, 1)", Double.NaN), "output", output));
        assertRefused("not a text", Map.of("input", good, "output", output, "model", good));
        assertRefused("header", Map.of("input", npy(1, "|O' 'x", false, "what", 1), "output", output));
        Path text = folder.resolve("text.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(text))) {
            zip.putNextEntry(new ZipEntry("readme.txt"));
        }
        assertThatThrownBy(() -> GivenWeights.read(InputFile.read(text)))
                .isInstanceOf(WrongInput.class)
                .hasMessageContaining("readme.txt");
    }

    private void assertRefused(String complaint, Map<String, byte[]> arrays) throws IOException {
        Path npz = npz(arrays);
        assertThatThrownBy(() -> GivenWeights.read(InputFile.read(npz)))
                .isInstanceOf(WrongInput.class)
                .hasMessageContaining(complaint);
    }

    private Call judge(Path weights) {
        return Call.of("certify", csv, "--target", "y", "--no-standardize", "--weights", weights, "--json", out);
    }

    private Path json(String content) throws IOException {
        return Files.writeString(folder.resolve("weights.json"), content);
    }

    private Path npz(Map<String, byte[]> arrays) throws IOException {
        Path path = folder.resolve("weights.npz");
        try (OutputStream file = Files.newOutputStream(path);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
                zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
                zip.write(array.getValue());
            }
        }
        return path;
    }

    private static byte[] npy(int version, String type, boolean fortran, String shape, double... values) {
        String header = "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': "
                + shape + ", }\n";
        byte[] bytes = header.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer out = ByteBuffer.allocate(12 + bytes.length + Double.BYTES * values.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        out.put((byte) version).put((byte) 0);
        if (version == 1) {
            out.putShort((short) bytes.length);
        } else {
            out.putInt(bytes.length);
        }
        out.put(bytes);
        for (double value : values) {
            out.putDouble(value);
        }
        byte[] content = new byte[out.position()];
        out.flip().get(content);
        return content;
    }
}
