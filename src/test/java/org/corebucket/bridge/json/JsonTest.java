package org.corebucket.bridge.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.corebucket.bridge.json.JsonValue.JsonArray;
import org.corebucket.bridge.json.JsonValue.JsonInteger;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.testkit.Resources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

final class JsonTest {

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/json/malformed.csv", delimiter = '|', quoteCharacter = '`')
    void refusesEachFlawWithItsLine(String flaw, int line, String problem) {
        byte[] document = Resources.bytes("json/malformed/" + flaw + ".json");

        assertThatThrownBy(() -> Json.parse(document, "file"))
                .isInstanceOfSatisfying(MalformedJsonException.class, e -> {
                    assertThat(e.line()).isEqualTo(line);
                    assertThat(e.source()).isEqualTo("file");
                })
                .hasMessageStartingWith("file:" + line + ": " + problem)
                .hasMessageMatching("[ -~]*; [ -~]+");
    }

    @Test
    void whatIsStoredMayNestDeeperThanWhatIsSent() throws Exception {
        byte[] deep = ("[".repeat(1000) + "]".repeat(1000)).getBytes(StandardCharsets.US_ASCII);
        byte[] deeper = ("[".repeat(1001) + "]".repeat(1001)).getBytes(StandardCharsets.US_ASCII);

        assertThat(Json.parseStored(deep, "ledger")).isInstanceOf(JsonArray.class);
        assertThatThrownBy(() -> Json.parse(deep, "body")).hasMessageContaining("nested deeper than 512");
        assertThatThrownBy(() -> Json.parseStored(deeper, "ledger")).hasMessageContaining("nested deeper than 1000");
    }

    @Test
    void everyFlawIsTested() throws Exception {
        List<String> tested = Resources.text("json/malformed.csv")
                .lines()
                .map(line -> line.substring(0, line.indexOf('|')).strip() + ".json")
                .toList();

        assertThat(tested).containsExactlyInAnyOrderElementsOf(Resources.names("json/malformed"));
    }

    @Test
    void everyValueKnowsItsLine() throws Exception {
        JsonObject object = (JsonObject) parse("\n{\n\"a\": [\n1,\n\n\"b\"]}");

        assertThat(object.line()).isEqualTo(2);
        assertThat(object.members().get("a"))
                .isEqualTo(new JsonArray(List.of(new JsonInteger("1", 4), new JsonString("b", 6)), 3));
    }

    @Test
    void whatIsLegalIsReadWhateverItsSize() throws Exception {
        assertReadsBack("[".repeat(512) + "]".repeat(512));
        assertReadsBack("{\"" + "n".repeat(100_000) + "\": 1}");
        assertReadsBack("-" + "9".repeat(4300));
        assertReadsBack("\"" + "x".repeat(3_000_000) + "\"");
    }

    @Test
    void aFractionMayHaveAnyNumberOfDigits() throws Exception {
        assertThat(CanonicalJson.of(parse("0." + "3".repeat(1_000_000)))).isEqualTo("0.3333333333333333");
        assertThat(CanonicalJson.of(parse("0.1e-" + "9".repeat(100_000)))).isEqualTo("0.0");
    }

    /** 2^14 names with one hash code: a map that degrades to lists would need minutes. */
    @Test
    void namesWithOneHashCodeAreReadPromptly() throws Exception {
        StringBuilder text = new StringBuilder("{\"\": 0");
        for (int i = 0; i < 1 << 14; i++) {
            text.append(", \"");
            for (int bit = 0; bit < 14; bit++) {
                text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            text.append("\": 1");
        }

        JsonObject object = (JsonObject) parse(text.append('}').toString());

        assertThat(object.members()).hasSize((1 << 14) + 1);
    }

    private static void assertReadsBack(String canonical) throws MalformedJsonException {
        assertThat(CanonicalJson.of(parse(canonical))).isEqualTo(canonical);
    }

    private static JsonValue parse(String text) throws MalformedJsonException {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8), "file");
    }

    @Test
    void readsTextsOfAnObjectWhoseFormSomebodyElseChose() throws Exception {
        JsonObject object = (JsonObject) Json.parse(
                "{\"a\": \"x\", \"b\": 1, \"c\": [\"y\", 2, \"z\"]}".getBytes(StandardCharsets.UTF_8), "file");

        assertThat(object.text("a")).contains("x");
        assertThat(object.text("b")).isEmpty();
        assertThat(object.text("d")).isEmpty();
        assertThat(object.texts("c")).containsExactly("y", "z");
        assertThat(object.texts("a")).isEmpty();
    }
}
