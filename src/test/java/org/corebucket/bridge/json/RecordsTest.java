package org.corebucket.bridge.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is bound is read as strictly as by hand, and what is written is what was written by hand. */
final class RecordsTest {

    private static final String SOUND = """
            {
              "first_name": "a\\u00e9\\ud800\\u001b\\"",
              "count": 3,
              "size": -9007199254740993,
              "sure": true,
              "seen": "2026-11-23T08:00:00.250Z",
              "digest": "%s",
              "severity": "bad",
              "names": [
                "x"
              ],
              "parts": [
                {
                  "n": 1
                }
              ],
              "byName": {
                "\\udc00": {
                  "n": 2
                }
              },
              "head": null,
              "data": {"a": [1.0, null]}
            }""".formatted("00".repeat(32));

    enum Kind implements JsonWord {
        GOOD("good"),
        BAD("bad");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    record Part(int n) implements JsonRecord {
        Part {
            if (n < 0) {
                throw new IllegalArgumentException("a part has no negative n");
            }
        }
    }

    record Whole(
            String firstName,
            int count,
            long size,
            boolean sure,
            Instant seen,
            Sha256 digest,
            Kind severity,
            List<String> names,
            List<Part> parts,
            @JsonMember("byName") Map<String, Part> named,
            Optional<Sha256> head,
            JsonObject data)
            implements JsonRecord {}

    private static Whole read(String json) throws MalformedJsonException {
        return Records.read(json.getBytes(StandardCharsets.UTF_8), "file", Whole.class, "remove the file");
    }

    @Test
    void eachMemberIsReadAsItsComponent() throws Exception {
        Whole read = read(SOUND);

        assertThat(read.firstName()).isEqualTo("a\u00e9\ud800\u001b\"");
        assertThat(read.count()).isEqualTo(3);
        assertThat(read.size()).isEqualTo(-9007199254740993L);
        assertThat(read.sure()).isTrue();
        assertThat(read.seen()).isEqualTo(Instant.parse("2026-11-23T08:00:00.250Z"));
        assertThat(read.digest()).isEqualTo(Sha256.ofBytes(new byte[32]));
        assertThat(read.severity()).isEqualTo(Kind.BAD);
        assertThat(read.names()).containsExactly("x");
        assertThat(read.parts()).containsExactly(new Part(1));
        assertThat(read.named()).containsExactly(Map.entry("\udc00", new Part(2)));
        assertThat(read.head()).isEmpty();
        assertThat(CanonicalJson.of(read.data())).isEqualTo("{\"a\": [1.0, null]}");
    }

    @Test
    void whatMayBeNullCanBeThere() throws Exception {
        Whole read = read(SOUND.replace("null,\n", "\"" + "11".repeat(32) + "\",\n"));

        assertThat(read.head()).contains(Sha256.parse("11".repeat(32)));
        assertThat(Records.line(read)).contains("\"head\":\"1111");
    }

    @Test
    void whatIsWrittenForPeopleIsWhatWasRead() throws Exception {
        assertThat(Records.pretty(read(SOUND))).isEqualToIgnoringCase(SOUND);
    }

    @Test
    void aLineIsOnOneLine() {
        assertThat(Records.line(new Part(7))).isEqualTo("{\"n\":7}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"count\": 3|\"count\": \"3\"|file:3: field \"count\" is a string; expected a whole number",
                "\"count\": 3|\"count\": 3.0|file:3: field \"count\" is a number; expected a whole number",
                "\"count\": 3|\"count\": 2147483648|file:3: field \"count\": the number is out of its range",
                "\"count\": 3|\"count\": true|file:3: field \"count\" is true; expected a whole number",
                "\"count\": 3|\"count\": null|file:3: field \"count\" is null; expected a whole number",
                "\"count\": 3|\"count\": []|file:3: field \"count\" is an array; expected a whole number",
                "\"count\": 3|\"count\": \"\"|file:3: field \"count\" is a string; expected a whole number",
                "-9007199254740993|9223372036854775808|file:4: field \"size\": the number is out of its range",
                "-9007199254740993|1e3|file:4: field \"size\" is a number; expected a whole number",
                "\"sure\": true|\"sure\": 1|file:5: field \"sure\" is a number; expected true or false",
                "\"sure\": true|\"sure\": \"true\"|file:5: field \"sure\" is a string; expected true or false",
                "08:00:00.250Z|08:00:00+01:00|file:6: field \"seen\" is not a time in UTC like",
                "\"2026-11-23T08:00:00.250Z\"|5|file:6: field \"seen\" is a number; expected a string",
                "\"2026-11-23T08:00:00.250Z\"|null|file:6: field \"seen\" is null; expected a string",
                "\"bad\"|\"BAD\"|file:8: field \"severity\": \"BAD\" is unknown; remove the file",
                "\"bad\"|1|file:8: field \"severity\" is a number; expected a string",
                "\"bad\"|\"\"|file:8: field \"severity\": \"\" is unknown; remove the file",
                "\"x\"|1|file:10: field \"names\" contains a number; expected a string there",
                "\"x\"|null|file:10: field \"names\" contains null; expected a string there",
                "\"n\": 1|\"n\": \"1\"|file:14: field \"n\" is a string; expected a whole number",
                "\"n\": 1|\"n\": 1, \"more\": 1|file:14: field \"more\" is unknown here; remove it or correct its name",
                "\"n\": 1|\"n\": -1|file:13: a part has no negative n; remove the file",
                "\"n\": 1|\"n\": 1, \"n\": 1|file:14: the name \"n\" stands twice in one object; keep one",
                "\"n\": 2|\"n\": null|file:19: field \"n\" is null; expected a whole number",
                "\"count\": 3,||file:1: field \"count\" is missing; add it; expected a whole number",
                "\"count\"|\"cuont\"|file:3: field \"count\" is missing, and there is \"cuont\"; correct that name",
                "\"head\": null,||file:1: field \"head\" is missing; add it; expected a value",
                "\"head\": null|\"head\": 1|file:22: field \"head\" is a number; expected a string",
                "\"head\": null|\"head\": \"1\"|file:22: field \"head\" is not a SHA-256 digest; remove the file",
                "{\"a\": [1.0, null]}|[]|file:23: field \"data\" is an array; expected an object",
            })
    void anythingElseIsRefusedWithItsLineAndARemedy(String text, String other, String message) {
        assertThat(SOUND).contains(text);

        assertThatThrownBy(() -> read(SOUND.replace(text, other == null ? "" : other)))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageStartingWith(message)
                .hasMessageContaining("; ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[]|file:1: expected an object, found an array", "null|file:1: expected an object, found null"})
    void whatIsNoObjectIsRefused(String document, String message) {
        assertThatThrownBy(() -> read(document)).hasMessageStartingWith(message);
    }

    @Test
    void whatIsNoJsonIsRefusedAsEverywhere() {
        assertThatThrownBy(() -> read(SOUND + "{}")).hasMessageContaining("there is more after the end");
        assertThatThrownBy(() -> read("\ufeff" + SOUND)).hasMessageContaining("byte order mark");
        assertThatThrownBy(() -> read(SOUND.replace("1.0", "1e999"))).hasMessageContaining("beyond a double");
        assertThatThrownBy(() -> read(SOUND.replace("1.0", "[".repeat(511) + "]".repeat(511))))
                .hasMessageContaining("nested deeper than 512");
    }
}
