package org.corebucket.bridge.database;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for a database as long as there is time, and no longer. Each wait for a server ends by itself, but there may be several
 * servers, and for each of them several waits; what ends has less time than that.
 */
public final class BoundedWait {

    private BoundedWait() {}

    /**
     * Does something by a thread of its own. If there is no answer in time the thread goes on, until its own waits are over or the
     * process ends, and nobody hears what becomes of it.
     *
     * @throws IOException if it failed so, or is not done in time
     */
    public static <T> T of(Duration atMost, Callable<T> act) throws IOException {
        FutureTask<T> task = new FutureTask<>(act);
        Thread thread = new Thread(task, "bounded-wait");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IOException("the database has not answered in time", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException trouble) {
                throw trouble;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the database was waited for");
        }
    }
}
