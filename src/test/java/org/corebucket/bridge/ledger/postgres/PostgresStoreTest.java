package org.corebucket.bridge.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseException;
import org.corebucket.bridge.database.DatabaseException.DatabaseTrouble;
import org.corebucket.bridge.database.DatabaseSchema;
import org.corebucket.bridge.database.DatabaseSettings;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.EntryOutcome;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.NewEntry;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.read.ChainReport;
import org.corebucket.bridge.ledger.read.EntryLine;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.store.EntryStore;
import org.corebucket.bridge.ledger.store.EntryStoreContract;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.testkit.PostgresSchema;
import org.corebucket.bridge.testkit.PostgresServer;
import org.corebucket.bridge.testkit.SampleEntries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Entries in a real PostgreSQL, appended by one node and by several. */
final class PostgresStoreTest extends EntryStoreContract {

    private static final MarkRetention RETENTION = new MarkRetention(Duration.ofHours(24), Duration.ofMinutes(5), 1000);

    private final List<LedgerWentBackException> wentBack = new ArrayList<>();
    private PostgresSchema schema;

    @BeforeEach
    void make() throws Exception {
        schema = PostgresServer.shared().schema();
        DatabaseSchema.upgrade(
                Database.of(settings(), schema.owner().user(), schema.owner().password(), "owner"), settings());
    }

    @AfterEach
    void drop() throws Exception {
        schema.close();
    }

    private DatabaseSettings settings() {
        return new DatabaseSettings(schema.url(), schema.bridge().user(), "unused", schema.name(), 4);
    }

    private Database database() throws MendableException {
        return Database.of(settings(), schema.bridge().user(), schema.bridge().password(), "bridge");
    }

    @Override
    protected EntryStore open() throws Exception {
        return open("n1");
    }

    private PostgresStore open(String node) throws Exception {
        return open(node, RETENTION);
    }

    private PostgresStore open(String node, MarkRetention retention) throws Exception {
        Database database = database();
        return PostgresStore.open(
                database,
                node,
                LedgerOptions.standard(SIGNER, ORIGIN, Clock.systemUTC()),
                SharedStores.checkpoints(database),
                retention,
                new KnownLedger(database.name(), new NoMemory(), wentBack::add));
    }

    @Override
    protected long signed() throws Exception {
        return Long.parseLong(
                schema.psql("SELECT COALESCE(max(size), 0) FROM checkpoint").strip());
    }

    @Override
    protected long checkpoints() throws Exception {
        return Long.parseLong(schema.psql("SELECT count(*) FROM checkpoint").strip());
    }

    @Override
    protected void tamper(long seq) throws Exception {
        schema.psql(
                "SET session_replication_role = replica",
                "UPDATE entry SET line = convert_to(replace(convert_from(line, 'UTF8'), 's-3', 's-4'), 'UTF8')"
                        + " WHERE seq = " + seq);
    }

    private static List<EntryOutcome> append(EntryStore store, NewEntry... entries) throws Exception {
        List<EntryLine> lines = new ArrayList<>();
        for (NewEntry entry : entries) {
            lines.add(EntryLine.of(entry));
        }
        return store.append(lines);
    }

    private static NewEntry entry(String session, String nonce, String payload) {
        NewEntry one = SampleEntries.entry("education", session, payload);
        return new NewEntry(
                one.timestamp(),
                one.endpoint(),
                one.module(),
                session,
                nonce,
                one.payload(),
                one.signature(),
                one.key());
    }

    private static boolean stored(List<EntryOutcome> outcomes) {
        return outcomes.stream().allMatch(EntryOutcome.Stored.class::isInstance);
    }

    @Test
    void nodesThatAppendInTurnMakeOneChain() throws Exception {
        try (EntryStore first = open("n1");
                EntryStore second = open("n2")) {
            for (int n = 1; n <= 20; n++) {
                assertThat(stored(append(n % 2 == 0 ? first : second, SampleEntries.entry(n))))
                        .isTrue();
            }
            ChainReport report = verified(first);
            assertThat(report.flaws()).isEmpty();
            assertThat(report.entries()).isEqualTo(20);
            assertThat(first.receipt("education", "s-19").orElseThrow().seq()).isEqualTo(19);
        }
    }

