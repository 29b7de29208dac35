package org.corebucket.bridge.bridge.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every place does for the bridge that keeps its figures there. The test of one extends this, and says how it is opened. */
public abstract class FigureStoreContract {

    protected static final Instant NOW = Instant.parse("2026-11-23T08:00:30Z");
    protected static final Instant MINUTE = Instant.parse("2026-11-23T08:00:00Z");

    /** The place as a bridge opens it that has just started; what was written before is in it. */
    protected abstract FigureStore open() throws Exception;

    protected static MinuteFigures minute(Instant minute, long signatures, double millis) {
        Latencies latencies = new Latencies();
        latencies.add(millis);
        return new MinuteFigures(minute, new FigureCounts(1, 2, signatures, 4, 5, latencies));
    }

    /** Writes minutes as a bridge does that counted them. */
    protected static void write(FigureStore store, Instant now, MinuteFigures... minutes) throws Exception {
        store.write(
                since -> {
                    List<MinuteFigures> later = new ArrayList<>(List.of(minutes));
                    later.removeIf(minute -> minute.minute().isBefore(since.minus(Duration.ofMinutes(1))));
                    return later;
                },
                now);
    }

    @Test
    void whereNothingWasWrittenThereIsNothing() throws Exception {
        assertThat(open().read(NOW)).isEmpty();
    }

    @Test
    void whatWasWrittenIsThereAfterARestart() throws Exception {
        MinuteFigures earlier = minute(MINUTE.minusSeconds(3600), 7, 2.5);
        MinuteFigures last = minute(MINUTE, 3, 80.25);
        write(open(), NOW, earlier, last);

        assertThat(open().read(NOW)).usingRecursiveComparison().isEqualTo(List.of(earlier, last));
    }

    @Test
    void aMinuteThatIsWrittenAgainGivesWay() throws Exception {
        FigureStore store = open();
        write(store, NOW, minute(MINUTE, 3, 2.5));
        write(store, NOW.plusSeconds(5), minute(MINUTE, 4, 2.5));

        assertThat(open().read(NOW))
                .singleElement()
                .satisfies(found -> assertThat(found.counts().signatures()).isEqualTo(4));
    }

    @Test
    void whatIsOlderThanADayIsNotThere() throws Exception {
        write(open(), NOW, minute(MINUTE, 3, 2.5));
        Instant later = NOW.plus(Duration.ofHours(25));
        write(open(), later, minute(MINUTE.plus(Duration.ofHours(25)), 4, 2.5));

        assertThat(open().read(later))
                .singleElement()
                .satisfies(found -> assertThat(found.counts().signatures()).isEqualTo(4));
    }

    @Test
    void aBridgeThatIsAloneHearsOfNobody() throws Exception {
        FigureStore store = open();
        write(store, NOW, minute(MINUTE, 3, 2.5));

        assertThat(store.others(NOW).nodes()).isEmpty();
        assertThat(store.others(NOW).day().signatures()).isZero();
        assertThat(store.others(NOW).hour()).isEmpty();
    }
}
