package org.corebucket.bridge.ledger.postgres;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.corebucket.bridge.database.Commits;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseException;
import org.corebucket.bridge.database.DatabaseException.DatabaseTrouble;
import org.corebucket.bridge.database.DatabaseSchema;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.EntryOutcome;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerTrouble;
import org.corebucket.bridge.ledger.LedgerUnavailableException;
import org.corebucket.bridge.ledger.MarkKey;
import org.corebucket.bridge.ledger.ModuleEntries;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.postgres.AppendBatch.ChainedRows;
import org.corebucket.bridge.ledger.postgres.AppendStatements.LockedHead;
import org.corebucket.bridge.ledger.postgres.AppendStatements.StoredSession;
import org.corebucket.bridge.ledger.read.EntryLine;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.read.SignedCheckpoints;
import org.corebucket.bridge.ledger.store.EntryStore;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.ledger.store.UnknownOutcomeException;
import org.corebucket.bridge.readiness.MendableException;
import org.jspecify.annotations.Nullable;

/**
 * Entries in PostgreSQL, which the bridges of several nodes append to (CONTRACT 12). One transaction stores a batch with its
 * receipts, marks and the head; unique keys and the head's row refuse what is there already. A batch is acknowledged when its
 * commit returned: then it is on the primary and on every standby that the server waits for. Nothing beyond such an entry is shown.
 *
 * <p>While this node is alone it guesses that the head is what it left, and needs one round trip. When another node appended
 * meanwhile, it queues for the head's row for a while, and gives that to the next node before it waits for disk and standby.
 */
public final class PostgresStore implements EntryStore {

    /** For so many batches after a lost guess it queues. */
    private static final int QUEUED_BATCHES = 50;

    /** What is in the way is mostly over by then. */
    private static final int ATTEMPTS = 10;

    /** So long the outcome of a commit is looked for before those who wait are told that it is not known. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

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
    private final MessageDigest sha256 = Sha256.newDigest();

    /** Where the chain ends, as this node left it; null if that is not known. */
    private @Nullable ChainHead known;

    /** Whether the batch at hand may be stored: a commit of it had no answer, and nobody has looked since. */
    private boolean inDoubt;

