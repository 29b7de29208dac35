package org.corebucket.bridge.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.database.Commits;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.KeptConnection;
import org.corebucket.bridge.incident.SharedIncidents;
import org.jspecify.annotations.Nullable;

/**
 * The incidents in the database. Each change is a transaction that also counts, in the head's row, how many have no resolution:
 * once it has committed, no append is, until all have one. It has a connection of its own, which is made anew when it failed.
 */
final class IncidentTable implements SharedIncidents, Closeable {

    private static final String READ =
            "SELECT id, bytes, resolution FROM incident WHERE resolution IS NULL OR NOT (id = ANY (?)) ORDER BY id";

    /** What is there already is written again: only a commit that comes later tells that it is on every standby. */
    private static final String PUT = "INSERT INTO incident (id, bytes) VALUES (?, ?)"
            + " ON CONFLICT (id) DO UPDATE SET bytes = excluded.bytes"
            + " WHERE incident.bytes = ? OR incident.bytes = excluded.bytes";

    private static final String SETTLE = "INSERT INTO incident (id, bytes, resolution) VALUES (?, ?, ?)"
            + " ON CONFLICT (id) DO UPDATE SET bytes = excluded.bytes, resolution = excluded.resolution"
            + " WHERE incident.bytes = ?";

    private final KeptConnection database;

    /** The incidents in a database, which is not connected to yet, and is closed with this. */
    IncidentTable(Database database) {
        this.database = new KeptConnection(database);
    }

    @Override
    public List<SharedIncident> read(Set<String> takenIn) throws IOException {
        return database.ask(to -> {
            List<SharedIncident> found = new ArrayList<>();
            try (PreparedStatement statement = to.prepareStatement(READ)) {
                statement.setArray(1, to.createArrayOf("text", takenIn.toArray()));
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        found.add(new SharedIncident(rows.getString(1), rows.getBytes(2), rows.getBytes(3)));
                    }
                }
            }
            return found;
        });
    }

    @Override
    public boolean put(String id, byte[] bytes, byte @Nullable [] was) throws IOException {
        return database.ask(to -> {
            try (PreparedStatement statement = to.prepareStatement(PUT)) {
                statement.setString(1, id);
                statement.setBytes(2, bytes);
                statement.setBytes(3, was);
                return Commits.execute(statement) == 1;
            }
        });
    }

    @Override
    public boolean settle(String id, byte[] bytes, byte[] was, byte[] resolution) throws IOException {
        return database.ask(to -> {
            try (PreparedStatement statement = to.prepareStatement(SETTLE)) {
                statement.setString(1, id);
                statement.setBytes(2, bytes);
                statement.setBytes(3, resolution);
                statement.setBytes(4, was);
                return Commits.execute(statement) == 1;
            }
        });
    }

    @Override
    public void close() {
        database.close();
    }
}
