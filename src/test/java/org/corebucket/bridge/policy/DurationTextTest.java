package org.corebucket.bridge.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationTextTest {

    @ParameterizedTest
    @CsvSource({"30s, PT30S", "5m, PT5M", "2h, PT2H", "PT5M, PT5M", "P30D, PT720H", "PT0.5S, PT0.5S", "876600h, P36525D"
    })
    void reads(String text, Duration expected) {
        assertThat(DurationText.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "s",
                "0s",
                "00m",
                "-5m",
                "+5m",
                "5 m",
                " 5m",
                "5M",
                "1.5h",
                "٣s",
                "5w",
                "PT0S",
                "PT-5M",
                "P1Y",
                "876601h",
                "9999999999h",
                "99999999999999999999s",
                "PT2562047788015215H",
                "P99999999999999999999D"
            })
    void refusesWhatIsNotAboveZeroAndWithinACentury(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DurationText.parse(text))
                .withMessageContaining("like 30s, 5m, 2h, 30d or PT5M");
    }

    @ParameterizedTest
    @ValueSource(strings = {"30s", "90s", "5m", "90m", "2h", "PT0.5S"})
    void writesWhatItRead(String text) {
        assertThat(DurationText.of(DurationText.parse(text))).isEqualTo(text);
    }
}
