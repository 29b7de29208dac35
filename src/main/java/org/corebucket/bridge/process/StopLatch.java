package org.corebucket.bridge.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A signal that its owner gives, and never takes back: after {@link #end} nothing new begins, after {@link #endNow} what still
 * runs is ended.
 */
public final class StopLatch implements StopSignal {

    private final CountDownLatch given = new CountDownLatch(1);
    private final CompletableFuture<Void> now = new CompletableFuture<>();

    /** Lets nothing new begin from now on. */
    public void end() {
        given.countDown();
    }

    /** Ends what still runs, too. */
    public void endNow() {
        end();
        now.complete(null);
    }

    /** Completes when {@link #endNow} is called. */
    public CompletableFuture<Void> now() {
        return now;
    }

    @Override
    public StopReason ask() {
        return given.getCount() == 0 ? StopReason.ORDERLY : StopReason.NONE;
    }

    @Override
    public StopReason await(Duration atMost) throws InterruptedException {
        return given.await(atMost.toMillis(), TimeUnit.MILLISECONDS) ? StopReason.ORDERLY : StopReason.NONE;
    }
}
