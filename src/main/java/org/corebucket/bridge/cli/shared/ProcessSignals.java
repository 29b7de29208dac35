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
 * The signals of the process, by which a loop or a server ends in order. The JVM waits for that for at most 10 seconds,
 * and then exits with the code of the signal. From the start on, output never makes the work wait, even if nobody reads
 * a pipe.
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

    /**
     * Whether this is process 1, as in a container. Process 1 must wait for orphans, and Java waits only for its own
     * children. The launcher would stay as process 1 and wait for all.
     */
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

    /** Lets the JVM end. What was printed is written first, if anybody reads it. */
    @Override
    public void close() {
        streams.finish();
        ended.countDown();
    }
}
