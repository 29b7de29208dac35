package org.corebucket.bridge.ledger.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.corebucket.bridge.database.Commits;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.postgres.AppendBatch.ChainedRows;
import org.corebucket.bridge.ledger.postgres.AppendBatch.ModuleCount;
import org.corebucket.bridge.ledger.postgres.AppendBatch.ModuleEndpoint;

/** The statements by which one node appends over one connection. */
final class AppendStatements {

    private static final String HEAD = "SELECT size, bytes, hash, untimed, stops FROM head WHERE id = 1";

    /**
     * One round trip. The marks are looked for by a statement of its own, which begins when the lock is held: a snapshot of before
     * would miss what was appended meanwhile. The transaction's commit will wait for nothing, so that the next bridge need not wait
     * for disks and standbys; {@link #beat} does.
     */
    private static final String LOCK_HEAD =
            "SELECT size, bytes, hash, untimed, stops, set_config('synchronous_commit', 'off', true)"
                    + " FROM head WHERE id = 1 FOR UPDATE;"
                    + "SELECT session FROM receipt WHERE session = ANY (?) UNION ALL SELECT mark FROM mark WHERE mark = ANY (?)";

    /** It never goes back, in whatever order a node's connections say it. */
    private static final String ACKED =
            "acked_hash = CASE WHEN acked < ? THEN ? ELSE acked_hash END, acked = GREATEST(acked, ?)";

    /**
     * One round trip. It stores everything or nothing: the head must be what the rows were chained behind, no stop may be in
     * force, and no mark may be there. Whoever finds the head unchanged knows that nobody appended since, so that a look at the
     * marks in the same statement misses none, even across partitions; sessions are unique by their key.
     */
    private static final String APPEND = "WITH seen AS (SELECT 1 FROM mark WHERE mark = ANY (?) LIMIT 1),"
            + " h AS (UPDATE head SET size = ?, bytes = ?, hash = ?, untimed = ? WHERE id = 1 AND size = ? AND hash = ?"
            + " AND stops = 0 AND NOT EXISTS (SELECT 1 FROM seen) RETURNING 1),"
            + " e AS (INSERT INTO entry SELECT x.* FROM unnest(?::bigint[], ?::bigint[], ?::bytea[]) AS x, h),"
            + " r AS (INSERT INTO receipt SELECT x.* FROM unnest(?::uuid[], ?::bigint[], ?::bytea[]) AS x, h),"
            + " m AS (INSERT INTO mark SELECT x.* FROM unnest(?::uuid[], ?::date[]) AS x, h),"
            + " s AS (INSERT INTO module_state SELECT x.* FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[]) AS x, h"
            + " ON CONFLICT (module, endpoint) DO UPDATE SET entries = module_state.entries + excluded.entries,"
            + " last_seq = excluded.last_seq),"
            + " n AS (UPDATE node SET batch = ?, first = ?, " + ACKED
            + ", seen_at = database_time() FROM h WHERE id = ?)"
            + " SELECT count(*) FROM h";

    private static final String COMMIT = "COMMIT";

    /** What PostgreSQL answers to any statement in a transaction in which one failed (its manual, appendix A). */
    private static final String IN_FAILED_TRANSACTION = "25P02";

    private static final String BATCH = "SELECT first FROM node WHERE id = ? AND batch = ?";

    private static final String RECEIPTS = "SELECT session, seq, hash FROM receipt WHERE session = ANY (?)";

    private static final String BEAT =
            "UPDATE node SET " + ACKED + ", seen_at = database_time() WHERE id = ? RETURNING seen_at";

    private static final String WATERMARK = "SELECT acked, acked_hash FROM node ORDER BY acked DESC LIMIT 1";

    private final Connection connection;
    private final String node;

    AppendStatements(Connection connection, String node) {
        this.connection = connection;
        this.node = node;
    }

