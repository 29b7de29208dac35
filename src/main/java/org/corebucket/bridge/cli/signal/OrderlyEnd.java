package org.corebucket.bridge.cli.signal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.cli.session.ExitCode;

/**
 * Lets a loop, or a server, end in order when the process is told to end: the JVM waits for it, 10 seconds at most, and then exits with
 * the code of the signal.
 */
public final class OrderlyEnd implements AutoCloseable {

    private static final long GRACE_SECONDS = 10;

    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private OrderlyEnd() {}

    /** Begins to listen to SIGINT, SIGTERM and SIGHUP. */
    public static OrderlyEnd listen() {
        OrderlyEnd end = new OrderlyEnd();
        Runtime.getRuntime().addShutdownHook(new Thread(end::receive, "orderly-end"));
        return end;
    }

    /** Whether it is time to end. */
    public boolean isTold() {
        return told.getCount() == 0;
    }

    /** Waits so long, or until it is time to end; says whether it is. */
    public boolean await(Duration atMost) throws InterruptedException {
        return told.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void receive() {
        told.countDown();
        try {
            if (!ended.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(ExitCode.IO_ERROR);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All is in order: the JVM may end. */
    @Override
    public void close() {
        ended.countDown();
    }
}
