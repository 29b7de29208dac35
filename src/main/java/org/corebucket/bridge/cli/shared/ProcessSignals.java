package org.corebucket.bridge.cli.shared;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a loop, or a server, end in order when the process is told to end: the JVM waits for it, 10 seconds at most, and then exits with
 * the code of the signal. What it prints in the meantime never makes its work wait: a pipe that nobody reads stops nothing.
 */
public final class ProcessSignals implements AutoCloseable {

    private static final long GRACE_SECONDS = 10;

    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private final StandardStreams streams;

    private ProcessSignals(StandardStreams streams) {
        this.streams = streams;
    }

    /** Begins to listen to SIGINT, SIGTERM and SIGHUP; from here on no output of the session blocks. */
    public static ProcessSignals listen(Session session) {
        session.streams().neverWait();
        if (isFirstProcess()) {
            session.err()
                    .println(
                            "bridgectl: Java itself is the first process here, and leaves the orphans of others as zombies;"
                                    + " start bridgectl's launcher instead, or the container with --init");
            session.err().flush();
        }
        ProcessSignals end = new ProcessSignals(session.streams());
        Runtime.getRuntime().addShutdownHook(new Thread(end::receive, "orderly-end"));
        return end;
    }

    /** Java waits for its own children alone; the launcher stays as the first process, and waits for all. */
    private static boolean isFirstProcess() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self")).toString().equals("1");
        } catch (IOException e) {
            return false; // without /proc nobody can tell
        }
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

    /** All is in order: the JVM may end, once what was printed is written, if anybody reads it. */
    @Override
    public void close() {
        streams.finish();
        ended.countDown();
    }
}