    /**
     * Begins a transaction with the head's lock, for which this waits behind whoever has it, a transaction of one's own that was
     * given up among them.
     */
    LockedHead lockHeadFor(AppendBatch batch) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(LOCK_HEAD)) {
            Parameters to = new Parameters(statement);
            to.array("uuid", batch.sessions());
            to.array("uuid", batch.marks());
            Commits.execute(statement);
            ChainHead head = head(statement.getResultSet());
            statement.getMoreResults();
            return new LockedHead(head, known(statement.getResultSet()));
        }
    }

    /**
     * Where the chain ends while the lock is held.
     *
     * @param known which of the batch's sessions and marks are there
     */
    record LockedHead(ChainHead head, Set<UUID> known) {}

    private static ChainHead head(ResultSet row) throws SQLException {
        row.next();
        return new ChainHead(row.getLong(1), row.getLong(2), row.getString(3), row.getLong(4), row.getInt(5));
    }

    private static Set<UUID> known(ResultSet rows) throws SQLException {
        Set<UUID> known = new HashSet<>();
        while (rows.next()) {
            known.add(rows.getObject(1, UUID.class));
        }
        return known;
    }

    /**
     * Appends rows, ends the transaction that has the lock, so that others see them and may chain theirs behind, and then commits
     * something that waits: with its return all that was visible before is on disk, and on every standby that the server waits
     * for. One round trip.
     *
     * @throws SQLException of unknown outcome if the rows may be stored; else none of them is
     */
    void appendReleaseAndWait(UUID batch, ChainedRows rows, Head acked) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(APPEND + ";" + COMMIT + ";" + BEAT)) {
            Parameters to = new Parameters(statement);
            setAppend(to, batch, rows, acked);
            setBeat(to, acked);
            Commits.execute(statement);
            if (!hasAppended(statement)) {
                throw new IllegalStateException("the head changed under its lock");
            }
            // The first is the commit's, which has no rows.
            statement.getMoreResults();
            statement.getMoreResults();
            seenAt(statement);
        } catch (SQLException e) {
            throw isInFailedTransaction() ? e : Commits.unknown(e);
        }
        connection.setAutoCommit(true);
    }

    /** Whether the transaction with the lock is still open, and can only be given up: else it was committed, or nobody knows. */
    private boolean isInFailedTransaction() {
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT 1").close();
            return false;
        } catch (SQLException e) {
            return IN_FAILED_TRANSACTION.equals(e.getSQLState());
        }
    }

    /** Ends the transaction that has the lock, in which nothing was done. */
    void release() throws SQLException {
        Commits.commit(connection);
    }

    /** Locks the head in a transaction of somebody else's. */
    ChainHead lockHead() throws SQLException {
        return head(HEAD + " FOR UPDATE");
    }

    /** The head as it is visible now; whether its commit returned to somebody is not known. */
    ChainHead visibleHead() throws SQLException {
        return head(HEAD);
    }

    private ChainHead head(String query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet row = statement.executeQuery()) {
            return head(row);
        }
    }

    /**
     * Whether a batch is the last that this node stored.
     *
     * @return the number of its first entry; empty if it is not stored
     */
    OptionalLong stored(UUID batch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BATCH)) {
            statement.setString(1, node);
            statement.setObject(2, batch);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    /** The number and hash of each of these sessions that is there. */
    Map<UUID, StoredSession> receipts(UUID[] sessions) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RECEIPTS)) {
            statement.setArray(1, connection.createArrayOf("uuid", sessions));
            Map<UUID, StoredSession> found = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(
                            rows.getObject(1, UUID.class),
                            new StoredSession(rows.getLong(2), Sha256.ofBytes(rows.getBytes(3))));
                }
            }
            return found;
        }
    }

    /** The entry of a session. */
    record StoredSession(long seq, Sha256 hash) {}

    /**
     * Appends rows if the head is what they were chained behind.
     *
     * @param acked the last entry of which this node knows that its commit returned
     * @return whether it did
     */
    boolean append(UUID batch, ChainedRows rows, Head acked) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(APPEND)) {
            setAppend(new Parameters(statement), batch, rows, acked);
            Commits.execute(statement);
            return hasAppended(statement);
        }
    }

    private void setAppend(Parameters to, UUID batch, ChainedRows rows, Head acked) throws SQLException {
        to.array("uuid", rows.marks().toArray());
        to.number(rows.after().size());
        to.number(rows.after().bytes());
        to.text(rows.after().hash());
        to.number(rows.after().untimed());
        to.number(rows.before().size());
        to.text(rows.before().hash());
        to.array("bigint", rows.seqs().toArray());
        to.array("bigint", rows.begins().toArray());
        to.array("bytea", rows.lines().toArray(byte[][]::new));
        to.array("uuid", rows.sessions().toArray());
        to.array("bigint", rows.seqs().toArray());
        to.array("bytea", rows.hashes().toArray(byte[][]::new));
        to.array("uuid", rows.marks().toArray());
        to.array("date", rows.days().stream().map(AppendStatements::day).toArray());
        to.array(
                "text",
                rows.modules().keySet().stream().map(ModuleEndpoint::module).toArray());
        to.array(
                "text",
                rows.modules().keySet().stream().map(ModuleEndpoint::endpoint).toArray());
        to.array(
                "bigint",
                rows.modules().values().stream().map(ModuleCount::entries).toArray());
        to.array(
                "bigint",
                rows.modules().values().stream().map(ModuleCount::last).toArray());
        to.id(batch);
        to.number(rows.before().size() + 1);
        to.acked(acked);
        to.text(node);
    }

    private static boolean hasAppended(PreparedStatement appended) throws SQLException {
        try (ResultSet row = appended.getResultSet()) {
            return row.next() && row.getInt(1) == 1;
        }
    }

    /** As PostgreSQL reads it. */
    static String day(Optional<LocalDate> day) {
        return day.map(LocalDate::toString).orElse("infinity");
    }

    /**
     * Says that this node is there, and up to which entry it knows that commits returned.
     *
     * @return the database's time
     */
    Instant beat(Head acked) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BEAT)) {
            setBeat(new Parameters(statement), acked);
            Commits.execute(statement);
            return seenAt(statement);
        }
    }

    private void setBeat(Parameters to, Head acked) throws SQLException {
        to.acked(acked);
        to.text(node);
    }

    /** Who is not known has written nothing, and a commit of nothing does not wait. */
    private Instant seenAt(PreparedStatement beat) throws SQLException {
        try (ResultSet row = beat.getResultSet()) {
            if (!row.next()) {
                throw new SQLException("the database knows no node " + node + " any more", "P0002");
            }
            return row.getTimestamp(1).toInstant();
        }
    }

    /** The last entry of which some node knows that its commit returned. */
    static Head watermark(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WATERMARK);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? new Head(row.getLong(1), row.getString(2)) : Head.EMPTY;
        }
    }

    /** Sets one parameter after the other. */
    private static final class Parameters {

        private final PreparedStatement statement;
        private int index;

        Parameters(PreparedStatement statement) {
            this.statement = statement;
        }

        void number(long value) throws SQLException {
            statement.setLong(++index, value);
        }

        void acked(Head head) throws SQLException {
            number(head.size());
            text(head.hash());
            number(head.size());
        }

        void text(String value) throws SQLException {
            statement.setString(++index, value);
        }

        void id(UUID value) throws SQLException {
            statement.setObject(++index, value);
        }

        void array(String type, Object[] values) throws SQLException {
            statement.setArray(++index, statement.getConnection().createArrayOf(type, values));
        }
    }
}
