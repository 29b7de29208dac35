package org.corebucket.bridge.bridge.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RollingSumTest {

    private static final Instant NOW = Instant.parse("2026-11-23T23:59:30Z");

    private final RollingSum day = RollingSum.ofADay();

    @Test
    void anEmptyWindowHasNoMean() {
        assertThat(day.count(NOW)).isZero();
        assertThat(day.mean(NOW)).isZero();
    }

    @Test
    void whatIsWithinADayCountsAndWhatIsOlderDoesNot() {
        day.add(NOW, 10);
        day.add(NOW.plus(Duration.ofHours(12)), 20);

        assertThat(day.count(NOW.plus(Duration.ofHours(24)))).isEqualTo(2);
        assertThat(day.mean(NOW.plus(Duration.ofHours(24)))).isEqualTo(15);
        assertThat(day.count(NOW.plus(Duration.ofHours(24).plusMinutes(1)))).isEqualTo(1);
        assertThat(day.mean(NOW.plus(Duration.ofHours(24).plusMinutes(1)))).isEqualTo(20);
        assertThat(day.count(NOW.plus(Duration.ofDays(3)))).isZero();
    }

    @Test
    void aSliceThatIsUsedAgainHasForgottenTheOldDay() {
        day.add(NOW, 10);
        day.add(NOW.plus(Duration.ofMinutes(24 * 60 + 1)), 1);

        assertThat(day.count(NOW.plus(Duration.ofMinutes(24 * 60 + 1)))).isOne();
    }

    @Test
    void aClockThatIsSetBackALittleForgetsNothing() {
        day.add(NOW.plus(Duration.ofSeconds(40)), 1);

        assertThat(day.count(NOW)).isOne();
    }
}
