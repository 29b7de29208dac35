package org.corebucket.bridge.bridge.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.corebucket.bridge.admission.RejectionReason;
import org.corebucket.bridge.bridge.state.History.Minute;
import org.junit.jupiter.api.Test;

final class HistoryTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:30Z");

    private final History history = new History();

    @Test
    void everyMinuteOfTheLastHourIsThereAlsoThoseInWhichNothingHappened() {
        List<Minute> minutes = history.since(NOW.minus(Duration.ofHours(9)), NOW);

        assertThat(minutes).hasSize(History.MINUTES + 1);
        assertThat(minutes.get(0).minute()).isEqualTo("2026-11-23T07:00:00Z");
        assertThat(minutes.get(60)).isEqualTo(new Minute(Instant.parse("2026-11-23T08:00:00Z"), 0, 0, 0, 0, 0, 0));
    }

    @Test
    void aMinuteHasItsMeanAndWhatNinetyNineOfAHundredTookAtMost() {
        for (int i = 0; i < 98; i++) {
            history.accepted(NOW, 2);
        }
        history.accepted(NOW, 50);
        history.accepted(NOW, 900);

        Minute minute = last(NOW);

        assertThat(minute.accepted()).isEqualTo(100);
        assertThat(minute.mean()).isCloseTo(11.46, within(1e-9));
        assertThat(minute.p99()).isBetween(50.0, 55.0);
    }

    @Test
    void thePercentileIsNeverLongerThanTheLongest() {
        history.accepted(NOW, 3.3);

        assertThat(last(NOW).p99()).isEqualTo(3.3);
    }

    @Test
    void refusalsAreToldByWhatTheyAreOf() {
        history.rejected(NOW, RejectionReason.INVALID_SIGNATURE);
        history.rejected(NOW, RejectionReason.INVALID_SIGNATURE);
        history.rejected(NOW, RejectionReason.REPLAY_DETECTED);
        history.rejected(NOW, RejectionReason.MISSING_TOKEN);

        assertThat(last(NOW)).isEqualTo(new Minute(Instant.parse("2026-11-23T08:00:00Z"), 0, 0, 0, 2, 1, 1));
    }

    @Test
    void whatIsOlderThanAnHourIsForgottenAndItsPlaceBeginsAnew() {
        history.rejected(NOW, RejectionReason.REPLAY_DETECTED);
        Instant later = NOW.plus(Duration.ofMinutes(61));
        history.rejected(later, RejectionReason.INVALID_SIGNATURE);

        List<Minute> minutes = history.since(NOW, later);

        assertThat(minutes).hasSize(61).allMatch(minute -> minute.replay() == 0);
        assertThat(last(later).signature()).isEqualTo(1);
    }

    @Test
    void onlyTheMinutesThatWereAskedForAreTold() {
        assertThat(history.since(NOW.minus(Duration.ofMinutes(1)), NOW)).hasSize(2);
    }

    private Minute last(Instant now) {
        List<Minute> minutes = history.since(now, now);
        return minutes.get(minutes.size() - 1);
    }
}
