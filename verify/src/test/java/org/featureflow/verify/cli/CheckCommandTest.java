package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates are valid as they are written, and are not once a number of theirs is another. */
class CheckCommandTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Numbers changed of each part of a certificate. */
    private static final int MOST_CHANGED = 12;

    @TempDir
    private static Path folder;

    private static Map<String, Path> certificates;

    @BeforeAll
    static void write() throws IOException {
        certificates = Certificates.writeAll(folder);
    }

    @Test
    void everyKindIsValidWithAnyNumberOfThreads() {
        for (Map.Entry<String, Path> certificate : certificates.entrySet()) {
            Call one = Call.of("check", certificate.getValue(), "--threads", 1);
            Call two = Call.of("check", certificate.getValue(), "--threads", 2);
            assertThat(one.exitCode()).as(certificate.getKey() + one).isZero();
            assertThat(one.out()).contains("VALID", "derived again").doesNotContain("INVALID");
            assertThat(one.err()).isEmpty();
            assertThat(two).isEqualTo(one);
        }
    }

    @Test
    void aCertificateDoesNotDependOnTheThreadsItIsMadeWith() throws IOException {
        Path csv = folder.resolve("conflicting.csv");
        Path[] made = {folder.resolve("one.json"), folder.resolve("two.json")};
        for (int threads = 1; threads <= 2; threads++) {
            Call.of(
                    "certify",
                    csv,
                    "--target",
                    "y",
                    "--width",
                    300,
                    "--depth",
                    2,
                    "--threads",
                    threads,
                    "--certificate",
                    made[threads - 1]);
        }
        assertThat(Call.withoutEnvironment(made[1])).isEqualTo(Call.withoutEnvironment(made[0]));
    }

    @Test
    void theClaimsAreTheNumbersThatThePrintedVerdictRestsOn() throws IOException {
        for (String kind : List.of("network", "network-dnn", "network-softmax", "network-factored", "network-biases")) {
            JsonNode result = Call.json(folder.resolve(kind + ".result.json"));
            JsonNode certificate = Call.json(certificates.get(kind));
            assertThat(range(certificate, "objective")).as(kind).isEqualTo(result.get("objectiveBounds"));
            assertThat(range(certificate, "optimum")).as(kind).isEqualTo(result.get("optimum"));
            assertThat(range(certificate, "excess")).as(kind).isEqualTo(result.get("excess"));
            assertThat(certificate.at("/claims/3/verdict")).as(kind).isEqualTo(result.get("verdict"));
            for (String field : List.of("command", "seed", "version", "digest")) {
                assertThat(certificate.get(field)).isEqualTo(result.get(field));
            }
        }
        JsonNode regularized = Call.json(folder.resolve("regularized.result.json"));
        JsonNode over = Call.json(certificates.get("regularized"));
        assertThat(range(over, "objective")).isEqualTo(regularized.get("objectiveBounds"));
        assertThat(over.at("/claims/3/verdict")).isEqualTo(regularized.get("verdict"));
        assertThat(range(over, "excess").get("upper").doubleValue())
                .isCloseTo(regularized.at("/excess/upper").doubleValue(), within(1e-12));
        JsonNode relu = Call.json(folder.resolve("relu.result.json"));
        assertThat(range(Call.json(certificates.get("relu")), "optimum").get("lower"))
                .isEqualTo(relu.get("dual"));
        JsonNode feature = Call.json(folder.resolve("resnet.result.json"));
        double proved = range(Call.json(certificates.get("resnet")), "optimum")
                .get("lower")
                .doubleValue();
        assertThat(proved)
                .isBetween(
                        feature.get("dual").doubleValue() - 1e-12,
                        feature.get("primal").doubleValue());
    }

    @Test
    void aWideNetworkIsKeptAsItsFactors() throws IOException {
        JsonNode layer = Call.json(certificates.get("network-factored")).at("/network/hidden/0");
        assertThat(layer.get("p")).hasSize(3);
        assertThat(layer.at("/q/0")).hasSize(1000);
    }

    @Test
    void checkSaysWhatIsProvedAndWhatIsNot() {
        assertThat(Call.of("check", certificates.get("network")).out())
                .contains("optimum    in [", "CERTIFIED  excess <= 1e-8, proved by outward rounding");
        assertThat(Call.of("check", certificates.get("network-biases")).out())
                .contains("REFUTED    excess > 1e-8, proved by outward rounding");
        assertThat(Call.of("check", certificates.get("resnet")).out())
                .contains("optimum    at least ", "violation  at most ", "in floating point, not proved");
        assertThat(Call.of("check", certificates.get("relu")).out())
                .contains("proved in exact arithmetic: all 6 cells hold for both signs");
    }

    /** The claims are as narrow as what is derived: the next double inwards is too narrow. A verdict is not, and is left out. */
    @Test
    void noClaimIsNarrowerThanItsProof() throws IOException {
        for (Map.Entry<String, Path> kind : certificates.entrySet()) {
            if (kind.getKey().equals("network-factored")) {
                continue; // the largest file, of a kind that is there in small
            }
            JsonNode certificate = Call.json(kind.getValue());
            for (String pointer : Certificates.numbers(certificate, "/claims")) {
                if (certificate.at(pointer.replaceAll("/[a-z]+$", "/verdict")).isTextual()) {
                    continue;
                }
                double value = certificate.at(pointer).doubleValue();
                boolean point = pointer.endsWith("upper")
                        && certificate.at(pointer.replace("upper", "lower")).doubleValue() == value;
                if (point) {
                    continue; // no interval has its lower end above the upper one
                }
                DoubleUnaryOperator inwards = pointer.endsWith("lower") ? Math::nextUp : Math::nextDown;
                Call call = check(Certificates.changed(certificate, pointer, inwards));
                String quantity = certificate
                        .at(pointer.replaceAll("/[a-z]+$", "/quantity"))
                        .textValue();
                if (call.exitCode() == 2) {
                    assertThat(call.err()).contains("the lower end is at most the upper one");
                    continue;
                }
                assertThat(call.exitCode()).as(kind.getKey() + pointer + call).isEqualTo(1);
                assertThat(call.out())
                        .containsPattern("not derived +" + quantity + " at (least|most) ")
                        .contains("INVALID", "1 of ");
                assertThat(call.err()).isEmpty();
            }
        }
    }

    @Test
    void aWiderClaimIsTrueAsWell() throws IOException {
        JsonNode certificate = Call.json(certificates.get("network"));
        JsonNode wider = Certificates.changed(certificate, "/claims/1/upper", x -> x + 1);
        assertThat(check(wider).exitCode()).isZero();
    }

    /** One number of each class, changed by a thousandth, but where the problem needs 1 or 0. */
    @ParameterizedTest
    @CsvSource({
        "network, /problem/inputs/1/0",
        "network, /problem/targets/1",
        "network, /network/input/1/3",
        "network, /network/hidden/0/2/5",
        "network, /network/output/7",
        "network, /points/coordinates/0",
        "network, /points/dual/0",
        "network-dnn, /network/hidden/0/2/5",
        "network-dnn, /points/dual/1",
        "network-softmax, /network/output/3/1",
        "network-softmax, /points/coordinates/0/1",
        "network-softmax, /points/dual/0/1",
        "network-factored, /network/hidden/0/p/1/17",
        "network-factored, /network/hidden/0/q/2/900",
        "network-biases, /network/bias/0/1",
        "network-biases, /network/bias/2/0",
        "network-biases, /network/hidden/0/0/1",
        "regularized, /network/input/1/27",
        "regularized, /network/output/5",
        "regularized, /network/lambda/input",
        "regularized, /points/u/1",
        "regularized, /points/scaledDual/2",
        "output, /problem/features/2/0",
        "output, /problem/loss/delta",
        "output, /points/coordinates/0",
        "output, /points/dual/0",
        "resnet, /problem/activated/1/0/1",
        "resnet, /problem/residual/0/1/1",
        "resnet, /problem/inputCost/0",
        "resnet, /problem/lambda/hidden/0",
        "resnet, /points/p/0",
        "resnet, /points/W/0/1/1",
        "resnet, /points/c/1",
        "resnet, /points/scaledDual/0",
        "resnet, /points/M/0/1/1",
        "dnn, /points/p/1/0",
        "dnn, /points/M/0/0/1",
        "dnn, /problem/features/0/1/2",
        "softmax, /points/scaledDual/0/0",
        "relu, /problem/targets/0",
        "relu, /problem/inputs/1/0",
        "relu, /problem/lambda",
        "relu, /points/weights/input/0/0",
        "relu, /points/weights/output/1",
        "relu, /points/z/1",
        "two-level, /problem/targets/0",
        "two-level, /problem/lambda/input",
        "two-level, /points/u/0",
        "two-level, /points/w/0/0",
        "two-level, /points/scaledDual/1",
        "two-level, /points/sharpness",
        "two-level-softmax, /points/scaledDual/0/1",
    })
    void aChangedNumberMakesACertificateInvalid(String kind, String pointer) throws IOException {
        JsonNode certificate = Call.json(certificates.get(kind));
        assertThat(certificate.at(pointer).isNumber()).as(pointer).isTrue();

        Call call = check(Certificates.changed(certificate, pointer, x -> x == 0 ? 1e-3 : x * 1.001));

        assertThat(call.exitCode()).as(call.out() + call.err()).isEqualTo(1);
        assertThat(call.out())
                .containsPattern("not derived +(objective|optimum|excess|value|violation|gap) ")
                .containsPattern("INVALID +[1-4] of [2-4] claims not derived");
    }

    @Test
    void aTighterToleranceOrAnotherVerdictIsNotDerived() throws IOException {
        JsonNode certificate = Call.json(certificates.get("network"));
        double excess = certificate.at("/claims/2/upper").doubleValue();
        Call tighter = check(Certificates.changed(certificate, "/claims/3/upper", x -> excess * (1 - 1e-12)));
        assertThat(tighter.exitCode()).isEqualTo(1);
        assertThat(tighter.out()).contains("not derived  excess (CERTIFIED) at most ");

        ObjectNode refuted = Call.json(certificates.get("network")).deepCopy();
        ((ObjectNode) refuted.at("/claims/3")).put("verdict", "REFUTED").remove("upper");
        ((ObjectNode) refuted.at("/claims/3")).put("lower", 1e-8);
        assertThat(check(refuted).out()).contains("excess (REFUTED) at least 1e-8 is claimed");
    }

    @Test
    void outwardRoundingIsNotExactArithmetic() throws IOException {
        ObjectNode certificate = Call.json(certificates.get("output")).deepCopy();
        ((ObjectNode) certificate.at("/claims/0")).put("by", "exact");

        Call call = check(certificate);

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.out())
                .contains("optimum is claimed proved in exact arithmetic but derived proved by outward rounding");
    }

    /** A remark is a text of the file: what is printed is the program's own. */
    @Test
    void remarksOfAFileAreNotRepeated() throws IOException {
        ObjectNode certificate = Call.json(certificates.get("output")).deepCopy();
        ((ObjectNode) certificate.at("/claims/0")).put("remark", "\u001b[31mtrust me");

        assertThat(check(certificate).out()).contains("VALID").doesNotContain("trust me");
    }

    @Test
    void everyCellOfAReluProgramMustHold() throws IOException {
        JsonNode certificate = Call.json(certificates.get("relu"));
        Call negative = check(Certificates.changed(certificate, "/points/cells/1/plus/values/0", x -> -x));
        assertThat(negative.exitCode()).isEqualTo(1);
        assertThat(negative.out()).contains("-infinity derived", "cell 1, sign 1: has a multiplier that is negative");

        ObjectNode fewer = certificate.deepCopy();
        ((ArrayNode) fewer.at("/points/cells")).remove(2);
        assertThat(check(fewer).out()).contains("INVALID", "5 cells are listed, but there are others");

        ObjectNode twice = certificate.deepCopy();
        ((ArrayNode) twice.at("/points/cells")).set(2, twice.at("/points/cells/1"));
        assertThat(check(twice).out()).contains("INVALID", "cell 2 is listed twice");
    }

    /** Whatever a number is changed to, no certificate makes the program fail. */
    @ParameterizedTest
    @ValueSource(strings = {"network-biases", "output", "resnet", "dnn", "softmax", "relu", "two-level-softmax"})
    void noNumberMakesTheCheckFail(String kind) throws IOException {
        JsonNode certificate = Call.json(certificates.get(kind));
        for (String part : List.of("/problem", "/network", "/points")) {
            List<String> pointers = Certificates.numbers(certificate, part);
            int stride = 1 + pointers.size() / MOST_CHANGED;
            for (int i = 0; i < pointers.size(); i += stride) {
                String pointer = pointers.get(i);
                if (pointer.endsWith("sharpness") || pointer.endsWith("boxes")) {
                    continue; // these say how long to search
                }
                Call unknown = check(Certificates.unknown(certificate, pointer));
                boolean hasDefault = pointer.endsWith("delta");
                assertThat(unknown.exitCode()).as(pointer + unknown).isEqualTo(hasDefault ? 1 : 2);
                assertThat(unknown.err().lines().count()).isEqualTo(hasDefault ? 0 : 1);

                for (double factor : new double[] {1e200, -1}) {
                    Call call = check(Certificates.changed(certificate, pointer, x -> x * factor));
                    assertThat(call.exitCode()).as(pointer + call).isBetween(0, 2);
                    assertThat(call.err()).as(pointer).doesNotContain("an error of the program");
                    assertThat(call.err().lines().count()).isEqualTo(call.exitCode() == 2 ? 1 : 0);
                }
            }
        }
    }

    @Test
    void nothingIsWrittenWhereNothingIsProved() throws IOException {
        Path problem = Files.writeString(
                folder.resolve("infeasible.json"),
                Certificates.problems().get("resnet").replace("[[1, 2], [3, 5]]", "[[1, 2], [1, 2]]"));
        Path out = folder.resolve("infeasible.certificate.json");

        Call call = Call.of("solve", problem, "--certificate", out);

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.err()).isEqualTo("featureflow: no certificate is written, for nothing is proved\n");
        assertThat(out).doesNotExist();
    }

    private static Call check(JsonNode certificate) throws IOException {
        Path file = folder.resolve("changed.json");
        MAPPER.writeValue(file.toFile(), certificate);
        return Call.of("check", file);
    }

    private static JsonNode range(JsonNode certificate, String quantity) {
        for (JsonNode claim : certificate.get("claims")) {
            if (claim.get("quantity").textValue().equals(quantity)) {
                return ((ObjectNode) claim).deepCopy().retain("lower", "upper");
            }
        }
        throw new AssertionError("no claim about " + quantity);
    }
}
