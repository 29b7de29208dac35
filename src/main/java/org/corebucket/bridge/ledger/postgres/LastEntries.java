package org.corebucket.bridge.ledger.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.ledger.ModuleEntries;
import org.corebucket.bridge.ledger.read.LineReader;
import org.corebucket.bridge.ledger.read.LineReader.NotAnEntryException;
import org.corebucket.bridge.ledger.read.ReadEntry;

/** The lines in the database, taken apart. */
final class LastEntries {

    private static final String QUERY =
            "SELECT s.entries, COALESCE(e.line, s.last_line) FROM module_state AS s LEFT JOIN entry AS e ON e.seq = s.last_seq"
                    + " WHERE COALESCE(e.line, s.last_line) IS NOT NULL";

    private LastEntries() {}

    /** The last entry of each module and endpoint; one that somebody changed is left to the verification. */
    static List<ModuleEntries> read(Connection connection) throws SQLException {
        List<ModuleEntries> last = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(QUERY);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                long count = rows.getLong(1);
                entryIfOne(rows.getBytes(2)).ifPresent(entry -> last.add(new ModuleEntries(count, entry.stored())));
            }
        }
        return last;
    }

    private static Optional<ReadEntry> entryIfOne(byte[] line) {
        try {
            return Optional.of(entry(line));
        } catch (NotAnEntryException e) {
            return Optional.empty();
        }
    }

    /** What a line says. */
    static ReadEntry entry(byte[] line) throws NotAnEntryException {
        byte[] ended = Arrays.copyOf(line, line.length + 1);
        ended[line.length] = '\n';
        return new LineReader().read(ended, 0, line.length);
    }
}
