package org.corebucket.bridge.database;

import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.corebucket.bridge.readiness.MendableException;
import org.jspecify.annotations.Nullable;

/**
 * A connection of one's own, by which one thing is done after the other. It is kept while it works; after any trouble it is given
 * up, and made anew for what comes next. Threads may share it.
 */
public final class KeptConnection implements Closeable {

    private final Database database;
    private final ServerCheck check;
    private volatile @Nullable Connection connection;
    private volatile boolean closed;

    /** One that is made when it is needed. The database is closed with it. */
    public KeptConnection(Database database) {
        this(database, ServerCheck.NONE);
    }

    /** The same, to a server that must also be what a check demands. */
    public KeptConnection(Database database, ServerCheck check) {
        this.database = database;
        this.check = check;
    }

    /** Whether there is a connection now; it may be broken. */
    public synchronized boolean isMade() {
        return connection != null;
    }

    /**
     * Does something.
     *
     * @throws IOException if the database does not answer or refuses, or its schema is another version's
     */
    public synchronized <T> T ask(DatabaseWork<T> work) throws IOException {
        boolean done = false;
        try {
            T result = work.done(made());
            done = true;
            return result;
        } catch (SQLException e) {
            throw DatabaseException.of(database.name(), e);
        } finally {
            if (!done) {
                giveUp();
            }
        }
    }

    private Connection made() throws IOException, SQLException {
        Connection kept = connection;
        if (kept == null) {
            kept = database.connect();
            connection = kept;
            if (closed) {
                throw new IOException(database.name() + ": the connection was closed meanwhile");
            }
            require(kept);
            check.require(kept);
        }
        return kept;
    }

    private void require(Connection made) throws IOException {
        try {
            DatabaseSchema.require(made, database.name());
        } catch (MendableException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void giveUp() {
        Connection kept = connection;
        connection = null;
        try {
            if (kept != null) {
                kept.close();
            }
        } catch (SQLException e) {
            // The server ends what is left of it.
        }
    }

    /** Waits for nobody: who asks at the moment gets no answer. */
    @Override
    public void close() {
        closed = true;
        Connection kept = connection;
        try {
            if (kept != null) {
                kept.abort(Runnable::run);
            }
        } catch (SQLException e) {
            // The server ends what is left of it.
        }
        database.close();
    }
}
