package org.corebucket.bridge.ledger.postgres;

import java.io.IOException;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.corebucket.bridge.database.Commits;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseException;
import org.corebucket.bridge.database.DatabaseException.DatabaseTrouble;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.EntryOutcome;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerUnavailableException;
import org.corebucket.bridge.ledger.postgres.AppendBatch.ChainedRows;
import org.corebucket.bridge.ledger.postgres.AppendStatements.LockedHead;
import org.corebucket.bridge.ledger.store.UnknownOutcomeException;
import org.jspecify.annotations.Nullable;

/**
 * Appends batches for one node (CONTRACT 12). While the node is alone it guesses that the head is what it left, and needs one round
 * trip. When another node appended meanwhile, it queues for the head's row for a while, and gives that to the next node before it
 * waits for disk and standby. A commit without an answer is looked up, and appended only if it is not there. For one thread.
 */
final class BatchAppender {

    /** For so many batches after a lost guess it queues. */
    private static final int QUEUED_BATCHES = 50;

    /** What is in the way is mostly over by then. */
    private static final int ATTEMPTS = 10;

    /** So long the outcome of a commit is looked for before those who wait are told that it is not known. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Database database;
    private final String node;
    private final MarkRetention retention;
    private final WriterConnection writer;
    private final MessageDigest sha256 = Sha256.newDigest();

    /** Where the chain ends, as this node left it; null if that is not known. */
    private @Nullable ChainHead known;

    /** Whether the batch at hand may be stored: a commit of it had no answer, and nobody has looked since. */
    private boolean inDoubt;

    private int queuedBatches;
    private volatile Head acknowledged = Head.EMPTY;

    BatchAppender(Database database, String node, MarkRetention retention, WriterConnection writer) {
        this.database = database;
        this.node = node;
        this.retention = retention;
        this.writer = writer;
    }

    /** The last entry of which this node knows that its commit returned. Any thread may ask. */
    Head acknowledged() {
        return acknowledged;
    }

    /** Takes note of a later entry of which it is known otherwise. */
    void acknowledge(Head later) {
        if (later.size() > acknowledged.size()) {
            acknowledged = later;
        }
    }

    /** Whether other nodes append as well. */
    boolean isContended() {
        return queuedBatches > 0;
    }

    /** How many entries there are, as far as this node knows. */
    long size() {
        return known == null ? acknowledged.size() : known.size();
    }

    /** Gives up what can't be trusted any more. */
    void forget() {
        writer.giveUp();
        known = null;
    }

    /**
     * Appends a batch.
     *
     * @throws UnknownOutcomeException if it is not known whether it is stored
     * @throws DatabaseException if the database has not stored it
     * @throws IOException if this node may not append
     */
    List<EntryOutcome> append(AppendBatch batch) throws IOException {
        inDoubt = false;
        try {
            return settle(batch);
        } catch (IOException e) {
            throw inDoubt ? new UnknownOutcomeException(e) : e;
        }
    }

    private List<EntryOutcome> settle(AppendBatch batch) throws IOException {
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
                writer.rollback();
                known = null;
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
                if (!rows.isEmpty() && statements.append(batch.id(), rows, acknowledged)) {
                    return stored(rows);
                }
                inDoubt = false;
            }
            return queued(statements, batch, false);
        } catch (SQLException e) {
            throw judged(e);
        }
    }

    private DatabaseException judged(SQLException e) {
        DatabaseException trouble = DatabaseException.of(database.name(), e);
        inDoubt &= trouble.trouble() == DatabaseTrouble.LOST;
        return trouble;
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
            statements.appendReleaseAndWait(batch.id(), rows, acknowledged);
        }
        return stored(rows);
    }

    /** With the return of this commit all that was visible before is on disk, and on every standby that the server waits for. */
    private void waitForAll(AppendStatements statements) throws SQLException {
        try {
            statements.beat(acknowledged);
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
        acknowledged = at.head();
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
                last = judged(e);
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
}
