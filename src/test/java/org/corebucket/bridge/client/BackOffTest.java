package org.corebucket.bridge.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BackOffTest {

    private static BackOff backOff(double chance) {
        return new BackOff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> chance);
    }

    @Test
    void pausesDoubleUpToTheLongest() {
        BackOff backOff = backOff(0);
        Duration last = Duration.ZERO;
        for (int i = 0; i < 20; i++) {
            last = backOff.pause(Optional.empty());
        }
        assertThat(backOff(0).pause(Optional.empty())).isEqualTo(Duration.ofMillis(100));
        assertThat(last).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void chanceTakesUpToHalf() {
        assertThat(backOff(1).pause(Optional.empty())).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void whatTheBridgeAsksForIsKeptToWithinTheLimit() {
        assertThat(backOff(1).pause(Optional.of(Duration.ofSeconds(2)))).isEqualTo(Duration.ofSeconds(2));
        assertThat(backOff(1).pause(Optional.of(Duration.ofDays(2)))).isEqualTo(Duration.ofSeconds(30));
        assertThat(backOff(0).pause(Optional.of(Duration.ZERO))).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void afterASuccessItBeginsAnew() {
        BackOff backOff = backOff(0);
        backOff.pause(Optional.empty());
        backOff.pause(Optional.empty());
        backOff.reset();
        assertThat(backOff.pause(Optional.empty())).isEqualTo(Duration.ofMillis(100));
    }
}
