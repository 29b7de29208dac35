package org.corebucket.bridge.ledger.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.corebucket.bridge.database.Commits;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseException;
import org.corebucket.bridge.database.DatabaseException.DatabaseTrouble;
import org.corebucket.bridge.database.ServerDurability;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.MarkKey;
import org.corebucket.bridge.ledger.postgres.AppendStatements.StoredSession;
import org.corebucket.bridge.ledger.read.ArchivedEntries;
import org.corebucket.bridge.ledger.read.CheckpointLines;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.read.OneSegment;
import org.corebucket.bridge.transparency.LogCheckpoints;

/** The ledger in the database for those who read it: up to the last entry of which it is known that its commit returned. */
public final class PostgresLedger implements LedgerPlace {

    private final Database database;

    private PostgresLedger(Database database) {
        this.database = database;
    }

    /** The one in a database. */
    public static LedgerPlace of(Database database) {
        return new PostgresLedger(database);
    }

    /**
     * The ledger up to the last entry that is visible, once it is known to be durable; that takes a commit. If the server takes none
     * now, up to the last entry that a bridge knows to be durable.
     */
    @Override
    public LedgerReading read() throws IOException {
        try {
            // By one connection: what one server shows is not durable because another one commits.
            Head durable = database.ask(connection -> {
                Head visible =
                        new AppendStatements(connection, "").visibleHead().head();
                commit(connection);
                return visible;
            });
            return read(database, durable);
        } catch (DatabaseException e) {
            if (e.trouble() != DatabaseTrouble.LOST) {
                throw e;
            }
            return read(database, Head.EMPTY);
        }
    }

    /** Commits nothing; with its return all that was visible before is on the disk and on every standby that the server waits for. */
    private static void commit(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_logical_emit_message(true, 'bridgectl', '')")) {
            Commits.execute(statement);
        }
    }

    /** By the receipts, which name sessions together with their modules, of each module of which there is an entry. */
    @Override
    public List<Long> ofSession(String session, Optional<String> module) throws IOException {
        return database.ask(connection -> {
            List<String> modules = module.isPresent() ? List.of(module.get()) : modules(connection);
            UUID[] sessions = modules.stream()
                    .map(each -> MarkKey.ofSession(each, session).uuid())
                    .toArray(UUID[]::new);
            return new AppendStatements(connection, "")
                    .receipts(sessions).values().stream()
                            .map(StoredSession::seq)
                            .sorted()
                            .toList();
        });
    }

    private static List<String> modules(Connection connection) throws SQLException {
        List<String> modules = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT DISTINCT module FROM module_state");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                modules.add(rows.getString(1));
            }
        }
        return modules;
    }

    @Override
    public CheckpointLines checkpoints() {
        return new CheckpointTable(database);
    }

    @Override
    public LogCheckpoints logCheckpoints(String origin) {
        return new LogCheckpointTable(database, origin);
    }

    @Override
    public Optional<LedgerFiles> files() {
        return Optional.empty();
    }

    /**
     * The ledger as it is now.
     *
     * @param durable up to where the caller knows that commits returned
     */
    static LedgerReading read(Database database, Head durable) throws IOException {
        return database.ask(connection -> {
            Head told = AppendStatements.watermark(connection);
            Head end = told.size() > durable.size() ? told : durable;
            Optional<ArchivedEntries> archived = ArchiveTable.read(connection);
            return reading(connection, database, end, archived);
        });
    }

    @Override
    public String words() {
        return database.name();
    }

    @Override
    public List<String> weaknesses() throws IOException {
        return database.ask(connection -> ServerDurability.ask(connection, database.name()))
                .weaknesses();
    }

    @Override
    public void close() {
        database.close();
    }

    /** The ledger up to an entry. */
    static LedgerReading reading(Connection connection, Database database, Head end, Optional<ArchivedEntries> archived)
            throws SQLException {
        long bytes = bytes(connection, end.size());
        return new OneSegment(new EntryBytes(database, bytes), bytes, database.name(), end, archived);
    }

    /** Where the line of an entry ends, in bytes. */
    static long bytes(Connection connection, long seq) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT begins + length(line) + 1 FROM entry WHERE seq = ?")) {
            statement.setLong(1, seq);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }
}
