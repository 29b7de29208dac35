package org.corebucket.bridge.bridge;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.corebucket.bridge.bridge.state.BridgeAlerts;
import org.corebucket.bridge.bridge.state.GroupFigures;
import org.corebucket.bridge.cluster.GroupFacts;
import org.corebucket.bridge.cluster.SharedPresence;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges with the other nodes what all know together, by a thread of its own: it may have to wait for the database, and nobody
 * waits for it. Where a bridge shares nothing, the thread writes its figures to the disk.
 */
final class GroupExchange implements Closeable {

    /** What is written last may take that much of the time in which a bridge ends. */
    private static final long ENDING_SECONDS = 2;

    private final GroupFigures figures;
    private final BridgeAlerts alerts;
    private final Optional<GroupFacts> facts;
    private final Optional<SharedPresence> presence;
    private final Consumer<Throwable> bugs;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "group-exchange");
        made.setDaemon(true);
        return made;
    });
    private @Nullable Future<?> running;

    /**
     * An exchange that has not begun.
     *
     * @param facts is closed with this
     */
    GroupExchange(
            GroupFigures figures,
            BridgeAlerts alerts,
            Optional<GroupFacts> facts,
            InstantSource clock,
            Consumer<Throwable> bugs) {
        this.figures = figures;
        this.alerts = alerts;
        this.facts = facts;
        this.presence = facts.map(shared -> shared.presence(clock));
        this.bugs = bugs;
    }

    /**
     * Begins what is due, unless it is still at it.
     *
     * @param shared the warnings of now of what all nodes see
     */
    void tick(Map<String, String> shared, Instant now) {
        if (running == null || running.isDone()) {
            running = submit(() -> {
                figures.tick(now);
                alerts.tickShared(shared, now);
                say(shown -> shown.isThere());
            });
        }
    }

    private Future<?> submit(Runnable exchange) {
        return thread.submit(() -> {
            try {
                exchange.run();
            } catch (RuntimeException e) {
                bugs.accept(e);
            }
        });
    }

    /** What a bridge says of itself; a lambda, since a reference to the method links its class, and that loads java.sql for files. */
    private interface Saying {
        void by(SharedPresence presence) throws IOException;
    }

    private void say(Saying what) {
        try {
            if (presence.isPresent()) {
                what.by(presence.get());
            }
        } catch (IOException e) {
            // The figures say what is wrong with the database.
        }
    }

    /** Exchanges the figures for the first time, before anybody is answered. */
    void begin(Instant now) {
        figures.exchange(now);
        say(shown -> shown.isThere());
    }

    /** Exchanges the figures for the last time, and says that this bridge ends in order. */
    void end(Instant now) {
        try {
            submit(() -> {
                        figures.exchange(now);
                        say(shown -> shown.ends());
                    })
                    .get(ENDING_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            // The others have what was written seconds ago, or all of it if this is closed already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A connection by which the thread still waits is left to the end of the process, or of the wait. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (thread.awaitTermination(0, TimeUnit.SECONDS)) {
                facts.ifPresent(GroupFacts::close);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