    private int queuedBatches;
    private long beat = System.nanoTime();
    private volatile Head head = Head.EMPTY;
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
        this.writer = new WriterConnection(database, node, () -> head, known);
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
                store.forget();
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
            head = AppendStatements.watermark(to);
            makePartitions(to);
            advance(new AppendStatements(to, node));
        } catch (SQLException e) {
            throw trouble(e);
        }
    }

    @Override
    public Head head() {
        return head;
    }

    @Override
    public List<EntryOutcome> append(List<EntryLine> entries) throws IOException {
        AppendBatch batch = AppendBatch.of(entries, retention);
        inDoubt = false;
        try {
            List<EntryOutcome> outcomes = outcomes(batch);
            trouble = null;
            return outcomes;
        } catch (DatabaseException e) {
            trouble = Trouble.of(e, e.trouble() != DatabaseTrouble.LOST);
            throw told(e.trouble() == DatabaseTrouble.FULL ? full(e) : e);
        } catch (IOException e) {
            trouble = Trouble.of(e, false);
            throw told(e);
        }
    }

    private IOException told(IOException e) {
        return inDoubt ? new UnknownOutcomeException(e) : e;
    }

    private List<EntryOutcome> outcomes(AppendBatch batch) throws IOException {
        if (clocks.areTooFarApart()) {
            requireOneTime();
        }
        try {
            return attempt(batch);
        } catch (DatabaseException e) {
            forget();
            if (e.trouble() == DatabaseTrouble.LOST) {
                return resolve(batch, e);
            }
            throw e;
        }
    }

    private List<EntryOutcome> attempt(AppendBatch batch) throws IOException {
        DatabaseException inTheWay = null;
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                return once(batch);
            } catch (DatabaseException e) {
                if (e.trouble() != DatabaseTrouble.CONFLICT && e.trouble() != DatabaseTrouble.DUPLICATE) {
                    throw e;
                }
                inTheWay = e;
                rollback();
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1_000_000, 20_000_000));
            }
        }
        throw inTheWay;
    }

    private List<EntryOutcome> once(AppendBatch batch) throws IOException {
        AppendStatements statements = new AppendStatements(writer.connected(), node);
        try {
            ChainHead left = known;
            if (left != null && queuedBatches == 0) {
                ChainedRows rows = batch.behind(left, Set.of(), retention.mostUntimed(), sha256);
                inDoubt = true;
                if (!rows.isEmpty() && statements.append(batch.id(), rows, head)) {
                    return stored(rows);
                }
                inDoubt = false;
            }
            return queued(statements, batch, false);
        } catch (SQLException e) {
            DatabaseException trouble = trouble(e);
            inDoubt &= trouble.trouble() == DatabaseTrouble.LOST;
            throw trouble;
        }
    }

    /**
     * Appends with the head's row locked. The lock is released before what is appended is durable: then the bridges wait for disk and
     * standby together, and not one after the other. That is safe since the log of a server, and what a standby has of it, is never
     * without what is before: a crash or a promotion that loses this append also loses all that was chained behind it. Nobody is told
     * before a commit that comes later, and waits, has returned (CONTRACT 12).
     *
     * @param doubtful whether the batch may be stored already
     */
    private List<EntryOutcome> queued(AppendStatements statements, AppendBatch batch, boolean doubtful)
            throws SQLException {
        LockedHead locked = statements.lockHeadFor(batch);
        ChainHead at = locked.head();
        boolean contended = known != null && known.size() != at.size();
        queuedBatches = contended ? QUEUED_BATCHES : Math.max(0, queuedBatches - 1);
        OptionalLong first = doubtful ? statements.stored(batch.id()) : OptionalLong.empty();
        if (first.isPresent()) {
            List<EntryOutcome> outcomes = batch.outcomes(first.getAsLong(), statements.receipts(batch.sessions()));
            statements.release();
            // What a crash left visible may be on no standby.
            waitForAll(statements);
            settled(at);
            return outcomes;
        }
        inDoubt = false;
        if (at.stops() > 0) {
            statements.release();
            known = at;
            return stopped(batch);
        }
        ChainedRows rows = batch.behind(at, locked.known(), retention.mostUntimed(), sha256);
        inDoubt = true;
        if (rows.isEmpty()) {
            statements.release();
            waitForAll(statements);
        } else {
            statements.appendReleaseAndWait(batch.id(), rows, head);
        }
        return stored(rows);
    }

    /** With the return of this commit all that was visible before is on disk, and on every standby that the server waits for. */
    private void waitForAll(AppendStatements statements) throws SQLException {
        try {
            statements.beat(head);
        } catch (SQLException e) {
            // Whatever became of it, the batch is there already: it must be looked up, and not be appended again.
            throw Commits.unknown(e);
        }
    }

    private List<EntryOutcome> stored(ChainedRows rows) {
        settled(rows.after());
        return rows.outcomes();
    }

    /** The commit returned: all up to there is durable. */
    private void settled(ChainHead at) {
        known = at;
        head = at.head();
    }

    private static List<EntryOutcome> stopped(AppendBatch batch) {
        LedgerUnavailableException stop = LedgerUnavailableException.stopped();
        List<EntryOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            outcomes.add(new EntryOutcome.NotStored(stop));
        }
        return outcomes;
    }

    /**
     * Finds out whether a batch is stored whose commit had no answer, and stores it if not: nobody is told before.
     *
     * @throws IOException if that can't be found out in time; then those who wait are told so, and whoever sends an update again is
     *     told whether it is stored
     */
    private List<EntryOutcome> resolve(AppendBatch batch, DatabaseException lost) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        DatabaseException last = lost;
        while (System.nanoTime() < deadline) {
            try {
                return queued(new AppendStatements(writer.connected(), node), batch, true);
            } catch (SQLException e) {
                last = trouble(e);
                forget();
            } catch (DatabaseException e) {
                last = e;
                forget();
            }
            if (last.trouble() == DatabaseTrouble.REFUSED || last.trouble() == DatabaseTrouble.FULL) {
                throw last;
            }
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(50_000_000, 200_000_000));
        }
        throw last;
    }

    private static IOException full(DatabaseException e) {
        FileSystemException full = new FileSystemException("the database", null, "No space left on device");
        full.initCause(e);
        return full;
    }

    private DatabaseException trouble(SQLException e) {
        return DatabaseException.of(database.name(), e);
    }

    private void rollback() {
        writer.rollback();
        known = null;
    }

    /** Gives up what can't be trusted any more. */
    private void forget() {
        writer.giveUp();
        known = null;
        partitions.forget();
    }

    // --- what is due besides

    private void makePartitions(Connection to) throws SQLException {
        long size = known == null ? head.size() : known.size();
        partitions.make(to, size, today());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(options.clock().instant(), ZoneOffset.UTC);
    }

    @Override
    public boolean isContended() {
        return queuedBatches > 0;
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
            forget();
            trouble = Trouble.of(trouble(e), false);
        } catch (IOException e) {
            forget();
            trouble = Trouble.of(e, false);
        }
    }

    /** All that is visible now is on every standby when a commit that comes later has returned. */
    private void advance(AppendStatements statements) throws SQLException {
        Head visible = statements.visibleHead().head();
        measure(statements);
        if (visible.size() > head.size()) {
            head = visible;
        }
    }

    private void measure(AppendStatements statements) throws SQLException {
        Instant before = options.clock().instant();
        Instant there = statements.beat(head);
        clocks.compare(before, there, options.clock().instant());
    }

    private void requireOneTime() throws IOException {
        try {
            measure(new AppendStatements(writer.connected(), node));
        } catch (SQLException e) {
            forget();
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
        Head acknowledged = head;
        return database.ask(connection -> {
            AppendStatements statements = new AppendStatements(connection, node);
            StoredSession found = statements.receipts(new UUID[] {session}).get(session);
            if (found == null) {
                return Optional.empty();
            }
            if (found.seq() > acknowledged.size()) {
                statements.beat(Head.EMPTY);
            } else {
                requireSameChain(connection, acknowledged);
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
        return PostgresLedger.read(database, head);
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
                new AppendStatements(open, node).beat(head);
            }
        } catch (SQLException e) {
            throw new IOException("the database was not told what is stored; it will see by itself", trouble(e));
        } finally {
            forget();
            database.close();
        }
    }
}
