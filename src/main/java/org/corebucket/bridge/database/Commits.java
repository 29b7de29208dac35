package org.corebucket.bridge.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.corebucket.bridge.database.DatabaseException.DatabaseTrouble;
import org.jspecify.annotations.Nullable;

/**
 * The one way to commit (CONTRACT 12). PostgreSQL calls a commit a success that somebody cancelled while it waited for its standby:
 * it is visible, and may be on no standby. Only a warning tells, so that each commit is followed by a look at its warnings. Each
 * method throws an exception whose trouble is {@link DatabaseTrouble#LOST} if there is one.
 */
public final class Commits {

    private Commits() {}

    /** Commits a transaction; the connection commits each statement by itself afterwards. */
    public static void commit(Connection connection) throws SQLException {
        connection.clearWarnings();
        connection.commit();
        requireWaited(connection.getWarnings());
        connection.setAutoCommit(true);
    }

    /**
     * Executes a statement that writes, and commits by itself unless a transaction is open.
     *
     * @return how many rows it changed; -1 for a query
     */
    public static int execute(PreparedStatement statement) throws SQLException {
        statement.execute();
        requireWaited(statement);
        return statement.getUpdateCount();
    }

    /** To be called when the rows of a query that also writes were read. */
    public static void requireWaited(Statement statement) throws SQLException {
        requireWaited(statement.getWarnings());
    }

    /** Trouble behind something that is committed already; whether that lasts is not known. */
    public static SQLException unknown(SQLException e) {
        return new SQLException(e.getMessage(), DatabaseException.OUTCOME_UNKNOWN, e);
    }

    private static void requireWaited(@Nullable SQLWarning warning) throws SQLException {
        if (warning != null) {
            throw new SQLException(
                    "a commit did not wait for its standby: " + warning.getMessage(),
                    DatabaseException.OUTCOME_UNKNOWN,
                    warning);
        }
    }
}
