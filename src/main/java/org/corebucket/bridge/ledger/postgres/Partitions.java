package org.corebucket.bridge.ledger.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import org.corebucket.bridge.database.Commits;
import org.jspecify.annotations.Nullable;

/**
 * The tables that the next entries and the marks of the next days need, made ahead; those of marks that are over are dropped. For one
 * thread.
 */
final class Partitions {

    /** As in the schema: so many entries are in one table. */
    private static final long SIZE = 1_000_000;

    private static final long AHEAD = 500_000;

    private final MarkRetention retention;
    private @Nullable LocalDate madeOn;
    private long madeTo;

    Partitions(MarkRetention retention) {
        this.retention = retention;
    }

    /**
     * Makes those that are missing.
     *
     * @param entries how many entries there are
     */
    void make(Connection to, long entries, LocalDate today) throws SQLException {
        if (today.equals(madeOn) && entries + AHEAD <= madeTo) {
            return;
        }
        try (PreparedStatement statement = to.prepareStatement("SELECT make_partitions(?, ?, ?), drop_marks(?)")) {
            statement.setLong(1, entries);
            statement.setObject(2, today.minusDays(1));
            statement.setObject(3, today.plusDays(retention.replayMemory().toDays() + 2));
            statement.setObject(4, today.minusDays(1));
            Commits.execute(statement);
        }
        madeOn = today;
        madeTo = (entries / SIZE + 2) * SIZE;
    }

    /** What one server has another may not have. */
    void forget() {
        madeOn = null;
    }
}
