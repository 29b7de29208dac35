package org.corebucket.bridge.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of time that CPython's isoformat() has, and those that nobody writes. */
final class SentTimeTest {

    @ParameterizedTest
    @CsvSource({
        "2026-01-28T14:59:01.020373Z,            2026-01-28T14:59:01.020373Z",
        "2026-01-28T14:59:01.020373,             2026-01-28T14:59:01.020373Z",
        "2026-01-28T14:59:01.020373+00:00,       2026-01-28T14:59:01.020373Z",
        "2026-01-28 14:59:01,                    2026-01-28T14:59:01Z",
        "2026-01-28T14:59,                       2026-01-28T14:59:00Z",
        "2026-01-28T14:59+01:00,                 2026-01-28T13:59:00Z",
        "2026-01-28T14:59:01+05:30,              2026-01-28T09:29:01Z",
        "2026-01-28T14:59:01-0330,               2026-01-28T18:29:01Z",
        "2026-01-28T14:59:01+02,                 2026-01-28T12:59:01Z",
        "2026-01-28T14:59:01+00:00:30,           2026-01-28T14:58:31Z",
        "2026-01-28T14:59:01.5+23:59:59.999999,  2026-01-27T14:59:02.5Z",
        "2026-01-28T14:59:01.123456789Z,         2026-01-28T14:59:01.123456789Z",
        "2024-02-29T00:00:00z,                   2024-02-29T00:00:00Z",
        "0001-01-01T00:00:00,                    0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999-23:59,       +10000-01-01T23:58:59.999999Z"
    })
    void aTimeIsRead(String text, String expected) {
        assertThat(SentTime.parse(text)).isEqualTo(Instant.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2026-01-28",
                "2026-01-28T",
                "2026-01-28T14",
                "2026-01-28T14:59:",
                "2026-01-28T14:59:01.",
                "2026-01-28T14:59:01.1234567890Z",
                "2026-01-28T14:59:60Z",
                "2026-01-28T24:00:00Z",
                "2026-02-30T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-01-28T14:59:01+24:00",
                "2026-01-28T14:59:01+01:60",
                "2026-01-28T14:59:01+1",
                "2026-01-28T14:59:01+",
                "2026-01-28T14:59:01Zx",
                "2026-01-28T14:59:01 Z",
                " 2026-01-28T14:59:01Z",
                "20260128T145901Z",
                "-2026-01-28T14:59:01Z",
                "٢٠٢٦-01-28T14:59:01Z",
                "1769612400",
                "2026-01-28T14:59:01.123456789+00:00:00.1234567"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> SentTime.parse(text)).isInstanceOf(DateTimeException.class);
    }
}
