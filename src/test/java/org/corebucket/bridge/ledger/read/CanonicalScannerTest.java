package org.corebucket.bridge.ledger.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.MalformedJsonException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CanonicalScannerTest {

    private static final List<String> SOUND = List.of(
            "{}",
            "[]",
            "{\"a\": [1, -2, 0, 0.5, 1e+16, 1e-05, 1.5e-07, 0.0001, -0.0, 123456789012345.6, 0.1234567890123456]}",
            "{\"\": null, \"A\": true, \"a\": {\"b\": [[], {}, false]}, \"aa\": \"\\\"\\\\/\\b\\f\\n\\r\\t\"}",
            "{\"\\u007f\": 1, \"\\u00e9\": 2, \"\\ud83d\\ude00\": \"\\u0000\\u001f\\ud800 ~\"}");

    @Test
    void whatIsCanonicalIsWalkedOver() {
        for (String text : SOUND) {
            assertThat(isCanonical(text)).as(text).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1}",
                "{\"a\": 1,}",
                "{\"a\": 1 }",
                "{\"b\": 1, \"a\": 2}",
                "{\"a\": 1, \"a\": 2}",
                "{\"\\u00e9\": 1, \"\\u007f\": 2}",
                "[1,2]",
                "[1, ]",
                "[1 ]",
                "\"\\u0041\"",
                "\"\\u000a\"",
                "\"\\u00E9\"",
                "\"\\/\"",
                "\"caf\u00e9\"",
                "\"\u007f\"",
                "\"a",
                "01",
                "-0",
                "-",
                "+1",
                "1.",
                ".5",
                "1.50",
                "0.00001",
                "1E5",
                "1e5",
                "10e15",
                "NaN",
                "truE",
                "nul"
            })
    void whatIsNotCanonicalIsRefused(String text) {
        assertThat(isCanonical(text)).isFalse();
    }

    @Test
    void whatIsNestedDeeperThanTheParserGoesIsRefused() {
        assertThat(isCanonical("[".repeat(1000) + "]".repeat(1000))).isTrue();
        assertThat(isCanonical("[".repeat(1001) + "]".repeat(1001))).isFalse();
    }

    /** Changes of some bytes: now and then they give another canonical text, and mostly none. */
    @Test
    void itSaysTheSameAsWritingTheDocumentAnew() {
        Random random = new Random(8);
        byte[] alphabet = "{}[]\",: \\u0123e+-.atrfn\u00e9".getBytes(StandardCharsets.ISO_8859_1);
        int sound = 0;
        for (int i = 0; i < 40_000; i++) {
            String text = SOUND.get(random.nextInt(SOUND.size()));
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            for (int change = random.nextInt(3); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = alphabet[random.nextInt(alphabet.length)];
            }
            boolean expected = isWrittenSo(bytes);
            assertThat(isCanonical(bytes))
                    .as(new String(bytes, StandardCharsets.ISO_8859_1))
                    .isEqualTo(expected);
            sound += expected ? 1 : 0;
        }
        assertThat(sound).isGreaterThan(200);
    }

    private static boolean isWrittenSo(byte[] text) {
        try {
            return Arrays.equals(text, CanonicalJson.bytes(Json.parse(text, "text")));
        } catch (MalformedJsonException e) {
            return false;
        }
    }

    private static boolean isCanonical(String text) {
        return isCanonical(text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isCanonical(byte[] text) {
        byte[] line = Arrays.copyOf(text, text.length + 1);
        line[text.length] = '\n';
        CanonicalScanner scanner = new CanonicalScanner();
        scanner.begin(line, 0);
        return scanner.value() && scanner.at() == text.length;
    }
}