    @Test
    void nodesThatAppendAtOnceMakeOneChainWithoutAGap() throws Exception {
        try (EntryStore first = open("n1");
                EntryStore second = open("n2");
                EntryStore third = open("n3")) {
            List<CompletableFuture<List<Receipt>>> senders = new ArrayList<>();
            List<EntryStore> stores = List.of(first, second, third);
            for (int i = 0; i < 3; i++) {
                EntryStore store = stores.get(i);
                int from = 1000 * i;
                senders.add(CompletableFuture.supplyAsync(() -> sendAll(store, from, 60)));
            }
            List<Long> numbers = new ArrayList<>();
            for (CompletableFuture<List<Receipt>> sender : senders) {
                sender.get().forEach(receipt -> numbers.add(receipt.seq()));
            }
            assertThat(numbers).hasSize(180).doesNotHaveDuplicates().allMatch(seq -> seq <= 180);
            assertThat(append(first, SampleEntries.entry(5000))).hasSize(1);
            ChainReport report = verified(first);
            assertThat(report.flaws()).isEmpty();
            assertThat(report.entries()).isEqualTo(181);
        }
    }

    private static List<Receipt> sendAll(EntryStore store, int from, int count) {
        List<Receipt> receipts = new ArrayList<>();
        try {
            for (int n = from; n < from + count; n++) {
                receipts.add(((EntryOutcome.Stored)
                                append(store, SampleEntries.entry(n)).get(0))
                        .receipt());
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return receipts;
    }

    @Test
    void whatOneNodeStoredIsSeenBeforeByTheOtherByEachOfItsMarks() throws Exception {
        try (EntryStore first = open("n1");
                EntryStore second = open("n2")) {
            append(second, entry("before", "nonce before", "{\"a\": 0}"));
            append(first, entry("s", "n", "{\"a\": 1}"));

            List<EntryOutcome> outcomes = append(
                    second,
                    entry("s", "other", "{\"a\": 2}"),
                    entry("t", "n", "{\"a\": 3}"),
                    entry("u", "another", "{\"a\": 1}"),
                    entry("v", "fresh", "{\"a\": 4}"));

            assertThat(outcomes.subList(0, 3)).hasOnlyElementsOfType(EntryOutcome.AlreadyStored.class);
            assertThat(((EntryOutcome.Stored) outcomes.get(3)).receipt().seq()).isEqualTo(3);
            assertThat(verified(second).flaws()).isEmpty();
        }
    }

    @Test
    void aNodeThatIsAloneSeesItsOwnMarks() throws Exception {
        try (EntryStore store = open("n1")) {
            append(store, entry("s", "n", "{\"a\": 1}"));
            append(store, entry("t", "m", "{\"a\": 2}"));

            assertThat(append(store, entry("u", "n", "{\"a\": 3}")))
                    .hasOnlyElementsOfType(EntryOutcome.AlreadyStored.class);
            assertThat(append(store, entry("u", "o", "{\"a\": 1}")))
                    .hasOnlyElementsOfType(EntryOutcome.AlreadyStored.class);
            assertThat(append(store, entry("s", "o", "{\"a\": 3}")))
                    .hasOnlyElementsOfType(EntryOutcome.AlreadyStored.class);
            assertThat(store.head().size()).isEqualTo(2);
        }
    }

    @Test
    void twoInOneBatchThatShareAMarkAreStoredOnce() throws Exception {
        try (EntryStore store = open("n1")) {
            List<EntryOutcome> outcomes = append(store, entry("s", "n", "{\"a\": 1}"), entry("t", "n", "{\"a\": 2}"));

            assertThat(outcomes.get(0)).isInstanceOf(EntryOutcome.Stored.class);
            assertThat(outcomes.get(1)).isInstanceOf(EntryOutcome.AlreadyStored.class);
            assertThat(verified(store).entries()).isEqualTo(1);
        }
    }

    @Test
    void entriesThatNeverGrowStaleAreBounded() throws Exception {
        try (EntryStore store = open("n1", new MarkRetention(Duration.ofHours(24), Duration.ofMinutes(5), 2))) {
            List<EntryOutcome> outcomes =
                    append(store, SampleEntries.entry(1), SampleEntries.entry(2), SampleEntries.entry(3));
            assertThat(stored(outcomes.subList(0, 2))).isTrue();
            assertThat(outcomes.get(2)).isInstanceOf(EntryOutcome.NotStored.class);

            String timed = "{\"timestamp\": \"" + Clock.systemUTC().instant() + "\"}";
            assertThat(stored(append(store, entry("s", "n", timed)))).isTrue();
        }
    }

    @Test
    void nobodyWaitsForWhoeverMakesTables() throws Exception {
        try (EntryStore store = open("n1");
                Connection other = schema.bridge().connect(schema.url());
                Statement making = other.createStatement()) {
            making.execute("SET search_path = " + schema.name());
            other.setAutoCommit(false);
            making.execute("SELECT make_partitions(5000000, current_date + 100, current_date + 101)");

            CompletableFuture<List<Receipt>> appended = SharedStores.storedLater(store, SampleEntries.entry(1));

            assertThat(appended.get(20, TimeUnit.SECONDS)).hasSize(1);
            other.commit();
            making.execute("SELECT count(*) FROM entry, mark");
        }
    }

    @Test
    void marksThatAreOverAreDropped() throws Exception {
        try (EntryStore store = open("n1")) {
            schema.psql(
                    "CREATE TABLE mark_20200102 PARTITION OF mark FOR VALUES IN ('2020-01-02')",
                    "ALTER TABLE mark_20200102 OWNER TO " + schema.owner().user());

            await().atMost(SharedStores.LIMIT).until(() -> {
                store.doDue();
                return schema.psql("SELECT to_regclass('mark_20200102')").isBlank();
            });

            assertThat(schema.psql("SELECT to_regclass('mark_untimed')").strip())
                    .isEqualTo("mark_untimed");
            assertThat(store.trouble()).isEmpty();
        }
    }

    @Test
    void tablesThatWereAttachedRefuseChangesToo() throws Exception {
        try (EntryStore store = open("n1")) {
            assertThat(stored(append(store, SampleEntries.entry(1)))).isTrue();

            assertThatThrownBy(() -> schema.psql("DELETE FROM entry")).hasMessageContaining("never changed");
            assertThatThrownBy(() -> schema.psql("UPDATE entry_0 SET begins = 1"))
                    .hasMessageContaining("never changed");
            assertThatThrownBy(() -> schema.psql("TRUNCATE entry")).hasMessageContaining("never changed");
            assertThatThrownBy(() -> schema.psql("INSERT INTO entry SELECT * FROM entry"))
                    .hasMessageContaining("duplicate key");
        }
    }

    @Test
    void nothingIsSignedBehindACheckpointThatTheKeyDidNotSign() throws Exception {
        try (EntryStore store = open("n1")) {
            append(store, SampleEntries.entry(1), SampleEntries.entry(2));
            schema.psql("INSERT INTO checkpoint VALUES (1, convert_to('{\"hash\": \"" + "5f".repeat(32)
                    + "\", \"origin\": \"" + ORIGIN + "\", \"signature\": \"c2ln\", \"size\": 1, \"timestamp\":"
                    + " \"2026-11-23T08:00:00.000Z\"}', 'UTF8'))");

            assertThatThrownBy(store::checkpoint).hasMessageContaining("the bridge's key did not sign it");
            assertThat(signed()).isEqualTo(1);
        }
    }

    @Test
    void nothingIsStoredWhileAStopIsInForce() throws Exception {
        try (EntryStore store = open("n1")) {
            append(store, SampleEntries.entry(1));
            schema.psql("UPDATE head SET stops = 1");

            assertThat(append(store, SampleEntries.entry(2)))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            EntryOutcome.NotStored.class,
                            not -> assertThat(not.why()).hasMessageContaining("stop"));

            schema.psql("UPDATE head SET stops = 0");
            assertThat(stored(append(store, SampleEntries.entry(2)))).isTrue();
        }
    }

    @Test
    void theBridgesRoleCannotChangeWhatIsStored() throws Exception {
        try (EntryStore store = open("n1")) {
            append(store, SampleEntries.entry(1));
            store.checkpoint();
        }
        for (String change : List.of(
                "UPDATE entry SET line = ''",
                "DELETE FROM entry",
                "TRUNCATE entry",
                "DELETE FROM entry_0",
                "TRUNCATE entry_0",
                "DROP TABLE entry_0",
                "DELETE FROM receipt",
                "UPDATE receipt SET seq = 2",
                "DELETE FROM mark",
                "DELETE FROM checkpoint",
                "ALTER TABLE entry DISABLE TRIGGER ALL")) {
            try (Connection bridge = database().connect();
                    Statement statement = bridge.createStatement()) {
                assertThatThrownBy(() -> statement.execute(change))
                        .as(change)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("42501"));
            }
        }
        for (String change : List.of("UPDATE entry SET line = ''", "DELETE FROM entry", "TRUNCATE entry_0")) {
            assertThatThrownBy(() -> schema.psql(change)).as(change).hasMessageContaining("never changed");
        }
    }

