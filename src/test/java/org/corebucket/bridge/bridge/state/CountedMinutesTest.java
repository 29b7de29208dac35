package org.corebucket.bridge.bridge.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.corebucket.bridge.admission.RejectionReason;
import org.junit.jupiter.api.Test;

/** What is counted in which minute, and for how long. */
final class CountedMinutesTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:30Z");

    private final CountedMinutes minutes = new CountedMinutes();

    @Test
    void aMinuteHasItsMeanAndWhatNinetyNineOfAHundredTookAtMost() {
        for (int i = 0; i < 98; i++) {
            minutes.accepted(NOW, 2);
        }
        minutes.accepted(NOW, 50);
        minutes.accepted(NOW, 900);

        Latencies latencies = last(NOW).latencies();

        assertThat(latencies.count()).isEqualTo(100);
        assertThat(latencies.mean()).isCloseTo(11.46, within(1e-9));
        assertThat(latencies.percentile(0.99)).isBetween(50.0, 55.0);
    }

    @Test
    void thePercentileIsNeverLongerThanTheLongest() {
        minutes.accepted(NOW, 3.3);

        assertThat(last(NOW).latencies().percentile(0.99)).isEqualTo(3.3);
    }

    @Test
    void latenciesOfTwoMinutesTogetherHaveThePercentileOfAll() {
        for (int i = 0; i < 99; i++) {
            minutes.accepted(NOW, 2);
        }
        minutes.accepted(NOW.plusSeconds(60), 700);
        minutes.accepted(NOW.plusSeconds(60), 800);

        Latencies both = minutes.day(NOW.plusSeconds(60)).latencies();

        assertThat(both.count()).isEqualTo(101);
        assertThat(both.percentile(0.99)).isBetween(700.0, 770.0);
        assertThat(both.longest()).isEqualTo(800);
    }

    @Test
    void latenciesAreTheSameAfterTheyWereWrittenDown() {
        minutes.accepted(NOW, 2);
        minutes.accepted(NOW, 2);
        minutes.accepted(NOW, 70_000_000);
        Latencies before = last(NOW).latencies();

        Latencies after = Latencies.of(before.count(), before.sum(), before.longest(), before.classes());

        assertThat(after).usingRecursiveComparison().isEqualTo(before);
        assertThatThrownBy(() -> Latencies.of(1, 1, 1, "168:1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Latencies.of(1, 1, 1, "48")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Latencies.of(1, Double.NaN, 1, "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusalsAreToldByWhatTheyAreOf() {
        minutes.rejected(NOW, RejectionReason.INVALID_SIGNATURE);
        minutes.rejected(NOW, RejectionReason.INVALID_SIGNATURE);
        minutes.rejected(NOW, RejectionReason.REPLAY_DETECTED);
        minutes.rejected(NOW, RejectionReason.MISSING_TOKEN);
        minutes.rejected(NOW, RejectionReason.DISK_FULL);
        minutes.failed(NOW);

        FigureCounts counts = last(NOW);

        assertThat(counts).usingRecursiveComparison().isEqualTo(new FigureCounts(1, 1, 2, 1, 1, new Latencies()));
        assertThat(counts.errors()).isEqualTo(2);
        assertThat(counts.otherRefusals()).as("a bug refuses nothing").isEqualTo(2);
    }

    /** Nobody did anything wrong where a stop is in force, or the outcome of a commit is not known. */
    @Test
    void whateverTheBridgeCouldNotTakeIsAnErrorAndNoReject() {
        for (RejectionReason reason : RejectionReason.values()) {
            CountedMinutes one = new CountedMinutes();

            one.rejected(NOW, reason);

            boolean capacity = reason.eventType().equals("capacity_rejection");
            FigureCounts counts = one.day(NOW);
            assertThat(counts.errors()).as(reason.text()).isEqualTo(capacity ? 1 : 0);
            assertThat(counts.signatures() + counts.replays() + counts.others())
                    .as(reason.text())
                    .isEqualTo(capacity ? 0 : 1);
        }
    }

    @Test
    void whatIsWithinADayCountsAndWhatIsOlderDoesNot() {
        minutes.failed(NOW);
        minutes.failed(NOW.plus(Duration.ofHours(12)));

        assertThat(minutes.day(NOW.plus(Duration.ofHours(24))).errors()).isEqualTo(2);
        assertThat(minutes.day(NOW.plus(Duration.ofHours(24).plusMinutes(1))).errors())
                .isOne();
        assertThat(minutes.day(NOW.plus(Duration.ofDays(3))).errors()).isZero();
        assertThat(minutes.since(NOW, NOW.plus(Duration.ofDays(3)))).isEmpty();
    }

    @Test
    void aMinuteWhosePlaceIsUsedAgainIsForgotten() {
        Instant later = NOW.plus(Duration.ofMinutes(24 * 60 + 1));
        minutes.rejected(NOW, RejectionReason.REPLAY_DETECTED);
        minutes.rejected(later, RejectionReason.INVALID_SIGNATURE);

        assertThat(minutes.day(later).replays()).isZero();
        assertThat(minutes.day(later).signatures()).isOne();
    }

    @Test
    void aClockThatIsSetBackALittleForgetsNothing() {
        minutes.failed(NOW.plus(Duration.ofSeconds(40)));

        assertThat(minutes.day(NOW).errors()).isOne();
        assertThat(minutes.since(NOW, NOW)).hasSize(1);
    }

    @Test
    void whatWasCountedBeforeARestartIsAddedToWhatWasSince() {
        minutes.accepted(NOW, 4);
        minutes.restore(new MinuteFigures(
                Instant.parse("2026-11-23T08:00:00Z"), new FigureCounts(1, 2, 3, 4, 5, Latencies.of(1, 2, 2, "55:1"))));

        assertThat(last(NOW).others()).isEqualTo(5);
        assertThat(last(NOW).latencies().mean()).isEqualTo(3);
    }

    private FigureCounts last(Instant now) {
        List<MinuteFigures> since = minutes.since(now, now);
        assertThat(since).hasSize(1);
        return since.get(0).counts();
    }
}
