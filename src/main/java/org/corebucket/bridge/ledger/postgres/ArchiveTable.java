package org.corebucket.bridge.ledger.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.corebucket.bridge.database.Commits;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.ArchivedEntries;
import org.corebucket.bridge.ledger.read.Checkpoint;

/** Up to where the ledger's entries were archived, and what is known of an entry that may be among them. */
final class ArchiveTable {

    private static final String LAST = "SELECT begins, line FROM archive ORDER BY size DESC LIMIT 1";

    private ArchiveTable() {}

    /** The entries that were archived. */
    static Optional<ArchivedEntries> read(Connection connection) throws SQLException, IOException {
        try (PreparedStatement statement = connection.prepareStatement(LAST);
                ResultSet row = statement.executeQuery()) {
            return row.next()
                    ? Optional.of(ArchivedEntries.of(row.getBytes(2), row.getLong(1), "archive"))
                    : Optional.empty();
        } catch (MalformedJsonException e) {
            throw new IOException(
                    "the database does not say up to where its entries were archived: " + e.getMessage(), e);
        }
    }

    /** Adds a statement. */
    static void add(Connection connection, Checkpoint statement, long begins) throws SQLException {
        try (PreparedStatement insertion =
                connection.prepareStatement("INSERT INTO archive (size, begins, line) VALUES (?, ?, ?)")) {
            insertion.setLong(1, statement.size());
            insertion.setLong(2, begins);
            insertion.setBytes(3, statement.line().getBytes(StandardCharsets.US_ASCII));
            Commits.execute(insertion);
        }
    }

    /**
     * What the ledger has in place of an entry that somebody knows.
     *
     * @return empty if it has that entry, or had it archived, so that nobody can say here; else the other one's hash in hex, or an
     *     empty text if there is none
     */
    static Optional<String> insteadOf(Head known, Connection connection) throws SQLException, IOException {
        if (known.size() == 0) {
            return Optional.empty();
        }
        String found = EntryBytes.hash(connection, known.size());
        if (found.isEmpty()) {
            Head archived = read(connection).map(ArchivedEntries::head).orElse(Head.EMPTY);
            if (known.size() < archived.size()) {
                return Optional.empty();
            }
            found = known.size() == archived.size() ? archived.hash() : found;
        }
        return found.equals(known.hash()) ? Optional.empty() : Optional.of(found);
    }
}
