package org.corebucket.bridge.ledger.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.corebucket.bridge.database.Commits;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseException;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.ArchivedEntries;
import org.corebucket.bridge.ledger.read.Checkpoint;
import org.corebucket.bridge.ledger.read.CheckpointLines;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.read.LineReader.NotAnEntryException;
import org.corebucket.bridge.ledger.read.ReadEntry;

/**
 * Moves the oldest entries out of the database, whole tables of them. Their receipts and marks stay, and so does what is still asked
 * of them: where the next entry begins, the hash that it links to, and the last entry of each module. Only the role that owns the
 * tables may do it.
 */
public final class LedgerArchive {

    private static final String TABLES = "SELECT c.oid::regclass::text, pg_get_expr(c.relpartbound, c.oid)"
            + " FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid WHERE i.inhparent = 'entry'::regclass";

    private static final Pattern BOUNDS = Pattern.compile("FOR VALUES FROM \\('(\\d+)'\\) TO \\('(\\d+)'\\)");

    private static final int ATTEMPTS = 20;

    private final Database owner;

    /** Takes the database as the owner of its tables. */
    public LedgerArchive(Database owner) {
        this.owner = owner;
    }

    /** A table of the entries from one to another, both included. */
    private record EntryTable(String name, long first, long last) {}

    /**
     * Up to which entry the ledger may be archived: the last of tables that are full, and whose last entry was accepted before a
     * time. The ledger's own last entry is never among them.
     *
     * @param end up to where it is known that commits returned
     * @return empty if there is no such table that is not archived yet
     */
    public Optional<Head> last(Head end, Instant before) throws IOException {
        return owner.ask(connection -> {
            long archived = archived(connection);
            Optional<Head> last = Optional.empty();
            for (EntryTable table : tables(connection)) {
                if (table.last() <= archived) {
                    continue;
                }
                if (table.last() >= end.size()) {
                    break;
                }
                Head head = headBefore(connection, table.last(), before);
                if (head.size() == 0) {
                    break;
                }
                last = Optional.of(head);
            }
            return last;
        });
    }

    private static Head headBefore(Connection connection, long seq, Instant before) throws SQLException, IOException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT line FROM entry WHERE seq = ?")) {
            statement.setLong(1, seq);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new IOException("entry " + seq + " is missing\nbridgectl provenance verify says more");
                }
                ReadEntry entry = LastEntries.entry(row.getBytes(1));
                return entry.timestamp().isBefore(before)
                        ? new Head(seq, entry.hash().hex())
                        : Head.EMPTY;
            }
        } catch (NotAnEntryException e) {
            throw new IOException("entry " + seq + " is none\nbridgectl provenance verify says more", e);
        }
    }

    private static List<EntryTable> tables(Connection connection) throws SQLException {
        List<EntryTable> tables = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(TABLES);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Matcher bounds = BOUNDS.matcher(rows.getString(2));
                if (bounds.matches()) {
                    long behind = Long.parseLong(bounds.group(2));
                    tables.add(new EntryTable(rows.getString(1), Long.parseLong(bounds.group(1)), behind - 1));
                }
            }
        }
        tables.sort((one, other) -> Long.compare(one.first(), other.first()));
        return tables;
    }

    private static long archived(Connection connection) throws SQLException, IOException {
        return ArchiveTable.read(connection)
                .map(ArchivedEntries::head)
                .orElse(Head.EMPTY)
                .size();
    }

    /** What is there of the ledger up to an entry. */
    public LedgerReading upTo(Head last) throws IOException {
        return owner.ask(connection -> PostgresLedger.reading(connection, owner, last, ArchiveTable.read(connection)));
    }

    /** The checkpoints up to that entry. */
    public CheckpointLines checkpoints(Head last) {
        return new CheckpointTable(owner, last.size());
    }

    /**
     * Records that entries were archived: from now on the ledger begins behind them. They are still there.
     *
     * @param statement says so, signed by the bridge's key
     * @param checkpoint of the same entries
     * @throws IOException if that many are archived already, or it could not be recorded
     */
    public void record(Checkpoint statement, Checkpoint checkpoint) throws IOException {
        try (Connection connection = owner.connect()) {
            connection.setAutoCommit(false);
            lock(connection);
            if (archived(connection) >= statement.size()) {
                throw new IOException("somebody else archived these entries meanwhile");
            }
            keepLastLines(connection, statement.size());
            ArchiveTable.add(connection, statement, PostgresLedger.bytes(connection, statement.size()));
            CheckpointTable.insert(connection, checkpoint);
            Commits.commit(connection);
        } catch (SQLException e) {
            throw DatabaseException.of(owner.name(), e);
        }
    }

    /** Whoever makes tables, or archives, waits for the others; and so does an append, which locks the same rows after the head. */
    private static void lock(Connection connection) throws SQLException {
        for (String row : new String[] {"schema_version", "head"}) {
            try (PreparedStatement statement = connection.prepareStatement("SELECT 1 FROM " + row + " FOR UPDATE")) {
                Commits.execute(statement);
            }
        }
    }

    private static void keepLastLines(Connection connection, long size) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("UPDATE module_state AS s SET last_line = e.line"
                + " FROM entry AS e WHERE e.seq = s.last_seq AND s.last_seq <= ?")) {
            statement.setLong(1, size);
            Commits.execute(statement);
        }
    }

    /**
     * Drops the tables of the entries that were archived. Appends wait for each of them for a moment; one that is not to be had is
     * tried again.
     *
     * @return how many tables were dropped
     */
    public int drop() throws IOException {
        try (Connection connection = owner.connect()) {
            long archived = archived(connection);
            int dropped = 0;
            for (EntryTable table : tables(connection)) {
                if (table.last() <= archived) {
                    drop(connection, table);
                    dropped++;
                }
            }
            return dropped;
        } catch (SQLException e) {
            throw DatabaseException.of(owner.name(), e);
        }
    }

    private void drop(Connection connection, EntryTable table) throws SQLException, IOException {
        for (int i = 1; true; i++) {
            try {
                ShortLock.execute(connection, "DROP TABLE " + table.name());
                return;
            } catch (SQLException e) {
                DatabaseException trouble = DatabaseException.of(owner.name(), e);
                if (trouble.trouble() != DatabaseException.DatabaseTrouble.CONFLICT || i == ATTEMPTS) {
                    throw trouble;
                }
            }
        }
    }
}
