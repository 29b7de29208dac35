package org.corebucket.bridge.cli.shared;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.process.StopLatch;
import org.corebucket.bridge.process.StopSignal;

/**
 * The signals of the process. They let a loop or a server end in order: the JVM waits for it, 10 seconds at most, and then exits with
 * the code of the signal. What it prints in the meantime never makes its work wait: a pipe that nobody reads stops nothing.
 */
public final class ProcessSignals implements StopSignal, AutoCloseable {

    private static final long GRACE_SECONDS = 10;

    private final StopLatch told = new StopLatch();
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

    @Override
    public StopReason ask() {
        return told.ask();
    }

    @Override
    public StopReason await(Duration atMost) throws InterruptedException {
        return told.await(atMost);
    }

    private void receive() {
        told.end();
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
