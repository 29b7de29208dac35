package org.corebucket.bridge.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UtcTimeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T08:00:00Z",
                "2026-11-23T08:00:01Z",
                "2026-11-23T08:00:00.250Z",
                "2026-11-23T08:00:59.000001Z",
                "2026-11-23T08:00:00.000000001Z",
                "1969-12-31T23:59:59.999Z"
            })
    void isWrittenAsInstantWritesIt(String text) {
        assertThat(UtcTime.of(Instant.parse(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T08:00:00Z",
                "2026-11-23T08:00:59Z",
                "2026-11-23T08:00:00.250Z",
                "2026-11-23T08:00:00.123456789Z",
                "2024-02-29T23:59:59Z",
                "1969-12-31T23:59:59.5Z"
            })
    void aTimeIsReadAsInstantReadsIt(String text) {
        assertThat(UtcTime.parse(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2026-11-23",
                "2026-11-23T08:00Z",
                "2026-11-23T08:00:00",
                "2026-11-23T08:00:00+00:00",
                "2026-11-23T08:00:00.Z",
                "2026-11-23T08:00:00.1234567890Z",
                "2026-11-23T08:00:00.1x3Z",
                "2026-11-23T08:00:00xZ",
                "2026-02-29T08:00:00Z",
                "2026-11-23T24:00:00Z",
                "2026-11-23 08:00:00Z",
                "+026-11-23T08:00:00Z",
                "\u0662026-11-23T08:00:00Z"
            })
    void whatIsNoTimeInUtcIsRefused(String text) {
        assertThatThrownBy(() -> UtcTime.parse(text)).isInstanceOf(DateTimeException.class);
    }
}
