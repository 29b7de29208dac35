package org.corebucket.bridge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.cron.CronExpression;
import org.junit.jupiter.api.Test;

final class ExpectedHeartbeatsTest {

    private static final MaintenanceWindow SUNDAYS = window("0 5 * * sun", Duration.ofHours(2));

    @Test
    void withoutAScheduleTheLastOneMayBeSoOld() {
        ExpectedHeartbeats expected = ExpectedHeartbeats.within(Duration.ofMinutes(15));

        assertThat(isLate(expected, "2026-11-23T12:00:00Z", "2026-11-23T11:45:00Z"))
                .isFalse();
        assertThat(isLate(expected, "2026-11-23T12:00:00Z", "2026-11-23T11:44:59Z"))
                .isTrue();
        assertThat(expected.at(Instant.parse("2026-11-23T12:00:00Z")).isLate(null))
                .isTrue();
    }

    @Test
    void withAScheduleTheOneOfTheLastDueTimeMustHaveComeOnceItsGraceIsOver() {
        ExpectedHeartbeats expected = nightly();

        assertThat(isLate(expected, "2026-11-23T06:29:59Z", "2026-11-22T06:00:10Z"))
                .isFalse();
        assertThat(isLate(expected, "2026-11-23T06:30:00Z", "2026-11-22T06:00:10Z"))
                .isTrue();
        assertThat(isLate(expected, "2026-11-23T23:00:00Z", "2026-11-23T05:59:00Z"))
                .as("the clocks of two hosts may be a minute apart")
                .isFalse();
        assertThat(isLate(expected, "2026-11-23T23:00:00Z", "2026-11-23T05:58:59Z"))
                .isTrue();
    }

    @Test
    void inMaintenanceAndForTheTimeOfTheGraceAfterItNoneIsAwaited() {
        ExpectedHeartbeats expected =
                new ExpectedHeartbeats(Duration.ofMinutes(15), Optional.empty(), ZoneOffset.UTC, List.of(SUNDAYS));

        assertThat(isLate(expected, "2026-11-22T04:59:59Z", "2026-11-21T00:00:00Z"))
                .isTrue();
        assertThat(isLate(expected, "2026-11-22T05:00:00Z", "2026-11-21T00:00:00Z"))
                .isFalse();
        assertThat(isLate(expected, "2026-11-22T07:14:59Z", "2026-11-21T00:00:00Z"))
                .isFalse();
        assertThat(isLate(expected, "2026-11-22T07:15:00Z", "2026-11-21T00:00:00Z"))
                .isTrue();
    }

    @Test
    void aDueTimeInAWindowIsNotAwaitedAfterItEither() {
        ExpectedHeartbeats expected = nightly(SUNDAYS);

        assertThat(isLate(expected, "2026-11-22T20:00:00Z", "2026-11-21T06:00:00Z"))
                .as("that of Sunday was left out")
                .isFalse();
        assertThat(isLate(expected, "2026-11-22T20:00:00Z", "2026-11-20T06:00:00Z"))
                .isTrue();
        assertThat(isLate(expected, "2026-11-23T06:30:00Z", "2026-11-21T06:00:00Z"))
                .isTrue();
    }

    @Test
    void whereAllDueTimesAreInWindowsNoneIsAwaited() {
        ExpectedHeartbeats expected = nightly(window("0 5 * * *", Duration.ofHours(2)));

        assertThat(expected.at(Instant.parse("2026-11-22T20:00:00Z")).isLate(null))
                .isFalse();
    }

    private static ExpectedHeartbeats nightly(MaintenanceWindow... windows) {
        return new ExpectedHeartbeats(
                Duration.ofMinutes(30),
                Optional.of(CronExpression.parse("0 6 * * *")),
                ZoneOffset.UTC,
                List.of(windows));
    }

    private static MaintenanceWindow window(String begin, Duration lasting) {
        return new MaintenanceWindow(CronExpression.parse(begin), lasting, ZoneOffset.UTC);
    }

    private static boolean isLate(ExpectedHeartbeats expected, String now, String heartbeat) {
        return expected.at(Instant.parse(now)).isLate(Instant.parse(heartbeat));
    }
}
