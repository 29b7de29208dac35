package org.corebucket.bridge.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseException;
import org.corebucket.bridge.database.DatabaseException.DatabaseTrouble;
import org.corebucket.bridge.database.DatabaseSchema;
import org.corebucket.bridge.readiness.MendableException;
import org.jspecify.annotations.Nullable;

/**
 * The one connection by which all nodes of a runner record their due times, one after the other. One that is broken is replaced
 * at the next question. Where nobody answered a moment ago nobody is asked, so that many nodes don't wait for each other.
 */
final class SlotConnection implements Closeable {

    private static final long MOMENT = TimeUnit.SECONDS.toNanos(1);

    private final Database database;
    private final LongSupplier nanos;
    private @Nullable Connection connection;
    private Optional<IOException> failure = Optional.empty();
    private long failed;

    SlotConnection(Database database, LongSupplier nanos) {
        this.database = database;
        this.nanos = nanos;
    }

    /** What is asked; where there is no answer, it may be asked once again. */
    @FunctionalInterface
    interface SlotQuestion<T> {
        T ask(Connection connection) throws SQLException;
    }

    /**
     * Asks.
     *
     * @throws IOException if the database does not answer or refuses, or its schema is another version's
     */
    synchronized <T> T ask(SlotQuestion<T> question) throws IOException {
        if (failure.isPresent() && nanos.getAsLong() - failed < MOMENT) {
            throw new IOException(failure.get().getMessage(), failure.get());
        }
        try {
            T answer = askTwice(question);
            failure = Optional.empty();
            return answer;
        } catch (IOException e) {
            failure = Optional.of(e);
            failed = nanos.getAsLong();
            throw e;
        }
    }

    private <T> T askTwice(SlotQuestion<T> question) throws IOException {
        boolean isNew = connection == null;
        try {
            return askOnce(question);
        } catch (DatabaseException e) {
            if (isNew || e.trouble() != DatabaseTrouble.LOST) {
                throw e;
            }
            return askOnce(question);
        }
    }

    private <T> T askOnce(SlotQuestion<T> question) throws IOException {
        boolean answered = false;
        try {
            T answer = question.ask(connected());
            answered = true;
            return answer;
        } catch (SQLException e) {
            throw DatabaseException.of(database.name(), e);
        } finally {
            if (!answered) {
                close();
            }
        }
    }

    private Connection connected() throws IOException {
        Connection known = connection;
        if (known != null) {
            return known;
        }
        Connection made = database.connect();
        connection = made;
        try {
            DatabaseSchema.require(made, database.name());
            return made;
        } catch (MendableException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        Connection known = connection;
        connection = null;
        if (known != null) {
            try {
                known.close();
            } catch (SQLException e) {
                // What is broken is closed.
            }
        }
    }
}
