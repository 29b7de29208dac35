package org.corebucket.bridge.automation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The runner's end, as its parts hear of it: first nothing new begins, then what still runs is ended. For many threads. */
final class RunnerEnd {

    private final CountDownLatch told = new CountDownLatch(1);
    private final CompletableFuture<Void> now = new CompletableFuture<>();

    /** Nothing new begins from here on. */
    void tell() {
        told.countDown();
    }

    /** What still runs is ended. */
    void endNow() {
        tell();
        now.complete(null);
    }

    /** Whether nothing new may begin. */
    boolean isTold() {
        return told.getCount() == 0;
    }

    /** Completes when what runs is to be ended. */
    CompletableFuture<Void> now() {
        return now;
    }

    /** Waits so long, or until nothing new may begin; says whether that is so. */
    boolean await(Duration atMost) throws InterruptedException {
        return told.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }
}
