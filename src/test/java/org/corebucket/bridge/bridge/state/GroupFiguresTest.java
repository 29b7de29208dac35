package org.corebucket.bridge.bridge.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.corebucket.bridge.admission.Rejection;
import org.corebucket.bridge.admission.RejectionReason;
import org.junit.jupiter.api.Test;

/** The figures of all nodes, as one of them tells them. */
final class GroupFiguresTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:30Z");
    private static final Instant MINUTE = Instant.parse("2026-11-23T08:00:00Z");

    private final Figures own = new Figures();
    private final List<String> notes = new ArrayList<>();
    private final Place place = new Place();
    private final GroupFigures figures = new GroupFigures(own, place, "b", NOW, notes::add);

    /** A place for figures that may be away. */
    private static final class Place implements FigureStore {
        private boolean isAway;
        private List<MinuteFigures> before = List.of();
        private List<MinuteFigures> written = List.of();
        private OthersFigures others = new OthersFigures(new TreeSet<>(), FigureCounts.NONE, List.of());

        @Override
        public Duration interval() {
            return Duration.ofSeconds(5);
        }

        @Override
        public List<MinuteFigures> read(Instant now) throws IOException {
            require();
            return before;
        }

        @Override
        public void write(OwnMinutes minutes, Instant now) throws IOException {
            require();
            written = minutes.since(Instant.EPOCH);
        }

        @Override
        public OthersFigures others(Instant now) throws IOException {
            require();
            return others;
        }

        private void require() throws IOException {
            if (isAway) {
                throw new IOException("nobody answers");
            }
        }
    }

    private void othersCounted(long replays) {
        FigureCounts counts = new FigureCounts(0, 1, 0, replays, 0, Latencies.of(2, 30, 20, "70:1 77:1"));
        place.others = new FigureStore.OthersFigures(
                new TreeSet<>(Set.of("a", "c")), counts, List.of(new MinuteFigures(MINUTE, counts)));
    }

    private void refuse() {
        own.rejected(NOW, "/core/update", Rejection.of(RejectionReason.REPLAY_DETECTED, "Replay attack detected"));
    }

    @Test
    void theyAreTheSumOfAllNodes() {
        othersCounted(3);
        refuse();
        own.accepted(NOW, 60);
        figures.exchange(NOW);
        own.accepted(NOW, 60);

        assertThat(figures.day(NOW).replays()).isEqualTo(4);
        assertThat(figures.day(NOW).errors()).isOne();
        assertThat(figures.day(NOW).latencies().mean())
                .as("what this bridge counts is told at once")
                .isEqualTo(37.5);
        assertThat(figures.sources().nodes()).containsExactly("a", "b", "c");
        assertThat(figures.sources().isComplete()).isTrue();
        FigureCounts minute = last();
        assertThat(minute.replays()).isEqualTo(4);
        assertThat(minute.latencies().percentile(0.99)).isEqualTo(60);
    }

    @Test
    void withoutTheOthersTheyAreThisNodesAndDoNotPretendToBeMore() {
        othersCounted(3);
        refuse();
        figures.exchange(NOW);
        place.isAway = true;
        figures.exchange(NOW.plusSeconds(5));
        figures.exchange(NOW.plusSeconds(10));

        assertThat(figures.day(NOW).replays()).isOne();
        assertThat(last().replays()).isOne();
        assertThat(figures.sources().nodes()).containsExactly("b");
        assertThat(figures.sources().isComplete()).isFalse();
        assertThat(figures.sources().trouble()).contains("nobody answers");
        assertThat(notes).hasSize(1);

        place.isAway = false;
        figures.exchange(NOW.plusSeconds(15));
        assertThat(figures.day(NOW).replays()).isEqualTo(4);
        assertThat(figures.sources().isComplete()).isTrue();
    }

    @Test
    void whatWasCountedBeforeARestartIsTakenInBeforeAnythingIsWritten() {
        place.before = List.of(new MinuteFigures(MINUTE, new FigureCounts(0, 0, 0, 6, 0, new Latencies())));
        place.isAway = true;
        refuse();
        figures.exchange(NOW);
        place.isAway = false;
        figures.exchange(NOW.plusSeconds(5));
        figures.exchange(NOW.plusSeconds(10));

        assertThat(figures.day(NOW).replays()).isEqualTo(7);
        assertThat(place.written)
                .singleElement()
                .satisfies(written -> assertThat(written.counts().replays()).isEqualTo(7));
    }

    @Test
    void everyMinuteOfTheLastHourIsThereAlsoThoseInWhichNothingHappened() {
        List<MinuteFigures> minutes = figures.history(NOW.minus(Duration.ofHours(9)), NOW);

        assertThat(minutes).hasSize(61);
        assertThat(minutes.get(0).minute()).isEqualTo("2026-11-23T07:00:00Z");
        assertThat(minutes.get(60).minute()).isEqualTo(MINUTE);
        assertThat(figures.history(NOW.minus(Duration.ofMinutes(1)), NOW)).hasSize(2);
    }

    @Test
    void theyAreExchangedAtTheIntervalAlsoIfTheClockIsSetBack() {
        figures.tick(NOW);
        refuse();
        figures.tick(NOW.plusSeconds(4));
        assertThat(place.written).isEmpty();

        figures.tick(NOW.minus(Duration.ofHours(1)));
        assertThat(figures.sources().asOf()).isEqualTo(NOW.minus(Duration.ofHours(1)));
        figures.tick(NOW);
        assertThat(place.written).hasSize(1);
    }

    private FigureCounts last() {
        List<MinuteFigures> minutes = figures.history(NOW, NOW);
        return minutes.get(minutes.size() - 1).counts();
    }
}
