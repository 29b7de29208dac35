package org.corebucket.bridge.client.outbox;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.process.StopSignal;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.jspecify.annotations.Nullable;

/**
 * Puts lines into the outbox while a delivery sends from it. Lines are added in batches, with one write for each module, and a
 * batch never waits for a line that has not arrived yet. If the outbox is full, the feed waits as long as the delivery makes
 * room.
 */
public final class UpdateFeed implements Runnable {

    private static final int BATCH = 512;
    private static final Duration LOOK = Duration.ofMillis(50);

    /** How long the outbox may stay full without an update leaving it. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final UpdateLines lines;
    private final Outbox outbox;
    private final LongConsumer whole;
    private final StopSignal ending;
    private volatile boolean open = true;
    private final AtomicLong queued = new AtomicLong();
    private volatile int lastLine;
    private volatile @Nullable Exception failure;

    /**
     * A feed of lines into an outbox.
     *
     * @param whole is told the number of updates as soon as the last one was read
     */
    public UpdateFeed(UpdateLines lines, Outbox outbox, LongConsumer whole, StopSignal ending) {
        this.lines = lines;
        this.outbox = outbox;
        this.whole = whole;
        this.ending = ending;
    }

    /** Begins to read, on a daemon thread, which may still wait for a line when the process ends. */
    public void begin() {
        Thread thread = new Thread(this, "sync-lines");
        thread.setDaemon(true);
        thread.start();
    }

    /** How many updates were put into the outbox. */
    public long queued() {
        return queued.get();
    }

    /** Whether more updates may follow. */
    public boolean isOpen() {
        return open;
    }

    /** Waits until all updates are queued, or the stop signal ends it. */
    public void awaitEnd() throws IOException, InterruptedException {
        StopReason reason = StopReason.NONE;
        while (open && reason == StopReason.NONE) {
            reason = ending.await(LOOK);
        }
    }

    /** The number of the last line up to which all lines are in the outbox. */
    public int lastLine() {
        return lastLine;
    }

    /** Why the feed ended before the last line; null if it did not. */
    @Nullable
    public Exception failure() {
        return failure;
    }

    @Override
    public void run() {
        try {
            boolean more = true;
            while (more && ending.ask() == StopReason.NONE) {
                more = batch();
            }
            whole.accept(queued.get());
        } catch (IOException | MalformedJsonException | OutboxFullException | RuntimeException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open = false;
        }
    }

    /**
     * Queues one batch; returns whether another may follow. If a line is malformed, the lines before it are queued all the
     * same.
     */
    private boolean batch() throws IOException, MalformedJsonException, OutboxFullException, InterruptedException {
        List<Update> updates = new ArrayList<>();
        MalformedJsonException flaw = null;
        boolean last = false;
        try {
            do {
                Update update = lines.next();
                last = update == null;
                if (update != null) {
                    updates.add(update);
                }
            } while (!last && updates.size() < BATCH && !lines.isWaiting());
        } catch (MalformedJsonException e) {
            flaw = e;
        }
        add(updates);
        lastLine = flaw == null ? lines.line() : lines.line() - 1;
        if (flaw != null) {
            throw flaw;
        }
        return !last;
    }

    private void add(List<Update> updates) throws IOException, OutboxFullException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long left = outbox.mark().left();
        while (!updates.isEmpty()) {
            try {
                outbox.add(updates);
                queued.addAndGet(updates.size());
                return;
            } catch (OutboxFullException e) {
                long now = outbox.mark().left(); // counts what any process has sent
                if (now != left) {
                    left = now;
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                }
                boolean hopeless = outbox.depth().total() == 0 || System.nanoTime() - deadline > 0;
                if (hopeless || ending.await(LOOK) != StopReason.NONE) {
                    throw e;
                }
            }
        }
    }
}