    @Test
    void aDatabaseThatWentBackIsNotAppendedTo() throws Exception {
        try (EntryStore store = open("n1")) {
            append(store, SampleEntries.entry(1), SampleEntries.entry(2));
        }
        schema.psql(
                "SET session_replication_role = replica",
                "DELETE FROM entry WHERE seq = 2",
                "UPDATE head SET size = 1");
        assertThatThrownBy(() -> open("n2").close())
                .isInstanceOf(LedgerWentBackException.class)
                .hasMessageContaining("entry 2 was acknowledged");
        assertThat(wentBack).hasSize(1);
    }

    private static AppendBatch batch(String session) {
        return AppendBatch.of(List.of(EntryLine.of(entry(session, session, "{}"))), RETENTION);
    }

    /** Appends with the head's lock, behind a look at the marks that finds none. */
    private static void appendQueued(Connection connection, String node, AppendBatch batch) throws SQLException {
        AppendStatements statements = new AppendStatements(connection, node);
        statements.appendReleaseAndWait(
                batch.id(),
                batch.behind(statements.lockHeadFor(batch).head(), Set.of(), 1000, Sha256.newDigest()),
                Head.EMPTY);
    }

    @Test
    void whatTheDatabaseRefusesOfAQueuedAppendIsNotStored() throws Exception {
        try (EntryStore store = open("n1");
                Connection connection = database().connect()) {
            refuse("INSERT ON receipt FOR EACH ROW");

            assertThat(trouble(() -> appendQueued(connection, "n1", batch("s-1"))))
                    .isEqualTo(DatabaseTrouble.FULL);
            connection.rollback();
            assertThat(store.receipt("education", "s-1")).isEmpty();
        }
    }

