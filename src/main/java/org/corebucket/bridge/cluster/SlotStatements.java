package org.corebucket.bridge.cluster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.corebucket.bridge.automation.schedule.BegunRun;
import org.corebucket.bridge.automation.schedule.Slot;
import org.corebucket.bridge.automation.schedule.Slots;
import org.corebucket.bridge.database.Commits;
import org.jspecify.annotations.Nullable;

/**
 * The statements of a runner about the due times of its node. Each is a transaction by itself, except for {@link #start}; each may
 * be done again if it is not known whether it was done.
 */
final class SlotStatements {

    /** A runner that was not seen for so long is dead. */
    static final String ALIVE = "database_time() - interval '60 seconds'";

    private static final String LATER = "database_time() + ? * interval '1 millisecond'";

    private static final String BEAT = "INSERT INTO runner VALUES (?, ?, ?, database_time())"
            + " ON CONFLICT (node, fence) DO UPDATE SET seen_at = database_time() RETURNING seen_at";

    /** Whether the job's progress is still what this runner follows. */
    private static final String MINE =
            "WITH mine AS (SELECT 1 FROM progress WHERE node = ? AND job = ? AND trigger = ? AND anchor = ?)";

    private static final String CLAIM = MINE
            + ", c AS (INSERT INTO slot (node, job, due, once, fence, host, until, again, started)"
            + " SELECT ?, ?, ?, false, ?, ?, " + LATER + ", ?, database_time() FROM mine"
            + " ON CONFLICT DO NOTHING RETURNING due)"
            + " UPDATE progress SET settled = GREATEST(settled, c.due) FROM c WHERE node = ? AND job = ?";

    private static final String CLAIM_ONCE =
            "INSERT INTO slot (node, job, due, once, fence, host, until, again, started)"
                    + " VALUES (?, ?, ?, true, ?, ?, " + LATER + ", false, database_time()) ON CONFLICT DO NOTHING";

    private static final String RECORD = MINE
            + ", s AS (INSERT INTO slot (node, job, due, once, state, again)"
            + " SELECT ?, ?, x.due, false, x.state, false"
            + " FROM unnest(?::timestamptz[], ?::text[]) AS x (due, state), mine ON CONFLICT DO NOTHING)"
            + " UPDATE progress SET settled = GREATEST(settled, ?) FROM mine WHERE node = ? AND job = ?";

    private static final String SLOT = "SELECT job, due, started, once, fence, state,"
            + " (extract(epoch FROM until - database_time()) * 1000)::bigint FROM slot WHERE node = ? AND job = ? AND ";

    private static final String TAKE_OVER = "UPDATE slot SET fence = ?, host = ?, until = " + LATER
            + ", again = false, started = database_time() WHERE node = ? AND job = ? AND NOT once AND state IS NULL"
            + " AND again AND until < database_time()";

    private static final String END = "UPDATE slot SET state = ?, ended = LEAST(?, database_time())"
            + " WHERE node = ? AND job = ? AND due = ? AND once = ? AND fence = ? AND state IS NULL";

    /** Of the others' runs alone: this runner knows how its own ended, or goes on with them. */
    private static final String STOP_DEAD = "UPDATE slot SET state = 'stopped' WHERE node = ? AND state IS NULL"
            + " AND until < database_time() AND NOT again AND fence <> ?";

    /** If the database's clock has gone back, what is in the future and had no run is open again. */
    private static final String REOPEN = "WITH back AS (UPDATE progress SET settled = database_time()"
            + " WHERE node = ? AND settled > database_time() RETURNING job)"
            + " DELETE FROM slot USING back WHERE node = ? AND slot.job = back.job AND due > database_time()"
            + " AND started IS NULL";

    private static final String LEFT = "SELECT job FROM slot WHERE node = ? AND state IS NULL AND NOT once"
            + " AND (fence = ? OR (again AND until < database_time()))";

    private final Connection connection;
    private final String node;
    private final UUID fence;
    private final String host;

    SlotStatements(Connection connection, String node, UUID fence, String host) {
        this.connection = connection;
        this.node = node;
        this.fence = fence;
        this.host = host;
    }

    /** The progress of a job. */
    record JobRow(String job, String trigger, Instant anchor, Instant settled) {}

    /**
     * A due time.
     *
     * @param state empty while it runs
     * @param left how long it belongs to whoever began it
     */
    record SlotRow(BegunRun run, Optional<UUID> fence, Optional<String> state, Duration left) {

        boolean isRunOf(UUID runner) {
            return state.isEmpty() && fence.equals(Optional.of(runner));
        }
    }

    /**
     * Joins the runners of the node.
     *
     * @return when they started: now, if there is no other
     */
    Instant start() throws SQLException {
        connection.setAutoCommit(false);
        update("INSERT INTO progress VALUES (?, '', 'start', 'epoch', 'epoch') ON CONFLICT DO NOTHING", node);
        // Two that start at once do it one after the other. What follows is asked afterwards, so that the second sees
        // the first.
        times("SELECT anchor FROM progress WHERE node = ? AND job = '' FOR UPDATE", node);
        update("DELETE FROM runner WHERE node = ? AND host = ? AND fence <> ?", node, host, fence);
        update(
                "UPDATE progress SET anchor = date_trunc('milliseconds', database_time()) WHERE node = ? AND job = ''"
                        + " AND NOT EXISTS (SELECT 1 FROM runner WHERE node = ? AND fence <> ? AND seen_at > " + ALIVE
                        + ")",
                node,
                node,
                fence);
        times(BEAT, node, fence, host);
        Instant start = times("SELECT anchor FROM progress WHERE node = ? AND job = ''", node);
        Commits.commit(connection);
        return start;
    }

