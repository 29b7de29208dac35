package org.corebucket.bridge.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.testkit.Resources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class CanonicalJsonTest {

    @ParameterizedTest
    @MethodSource("vectors")
    void agreesWithCpython(Vector vector) throws Exception {
        assertThat(canonical(vector.text())).isEqualTo(vector.canonical());
    }

    @Test
    void theVectorsAreAllThere() throws Exception {
        assertThat(vectors()).hasSize(70);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"\\ud800":1,"\\ue000":2,"\\ud7ff":3}              | {"\\ud7ff": 3, "\\ud800": 1, "\\ue000": 2}
            {"\\ud800\\ud800\\udc00":1,"\\ud800\\udc00":2}     | {"\\ud800\\ud800\\udc00": 1, "\\ud800\\udc00": 2}
            "\\udc00\\ud800"                                   | "\\udc00\\ud800"
            """)
    void surrogatesThatStandAloneAreKeptAndSortedAsThemselves(String text, String expected) throws Exception {
        assertThat(canonical(text)).isEqualTo(expected);
    }

    @Test
    void aZeroKeepsItsSignOnlyAsADouble() throws Exception {
        assertThat(canonical("[-0, -0.0, -1e-400]")).isEqualTo("[0, -0.0, -0.0]");
    }

    @Test
    void theBytesAreTheText() throws Exception {
        JsonValue value = Json.parse("{\"é\": \"😀\"}".getBytes(StandardCharsets.UTF_8), "test");

        assertThat(CanonicalJson.bytes(value))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo(CanonicalJson.of(value));
    }

    private static String canonical(String text) throws MalformedJsonException {
        return CanonicalJson.of(Json.parse(text.getBytes(StandardCharsets.UTF_8), "test"));
    }

    static List<Vector> vectors() throws MalformedJsonException {
        List<Vector> vectors = new ArrayList<>();
        for (String line : Resources.text("json/canonical_json.jsonl").lines().toList()) {
            JsonFields fields = JsonFields.of(Json.parse(line.getBytes(StandardCharsets.UTF_8), "vectors"), "vectors");
            vectors.add(new Vector(fields.string("text"), fields.string("canonical")));
        }
        return vectors;
    }

    /** A document and what CPython makes of it. */
    record Vector(String text, String canonical) {
        @Override
        public String toString() {
            return CanonicalJson.of(new JsonString(text, 1));
        }
    }
}