    @Test
    void whatIsAppendedWithoutAWaitForDiskAndStandbyIsOfUnknownOutcome() throws Exception {
        try (EntryStore store = open("n1");
                Connection connection = database().connect()) {
            refuse("UPDATE ON node FOR EACH ROW WHEN (OLD.batch IS NOT DISTINCT FROM NEW.batch)");

            assertThat(trouble(() -> appendQueued(connection, "n1", batch("s-1"))))
                    .isEqualTo(DatabaseTrouble.LOST);
            schema.psql("DROP TRIGGER refuse ON node");
            assertThat(store.receipt("education", "s-1")).isPresent();
        }
    }

    @Test
    void aNodeThatTheDatabaseDoesNotKnowAcknowledgesNothing() throws Exception {
        try (EntryStore store = open("n1");
                Connection connection = database().connect()) {
            assertThat(trouble(() -> appendQueued(connection, "a stranger", batch("s-1"))))
                    .isEqualTo(DatabaseTrouble.LOST);
            assertThat(store.receipt("education", "s-1")).isPresent();
        }
    }

    /** Has the server say that its disk is full. */
    private void refuse(String event) throws Exception {
        schema.psql(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$",
                "CREATE TRIGGER refuse BEFORE " + event + " EXECUTE FUNCTION refuse()");
    }

    private static DatabaseTrouble trouble(ThrowingCallable append) {
        SQLException thrown = Objects.requireNonNull(catchThrowableOfType(SQLException.class, append));
        return DatabaseException.of("it", thrown).trouble();
    }

    /** One that its module is not told of is looked for among all modules of which there is an entry. */
    @Test
    void aSessionIsFoundByItsReceiptInEachModule() throws Exception {
        try (EntryStore store = open();
                LedgerPlace place = PostgresLedger.of(database())) {
            store.append(List.of(
                    EntryLine.of(SampleEntries.entry("education", "s-1", "{\"n\": 1}")),
                    EntryLine.of(SampleEntries.entry("finance", "s-2", "{\"n\": 2}")),
                    EntryLine.of(SampleEntries.entry("finance", "s-1", "{\"n\": 3}"))));

            assertThat(place.ofSession("s-1", Optional.empty())).containsExactly(1L, 3L);
            assertThat(place.ofSession("s-1", Optional.of("finance"))).containsExactly(3L);
            assertThat(place.ofSession("s-2", Optional.of("education"))).isEmpty();
            assertThat(place.ofSession("s-9", Optional.empty())).isEmpty();
        }
    }
}
