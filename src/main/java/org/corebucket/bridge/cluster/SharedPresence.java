package org.corebucket.bridge.cluster;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import org.corebucket.bridge.database.Commits;
import org.corebucket.bridge.database.HostClock;

/**
 * What a node's bridge says of itself: that it is there, or ends in order, and by how much its host's clock differs from the
 * database's. It is for one thread at a time.
 */
public final class SharedPresence {

    private static final String SAY = "INSERT INTO presence VALUES (?, ?, database_time(), ?) ON CONFLICT (node)"
            + " DO UPDATE SET ended = excluded.ended, said_at = excluded.said_at, ahead_millis = excluded.ahead_millis"
            + " RETURNING said_at";

    private static final Duration BETWEEN = Duration.ofSeconds(5);

    private final GroupConnection database;
    private final String node;
    private final InstantSource clock;
    private Optional<Duration> ahead = Optional.empty();
    private long next;

    SharedPresence(GroupConnection database, String node, InstantSource clock) {
        this.database = database;
        this.node = node;
        this.clock = clock;
    }

    /** Says that it is there, every few seconds. */
    public void isThere() throws IOException {
        if (ahead.isPresent() && System.nanoTime() - next < 0) {
            return;
        }
        next = System.nanoTime() + BETWEEN.toNanos();
        if (ahead.isEmpty()) {
            say(false);
        }
        say(false);
    }

    /** Says that it ends in order. */
    public void ends() throws IOException {
        say(true);
    }

    /** What is said of the clocks is what was measured the last time. */
    private void say(boolean ends) throws IOException {
        ahead = Optional.of(database.ask(to -> {
            try (PreparedStatement statement = to.prepareStatement(SAY)) {
                statement.setString(1, node);
                statement.setBoolean(2, ends);
                if (ahead.isEmpty()) {
                    statement.setNull(3, Types.BIGINT);
                } else {
                    statement.setLong(3, ahead.get().toMillis());
                }
                Instant before = clock.instant();
                try (ResultSet row = statement.executeQuery()) {
                    Instant after = clock.instant();
                    row.next();
                    Instant there = Objects.requireNonNull(row.getObject(1, OffsetDateTime.class))
                            .toInstant();
                    Commits.requireWaited(statement);
                    return HostClock.ahead(before, there, after);
                }
            }
        }));
    }
}
