package org.corebucket.bridge.ledger.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.database.Commits;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.MalformedNoteException;
import org.corebucket.bridge.transparency.NoteSignature;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.UnsoundCheckpointException;

/**
 * The log's checkpoints in the database, which any node signs. Whoever adds one has it held against the last one that there is, and
 * nobody adds another meanwhile: a lock that appends know nothing of sees to that.
 */
final class LogCheckpointTable implements LogCheckpoints {

    private final Database database;
    private final String origin;

    /** Those of the log of that name. */
    LogCheckpointTable(Database database, String origin) {
        this.database = database;
        this.origin = origin;
    }

    @Override
    public Optional<SignedNote> last() throws IOException {
        return database.ask(connection -> {
            Optional<Long> largest = largest(connection);
            return largest.isEmpty() ? Optional.empty() : read(connection, largest.get());
        });
    }

    private Optional<Long> largest(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT size FROM log_checkpoint WHERE origin = ? ORDER BY size DESC LIMIT 1")) {
            statement.setString(1, origin);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            }
        }
    }

    @Override
    public List<Long> sizes() throws IOException {
        return database.ask(connection -> {
            List<Long> sizes = new ArrayList<>();
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT size FROM log_checkpoint WHERE origin = ? ORDER BY size")) {
                statement.setString(1, origin);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        sizes.add(rows.getLong(1));
                    }
                }
            }
            return sizes;
        });
    }

    @Override
    public Optional<SignedNote> of(long size) throws IOException {
        return database.ask(connection -> read(connection, size));
    }

    /** A checkpoint with the cosignatures that came. */
    private Optional<SignedNote> read(Connection connection, long size) throws SQLException, IOException {
        SignedNote note;
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT note FROM log_checkpoint WHERE origin = ? AND size = ?")) {
            statement.setString(1, origin);
            statement.setLong(2, size);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                note = parsed(row.getBytes(1), size);
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT name, key_id, signature FROM log_cosignature WHERE origin = ? AND size = ? ORDER BY name, key_id")) {
            statement.setString(1, origin);
            statement.setLong(2, size);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    note = note.with(new NoteSignature(rows.getString(1), rows.getInt(2), rows.getBytes(3)));
                }
            }
        }
        return Optional.of(note);
    }

    private SignedNote parsed(byte[] bytes, long size) throws IOException {
        try {
            SignedNote note = SignedNote.parse(bytes);
            if (LogCheckpoints.head(note).size() != size) {
                throw new MalformedNoteException("it is of another size than its row says");
            }
            return note;
        } catch (MalformedNoteException e) {
            throw new UnsoundCheckpointException(
                    name(size) + " in the " + database.name() + " is no checkpoint: " + e.getMessage(), e);
        }
    }

    @Override
    public String name(long size) {
        return "the log's checkpoint of size " + size + " in the " + database.name();
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public boolean add(Optional<SignedNote> last, SignedNote next) throws IOException {
        long before = last.isPresent() ? LogCheckpoints.head(last.get()).size() : -1;
        long size = LogCheckpoints.head(next).size();
        return database.ask(connection -> {
            connection.setAutoCommit(false);
            lock(connection);
            boolean isNext = largest(connection).orElse(-1L) == before && before < size;
            if (isNext) {
                insert(connection, size, next);
            }
            Commits.commit(connection);
            return isNext;
        });
    }

    /** Until the transaction ends, nobody else adds a checkpoint of this log. */
    private void lock(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtext('bridgectl log ' || ?))")) {
            statement.setString(1, origin);
            Commits.execute(statement);
        }
    }

    private void insert(Connection connection, long size, SignedNote note) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO log_checkpoint (origin, size, note) VALUES (?, ?, ?)")) {
            statement.setString(1, origin);
            statement.setLong(2, size);
            statement.setBytes(3, note.bytes());
            Commits.execute(statement);
        }
    }

    /** The bridges' role may delete nothing: the function decides which ones go. */
    @Override
    public int thin(long cosigned) throws IOException {
        return database.ask(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("SELECT thin_log_checkpoints(?, ?)")) {
                statement.setString(1, origin);
                statement.setLong(2, cosigned);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    int dropped = row.getInt(1);
                    Commits.requireWaited(statement);
                    return dropped;
                }
            }
        });
    }

    @Override
    public void cosign(long size, NoteSignature cosignature) throws IOException {
        database.ask(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "INSERT INTO log_cosignature (origin, size, name, key_id, signature) VALUES (?, ?, ?, ?, ?)"
                            + " ON CONFLICT (origin, size, name, key_id) DO UPDATE SET signature = excluded.signature")) {
                statement.setString(1, origin);
                statement.setLong(2, size);
                statement.setString(3, cosignature.name());
                statement.setInt(4, cosignature.keyId());
                statement.setBytes(5, cosignature.bytes());
                return Commits.execute(statement);
            }
        });
    }
}
