package org.corebucket.bridge.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.corebucket.bridge.bridge.state.FigureStore;
import org.corebucket.bridge.bridge.state.FigureStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Figures in the database, of a bridge that is alone, and of several. */
final class SharedFiguresTest extends FigureStoreContract {

    private SlotDatabase database;

    @BeforeEach
    void make() throws Exception {
        database = new SlotDatabase();
        database.setClock(NOW);
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
    }

    @Override
    protected FigureStore open() throws Exception {
        return database.group("a").figures();
    }

    @Test
    void whatOtherNodesCountedIsSummedByTheDayAndToldByTheMinute() throws Exception {
        write(
                database.group("b").figures(),
                NOW,
                minute(MINUTE.minus(Duration.ofHours(3)), 10, 3),
                minute(MINUTE, 1, 2));
        write(database.group("c").figures(), NOW, minute(MINUTE, 100, 40));
        FigureStore store = open();
        write(store, NOW, minute(MINUTE, 1000, 2));

        FigureStore.OthersFigures others = store.others(NOW);

        assertThat(others.nodes()).containsExactly("b", "c");
        assertThat(others.day().signatures()).isEqualTo(111);
        assertThat(others.day().errors()).isEqualTo(9);
        assertThat(others.day().latencies().mean()).isEqualTo(15);
        assertThat(others.day().latencies().longest()).isEqualTo(40);
        assertThat(others.hour())
                .hasSize(2)
                .allSatisfy(minute -> assertThat(minute.minute()).isEqualTo(MINUTE));
        assertThat(others.hour().get(0).counts().latencies().classes()).isNotEmpty();
    }

    @Test
    void whatANodeWithAWrongClockCountedInTimesToComeIsNotCounted() throws Exception {
        write(database.group("b").figures(), NOW, minute(MINUTE.plus(Duration.ofHours(2)), 10, 3));

        assertThat(open().others(NOW).nodes()).isEmpty();
    }

    @Test
    void onlyWhatMayHaveChangedIsWrittenAgainButANewServerGetsAll() throws Exception {
        FigureStore store = open();
        write(store, NOW, minute(MINUTE.minus(Duration.ofHours(3)), 1, 2), minute(MINUTE, 1, 2));
        database.execute("DELETE FROM figure");
        write(store, NOW.plusSeconds(5), minute(MINUTE.minus(Duration.ofHours(3)), 1, 2), minute(MINUTE, 1, 2));
        assertThat(open().read(NOW)).hasSize(1);

        database.disconnect("a");
        try {
            write(store, NOW.plusSeconds(10), minute(MINUTE.minus(Duration.ofHours(3)), 1, 2), minute(MINUTE, 1, 2));
        } catch (IOException e) {
            // The connection is made anew for what comes next.
        }
        write(store, NOW.plusSeconds(15), minute(MINUTE.minus(Duration.ofHours(3)), 1, 2), minute(MINUTE, 1, 2));
        assertThat(open().read(NOW)).hasSize(2);
    }

    @Test
    void theTableKeepsADayOnly() throws Exception {
        FigureStore store = open();
        write(store, NOW, minute(MINUTE, 1, 2));
        write(
                database.group("gone").figures(),
                NOW,
                minute(MINUTE, 1, 2),
                minute(MINUTE.plus(Duration.ofDays(9)), 1, 2));
        Instant later = NOW.plus(Duration.ofHours(26));
        database.setClock(later);
        write(store, later, minute(MINUTE.plus(Duration.ofHours(26)), 1, 2));

        assertThat(database.rows("SELECT node FROM figure")).containsExactly("a");
    }
}
