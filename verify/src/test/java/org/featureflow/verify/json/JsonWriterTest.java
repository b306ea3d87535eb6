package org.featureflow.verify.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.numeric.Interval;
import org.junit.jupiter.api.Test;

class JsonWriterTest {

    private static String write(JsonWriter.Body body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonWriter.write(out, body);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void fieldsKeepTheirOrder() throws IOException {
        String text = write(json -> {
            json.text("b", "ü\n");
            json.whole("a", Long.MAX_VALUE);
            json.truth("d", true);
            json.nothing("c");
            json.interval("i", new Interval(-1, Double.POSITIVE_INFINITY));
            json.matrix("m", new DMatrixRMaj(new double[][] {{1, 2}, {3, Double.NaN}}));
            json.columns("v", new DMatrixRMaj(new double[] {1, 2}));
            json.numbers("n", List.of(0.1));
            json.wholes("w", List.of(7));
            json.texts("t", List.of("x"));
        });

        JsonNode read = new ObjectMapper().readTree(text);
        assertThat(read)
                .hasToString("{\"b\":\"ü\\n\",\"a\":9223372036854775807,\"d\":true,\"c\":null,"
                        + "\"i\":{\"lower\":-1.0,\"upper\":null},\"m\":[[1.0,2.0],[3.0,null]],\"v\":[1.0,2.0],\"n\":[0.1],"
                        + "\"w\":[7],\"t\":[\"x\"]}");
        assertThat(text).endsWith("}\n").doesNotContain("\r");
    }

    @Property(seed = "12", tries = 500)
    void numbersReadBackAsTheSameDouble(@ForAll("doubles") double x) throws IOException {
        JsonNode read = new ObjectMapper().readTree(write(json -> json.number("x", x)));

        assertThat(Double.doubleToRawLongBits(read.get("x").doubleValue())).isEqualTo(Double.doubleToRawLongBits(x));
    }

    /** A problem file's tree goes into a certificate: an integer beyond 64 bits is still the double that it reads as. */
    @Test
    void treesKeepTheirNumbers() throws IOException {
        String numbers = "{\"a\":[100000000000000000000,-9223372036854775809,9007199254740993,0.1,-0.0,1E-310]}";
        ObjectNode tree = (ObjectNode) new ObjectMapper().readTree(numbers);

        JsonNode read = new ObjectMapper().readTree(write(json -> json.fields(tree)));

        for (int i = 0; i < tree.get("a").size(); i++) {
            assertThat(read.get("a").get(i).doubleValue())
                    .isEqualTo(tree.get("a").get(i).doubleValue());
        }
    }

    @Test
    void theShortestTextIsTheSameOnEveryJavaVersion() throws IOException {
        // Java before 19 writes it with more digits than needed.
        assertThat(write(json -> json.number("x", Double.parseDouble("2e23")))).contains("2.0E23");
    }

    @Provide
    Arbitrary<Double> doubles() {
        return Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite);
    }
}
