package org.corebucket.bridge.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.sql.PreparedStatement;
import org.corebucket.bridge.database.Commits;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseWork;
import org.corebucket.bridge.database.KeptConnection;

/**
 * The one connection by which a process says and asks what all nodes know together, and on which nothing that is acknowledged
 * depends. Its commits wait for no standby, and so take nothing from those that do. Threads may share it.
 */
final class GroupConnection implements Closeable {

    private static final String WAIT_FOR_NOTHING = "SELECT set_config('synchronous_commit', 'off', false)";

    private final KeptConnection database;
    private long number;

    /** One that is made when it is needed. The database is closed with it. */
    GroupConnection(Database database) {
        this.database = new KeptConnection(database);
    }

    /**
     * Does something.
     *
     * @throws IOException if the database does not answer or refuses, or its schema is another version's
     */
    synchronized <T> T ask(DatabaseWork<T> work) throws IOException {
        boolean isNew = !database.isMade();
        return database.ask(to -> {
            if (isNew) {
                number++;
                try (PreparedStatement statement = to.prepareStatement(WAIT_FOR_NOTHING)) {
                    Commits.execute(statement);
                }
            }
            return work.done(to);
        });
    }

    /** The number of the connection by which is asked now; one that was made anew has another. */
    synchronized long number() {
        return number;
    }

    @Override
    public void close() {
        database.close();
    }
}
