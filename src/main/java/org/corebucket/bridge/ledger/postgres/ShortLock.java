package org.corebucket.bridge.ledger.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A transaction that takes a table away from whoever appends, for a moment only: it waits for nothing but the transactions that go
 * on, not long for them, and its commit not for a standby. What it does may be lost with the server, so it must be what anybody
 * may do again.
 */
final class ShortLock {

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
        try (Statement settings = connection.createStatement();
                PreparedStatement work = connection.prepareStatement(statement)) {
            settings.execute("SET LOCAL lock_timeout = '1s'");
            settings.execute("SET LOCAL synchronous_commit = off");
            for (int i = 0; i < parameter.length; i++) {
                work.setObject(i + 1, parameter[i]);
            }
            work.execute();
            connection.commit();
            done = true;
        } finally {
            if (!done) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
        }
    }
}
