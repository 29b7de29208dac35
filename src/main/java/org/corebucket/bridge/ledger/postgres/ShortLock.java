package org.corebucket.bridge.ledger.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.corebucket.bridge.database.Commits;

/**
 * A transaction that takes a table away from whoever appends, for a moment only: it waits for nothing but the transactions that go
 * on, not long for them, and its commit not for a standby. What it does may be lost with the server, so it must be what anybody
 * may do again.
 */
final class ShortLock {

    private static final String SETTINGS =
            "SELECT set_config('lock_timeout', '1s', true), set_config('synchronous_commit', 'off', true)";

    private ShortLock() {}

    /**
     * Does it.
     *
     * @param parameter of the statement
     * @throws SQLException if the table could not be had in time, too; then nothing was done
     */
    static void execute(Connection connection, String statement, Object... parameter) throws SQLException {
        boolean done = false;
        connection.setAutoCommit(false);
        try (PreparedStatement settings = connection.prepareStatement(SETTINGS);
                PreparedStatement work = connection.prepareStatement(statement)) {
            Commits.execute(settings);
            for (int i = 0; i < parameter.length; i++) {
                work.setObject(i + 1, parameter[i]);
            }
            Commits.execute(work);
            Commits.commit(connection);
            done = true;
        } finally {
            if (!done) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }
}
