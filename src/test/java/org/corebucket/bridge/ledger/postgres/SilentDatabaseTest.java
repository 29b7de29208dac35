package org.corebucket.bridge.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.store.EntryStoreContract;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.ledger.store.QueuedLedger;
import org.corebucket.bridge.testkit.FaultyLink;
import org.corebucket.bridge.testkit.PostgresLogs;
import org.corebucket.bridge.testkit.PostgresServer;
import org.corebucket.bridge.testkit.SampleEntries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A database that takes connections and answers nothing keeps nobody from ending, and whoever signs keeps nobody from appending. */
@ExtendWith(PostgresLogs.class)
final class SilentDatabaseTest {

    /** A bridge ends within 10 s, of which its clients may have had half. */
    private static final long LIMIT_SECONDS = 7;

    private SharedStores stores;
    private FaultyLink first;
    private FaultyLink second;

    @BeforeEach
    void make() throws Exception {
        stores = new SharedStores(PostgresServer.shared());
        first = new FaultyLink(PostgresServer.shared().address());
        second = new FaultyLink(PostgresServer.shared().address());
    }

    @AfterEach
    void drop() throws Exception {
        first.close();
        second.close();
        stores.close();
    }

    private static LedgerOptions options(Duration checkpoints) {
        return new LedgerOptions(
                LedgerOptions.SEGMENT_BYTES,
                100,
                checkpoints,
                EntryStoreContract.SIGNER,
                EntryStoreContract.ORIGIN,
                Clock.systemUTC(),
                () -> {});
    }

    @Test
    void aLedgerWhoseServersAreSilentIsClosedInTime() throws Exception {
        PostgresStore store = stores.open("n1", first.address(), second.address());
        QueuedLedger ledger = QueuedLedger.over(store, options(Duration.ofMinutes(5)));
        ledger.append(SampleEntries.entry(1)).get(20, TimeUnit.SECONDS);
        first.silence();
        second.silence();
        CompletableFuture<Receipt> unanswered = ledger.append(SampleEntries.entry(2));

        CompletableFuture<Boolean> closed = SharedStores.later(() -> {
            try {
                ledger.close();
                return true;
            } catch (IOException e) {
                return true;
            }
        });

        assertThat(closed.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(unanswered).isNotCompletedExceptionally();
    }

    @Test
    void appendsGoOnWhileACheckpointWaits() throws Exception {
        try (Connection other = stores.schema().owner().connect(stores.schema().url());
                Statement locking = other.createStatement()) {
            QueuedLedger ledger = QueuedLedger.over(stores.open("n1"), options(Duration.ofMillis(1)));
            other.setAutoCommit(false);
            locking.execute("LOCK TABLE " + stores.schema().name() + ".checkpoint IN ACCESS EXCLUSIVE MODE");
            for (int n = 1; n <= 20; n++) {
                ledger.append(SampleEntries.entry(n)).get(5, TimeUnit.SECONDS);
            }
            assertThat(stores.schema().psql("SELECT size FROM head").strip()).isEqualTo("20");
            other.commit();
            ledger.close();
        }
        assertThat(stores.schema().psql("SELECT max(size) FROM checkpoint").strip())
                .isEqualTo("20");
    }
}
