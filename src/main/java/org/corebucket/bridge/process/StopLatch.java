package org.corebucket.bridge.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A signal that its owner gives, once and for good: first nothing new begins, then what still runs is ended. */
public final class StopLatch implements StopSignal {

    private final CountDownLatch given = new CountDownLatch(1);
    private final CompletableFuture<Void> now = new CompletableFuture<>();

    /** Nothing new begins from here on. */
    public void end() {
        given.countDown();
    }

    /** What still runs is ended. */
    public void endNow() {
        end();
        now.complete(null);
    }

    /** Completes when what still runs is to be ended. */
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
