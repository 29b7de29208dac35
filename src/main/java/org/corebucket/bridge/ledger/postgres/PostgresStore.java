package org.corebucket.bridge.ledger.postgres;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.database.Commits;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseException;
import org.corebucket.bridge.database.DatabaseException.DatabaseTrouble;
import org.corebucket.bridge.database.DatabaseSchema;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.ledger.EntryOutcome;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerTrouble;
import org.corebucket.bridge.ledger.MarkKey;
import org.corebucket.bridge.ledger.ModuleEntries;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.postgres.AppendStatements.StoredSession;
import org.corebucket.bridge.ledger.read.EntryLine;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.read.SignedCheckpoints;
import org.corebucket.bridge.ledger.store.EntryStore;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.readiness.MendableException;
import org.jspecify.annotations.Nullable;

/**
 * Entries in PostgreSQL, which the bridges of several nodes append to (CONTRACT 12). One transaction stores a batch with its
 * receipts, marks and the head; unique keys and the head's row refuse what is there already. A batch is acknowledged when its
 * commit returned: then it is on the primary and on every standby that the server waits for. Nothing beyond such an entry is shown.
 */
public final class PostgresStore implements EntryStore {

    /** What is not said by then the other nodes see by themselves. */
    private static final int CLOSING_MILLIS = 1000;

    private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Database database;
    private final String node;
    private final LedgerOptions options;
    private final MarkRetention retention;
    private final WriterConnection writer;
    private final ClockDifference clocks = new ClockDifference();
    private final SharedCheckpoints checkpoints;
    private final Partitions partitions;
    private final BatchAppender appender;

    private long beat = System.nanoTime();
    private volatile @Nullable Trouble trouble;

    /**
     * What is in the way.
     *
     * @param untilAppended whether only an append can show that it is over; else the next beat does
     */
    private record Trouble(String words, boolean untilAppended) {

        static Trouble of(IOException e, boolean untilAppended) {
            return new Trouble(IoTrouble.words(e), untilAppended);
        }
    }

    private PostgresStore(
            Database database,
            String node,
            LedgerOptions options,
            SignedCheckpoints checkpoints,
            MarkRetention retention,
            KnownLedger known) {
        this.database = database;
        this.node = node;
        this.options = options;
        this.retention = retention;
        this.writer = new WriterConnection(database, node, this::head, known);
        this.appender = new BatchAppender(database, node, retention, writer);
        this.checkpoints = new SharedCheckpoints(checkpoints, options);
        this.partitions = new Partitions(retention);
    }

    /**
     * Opens the ledger that the nodes of a deployment share; nothing of it is read but its end.
     *
     * @param database which is closed when the store is
     * @param node this node's name; no other node has it
     * @param checkpoints those in the database, believed by the deployment's keys
     * @param known what a server must have, when it is opened, and later whenever it is connected to again
     * @throws LedgerWentBackException if the ledger went back
     * @throws MendableException if the schema is not of this version
     */
    public static PostgresStore open(
            Database database,
            String node,
            LedgerOptions options,
            SignedCheckpoints checkpoints,
            MarkRetention retention,
            KnownLedger known)
            throws IOException, MendableException {
        PostgresStore store = new PostgresStore(database, node, options, checkpoints, retention, known);
        boolean opened = false;
        try {
            store.begin();
            opened = true;
            return store;
        } finally {
            if (!opened) {
                store.appender.forget();
                database.close();
            }
        }
    }

    private void begin() throws IOException, MendableException {
        try (Connection first = database.connect()) {
            DatabaseSchema.require(first, database.name());
        } catch (SQLException e) {
            throw trouble(e);
        }
        Connection to = writer.connected();
        try {
            try (PreparedStatement statement = to.prepareStatement(
                    "INSERT INTO node (id, acked, acked_hash, seen_at) VALUES (?, 0, '', database_time()) ON CONFLICT (id) DO NOTHING")) {
                statement.setString(1, node);
                Commits.execute(statement);
            }
            appender.acknowledge(AppendStatements.watermark(to));
            makePartitions(to);
            advance(new AppendStatements(to, node));
        } catch (SQLException e) {
            throw trouble(e);
        }
    }

    @Override
    public Head head() {
        return appender.acknowledged();
    }

    @Override
    public List<EntryOutcome> append(List<EntryLine> entries) throws IOException {
        AppendBatch batch = AppendBatch.of(entries, retention);
        try {
            if (clocks.areTooFarApart()) {
                requireOneTime();
            }
            List<EntryOutcome> outcomes = appender.append(batch);
            trouble = null;
            return outcomes;
        } catch (DatabaseException e) {
            trouble = Trouble.of(e, e.trouble() != DatabaseTrouble.LOST);
            throw e.trouble() == DatabaseTrouble.FULL ? full(e) : e;
        } catch (IOException e) {
            trouble = Trouble.of(e, false);
            throw e;
        }
    }

    private static IOException full(DatabaseException e) {
        FileSystemException full = new FileSystemException("the database", null, "No space left on device");
        full.initCause(e);
        return full;
    }