    /** Says that this runner is there; gives the database's time. */
    Instant beat() throws SQLException {
        return times(BEAT, node, fence, host);
    }

    Instant time() throws SQLException {
        return times("SELECT database_time()");
    }

    int leave() throws SQLException {
        return update("DELETE FROM runner WHERE node = ? AND fence = ?", node, fence);
    }

    void clean() throws SQLException {
        String old = "database_time() - interval '" + Slots.KEPT.toDays() + " days'";
        update("UPDATE slot SET state = 'stopped' WHERE node = ? AND state IS NULL AND until < " + old, node);
        update("DELETE FROM slot WHERE node = ? AND state IS NOT NULL AND due < " + old, node);
        update("DELETE FROM runner WHERE node = ? AND seen_at < database_time() - interval '1 day'", node);
    }

    void stopDead() throws SQLException {
        update(STOP_DEAD, node, fence);
    }

    void reopenFuture() throws SQLException {
        update(REOPEN, node, node);
    }

    /** The jobs with a run that this runner may begin, unless it is going here: its own, and those of the dead. */
    Set<String> left() throws SQLException {
        try (PreparedStatement statement = prepare(LEFT, node, fence);
                ResultSet rows = statement.executeQuery()) {
            Set<String> left = new HashSet<>();
            while (rows.next()) {
                left.add(rows.getString(1));
            }
            return left;
        }
    }

    List<JobRow> progress() throws SQLException {
        return jobs("SELECT job, trigger, anchor, settled FROM progress WHERE node = ?", node);
    }

    /** The progress of a job; this one, if there is none with its trigger. */
    JobRow progress(JobRow anew) throws SQLException {
        update(
                "INSERT INTO progress VALUES (?, ?, ?, ?, ?) ON CONFLICT (node, job) DO UPDATE SET"
                        + " trigger = excluded.trigger, anchor = excluded.anchor, settled = excluded.settled"
                        + " WHERE progress.trigger <> excluded.trigger",
                node,
                anew.job(),
                anew.trigger(),
                anew.anchor(),
                anew.settled());
        return jobs("SELECT job, trigger, anchor, settled FROM progress WHERE node = ? AND job = ?", node, anew.job())
                .get(0);
    }

    void claim(Slots.DueRun due, Duration until, JobRow mine) throws SQLException {
        BegunRun run = due.run();
        update(
                CLAIM,
                node,
                mine.job(),
                mine.trigger(),
                mine.anchor(),
                node,
                run.job(),
                run.due(),
                fence,
                host,
                until.toMillis(),
                due.again(),
                node,
                run.job());
    }

    void claimOnce(BegunRun run, Duration until) throws SQLException {
        update(CLAIM_ONCE, node, run.job(), run.due(), fence, host, until.toMillis());
    }

    void takeOver(String job, Duration until) throws SQLException {
        update(TAKE_OVER, fence, host, until.toMillis(), node, job);
    }

    /** The run of a job that is this runner's. */
    Optional<SlotRow> own(String job) throws SQLException {
        return slot(SLOT + "fence = ? AND state IS NULL AND NOT once", node, job, fence);
    }

    Optional<SlotRow> slot(BegunRun run) throws SQLException {
        return slot(SLOT + "due = ? AND once = ?", node, run.job(), run.due(), run.once());
    }

    void end(BegunRun run, String state, Instant ended) throws SQLException {
        update(END, state, ended, node, run.job(), run.due(), run.once(), fence);
    }

    int record(JobRow mine, List<Slot> slots) throws SQLException {
        return update(
                RECORD,
                node,
                mine.job(),
                mine.trigger(),
                mine.anchor(),
                node,
                mine.job(),
                connection.createArrayOf(
                        "timestamptz",
                        slots.stream().map(slot -> slot.due().toString()).toArray()),
                connection.createArrayOf(
                        "text", slots.stream().map(slot -> slot.state().text()).toArray()),
                slots.get(slots.size() - 1).due(),
                node,
                mine.job());
    }

    private Optional<SlotRow> slot(String query, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(query, values);
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            Instant due = time(row, 2);
            OffsetDateTime started = row.getObject(3, OffsetDateTime.class);
            BegunRun run =
                    new BegunRun(row.getString(1), due, started == null ? due : started.toInstant(), row.getBoolean(4));
            return Optional.of(new SlotRow(
                    run,
                    Optional.ofNullable(row.getObject(5, UUID.class)),
                    Optional.ofNullable(row.getString(6)),
                    Duration.ofMillis(row.getLong(7))));
        }
    }

    private List<JobRow> jobs(String query, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(query, values);
                ResultSet rows = statement.executeQuery()) {
            List<JobRow> found = new ArrayList<>();
            while (rows.next()) {
                found.add(new JobRow(rows.getString(1), rows.getString(2), time(rows, 3), time(rows, 4)));
            }
            return found;
        }
    }

    private Instant times(String query, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(query, values);
                ResultSet row = statement.executeQuery()) {
            row.next();
            Instant time = time(row, 1);
            Commits.requireWaited(statement);
            return time;
        }
    }

    private static Instant time(ResultSet row, int column) throws SQLException {
        return Objects.requireNonNull(row.getObject(column, OffsetDateTime.class))
                .toInstant();
    }

    private int update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values)) {
            return Commits.execute(statement);
        }
    }

    private PreparedStatement prepare(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            @Nullable Object value = values[i];
            statement.setObject(i + 1, value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
        }
        return statement;
    }
}
