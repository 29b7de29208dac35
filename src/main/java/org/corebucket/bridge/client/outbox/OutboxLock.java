package org.corebucket.bridge.client.outbox;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.deployment.LockPatience;
import org.corebucket.bridge.lines.FileDisk;

/** The two locks of an outbox. The kernel releases them when their holder's process ends. */
final class OutboxLock {

    /**
     * How long one holder may keep the lock of changes. A holder only writes and syncs, but a disk may be slow, and a process
     * paused; hundreds of processes may wait.
     */
    private static final Duration LONGEST_CHANGE = Duration.ofMinutes(2);

    private OutboxLock() {}

    /**
     * Takes the lock of changes, which is held only briefly.
     *
     * @param otherwise the consequence for the message if it can't be had
     * @throws OutboxBusyException if one other process has had it all the time
     */
    static DeploymentLock forChange(Path outbox, String otherwise) throws IOException {
        return forChange(outbox, otherwise, LONGEST_CHANGE);
    }

    static DeploymentLock forChange(Path outbox, String otherwise, Duration patience) throws IOException {
        Path file = outbox.resolve(".lock");
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted before taking " + file);
        }
        try {
            FileDisk.ofOwner().make(file);
            return DeploymentLock.await(file, LockPatience.withEachHolder(patience));
        } catch (LockHeldException e) {
            throw new OutboxBusyException(
                    file.toString(),
                    "another process" + e.byHolder() + " has had it for " + patience.toSeconds() + " s: " + otherwise
                            + "; try again, or see what it waits for");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + file);
        }
    }

    /** Takes the right to send; empty if another process still has it when the patience ends. */
    static Optional<DeploymentLock> forSending(Path outbox, LockPatience patience)
            throws IOException, InterruptedException {
        Path file = outbox.resolve(".drain.lock");
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before taking " + file);
        }
        try {
            FileDisk.ofOwner().make(file);
            return Optional.of(DeploymentLock.await(file, patience));
        } catch (LockHeldException e) {
            return Optional.empty();
        }
    }
}
