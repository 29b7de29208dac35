package org.corebucket.bridge.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CanonicalMemberTest {

    private static @Nullable String find(String json) {
        return CanonicalMember.string(json.getBytes(StandardCharsets.US_ASCII), "timestamp");
    }

    @Test
    void theObjectsOwnMemberIsFound() {
        assertThat(find("{\"data\": {\"timestamp\": \"a\"}, \"timestamp\": \"b\"}"))
                .isEqualTo("b");
        assertThat(find("{\"data\": [\"}\", \"\\\"\", \"\\\\\"], \"timestamp\": \"b\"}"))
                .isEqualTo("b");
        assertThat(find("{\"a\": \"timestamp\", \"timestamp\": \"\"}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"data\": {\"timestamp\": \"a\"}}",
                "{\"data\": [{\"timestamp\": \"a\"}]}",
                "{\"timestamp\": null}",
                "{\"timestamp\": 1}",
                "{\"timestamp\": {\"timestamp\": \"a\"}}",
                "{\"module\": \"timestamp\"}",
                "{\"x\": \"\\\"timestamp\\\": \\\"a\\\"\"}",
                "{\"timestamp\": ",
                "{\"time",
                "\"\\",
                ""
            })
    void whatIsNotIsNotFound(String json) {
        assertThat(find(json)).isNull();
    }
}
