package org.corebucket.bridge.cluster;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.corebucket.bridge.alert.AlertDuty;
import org.corebucket.bridge.database.Commits;

/**
 * The duty that the nodes share by the database: whoever makes a thing's row, or renews one that is old, tells of it. One that dies
 * before it has told is replaced by another.
 */
final class SharedDuty implements AlertDuty {

    /** So long one may take to tell. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String CLAIM = "INSERT INTO alert (key, node, since, told, seen_at)"
            + " SELECT x, ?, database_time(), false, database_time() FROM unnest(?::text[]) AS x ORDER BY x"
            + " ON CONFLICT (key) DO UPDATE SET node = excluded.node, told = false,"
            + " since = CASE WHEN alert.told OR alert.node <> excluded.node"
            + " THEN excluded.since ELSE alert.since END,"
            + " seen_at = excluded.seen_at"
            + " WHERE alert.seen_at < excluded.seen_at - ? * interval '1 second'"
            + " OR (NOT alert.told AND (alert.node = excluded.node"
            + " OR alert.since < excluded.since - ? * interval '1 second')) RETURNING key";

    private static final String SEEN = "UPDATE alert SET seen_at = database_time() WHERE key IN"
            + " (SELECT key FROM alert WHERE key = ANY (?) ORDER BY key FOR UPDATE)";

    private static final String TOLD = "UPDATE alert SET told = true WHERE key IN"
            + " (SELECT key FROM alert WHERE key = ANY (?) AND node = ? ORDER BY key FOR UPDATE)";

    private static final String CLEAN = "DELETE FROM alert WHERE seen_at < database_time() - interval '90 days'";

    private final GroupConnection database;
    private final String node;
    private final Duration quiet;

    SharedDuty(GroupConnection database, String node, Duration quiet) {
        this.database = database;
        this.node = node;
        this.quiet = quiet;
    }

    @Override
    public Set<String> toTell(Set<String> keys) throws IOException {
        if (keys.isEmpty()) {
            return Set.of();
        }
        return database.ask(to -> {
            Set<String> claimed = claim(to, keys);
            if (!claimed.isEmpty()) {
                update(to, CLEAN);
            }
            update(to, SEEN, to.createArrayOf("text", keys.toArray()));
            return claimed;
        });
    }

    private Set<String> claim(Connection to, Set<String> keys) throws SQLException {
        Set<String> claimed = new HashSet<>();
        try (PreparedStatement statement = to.prepareStatement(CLAIM)) {
            statement.setString(1, node);
            statement.setArray(2, to.createArrayOf("text", keys.toArray()));
            statement.setLong(3, quiet.toSeconds());
            statement.setLong(4, PATIENCE.toSeconds());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    claimed.add(rows.getString(1));
                }
            }
            Commits.requireWaited(statement);
        }
        return claimed;
    }

    @Override
    public void told(Set<String> keys) throws IOException {
        if (!keys.isEmpty()) {
            database.ask(to -> update(to, TOLD, to.createArrayOf("text", keys.toArray()), node));
        }
    }

    private static int update(Connection to, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = to.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return Commits.execute(statement);
        }
    }
}
