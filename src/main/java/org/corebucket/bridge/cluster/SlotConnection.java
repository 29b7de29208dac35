package org.corebucket.bridge.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseException;
import org.corebucket.bridge.database.DatabaseException.DatabaseTrouble;
import org.corebucket.bridge.database.DatabaseWork;
import org.corebucket.bridge.database.KeptConnection;
import org.corebucket.bridge.database.ServerCheck;

/**
 * The one connection by which all nodes of a runner record their due times, one after the other. One that is broken is replaced
 * at the next question. Where nobody answered a moment ago nobody is asked, so that many nodes don't wait for each other.
 */
final class SlotConnection implements Closeable {

    private static final long MOMENT = TimeUnit.SECONDS.toNanos(1);

    private final KeptConnection database;
    private final LongSupplier nanos;
    private Optional<IOException> failure = Optional.empty();
    private long failed;

    SlotConnection(Database database, ServerCheck known, LongSupplier nanos) {
        this.database = new KeptConnection(database, known);
        this.nanos = nanos;
    }

    /**
     * Asks.
     *
     * @throws IOException if the database does not answer or refuses, or its schema is another version's
     */
    synchronized <T> T ask(DatabaseWork<T> question) throws IOException {
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

    private <T> T askTwice(DatabaseWork<T> question) throws IOException {
        boolean isNew = !database.isMade();
        try {
            return database.ask(question);
        } catch (DatabaseException e) {
            if (isNew || e.trouble() != DatabaseTrouble.LOST) {
                throw e;
            }
            return database.ask(question);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
