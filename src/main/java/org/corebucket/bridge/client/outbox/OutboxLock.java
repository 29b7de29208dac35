package org.corebucket.bridge.client.outbox;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.corebucket.bridge.client.outbox.file.OwnerDisk;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.LockHeldException;

/** The two locks of an outbox; the kernel releases them with the process that holds them. */
final class OutboxLock {

    /** Who holds it only writes and syncs; but a disk may be slow, and a process paused. */
    private static final Duration LONGEST_CHANGE = Duration.ofSeconds(30);

    private static final long PAUSE_MILLIS = 2;

    private OutboxLock() {}

    /** The right to change what waits, for a moment. */
    static DeploymentLock forChange(Path outbox) throws IOException {
        Path file = outbox.resolve(".lock");
        try {
            return take(file, LONGEST_CHANGE)
                    .orElseThrow(() -> new FileSystemException(
                            file.toString(),
                            null,
                            "another process has held it for " + LONGEST_CHANGE.toSeconds()
                                    + " s; see what it waits for"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + file);
        }
    }

    /** The right to send; empty if somebody still has it when the patience ends. */
    static Optional<DeploymentLock> forSending(Path outbox, Duration patience)
            throws IOException, InterruptedException {
        return take(outbox.resolve(".drain.lock"), patience);
    }

    private static Optional<DeploymentLock> take(Path file, Duration patience)
            throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before taking " + file);
        }
        OwnerDisk.makeFile(file);
        long begin = System.nanoTime();
        while (true) {
            try {
                return Optional.of(DeploymentLock.acquire(file));
            } catch (LockHeldException e) {
                if (System.nanoTime() - begin >= patience.toNanos()) {
                    return Optional.empty();
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }
}
