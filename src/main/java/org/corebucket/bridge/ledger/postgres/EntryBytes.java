package org.corebucket.bridge.ledger.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.ledger.read.LineReader.NotAnEntryException;
import org.corebucket.bridge.lines.BackwardLines.ByteSource;

/**
 * The lines in the database as the bytes of one file, up to the watermark. Each read is a short statement of its own: an old
 * snapshot would slow every append.
 */
final class EntryBytes implements ByteSource {

    /** The lines that some bytes are of. The first may begin before them. */
    private static final String LINES = "SELECT begins, line FROM entry WHERE begins >="
            + " COALESCE((SELECT max(begins) FROM entry WHERE begins <= ?), 0) AND begins < ? ORDER BY begins";

    private final Database database;
    private final long size;

    /**
     * The lines of a ledger.
     *
     * @param size what is behind so many bytes is not shown
     */
    EntryBytes(Database database, long size) {
        this.database = database;
        this.size = size;
    }

    /** The hash that an entry's line states, in hex; empty if there is no such entry, or its line is none. */
    static String hash(Connection connection, long seq) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT line FROM entry WHERE seq = ?")) {
            statement.setLong(1, seq);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return "";
                }
                return LastEntries.entry(row.getBytes(1)).hash().hex();
            }
        } catch (NotAnEntryException e) {
            return "";
        }
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        long end = Math.min(size, position + into.remaining());
        if (end <= position) {
            return into.hasRemaining() ? -1 : 0;
        }
        return database.ask(connection -> read(connection, into, position, end));
    }

    private static int read(Connection connection, ByteBuffer into, long position, long end) throws SQLException {
        int start = into.position();
        long at = position;
        try (PreparedStatement statement = connection.prepareStatement(LINES)) {
            statement.setLong(1, position);
            statement.setLong(2, end);
            try (ResultSet rows = statement.executeQuery()) {
                while (at < end && rows.next()) {
                    long begins = rows.getLong(1);
                    byte[] line = rows.getBytes(2);
                    // A gap is shown as bytes that no line has, so that whoever verifies sees that something is
                    // missing.
                    at = fill(into, at, Math.min(begins, end));
                    at = put(into, line, (int) (at - begins), end, at);
                }
            }
        }
        fill(into, at, end);
        return into.position() - start;
    }

    private static long fill(ByteBuffer into, long from, long to) {
        for (long at = from; at < to; at++) {
            into.put((byte) 0);
        }
        return Math.max(from, to);
    }

    /** The part of a line, and of the line feed behind it, from an index on, that is still wanted. */
    private static long put(ByteBuffer into, byte[] line, int from, long end, long at) {
        if (from < 0 || from > line.length) {
            return at;
        }
        int length = (int) Math.min(line.length - from, end - at);
        into.put(line, from, length);
        long behind = at + length;
        if (behind < end && from + length == line.length) {
            into.put((byte) '\n');
            behind++;
        }
        return behind;
    }
}
