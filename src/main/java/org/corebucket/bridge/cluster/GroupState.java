package org.corebucket.bridge.cluster;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes say of themselves by the database, besides the ledger: whether their bridges ended in order, their runners, who has
 * which run until when, how the last due time of each job ended, and how far the standbys are.
 *
 * @param time the database's
 * @param presences what each node's bridge said last, by the node's name
 */
public record GroupState(
        Instant time,
        Map<String, Presence> presences,
        List<RunnerState> runners,
        List<DueTime> dueTimes,
        Optional<List<Standby>> standbys) {

    public GroupState {
        presences = Map.copyOf(presences);
        runners = List.copyOf(runners);
        dueTimes = List.copyOf(dueTimes);
    }

    /**
     * What a bridge said.
     *
     * @param hasEnded whether that it ends, in order
     * @param said when, by the database's time
     * @param ahead by how much its host's clock is ahead of the database's; empty if it was not measured
     */
    public record Presence(boolean hasEnded, Instant said, Optional<Duration> ahead) {}

    /**
     * A runner of the automation that has not ended in order.
     *
     * @param node the automation's, such as {@code node-001}
     * @param host the cluster's node at which it runs
     * @param seen when it said last that it is there
     * @param isThere whether that is not long ago
     */
    public record RunnerState(String node, String host, Instant seen, boolean isThere) {}

    /**
     * The last due time of a job, or one whose run is going.
     *
     * @param state how it ended; empty while its run is going
     * @param host at which node it was begun; empty if nowhere
     * @param until until when a run that is going belongs to that node
     */
    public record DueTime(
            String node,
            String job,
            Instant due,
            Optional<String> state,
            Optional<String> host,
            Optional<Instant> until) {

        /** Writes it as one object; {@code state} is null while the run is going. */
        public void writeTo(JsonWriter json) throws IOException {
            json.beginObject().field("job_name", job).field("node_id", node).field("due", UtcTime.of(due));
            json.knownField("state", state.orElse(""));
            json.knownField("host", host.orElse(""));
            json.knownField("until", until.map(UtcTime::of).orElse(""));
            json.endObject();
        }

        /** Whether somebody should look at it: it did not end well, or its runner is dead. */
        public boolean isBad(Instant now) {
            return state.isEmpty()
                    ? until.isPresent() && until.get().isBefore(now)
                    : !state.get().equals("ok") && !state.get().equals("skipped");
        }
    }

    /**
     * A standby that is connected.
     *
     * @param sync whether commits wait for it, in PostgreSQL's words, such as {@code quorum}
     * @param bytes how much of the log it has not replayed
     * @param lag how far behind it is in time; empty if nothing is written
     */
    public record Standby(String name, String state, String sync, long bytes, Optional<Duration> lag) {}

    private static final String RUNNERS =
            "SELECT node, host, seen_at, seen_at > " + SlotStatements.ALIVE + " FROM runner ORDER BY node, host";

    private static final String DUE_TIMES = "(SELECT DISTINCT ON (node, job) node, job, due, state, host,"
            + " NULL::timestamptz FROM slot WHERE state IS NOT NULL ORDER BY node, job, due DESC)"
            + " UNION ALL SELECT node, job, due, state, host, until FROM slot WHERE state IS NULL ORDER BY 1, 2, 3";

    /** Whoever may not see them sees their processes alone. */
    private static final String STANDBYS = "SELECT application_name, state, sync_state,"
            + " pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint,"
            + " (extract(epoch FROM replay_lag) * 1000)::bigint FROM pg_stat_replication ORDER BY 1";

    /** Asks the database. */
    public static GroupState read(Database database) throws IOException {
        return database.ask(GroupState::read);
    }

    private static GroupState read(Connection to) throws SQLException {
        try (PreparedStatement statement = to.prepareStatement("SELECT database_time()");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new GroupState(instant(row, 1), presences(to), runners(to), dueTimes(to), standbys(to));
        }
    }

    private static Map<String, Presence> presences(Connection to) throws SQLException {
        Map<String, Presence> presences = new HashMap<>();
        try (PreparedStatement statement =
                        to.prepareStatement("SELECT node, ended, said_at, ahead_millis FROM presence");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                presences.put(rows.getString(1), new Presence(rows.getBoolean(2), instant(rows, 3), millis(rows, 4)));
            }
        }
        return presences;
    }

    private static List<RunnerState> runners(Connection to) throws SQLException {
        List<RunnerState> runners = new ArrayList<>();
        try (PreparedStatement statement = to.prepareStatement(RUNNERS);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                runners.add(
                        new RunnerState(rows.getString(1), rows.getString(2), instant(rows, 3), rows.getBoolean(4)));
            }
        }
        return runners;
    }

    private static List<DueTime> dueTimes(Connection to) throws SQLException {
        List<DueTime> dueTimes = new ArrayList<>();
        try (PreparedStatement statement = to.prepareStatement(DUE_TIMES);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                dueTimes.add(new DueTime(
                        rows.getString(1),
                        rows.getString(2),
                        instant(rows, 3),
                        Optional.ofNullable(rows.getString(4)),
                        Optional.ofNullable(rows.getString(5)),
                        Optional.ofNullable(rows.getObject(6, OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant)));
            }
        }
        return dueTimes;
    }

    private static Optional<List<Standby>> standbys(Connection to) throws SQLException {
        List<Standby> standbys = new ArrayList<>();
        try (PreparedStatement statement = to.prepareStatement(STANDBYS);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                @Nullable String state = rows.getString(2);
                if (state == null) {
                    return Optional.empty();
                }
                standbys.add(
                        new Standby(rows.getString(1), state, rows.getString(3), rows.getLong(4), millis(rows, 5)));
            }
        }
        return Optional.of(standbys);
    }

    private static Optional<Duration> millis(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return Objects.requireNonNull(row.getObject(column, OffsetDateTime.class))
                .toInstant();
    }
}
