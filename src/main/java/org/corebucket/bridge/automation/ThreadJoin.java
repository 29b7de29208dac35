package org.corebucket.bridge.automation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for what runs on other threads. */
final class ThreadJoin {

    private ThreadJoin() {}

    /** Waits so long; says whether it is done. It never ends in an exception, or that is a bug. */
    static boolean isDone(CompletableFuture<?> work, Duration atMost) throws InterruptedException {
        try {
            work.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("what should not throw threw", e);
        }
    }
}
