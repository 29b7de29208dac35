package org.corebucket.bridge.cli.verify;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.cli.session.ExitCode;

/** Does something again and again until the process is told to end; then lets the round that is going on end first. */
final class Repetition {

    private static final long GRACE_SECONDS = 10;

    private final Duration interval;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    Repetition(Duration interval) {
        this.interval = interval;
    }

    /** Repeats until SIGINT or SIGTERM, whose exit codes the JVM gives itself; returns the last round's code. */
    int repeat(Callable<Integer> round) throws Exception {
        Thread hook = new Thread(this::stop, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            int code = round.call();
            while (!stop.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                code = round.call();
            }
            return code;
        } finally {
            stopped.countDown();
        }
    }

    private void stop() {
        stop.countDown();
        try {
            if (!stopped.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(ExitCode.IO_ERROR);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
