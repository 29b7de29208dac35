package org.corebucket.bridge.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.corebucket.bridge.ledger.postgres.SharedStores.LIMIT;
import static org.corebucket.bridge.ledger.postgres.SharedStores.later;
import static org.corebucket.bridge.ledger.postgres.SharedStores.stored;
import static org.corebucket.bridge.ledger.postgres.SharedStores.storedLater;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.ledger.EntryOutcome;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.store.EntryStore;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a node does while the database is away, full, crowded, held up or of another time, and that it goes on afterwards. */
@ExtendWith(PostgresLogs.class)
final class OutagesTest {

    private SharedStores stores;

    @BeforeEach
    void make() throws Exception {
        stores = new SharedStores(PostgresServer.shared());
    }

    @AfterEach
    void drop() throws Exception {
        stores.close();
    }

    @Test
    void aNodeThatStandsStillInATransactionStopsTheOthersForAFewSecondsOnly() throws Exception {
        PostgresStore store = stores.open("n1");
        stored(store, SampleEntries.entry(1));
        try (Connection frozen =
                        stores.database(PostgresServer.shared().address()).connect();
                Statement statement = frozen.createStatement()) {
            frozen.setAutoCommit(false);
            statement.executeQuery("SELECT 1 FROM head FOR UPDATE").close();

            assertThat(storedLater(store, SampleEntries.entry(2)).get(6, TimeUnit.SECONDS))
                    .extracting(Receipt::seq)
                    .containsExactly(2L);
            assertThatThrownBy(frozen::commit).isInstanceOf(SQLException.class);
        }
        SharedStores.assertChain(store, 2);
    }

    @Test
    void aBatchThatSpansTwoTablesOfEntriesIsOneBatch() throws Exception {
        stores.schema().psql("UPDATE head SET size = 999998, hash = repeat('a', 64)");
        PostgresStore store = stores.open("n1");

        assertThat(stored(
                        store,
                        SampleEntries.entry(1),
                        SampleEntries.entry(2),
                        SampleEntries.entry(3),
                        SampleEntries.entry(4)))
                .extracting(Receipt::seq)
                .containsExactly(999_999L, 1_000_000L, 1_000_001L, 1_000_002L);
        assertThat(stores.schema().psql("SELECT count(*) FROM entry_0", "SELECT count(*) FROM entry_1"))
                .isEqualTo("1\n3");
    }

    @Test
    void tablesThatTheServerBehindANewConnectionLacksAreMade() throws Exception {
        PostgresStore store = stores.open("n1");
        stores.schema().psql("DROP TABLE entry_1");
        stores.toSessions("pg_terminate_backend", "true");

        stored(store, SampleEntries.entry(1));

        await().atMost(SharedStores.LIMIT).until(() -> {
            store.doDue();
            return !stores.schema().psql("SELECT to_regclass('entry_1')").isBlank();
        });
    }

    @Test
    void nodesThatStartAtOnceMakeEachTableOnce() throws Exception {
        List<CompletableFuture<PostgresStore>> nodes = new ArrayList<>();
        try (Connection maker = PostgresServer.shared().connect();
                Statement statement = maker.createStatement()) {
            maker.setAutoCommit(false);
            // As whoever attaches a table takes it.
            statement.execute("LOCK TABLE " + stores.schema().name() + ".entry IN SHARE UPDATE EXCLUSIVE MODE");
            for (String node : List.of("n1", "n2", "n3")) {
                nodes.add(later(() -> stores.open(node)));
            }
            stores.awaitWaiting(3, "wait_event_type = 'Lock'");
            maker.rollback();
        }
        for (int n = 0; n < 3; n++) {
            assertThat(stored(nodes.get(n).get(40, TimeUnit.SECONDS), SampleEntries.entry(n)))
                    .extracting(Receipt::seq)
                    .containsExactly(n + 1L);
        }
    }

    private void setClock(int seconds) throws IOException {
        stores.schema()
                .psql("CREATE OR REPLACE FUNCTION " + stores.schema().name() + ".database_time() RETURNS timestamptz"
                        + " LANGUAGE sql AS $$SELECT clock_timestamp() + " + seconds + " * interval '1 s'$$");
    }

