package org.corebucket.bridge.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.database.DatabaseException.DatabaseTrouble;

/**
 * What a server promises by a commit (CONTRACT 12), as its settings say.
 *
 * @param syncs whether it waits for its disk, and writes whole pages after a checkpoint
 * @param waits whether a commit waits for its log to be on disk
 * @param standbys which standbys it waits for; empty if it waits for none
 */
public record ServerDurability(boolean syncs, boolean waits, String standbys) {

    private static final String QUESTION = "SELECT current_setting('fsync'), current_setting('full_page_writes'),"
            + " current_setting('synchronous_commit'), current_setting('synchronous_standby_names'),"
            + " pg_is_in_recovery(), current_setting('transaction_read_only')";

    /**
     * Asks the server of a connection.
     *
     * @param name how messages name it
     * @throws DatabaseException if it is not one that can be written to
     */
    public static ServerDurability ask(Connection connection, String name) throws DatabaseException {
        try (PreparedStatement statement = connection.prepareStatement(QUESTION);
                ResultSet row = statement.executeQuery()) {
            row.next();
            if (row.getBoolean(5) || row.getString(6).equals("on")) {
                throw new DatabaseException(DatabaseTrouble.LOST, name + ": it is a standby, or may only be read");
            }
            String commit = row.getString(3);
            return new ServerDurability(
                    row.getString(1).equals("on") && row.getString(2).equals("on"),
                    !commit.equals("off") && !commit.equals("local"),
                    row.getString(4).strip());
        } catch (SQLException e) {
            throw DatabaseException.of(name, e);
        }
    }

    /** What is weaker than it should be, a sentence each. */
    public List<String> weaknesses() {
        List<String> weaknesses = new ArrayList<>();
        if (!syncs) {
            weaknesses.add(
                    "the database does not wait for its disk (fsync or full_page_writes is off): a loss of power can"
                            + " take back what was acknowledged");
        }
        if (!waits) {
            weaknesses.add(
                    "the database does not wait for its commits (synchronous_commit is off or local): a crash or a"
                            + " failover can take back what was acknowledged");
        }
        if (standbys.isEmpty()) {
            weaknesses.add(
                    "the database has no synchronous standby (synchronous_standby_names is empty): the loss of its"
                            + " host takes back what was acknowledged");
        }
        return weaknesses;
    }
}