    private DatabaseException trouble(SQLException e) {
        return DatabaseException.of(database.name(), e);
    }

    // --- what is due besides

    private void makePartitions(Connection to) throws SQLException {
        partitions.make(to, appender.size(), today());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(options.clock().instant(), ZoneOffset.UTC);
    }

    @Override
    public boolean isContended() {
        return appender.isContended();
    }

    @Override
    public long millisUntilDue() {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(beat + BEAT_NANOS - System.nanoTime()));
    }

    /** Once a second the node says that it is there and what it knows to be stored, and compares the clocks. */
    @Override
    public void doDue() {
        if (System.nanoTime() - beat < BEAT_NANOS) {
            return;
        }
        beat = System.nanoTime();
        try {
            Connection to = writer.connected();
            advance(new AppendStatements(to, node));
            makePartitions(to);
            partitions.dropMarks(to, today());
            if (trouble != null && !trouble.untilAppended()) {
                trouble = null;
            }
        } catch (SQLException e) {
            appender.forget();
            trouble = Trouble.of(trouble(e), false);
        } catch (IOException e) {
            appender.forget();
            trouble = Trouble.of(e, false);
        }
    }

    /** All that is visible now is on every standby when a commit that comes later has returned. */
    private void advance(AppendStatements statements) throws SQLException {
        Head visible = statements.visibleHead().head();
        measure(statements);
        appender.acknowledge(visible);
    }

    private void measure(AppendStatements statements) throws SQLException {
        Instant before = options.clock().instant();
        Instant there = statements.beat(head());
        clocks.compare(before, there, options.clock().instant());
    }

    private void requireOneTime() throws IOException {
        try {
            measure(new AppendStatements(writer.connected(), node));
        } catch (SQLException e) {
            appender.forget();
            throw trouble(e);
        }
        if (clocks.areTooFarApart()) {
            throw new IOException(clocks.words());
        }
    }

    @Override
    public Optional<LedgerTrouble> trouble() {
        Trouble found = trouble;
        if (found != null) {
            return Optional.of(new LedgerTrouble(found.words(), false));
        }
        Optional<String> weakened = writer.weakened();
        if (weakened.isPresent()) {
            return Optional.of(new LedgerTrouble(weakened.get(), true));
        }
        return clocks.areApart()
                ? Optional.of(new LedgerTrouble(clocks.words(), !clocks.areTooFarApart()))
                : Optional.empty();
    }

    /** A balancer sends nothing to a node that says it takes nothing, so no append would ever show that it does. */
    @Override
    public boolean noticesRecovery() {
        return true;
    }

    @Override
    public List<String> notices() {
        return writer.weaknesses();
    }

    // --- reading, by other connections

    /** A receipt for what no commit has returned for yet would empty an outbox for nothing, so then this waits for a commit. */
    @Override
    public Optional<Receipt> receipt(String module, String sessionId) throws IOException {
        UUID session = MarkKey.ofSession(module, sessionId).uuid();
        Head last = head();
        return database.ask(connection -> {
            AppendStatements statements = new AppendStatements(connection, node);
            StoredSession found = statements.receipts(new UUID[] {session}).get(session);
            if (found == null) {
                return Optional.empty();
            }
            if (found.seq() > last.size()) {
                statements.beat(Head.EMPTY);
            } else {
                requireSameChain(connection, last);
            }
            return Optional.of(new Receipt(found.seq(), found.hash(), module, sessionId));
        });
    }

    /** An old primary goes on showing what it never passed on; who has the last acknowledged entry has what is before it. */
    private void requireSameChain(Connection connection, Head acknowledged) throws SQLException, IOException {
        if (ArchiveTable.insteadOf(acknowledged, connection).isPresent()) {
            throw DatabaseException.notTheOne(
                    database.name(), "it has not entry " + acknowledged.size() + " as this node knows it");
        }
    }

    /** Of each module and endpoint how many entries there are, and the last. */
    public List<ModuleEntries> lastEntries() throws IOException {
        return database.ask(connection -> {
            List<ModuleEntries> last = LastEntries.read(connection);
            // With the return of this commit all that was seen is on every standby.
            new AppendStatements(connection, node).beat(Head.EMPTY);
            return last;
        });
    }

    @Override
    public LedgerReading read() throws IOException {
        return PostgresLedger.read(database, head());
    }

    @Override
    public void checkpoint() throws IOException {
        Trouble lost = trouble;
        if (lost != null) {
            // A bridge that is to end must not wait for it.
            throw new IOException("another node, or this one later, signs where the ledger ends: " + lost.words());
        }
        checkpoints.write(read());
    }

    @Override
    public void close() throws IOException {
        try {
            if (writer.open().isPresent()) {
                Connection open = writer.open().get();
                open.setNetworkTimeout(Runnable::run, CLOSING_MILLIS);
                new AppendStatements(open, node).beat(head());
            }
        } catch (SQLException e) {
            throw new IOException("the database was not told what is stored; it will see by itself", trouble(e));
        } finally {
            appender.forget();
            database.close();
        }
    }
}
