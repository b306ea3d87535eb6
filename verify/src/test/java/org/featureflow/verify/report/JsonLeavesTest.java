package org.featureflow.verify.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonLeavesTest {

    private static final String DOCUMENT =
            "{\"a\": 0.30000000000000004, \"b\": [1, {\"c\": null, \"d\": true}], \"e\": {}, \"f\": \"1\", \"g\": -0.0}";

    @Test
    void everyDigitAndSignCounts() throws IOException {
        // The first of these is the same double.
        assertThat(difference("04,", "03,"))
                .isEqualTo(new JsonDifference("a", "0.30000000000000004", "0.30000000000000003"));
        assertThat(difference("-0.0", "0.0")).isEqualTo(new JsonDifference("g", "-0.0", "0.0"));
    }

    @Test
    void kindsOfValuesAreToldApart() throws IOException {
        assertThat(difference("\"1\"", "1")).isEqualTo(new JsonDifference("f", "\"1\"", "1"));
        assertThat(difference("null", "\"null\"")).isEqualTo(new JsonDifference("b/1/c", "null", "\"null\""));
        assertThat(difference("{}", "[]")).isEqualTo(new JsonDifference("e", "{}", "[]"));
    }

    @Test
    void missingAndAddedValuesAreDifferences() throws IOException {
        assertThat(difference("[1, ", "[1, 2, ")).isEqualTo(new JsonDifference("b/1/c", "null", "nothing"));
        assertThat(difference(", \"e\": {}", "")).isEqualTo(new JsonDifference("e", "{}", "nothing"));
        assertThat(difference("\"g\"", "\"h\": 2, \"g\"")).isEqualTo(new JsonDifference("h", "nothing", "2"));
    }

    @Test
    void spacesAndOrderDoNotCount() throws IOException {
        assertThat(JsonLeaves.of("{\"a\":1,\"b\":[2]}").differenceFrom(JsonLeaves.of("{\"b\" : [ 2 ],\n \"a\" : 1}")))
                .isEmpty();
    }

    @Test
    void partsAreTakenAndLeftOut() throws IOException {
        JsonLeaves document = JsonLeaves.of(DOCUMENT);
        assertThat(document.at("b/1").differenceFrom(JsonLeaves.of("{\"c\": null, \"d\": true}")))
                .isEmpty();
        assertThat(document.without("b").without("g").differenceFrom(JsonLeaves.of(DOCUMENT)))
                .contains(new JsonDifference("b/0", "nothing", "1"));
    }

    @Test
    void brokenDocumentsAreRefused() {
        assertThatThrownBy(() -> JsonLeaves.of("{\"a\": 1, \"a\": 1}")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> JsonLeaves.of("{\"a\": ")).isInstanceOf(IOException.class);
    }

    private static JsonDifference difference(String text, String other) throws IOException {
        assertThat(DOCUMENT).contains(text);
        return JsonLeaves.of(DOCUMENT)
                .differenceFrom(JsonLeaves.of(DOCUMENT.replace(text, other)))
                .orElseThrow();
    }
}
