package org.corebucket.bridge.ledger.postgres;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.database.Commits;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.ledger.read.Checkpoint;
import org.corebucket.bridge.ledger.read.CheckpointLines;

/** The checkpoints in the database, which any node writes. */
final class CheckpointTable implements CheckpointLines {

    private static final int FEW = 16;

    /** At one every five minutes a page is of a month. */
    private static final int PAGE = 10_000;

    private final Database database;
    private final long most;

    CheckpointTable(Database database) {
        this(database, Long.MAX_VALUE);
    }

    /** Those of so many entries at most. */
    CheckpointTable(Database database, long most) {
        this.database = database;
        this.most = most;
    }

    @Override
    public String name() {
        return "checkpoints of the " + database.name();
    }

    @Override
    public InputStream open() {
        return new Pages();
    }

    /** Reads page after page, each by a short statement. */
    private final class Pages extends InputStream {

        private InputStream page = InputStream.nullInputStream();
        private long behind;
        private boolean ended;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = page.read(into, from, length);
            while (read < 0 && !ended) {
                page = nextPage();
                read = page.read(into, from, length);
            }
            return read;
        }

        private InputStream nextPage() throws IOException {
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            long last = database.ask(connection -> {
                lines.reset();
                long size = behind;
                try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT size, line FROM checkpoint WHERE size > ? AND size <= ? ORDER BY size LIMIT " + PAGE)) {
                    statement.setLong(1, behind);
                    statement.setLong(2, most);
                    try (ResultSet rows = statement.executeQuery()) {
                        while (rows.next()) {
                            size = rows.getLong(1);
                            lines.writeBytes(rows.getBytes(2));
                            lines.write('\n');
                        }
                    }
                }
                return size;
            });
            ended = last == behind;
            behind = last;
            return new ByteArrayInputStream(lines.toByteArray());
        }
    }

    @Override
    public List<CheckpointLine> newest() throws IOException {
        return database.ask(connection -> {
            List<CheckpointLine> newest = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT line FROM checkpoint WHERE size <= ? ORDER BY size DESC LIMIT " + FEW)) {
                statement.setLong(1, most);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        newest.add(new CheckpointLine(rows.getBytes(1), 0));
                    }
                }
            }
            return newest;
        });
    }

    /** Another node may have signed the same head meanwhile; then that one stays. */
    @Override
    public void append(Checkpoint checkpoint) throws IOException {
        database.ask(connection -> insert(connection, checkpoint));
    }

    static int insert(Connection connection, Checkpoint checkpoint) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO checkpoint (size, line) VALUES (?, ?) ON CONFLICT DO NOTHING")) {
            statement.setLong(1, checkpoint.size());
            statement.setBytes(2, checkpoint.line().getBytes(StandardCharsets.US_ASCII));
            return Commits.execute(statement);
        }
    }
}
