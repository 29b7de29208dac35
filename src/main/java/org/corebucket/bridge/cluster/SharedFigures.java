package org.corebucket.bridge.cluster;

import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.corebucket.bridge.bridge.state.FigureCounts;
import org.corebucket.bridge.bridge.state.FigureStore;
import org.corebucket.bridge.bridge.state.GroupFigures;
import org.corebucket.bridge.bridge.state.Latencies;
import org.corebucket.bridge.bridge.state.MinuteFigures;
import org.corebucket.bridge.database.Commits;

/**
 * What the nodes' bridges counted, in the database. A node writes rows of its own alone, those that may have changed since it wrote
 * last; a server that it has just connected to gets all, whatever became of the one before.
 */
final class SharedFigures implements FigureStore {

    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(10);
    private static final Duration DAY = Duration.ofHours(24);

    /** A clock that is set back a little, and what was still counted while it was written. */
    private static final Duration OVERLAP = Duration.ofMinutes(2);

    private static final String COLUMNS =
            "failures, overloads, signatures, replays, others, accepted, millis, longest, classes";

    private static final String WRITE = "INSERT INTO figure (node, minute, " + COLUMNS + ") SELECT ?, x.* FROM"
            + " unnest(?::timestamptz[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],"
            + " ?::double precision[], ?::double precision[], ?::text[]) AS x"
            + " ON CONFLICT (node, minute) DO UPDATE SET (" + COLUMNS + ") = (excluded.failures, excluded.overloads,"
            + " excluded.signatures, excluded.replays, excluded.others, excluded.accepted, excluded.millis,"
            + " excluded.longest, excluded.classes) WHERE figure IS DISTINCT FROM excluded";

    private static final String READ =
            "SELECT minute, " + COLUMNS + " FROM figure WHERE node = ? AND minute >= ? AND minute <= ?";

    private static final String HOUR =
            "SELECT minute, " + COLUMNS + " FROM figure WHERE node <> ? AND minute >= ? AND minute <= ?";

    private static final String DAYS = "SELECT node, sum(failures), sum(overloads), sum(signatures), sum(replays),"
            + " sum(others), sum(accepted), sum(millis), max(longest), '' FROM figure"
            + " WHERE node <> ? AND minute >= ? AND minute <= ? GROUP BY node";

    /** By no node's clock, of which one may be wrong. */
    private static final String CLEAN = "DELETE FROM figure WHERE minute < database_time() - interval '25 hours'"
            + " OR minute > database_time() + interval '25 hours'";

    private final GroupConnection database;
    private final String node;
    private long connection;
    private Instant written = Instant.MIN;
    private Instant cleaned = Instant.MIN;

    SharedFigures(GroupConnection database, String node) {
        this.database = database;
        this.node = node;
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public List<MinuteFigures> read(Instant now) throws IOException {
        return database.ask(to -> minutes(to, READ, now.minus(DAY), now));
    }

    @Override
    public void write(OwnMinutes own, Instant now) throws IOException {
        database.ask(to -> {
            boolean isNew = connection != database.number();
            boolean wentBack = now.isBefore(written);
            List<MinuteFigures> minutes = own.since(isNew || wentBack ? now.minus(DAY) : written.minus(OVERLAP));
            write(to, minutes);
            if (isNew || wentBack || !now.isBefore(cleaned.plus(BETWEEN_CLEANINGS))) {
                try (PreparedStatement statement = to.prepareStatement(CLEAN)) {
                    Commits.execute(statement);
                }
                cleaned = now;
            }
            connection = database.number();
            written = now;
            return minutes.size();
        });
    }

    private void write(Connection to, List<MinuteFigures> minutes) throws SQLException {
        if (minutes.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = to.prepareStatement(WRITE)) {
            statement.setString(1, node);
            statement.setArray(
                    2,
                    texts(
                            to,
                            "timestamptz",
                            minutes.stream().map(minute -> minute.minute().toString())));
            statement.setArray(3, longs(to, minutes, FigureCounts::failures));
            statement.setArray(4, longs(to, minutes, FigureCounts::overloads));
            statement.setArray(5, longs(to, minutes, FigureCounts::signatures));
            statement.setArray(6, longs(to, minutes, FigureCounts::replays));
            statement.setArray(7, longs(to, minutes, FigureCounts::others));
            statement.setArray(
                    8, longs(to, minutes, counts -> counts.latencies().count()));
            statement.setArray(
                    9, doubles(to, minutes, counts -> counts.latencies().sum()));
            statement.setArray(
                    10, doubles(to, minutes, counts -> counts.latencies().longest()));
            statement.setArray(
                    11,
                    texts(
                            to,
                            "text",
                            minutes.stream()
                                    .map(minute -> minute.counts().latencies().classes())));
            Commits.execute(statement);
        }
    }

    private static Array texts(Connection to, String type, Stream<String> texts) throws SQLException {
        return to.createArrayOf(type, texts.toArray());
    }

    private static Array longs(Connection to, List<MinuteFigures> minutes, ToLongFunction<FigureCounts> count)
            throws SQLException {
        return to.createArrayOf(
                "bigint",
                minutes.stream()
                        .map(minute -> count.applyAsLong(minute.counts()))
                        .toArray());
    }

    private static Array doubles(Connection to, List<MinuteFigures> minutes, ToDoubleFunction<FigureCounts> millis)
            throws SQLException {
        return to.createArrayOf(
                "float8",
                minutes.stream()
                        .map(minute -> millis.applyAsDouble(minute.counts()))
                        .toArray());
    }

    @Override
    public OthersFigures others(Instant now) throws IOException {
        return database.ask(to -> {
            SortedSet<String> nodes = new TreeSet<>();
            FigureCounts day = FigureCounts.NONE;
            try (PreparedStatement statement = question(to, DAYS, now.minus(DAY), now);
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    nodes.add(rows.getString(1));
                    day = day.plus(counts(rows));
                }
            }
            return new OthersFigures(
                    nodes,
                    day,
                    minutes(to, HOUR, now.minus(GroupFigures.HISTORY).minus(OVERLAP), now));
        });
    }

    private List<MinuteFigures> minutes(Connection to, String question, Instant from, Instant now)
            throws SQLException, IOException {
        List<MinuteFigures> minutes = new ArrayList<>();
        try (PreparedStatement statement = question(to, question, from, now);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Instant minute = Objects.requireNonNull(rows.getObject(1, OffsetDateTime.class))
                        .toInstant();
                minutes.add(new MinuteFigures(minute, counts(rows)));
            }
        }
        return minutes;
    }

    /** Minutes to come are those of a clock that is ahead; the next one may be a clock's that was set back. */
    private PreparedStatement question(Connection to, String question, Instant from, Instant now) throws SQLException {
        PreparedStatement statement = to.prepareStatement(question);
        statement.setString(1, node);
        statement.setObject(2, from.atOffset(ZoneOffset.UTC));
        statement.setObject(3, now.plus(Duration.ofMinutes(1)).atOffset(ZoneOffset.UTC));
        return statement;
    }

    private static FigureCounts counts(ResultSet row) throws SQLException, IOException {
        try {
            return new FigureCounts(
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    Latencies.of(row.getLong(7), row.getDouble(8), row.getDouble(9), row.getString(10)));
        } catch (IllegalArgumentException e) {
            throw new IOException("the database's table figure has what no bridge wrote: " + e.getMessage(), e);
        }
    }
}
