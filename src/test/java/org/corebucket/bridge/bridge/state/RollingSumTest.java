package org.corebucket.bridge.bridge.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RollingSumTest {

    private static final Instant NOW = Instant.parse("2026-11-23T23:59:30Z");

    private final RollingSum window = new RollingSum(Duration.ofMinutes(5), 10);

    @Test
    void anEmptyWindowHasNoMean() {
        assertThat(window.count(NOW)).isZero();
        assertThat(window.mean(NOW)).isZero();
    }

    @Test
    void whatIsWithinTheWindowCountsAndWhatIsOlderDoesNot() {
        window.add(NOW, 10);
        window.add(NOW.plusSeconds(150), 20);

        assertThat(window.count(NOW.plusSeconds(300))).isEqualTo(2);
        assertThat(window.mean(NOW.plusSeconds(300))).isEqualTo(15);
        assertThat(window.count(NOW.plusSeconds(330))).isEqualTo(1);
        assertThat(window.mean(NOW.plusSeconds(330))).isEqualTo(20);
        assertThat(window.count(NOW.plus(Duration.ofDays(3)))).isZero();
    }

    @Test
    void aSliceThatIsUsedAgainHasForgottenWhatItHad() {
        window.add(NOW, 10);
        window.add(NOW.plusSeconds(330), 1);

        assertThat(window.count(NOW.plusSeconds(330))).isOne();
    }

    @Test
    void aClockThatIsSetBackALittleForgetsNothing() {
        window.add(NOW.plusSeconds(20), 1);

        assertThat(window.count(NOW)).isOne();
    }
}