    @ParameterizedTest
    @CsvSource({"33", "-33"})
    void aNodeOfAnotherTimeStoresNothingUntilTheTimesAgree(int seconds) throws Exception {
        setClock(seconds);
        PostgresStore store = stores.open("n1");
        assertThatThrownBy(() -> stored(store, SampleEntries.entry(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("clock and the database's differ by 3");
        assertThat(store.trouble().orElseThrow().words()).contains("differ");
        setClock(seconds / 3);

        assertThat(stored(store, SampleEntries.entry(1))).hasSize(1);
        assertThat(store.trouble().orElseThrow().words()).contains("differ by 1");
        setClock(0);
        await().atMost(LIMIT).until(() -> {
            store.doDue();
            return store.trouble().isEmpty();
        });
        SharedStores.assertChain(store, 1);
    }

    @Test
    void aNodeTellsThatItsDatabaseIsBackThoughNothingIsSentToIt() throws Exception {
        FaultyLink link = new FaultyLink(PostgresServer.shared().address());
        PostgresStore store = stores.open("n1", link.address());
        try (link;
                QueuedLedger ledger = QueuedLedger.over(
                        store,
                        LedgerOptions.standard(
                                EntryStoreContract.SIGNER, EntryStoreContract.ORIGIN, Clock.systemUTC()))) {
            ledger.append(SampleEntries.entry(1)).get();
            link.cutOff();
            CompletableFuture<Receipt> refused = ledger.append(SampleEntries.entry(2));
            await().atMost(LIMIT).until(refused::isCompletedExceptionally);
            assertThat(ledger.trouble()).isPresent();
            CompletableFuture<Boolean> asked = later(() -> isThere(store));
            link.pass();

            assertThat(asked.get(40, TimeUnit.SECONDS)).isTrue();
            await().atMost(LIMIT).until(() -> ledger.trouble().isEmpty());
            assertThat(ledger.append(SampleEntries.entry(2)).get().seq()).isEqualTo(2);
        }
    }

    @Test
    void aServerThatStandsStillKeepsNotEachConnectionAnewFromTheOneBehindIt() throws Exception {
        try (FaultyLink silent = new FaultyLink(PostgresServer.shared().address());
                Database database = stores.database(
                        silent.address(), PostgresServer.shared().address())) {
            silent.silence();

            for (int i = 0; i < 10; i++) {
                database.connect().close();
            }

            assertThat(silent.connections()).isBetween(1, 6);
        }
    }

    @Test
    void readersFindANewConnectionWhenAllThatWereKeptAreOfAServerThatIsGone() throws Exception {
        try (FaultyLink link = new FaultyLink(PostgresServer.shared().address())) {
            PostgresStore store = stores.open("n1", link.address());
            stored(store, SampleEntries.entry(1));
            List<CompletableFuture<Boolean>> readers = new ArrayList<>();
            try (Connection held = PostgresServer.shared().connect();
                    Statement statement = held.createStatement()) {
                held.setAutoCommit(false);
                statement.execute("LOCK TABLE " + stores.schema().name() + ".receipt");
                for (int i = 0; i < 4; i++) {
                    readers.add(later(() -> isThere(store)));
                }
                stores.awaitWaiting(4, "wait_event_type = 'Lock'");
                held.rollback();
            }
            for (CompletableFuture<Boolean> reader : readers) {
                assertThat(reader.get(40, TimeUnit.SECONDS)).isTrue();
            }
            link.cut();

            assertThat(isThere(store)).isTrue();
        }
    }

    private static boolean isThere(EntryStore store) throws IOException {
        return store.receipt("education", "s-1").isPresent();
    }

    @Test
    void aServerWithoutTheLastAcknowledgedEntryGivesNoReceipt() throws Exception {
        PostgresStore store = stores.open("n1");
        stored(store, SampleEntries.entry(1));
        stored(store, SampleEntries.entry(2));
        stores.schema().psql("SET session_replication_role = replica", "DELETE FROM entry WHERE seq = 2");

        assertThatThrownBy(() -> store.receipt("education", "s-1")).hasMessageContaining("it has not entry 2");
    }

    @ParameterizedTest
    @CsvSource({"off, on", "local, on", "on, on", "remote_apply, remote_apply"})
    void commitsWaitForWhatTheServerIsSetToOrForMore(String set, String found) throws Exception {
        stores.schema().psql("ALTER ROLE " + stores.schema().bridge().user() + " SET synchronous_commit = " + set);
        try (Sessions sessions = new Sessions(stores)) {
            assertThat(sessions.setting()).isEqualTo(found);
            assertThat(sessions.settingOfReaders()).isEqualTo(found);
        }
    }

    /** What the sessions of a database are set to. */
    private record Sessions(Database database) implements AutoCloseable {

        Sessions(SharedStores stores) throws Exception {
            this(stores.database(PostgresServer.shared().address()));
        }

        String setting() throws Exception {
            try (Connection connection = database.connect()) {
                return setting(connection);
            }
        }

        String settingOfReaders() throws IOException {
            return database.ask(Sessions::setting);
        }

        private static String setting(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SHOW synchronous_commit")) {
                row.next();
                return row.getString(1);
            }
        }

        @Override
        public void close() {
            database.close();
        }
    }

    @Test
    void aServerWithoutAConnectionLeftIsAskedAgainUntilThereIsOne() throws Exception {
        try (PostgresServer server = PostgresServer.start("fsync=off", "max_connections=12");
                SharedStores at = new SharedStores(server)) {
            PostgresStore store = at.open("n1");
            stored(store, SampleEntries.entry(1));
            String count = "SELECT count(*) FROM pg_stat_activity WHERE usename = '"
                    + at.schema().bridge().user() + "'";
            List<Connection> crowd = new ArrayList<>();
            try {
                while (true) {
                    crowd.add(at.schema().owner().connect(server.url()));
                }
            } catch (SQLException full) {
                assertThat(full.getSQLState()).isEqualTo("53300");
            }
            at.toSessions("pg_terminate_backend", "true");
            await().atMost(LIMIT).until(() -> server.psql(count).equals("0"));
            crowd.add(at.schema().owner().connect(server.url()));
            CompletableFuture<List<Receipt>> receipts = storedLater(store, SampleEntries.entry(2));
            await().atMost(LIMIT)
                    .until(() -> server.log().contains(at.schema().bridge().user() + " FATAL"));
            assertThat(receipts).isNotDone();
            for (Connection one : crowd) {
                one.close();
            }

            assertThat(receipts.get(40, TimeUnit.SECONDS))
                    .extracting(Receipt::seq)
                    .containsExactly(2L);
        }
    }

    @Test
    void aFullDiskOfTheDatabaseIsSaidAndNothingOfItIsLostOrStoredTwice() throws Exception {
        try (PostgresServer server = PostgresServer.startOnSmallDisk(192);
                SharedStores at = new SharedStores(server)) {
            PostgresStore store = at.open("n1");
            List<Receipt> receipts = new ArrayList<>(stored(store, SampleEntries.entry(1)));
            server.disk().fillBut(6);
            IOException full = null;
            for (int n = 2; n < 200 && full == null; n++) {
                try {
                    receipts.addAll(stored(
                            store,
                            SampleEntries.entry(
                                    "education",
                                    "s-" + n,
                                    "{\"n\": " + n + ", \"data\": \"" + "x".repeat(200_000) + "\"}")));
                } catch (IOException e) {
                    full = e;
                }
            }
            assertThat(full)
                    .isNotNull()
                    .satisfies(e -> assertThat(IoTrouble.isFull(e)).isTrue());
            assertThat(store.trouble()).isPresent();
            server.disk().makeRoom();

            await().atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> receipts.addAll(stored(store, SampleEntries.entry(1000))));
            assertThat(SharedStores.append(store, SampleEntries.entry(1)))
                    .hasOnlyElementsOfType(EntryOutcome.AlreadyStored.class);
            assertThat(store.trouble()).isEmpty();
            for (Receipt one : receipts) {
                assertThat(store.receipt("education", one.sessionId())).contains(one);
            }
            SharedStores.assertChain(store, store.head().size());
        }
    }
}
