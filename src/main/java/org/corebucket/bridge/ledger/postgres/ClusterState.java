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
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.ServerDurability;
import org.corebucket.bridge.ledger.Head;

/**
 * The shared database and its nodes, as they are now.
 *
 * @param database its name, as messages have it
 * @param durability what a commit promises
 * @param time the database's
 * @param end the last entry of which it is known that its commit returned
 * @param wentBack what is there instead of that entry: what was acknowledged was lost; empty if it is there
 * @param archived how many of its entries were moved to an archive
 * @param stops how many emergency stops are in force
 * @param nodes all whose bridge was ever there, by name
 */
public record ClusterState(
        String database,
        ServerDurability durability,
        Instant time,
        Head end,
        Optional<String> wentBack,
        long archived,
        int stops,
        List<NodeState> nodes) {

    public ClusterState {
        nodes = List.copyOf(nodes);
    }

    /**
     * One node.
     *
     * @param seen when its bridge last said that it is there, by the database's time
     * @param acked the last entry of which its bridge knew that the commit returned
     */
    public record NodeState(String id, Instant seen, long acked) {}

    /** Asks the database. */
    public static ClusterState read(Database database) throws IOException {
        return database.ask(connection -> read(connection, database.name()));
    }

    private static ClusterState read(Connection connection, String name) throws SQLException, IOException {
        ServerDurability durability = ServerDurability.ask(connection, name);
        Head end = AppendStatements.watermark(connection);
        Optional<String> wentBack = ArchiveTable.insteadOf(end, connection);
        long archived =
                ArchiveTable.read(connection).map(part -> part.head().size()).orElse(0L);
        List<NodeState> nodes = new ArrayList<>();
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT id, seen_at, acked FROM node ORDER BY id");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                nodes.add(new NodeState(rows.getString(1), rows.getTimestamp(2).toInstant(), rows.getLong(3)));
            }
        }
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT stops, database_time() FROM head WHERE id = 1");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new ClusterState(
                    name, durability, row.getTimestamp(2).toInstant(), end, wentBack, archived, row.getInt(1), nodes);
        }
    }
}
