package org.corebucket.bridge.ledger.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import org.corebucket.bridge.database.Commits;
import org.corebucket.bridge.database.DatabaseException;
import org.corebucket.bridge.database.DatabaseException.DatabaseTrouble;
import org.jspecify.annotations.Nullable;

/**
 * The tables that the next entries and the marks of the next days need, made ahead without keeping anybody from appending; those of
 * marks that are over are dropped. For one thread.
 */
final class Partitions {

    /** As in the schema: so many entries are in one table. */
    private static final long SIZE = 1_000_000;

    private static final long AHEAD = 500_000;

    private final MarkRetention retention;
    private @Nullable Connection madeBy;
    private @Nullable LocalDate madeOn;
    private long madeTo;
    private @Nullable LocalDate droppedOn;

    Partitions(MarkRetention retention) {
        this.retention = retention;
    }

    /**
     * Makes those that are missing; over another connection than the last it looks again, since it may be to another server.
     *
     * @param entries how many entries there are
     */
    void make(Connection to, long entries, LocalDate today) throws SQLException {
        if (to == madeBy && today.equals(madeOn) && entries + AHEAD <= madeTo) {
            return;
        }
        try (PreparedStatement statement = to.prepareStatement("SELECT make_partitions(?, ?, ?)")) {
            statement.setLong(1, entries);
            statement.setObject(2, today.minusDays(1));
            statement.setObject(3, today.plusDays(retention.replayMemory().toDays() + 2));
            Commits.execute(statement);
        }
        madeBy = to;
        madeOn = today;
        madeTo = (entries / SIZE + 2) * SIZE;
    }

    /** Drops the marks of days that are over, once a day; what is in the way of that may be so until the next. */
    void dropMarks(Connection to, LocalDate today) throws SQLException {
        if (today.equals(droppedOn)) {
            return;
        }
        droppedOn = today;
        try {
            ShortLock.execute(to, "SELECT drop_marks(?)", today.minusDays(1));
        } catch (SQLException e) {
            if (DatabaseException.of("", e).trouble() != DatabaseTrouble.CONFLICT) {
                throw e;
            }
        }
    }
}
