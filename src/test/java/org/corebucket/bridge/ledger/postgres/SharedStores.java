package org.corebucket.bridge.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseSchema;
import org.corebucket.bridge.database.DatabaseSettings;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.keys.KeyRing;
import org.corebucket.bridge.ledger.EntryOutcome;
import org.corebucket.bridge.ledger.NewEntry;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.read.ChainReport;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.EntryLine;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.read.SignedCheckpoints;
import org.corebucket.bridge.ledger.store.EntryStore;
import org.corebucket.bridge.ledger.store.EntryStoreContract;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.testkit.PostgresSchema;
import org.corebucket.bridge.testkit.PostgresServer;

/** A schema with the ledger's tables, and the nodes that a test lets append to it. */
final class SharedStores implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(40);

    private static final MarkRetention RETENTION = new MarkRetention(Duration.ofHours(24), Duration.ofMinutes(5), 1000);

    private final PostgresServer server;
    private final PostgresSchema schema;
    private final List<EntryStore> opened = Collections.synchronizedList(new ArrayList<>());

    SharedStores(PostgresServer server) throws Exception {
        this.server = server;
        this.schema = server.schema();
        DatabaseSchema.upgrade(
                Database.of(
                        settings(schema.url()),
                        schema.owner().user(),
                        schema.owner().password(),
                        "owner"),
                settings(schema.url()));
    }

    /** Asserts that a node reads a ledger that holds, and has so many entries. */
    static void assertChain(EntryStore store, long entries) throws Exception {
        try (LedgerReading reading = store.read()) {
            ChainReport report = ChainVerifier.of(1, HashProgress.NONE).verify(reading);
            assertThat(report.flaws()).isEmpty();
            assertThat(report.entries()).isEqualTo(entries);
        }
    }

    private DatabaseSettings settings(String url) {
        return new DatabaseSettings(url, schema.bridge().user(), "unused", schema.name(), 4);
    }

    /** The database as the bridges' role has it, by one way or several. */
    Database database(InetSocketAddress... addresses) throws Exception {
        return Database.of(
                settings(schema.url(addresses)),
                schema.bridge().user(),
                schema.bridge().password(),
                "bridge");
    }

    /** A node that reaches the server directly. */
    PostgresStore open(String node) throws Exception {
        return open(node, server.address());
    }

    /** A node that reaches servers by these ways. */
    PostgresStore open(String node, InetSocketAddress... addresses) throws Exception {
        Database database = database(addresses);
        PostgresStore store = PostgresStore.open(
                database,
                node,
                LedgerOptions.standard(EntryStoreContract.SIGNER, EntryStoreContract.ORIGIN, Clock.systemUTC()),
                checkpoints(database),
                RETENTION,
                new KnownLedger(database.name(), new NoMemory(), wentBack -> {}));
        opened.add(store);
        return store;
    }

    /** Those in a database, which the tests' key must have signed. */
    static SignedCheckpoints checkpoints(Database database) {
        return SignedCheckpoints.of(
                PostgresLedger.of(database).checkpoints(),
                EntryStoreContract.ORIGIN,
                KeyRing.of(List.of(EntryStoreContract.SIGNER.publicKey())));
    }

    PostgresSchema schema() {
        return schema;
    }

    /** What another server, such as a standby, answers to a question about the schema's tables. */
    String psql(PostgresServer of, String statement) throws IOException {
        return of.psql("SET search_path = " + schema.name(), statement);
    }

    static List<EntryOutcome> append(EntryStore store, NewEntry... entries) throws IOException {
        List<EntryLine> lines = new ArrayList<>();
        for (NewEntry entry : entries) {
            lines.add(EntryLine.of(entry));
        }
        return store.append(lines);
    }

    /** Appends, and gives the receipts; anything that is not stored is an error. */
    static List<Receipt> stored(EntryStore store, NewEntry... entries) throws IOException {
        return append(store, entries).stream()
                .map(outcome -> ((EntryOutcome.Stored) outcome).receipt())
                .toList();
    }

    /** Does that by another thread. */
    static CompletableFuture<List<Receipt>> storedLater(EntryStore store, NewEntry... entries) {
        return later(() -> stored(store, entries));
    }

    /** Does something by a thread of its own: the common ones may be too few for all that wait at once. */
    static <T> CompletableFuture<T> later(Callable<T> act) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return act.call();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                work -> new Thread(work, "later").start());
    }

    /** Waits until so many entries are visible. */
    void awaitEntries(long count) {
        await().atMost(LIMIT)
                .until(() -> schema.psql("SELECT count(*) FROM entry").equals(String.valueOf(count)));
    }

    /** Waits until so many of the bridges' sessions wait so, as {@code pg_stat_activity} has it. */
    void awaitWaiting(int count, String condition) {
        await().atMost(LIMIT)
                .until(() -> schema.psql("SELECT count(*) FROM pg_stat_activity WHERE usename = '"
                                + schema.bridge().user() + "' AND " + condition)
                        .equals(String.valueOf(count)));
    }

    /** Has the server do something to every session of the bridges' that is so. */
    void toSessions(String function, String condition) throws IOException {
        schema.psql("SELECT " + function + "(pid) FROM pg_stat_activity WHERE usename = '"
                + schema.bridge().user() + "' AND " + condition);
    }

    /** Has every commit that adds an entry wait until the connection is closed. */
    Connection holdCommits() throws Exception {
        Connection gate = server.connect();
        gate.createStatement().execute("SELECT pg_advisory_lock(7)");
        schema.psql(
                "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN NULL; END$$",
                "CREATE CONSTRAINT TRIGGER held AFTER INSERT ON receipt DEFERRABLE INITIALLY DEFERRED"
                        + " FOR EACH ROW EXECUTE FUNCTION hold()");
        return gate;
    }

    /** Has every append wait until the connection's transaction ends. */
    Connection holdHead() throws Exception {
        Connection holder = server.connect();
        holder.setAutoCommit(false);
        holder.createStatement().execute("SELECT 1 FROM " + schema.name() + ".head FOR UPDATE");
        return holder;
    }

    @Override
    public void close() throws IOException {
        try {
            for (EntryStore store : opened) {
                store.close();
            }
        } catch (IOException e) {
            // A node that lost its database says so; the test has looked at what it looks at.
        } finally {
            schema.close();
        }
    }
}
